"""Recorded input for tests: files made here, and what a collector makes of them."""

import json
from datetime import UTC, datetime, timedelta

from cartographer.model.coverage import Selector
from cartographer.model.history import Run
from cartographer.model.snapshot import MemorySnapshot
from collectors.aws.recorded.collector import RecordedCollector
from collectors.aws.registry import declarations
from collectors.engine.derive import DeclaredCatalogue
from collectors.engine.redact import Redactor
from collectors.engine.specification import Declaration, Detail, ListCall
from collectors.engine.tools import Limits
from diff.compare import compare

ACCOUNT = "111122223333"
OTHER = "444455556666"
DOC = "https://example.com"


def declared(type_, operation, member, id_, **more):
    """Return a small declaration in the form of the real ones."""
    return Declaration(
        type=type_,
        kind="thing",
        doc=DOC,
        native_id=id_,
        **{
            "service": "ec2",
            "list": ListCall(operation, member),
            "id": f"arn:{{partition}}:ec2:{{region}}:{{account}}:thing/{{{id_}}}",
            "owner": "OwnerId",
            **more,
        },
    )


TABLE = "Test::TransitTable"
BALANCER = "Test::Balancer"
SMALL = (
    declared("Test::Vpc", "DescribeVpcs", "Vpcs", "VpcId"),
    declared("Test::Subnet", "DescribeSubnets", "Subnets", "SubnetId"),
    declared("Test::PrefixList", "DescribeManagedPrefixLists", "PrefixLists", "PrefixListId"),
    declared(TABLE, "DescribeTables", "TransitGatewayRouteTables", "TransitGatewayRouteTableId"),
    declared(
        "Test::TransitRoute",
        "SearchTransitGatewayRoutes",
        "Routes",
        "DestinationCidrBlock",
        owner=None,
        id="{parent}#{DestinationCidrBlock}",
        list=ListCall(
            "SearchTransitGatewayRoutes",
            "Routes",
            {"TransitGatewayRouteTableId": "=parent.TransitGatewayRouteTableId"},
            each=TABLE,
        ),
    ),
    declared(
        BALANCER,
        "DescribeLoadBalancers",
        "LoadBalancers",
        "LoadBalancerArn",
        service="elbv2",
        owner=None,
        id="{LoadBalancerArn}",
        aspects=(
            Detail(
                aspect="attributes",
                operation="DescribeLoadBalancerAttributes",
                params={"LoadBalancerArn": "=item.LoadBalancerArn"},
                result="Attributes",
            ),
        ),
    ),
    declared(
        "Test::Listener",
        "DescribeListeners",
        "Listeners",
        "ListenerArn",
        service="elbv2",
        owner=None,
        id="{ListenerArn}",
        list=ListCall(
            "DescribeListeners",
            "Listeners",
            {"LoadBalancerArn": "=parent.LoadBalancerArn"},
            each=BALANCER,
        ),
    ),
    declared(
        "Test::OldBalancer",
        "DescribeLoadBalancers",
        "LoadBalancers",
        "LoadBalancerName",
        service="elb",
        owner=None,
        zone="Listeners[0].Zone",
        keyed={"ListenerDescriptions": ("Port",)},
    ),
    declared("Test::Role", "ListRoles", "Roles", "Arn", service="iam", id="{Arn}", where="global"),
)


class Quiet:
    """Nobody who is told anything."""

    def planned(self, scopes):
        """Take note."""
        list(scopes)

    def called(self, scope, *, throttled=False):
        """Take note."""

    def finished(self, scope, state, resources):
        """Take note."""


class Clock:
    """A clock that moves a day whenever a run asks."""

    def __init__(self):
        self._days = 0

    def now(self):
        """Return noon of the next day."""
        self._days += 1
        return datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=self._days)

    def sleep(self, seconds):
        """Return at once."""

    def monotonic(self):
        """Return no time."""
        return 0.0


class Loaded:
    """Recorded input, read into memory."""

    def __init__(self, path, types=SMALL, clock=None, before=None, selection=None):
        self.types = declarations() if types is None else types
        self.catalogue = DeclaredCatalogue(self.types)
        self.clock = clock or Clock()
        self.collector = RecordedCollector(
            path,
            self.types,
            redactor=Redactor(b"key"),
            limits=Limits(),
            clock=self.clock,
        )
        self.snapshot = before or MemorySnapshot(self.catalogue.derive)
        head = self.snapshot
        self.patches = list(self.collector.collect(selection or Selector(), Quiet(), head))
        for patch in self.patches:
            self.snapshot = self.snapshot.apply(patch)

    def again(self, path):
        """Return what a second reading finds changed."""
        later = Loaded(path, self.types, self.clock, self.snapshot)
        return compare(self.snapshot, later.snapshot, self.catalogue.shape)

    def of(self, type_):
        """Return the records of a type."""
        return [one.record for one in self.snapshot.of_type(type_)]

    def one(self, type_):
        """Return the only record of a type."""
        (record,) = self.of(type_)
        return record

    def ids(self, type_):
        """Return the short ids of a type."""
        return [one.native_id for one in self.of(type_)]

    def state(self, type_, region=None):
        """Return state and reason of the scopes of a type; there must be one."""
        found = {
            (one.scope.account, one.scope.region): (one.state.value, one.reason)
            for patch in self.patches
            for one in patch.coverage
            if one.scope.type == type_ and region in (None, one.scope.region)
        }
        (state,) = set(found.values())
        return state

    def claimed(self, type_):
        """Return whether a claim was made for a type."""
        return any(one.type == type_ for patch in self.patches for one in patch.claims)

    def notes(self, kind="unrecognised"):
        """Return the notes of a kind as pairs of what and why."""
        return [(one.what, one.reason) for one in self.collector.notes if one.kind == kind]

    @property
    def unrecognised(self):
        """What a run's facts count."""
        return self.collector.facts(Run(datetime(2026, 1, 1, tzinfo=UTC))).unrecognised


def write(folder, name, content):
    """Write a document, or bytes as they are, and return the file."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def vpc(number, **more):
    """Return a VPC as the API lists it."""
    return {"VpcId": f"vpc-{number}", "OwnerId": ACCOUNT, **more}
