"""A recorded estate with known answers: what it is asked, and how each answer is scored."""

import json
import re
from pathlib import Path

from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.network import AwsAtlas
from cartographer.exposure.end import End, Start, Starts, read
from cartographer.exposure.flow import Flow, packets
from cartographer.exposure.question import Question, ask
from cartographer.model.key import Ref
from cartographer.model.reading import Memo
from cartographer.reach.search import Search
from cartographer.reach.traffic import Traffic

TESTER = "67.160.71.197"
"""Who stands behind 8.8.8.8 where it is a source."""
SITE = "19.168.0.0"
"""An address of the one site behind a virtual private gateway, by its static route."""
EXPECTED = {"ACCEPTED": "reachable", "DENIED": "blocked"}
_UNPLACED = {"<ip of internet>": "internet"}
_NAMED = re.compile(r"[a-z]+-[0-9a-f]{8,17}$")


class Lab:
    """A snapshot that can be asked."""

    def __init__(self, snapshot, path):
        self.name, self.snapshot = Path(path).name, snapshot
        self.space = Traffic()
        self.atlas = AwsAtlas(Memo(snapshot), snapshot, self.space)
        self.search = Search(self.atlas, self.space)
        self.told = json.loads(Path(path, "expected.json").read_bytes())

    @property
    def rows(self):
        """The rows of flows; one that names no flow is that of its test, from where it begins."""
        flows = self.told["flows"]
        whole = {row["test"]: row for row in flows if "test" in row and "raw" not in row}
        for row in flows:
            yield {**whole[row["test"]], "ingress": row["path"][0], **row} if "raw" in row else row

    def ports(self, id_):
        """Return the ports of what an id names."""
        (key,) = self.snapshot.resolve(Ref("id", id_))
        return self.atlas.ports(key)

    def source(self, row):
        """Return the end of a source that is named, else of its address."""
        named = row.get("src_eni") or ("raw" in row and row["ingress"])
        if named or "src_ip" not in row:
            return End("ports", self.ports(named or row["ingress"]))
        address = row["src_ip"]
        if address.startswith("<ip of vgw-"):
            return read(SITE)
        return read({"8.8.8.8": TESTER, **_UNPLACED}.get(address, address))

    def ask(self, row):
        """Return what is found for a row."""
        self.atlas.begin()
        return ask(self.atlas, self.search, self.question(row), self.begins(row))

    def begins(self, row):
        """Return where a row begins that a network delivers, of itself or for a gateway."""
        id_ = row.get("ingress", "")
        if id_.startswith("vgw-"):
            (key,) = self.snapshot.resolve(Ref("id", id_))
            (attachment,) = self.snapshot.get(key).record.config["VpcAttachments"]
            id_ = attachment["VpcId"]
        if not id_.startswith("vpc-"):
            return None
        (key,) = self.snapshot.resolve(Ref("id", id_))
        return Starts((Start(name("vpc", key), self.space.everything),), self.space.nothing)

    def question(self, row):
        """Return a row as a question: a flow, or whether any flow gets to a machine."""
        if row.get("kind") == "exists-flow":
            goals = frozenset(self.ports(row["final_node"]))
            return Question(self.source(row), self.space.everything, goals)
        icmp = row["protocol"] == "icmp"
        named = row["protocol"] in {"icmp", "tcp", "udp"}
        flow = Flow(
            source="",
            destination=row["dst_ip"],
            protocol=row["protocol"] if named else 0,
            port=row.get("dst_port") if named and not icmp else None,
            source_port=row.get("src_port") if named and not icmp else None,
            icmp_type=8 if icmp else None,
            icmp_code=0 if icmp else None,
        )
        return Question(self.source(row), packets(self.space, flow))

    def met(self, found, direction="forward"):
        """Return the ids that a path names on the way there or back, repeated ones left out."""
        ids = (hop.resource for hop in found.path if hop.direction == direction and hop.resource)
        return _once(id_.rsplit("/", 1)[-1].removesuffix("#vpc") for id_ in ids)


def shared(ours, theirs):
    """Return two paths as the ids that both name, in the order of each."""
    both = {id_ for id_ in {*ours} & {*theirs} if _NAMED.match(id_)}
    return _once(id_ for id_ in ours if id_ in both), _once(id_ for id_ in theirs if id_ in both)


def _once(ids):
    """Return ids without those that repeat the one before."""
    kept = []
    for id_ in ids:
        if kept[-1:] != [id_]:
            kept.append(id_)
    return kept


def score(lab, rows):
    """Return how many rows are right, wrong and unknown, and say so in a table.

    A row is what was asked, the word that is expected, and the word that was found.
    """
    counted = dict.fromkeys(("right", "wrong", "unknown"), 0)
    lines = []
    for asked, expected, found in rows:
        state = "right" if found == expected else "unknown" if found == "unknown" else "wrong"
        counted[state] += 1
        if state != "right":
            lines.append(f"    {state}: {asked}: {found}, not {expected}")
    told = "  ".join(f"{count:5} {state}" for state, count in counted.items())
    print("", f"{lab.name:35} {sum(counted.values()):5} rows  {told}", *lines, sep="\n")  # noqa: T201  read with -s
    return counted
