"""An estate of AWS for tests, in the form in which its API tells it, and questions to it."""

from datetime import UTC, datetime
from ipaddress import ip_network

from cartographer.bootstrap import catalogue
from cartographer.clouds.aws.network import AwsAtlas
from cartographer.clouds.aws.reads import DOORS, READS
from cartographer.exposure.age import Oldest
from cartographer.exposure.audience import Audiences
from cartographer.exposure.end import End, destination, goals, read, somewhere, starts
from cartographer.exposure.flow import Flow, packets, protocol_packets
from cartographer.exposure.front import Front
from cartographer.exposure.host import host, named
from cartographer.exposure.listing import Ages, exposed
from cartographer.exposure.question import Question, ask
from cartographer.model.audience import NamedNetwork
from cartographer.model.coverage import GLOBAL_REGION, Claim, Coverage, Scope, State
from cartographer.model.key import Ref
from cartographer.model.patch import Patch
from cartographer.model.reading import Memo
from cartographer.model.resource import present, unknown
from cartographer.model.snapshot import MemorySnapshot
from cartographer.reach.search import Search
from cartographer.reach.traffic import Traffic
from collectors.engine.normalize import Place, observe
from collectors.engine.redact import Redactor
from collectors.engine.specification import GLOBAL
from tests.cartographer.clouds.aws.documents import DECLARED
from tests.cartographer.clouds.aws.ways import Ways

AT = datetime(2026, 1, 1, tzinfo=UTC)
INTERNET = "internet"
_CATALOGUE = catalogue()


class Found:
    """What was found, in the words of tests."""

    def __init__(self, finding):
        self.finding = finding
        self.verdict, self.forward = finding.verdict, finding.forward
        self.latent, self.assumes = finding.latent, finding.assumes
        self.codes = {one.code for one in finding.reasons}
        self.there = {one.code for one in finding.reasons if one.direction == "forward"}
        self.back = {one.code for one in finding.reasons if one.direction == "return"}
        self.rules = [one.rule for one in finding.path]
        self.path = [one.resource for one in finding.path]

    def __repr__(self):
        return f"{self.verdict}, there {self.there}, back {self.back}, rules {self.rules}"


