"""Questions to an estate of AWS, with all that can be told of their answers."""

from cartographer.exposure.end import End, destination, goals, read, starts
from cartographer.exposure.explanation import explain
from cartographer.exposure.flow import protocol_packets
from cartographer.exposure.question import Question, ask
from cartographer.model.key import Ref
from cartographer.reach.search import Search
from cartographer.reach.written import kinds


class Asked:
    """A question, its answer, and what is told of it."""

    def __init__(self, world, source, to, port=None, protocol="tcp"):
        atlas, snapshot, space = world.network
        search = Search(atlas, space)
        begin, end = (_end(atlas, snapshot, text) for text in (source, to))
        begins = starts(atlas, space, begin)
        packets = protocol_packets(space, protocol, port)
        traffic = packets & destination(atlas, space, end, begins)
        question = Question(begin, traffic, goals(atlas, end))
        atlas.begin()
        self.finding = ask(atlas, search, question, begins)
        self.told = explain(atlas, search, question, begins, self.finding)

    @property
    def verdict(self):
        """The verdict in one word."""
        return self.finding.verdict

    @property
    def openings(self):
        """The texts of the changes of each opening."""
        return [tuple(one.text for one in each.changes) for each in self.told.would_open]

    @property
    def actions(self):
        """What sort of change each opening needs."""
        return [tuple(one.action for one in each.changes) for each in self.told.would_open]

    @property
    def also(self):
        """What each opening opens beside, in words."""
        return [kinds(one.also_opens) for one in self.told.would_open]

    @property
    def in_the_way(self):
        """The reasons that no change takes away."""
        return {one.code for one in self.told.in_the_way}


def _end(atlas, snapshot, text):
    found = read(text)
    if found is not None:
        return found
    keys = snapshot.resolve(Ref("id", text))
    return End("ports", tuple(one for key in keys for one in atlas.ports(key)))