class World(Ways):
    """An estate that can be asked."""

    def __init__(self):
        super().__init__()
        self._left, self._cut, self.networks = {}, {}, ()
        self._dice = None
        self._assumes = True

    # --- what was read ------------------------------------------------------------------------

    def without(self, type_, state=State.NOT_ASKED):
        """Leave a type out: nobody asked for it, or it could not be read."""
        self._left[type_] = state
        self._atlas = None
        return self

    def assume_nothing(self):
        """Take no switch as off because nobody asked."""
        self._assumes = False
        self._atlas = None

    def named(self, name, *ranges, via=None):
        """Name a network, as settings do."""
        self.networks += (NamedNetwork(name, ranges, via),)
        self._atlas = None
        return name

    def without_aspect(self, type_, aspect, reason="AccessDenied"):
        """Leave an aspect out: it could not be read, or for another reason."""
        self._cut[type_, aspect] = reason
        self._atlas = None
        return self

    def shuffle(self, dice):
        """Read the documents in another order."""
        self._dice = dice
        self._atlas = None
        return self

    @property
    def snapshot(self):
        """The estate as it was collected."""
        return MemorySnapshot(_CATALOGUE.derive).apply(self.patch)

    @property
    def patch(self):
        """What a run that collects it commits."""
        places = sorted({(account, region) for _, _, _, account, region, _ in self._made})
        scopes = [
            Scope(
                "aws",
                account,
                GLOBAL_REGION if DECLARED[one.type].where == GLOBAL else region,
                one.type,
            )
            for account, region in places
            for one in (*READS, *DOORS)
        ]
        left = self._left
        upserts = list({one.key: one for one in self._observations()}.values())
        if self._dice is not None:
            self._dice.shuffle(upserts)
        return Patch(
            cause="test",
            upserts=tuple(upserts),
            claims=tuple(
                Claim("aws", one.account, one.region, one.type, AT)
                for one in scopes
                if one.type not in left
            ),
            coverage=tuple(
                Coverage(one, left.get(one.type, State.COMPLETE), since=AT)
                for one in scopes
                if left.get(one.type) is not State.NOT_ASKED
            ),
        )

    def _observations(self):
        redactor = Redactor(b"key")
        made = {}
        for type_, document, aspects, account, region, parent in self._made:
            if type_ in self._left or document.get("VpcId") in self._hidden:
                continue
            held = {
                name: unknown(self._cut[type_, name])
                if (type_, name) in self._cut
                else present(value)
                for name, value in aspects.items()
            }
            above = None if parent is None else made.get(id(parent))
            if parent is not None and above is None:
                continue
            where = GLOBAL_REGION if DECLARED[type_].where == GLOBAL else region
            place = Place("aws", "aws", account, where, above)
            seen = observe(DECLARED[type_], document, held, place, AT, redactor)
            made[id(document)] = seen
            yield seen

    # --- questions ------------------------------------------------------------------------

    def _ask(self):
        if self._atlas is None:
            snapshot, space = self.snapshot, Traffic()
            memo = Memo(snapshot, assumes=self._assumes)
            self._atlas = AwsAtlas(memo, snapshot, space, self.networks), snapshot, space
        return self._atlas

    @property
    def atlas(self):
        """The network that the translator makes of it."""
        return self._ask()[0]

    @property
    def network(self):
        """The network, the snapshot that it is of, and the space of its packets."""
        return self._ask()

    def ask(self, source, destination, port=None, proto="tcp", **more):
        """Return what is found from an interface, an address or the internet to another.

        An interface stands for its first address, or for its first public one if the internet
        calls.
        """
        atlas, snapshot, space = self._ask()
        start = read(source, self.networks)
        if start is None:
            keys = snapshot.resolve(Ref("id", source))
            start = End("ports", tuple(one for key in keys for one in atlas.ports(key)))
        named = source.startswith("eni-") or source in {one.name for one in self.networks}
        outer = source == INTERNET or (not named and _global(source))
        address = self._address(destination, outer=outer)
        flow = Flow(source="", destination=address, protocol=proto, port=port, **more)
        question = Question(start, packets(space, flow))
        atlas.begin()
        return Found(ask(atlas, Search(atlas, space), question))

    def call(self, source, text):
        """Return what is found from the internet or an interface to a host name or URL."""
        atlas, snapshot, space = self._ask()
        start = read(source)
        if start is None:
            (key,) = snapshot.resolve(Ref("id", source))
            start = End("ports", atlas.ports(key))
        name, port = host(text)
        atlas.begin()
        end = named(atlas, name, start.ports[0] if start.ports else None)
        search, begins = Search(atlas, space), starts(atlas, space, start)
        traffic = protocol_packets(space, "tcp", port) & destination(atlas, space, end, begins)
        more = (goals(atlas, end), somewhere(atlas, end), end.code)
        return Found(ask(atlas, search, Question(start, traffic, *more), begins))

    def exposed(self, *, latent=False):
        """Return the rows of `exposures` by the last part of the resource's id, as lists."""
        snapshot, space = self.snapshot, Traffic()
        memo = Memo(snapshot)

        def view(asker):
            return AwsAtlas(asker, snapshot, space)

        rows, ages = {}, Ages(Oldest(memo, view))
        opens, whose = Front(memo, view, space).all(), Audiences(space, {}, {})
        for row in exposed(snapshot, view(memo), opens, whose, ages):
            if latent or row.state != "latent":
                rows.setdefault(row.resource.rsplit("/", 1)[-1], []).append(row)
        return rows

    def _address(self, name, *, outer):
        if not name.startswith("eni-"):
            return name
        document = self._interfaces[name]
        if not outer:
            return document["PrivateIpAddress"]
        for one in document["PrivateIpAddresses"]:
            found = one.get("Association") or {}
            if found:
                return found.get("PublicIp") or found["CarrierIp"]
        return document["Ipv6Addresses"][0]["Ipv6Address"]


def _global(text):
    return not ip_network(text).is_private


def public(**more):
    """Return an estate with a machine in a public and one in a private subnet.

    `eni-web` is 10.0.1.10 and 52.0.0.10; `eni-db` is 10.0.2.10, and goes out by a NAT gateway.
    """
    world = World()
    world.vpc(ipv6="2a05:d014::/56", **more)
    world.subnet("public", "10.0.1.0/24", ipv6="2a05:d014:0:1::/64")
    world.subnet("private", "10.0.2.0/24", ipv6="2a05:d014:0:2::/64")
    world.igw()
    world.nat("main", "subnet-public", "10.0.1.5", "52.0.0.5")
    world.table("public", "subnet-public", routes={"0.0.0.0/0": "igw-main", "::/0": "igw-main"})
    world.table("private", "subnet-private", routes={"0.0.0.0/0": "nat-main"})
    world.eni("web", "subnet-public", "10.0.1.10", public="52.0.0.10", ipv6=("2a05:d014:0:1::10",))
    world.eni("db", "subnet-private", "10.0.2.10", ipv6=("2a05:d014:0:2::10",))
    return world
