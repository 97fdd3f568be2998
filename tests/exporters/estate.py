"""A made-up estate of two accounts for the exporters' tests, and a larger one to collapse.

A document says what it is and what it points at in three members of its own, so that no
collector is needed: `Kind`, `Name` and `Links`.
"""

import random
from datetime import UTC, datetime, timedelta

from cartographer.model.coverage import Claim, Coverage, Scope, State
from cartographer.model.key import Key, Ref
from cartographer.model.patch import Patch, Tombstone
from cartographer.model.relation import Relation
from cartographer.model.resource import Derived, Observation, present, unknown
from cartographer.model.snapshot import MemorySnapshot
from diff.compare import compare

START = datetime(2026, 11, 24, 6, tzinfo=UTC)
LATER = START + timedelta(hours=1)
SHOP, SHARED = "111122223333", "444455556666"

TYPES = {
    "account": "AWS::Organizations::Account",
    "network": "AWS::EC2::VPC",
    "subnet": "AWS::EC2::Subnet",
    "instance": "AWS::EC2::Instance",
    "interface": "AWS::EC2::NetworkInterface",
    "filter": "AWS::EC2::SecurityGroup",
    "network-acl": "AWS::EC2::NetworkAcl",
    "route-table": "AWS::EC2::RouteTable",
    "internet-gateway": "AWS::EC2::InternetGateway",
    "nat-gateway": "AWS::EC2::NatGateway",
    "load-balancer": "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "listener": "AWS::ElasticLoadBalancingV2::Listener",
    "target-group": "AWS::ElasticLoadBalancingV2::TargetGroup",
    "peering": "AWS::EC2::VPCPeeringConnection",
    "endpoint": "AWS::EC2::VPCEndpoint",
    "role": "AWS::IAM::Role",
    "policy": "AWS::IAM::Policy",
    "user": "AWS::IAM::User",
    "group": "AWS::IAM::Group",
    "bucket": "AWS::S3::Bucket",
    "queue": "AWS::SQS::Queue",
    "topic": "AWS::SNS::Topic",
    "function": "AWS::Lambda::Function",
    "database": "AWS::RDS::DBInstance",
    "key": "AWS::KMS::Key",
    "table": "AWS::DynamoDB::Table",
    "secret": "AWS::SecretsManager::Secret",
    "log-group": "AWS::Logs::LogGroup",
    "dns-zone": "AWS::Route53::HostedZone",
    "dns-record": "AWS::Route53::RecordSet",
    "volume": "AWS::EC2::Volume",
    "credential": "AWS::IAM::AccessKey",
    "organization": "AWS::Organizations::Organization",
    "organizational-unit": "AWS::Organizations::OrganizationalUnit",
    "identity-provider": "AWS::IAM::OIDCProvider",
}


def derive(record):
    """What a made-up document says of itself."""
    config = record.config
    aliases = {Ref("id", record.native_id), Ref("arn", record.key.id)}
    aliases |= {Ref(*one) for one in config.get("Also", ())}
    links = {Relation(record.key, kind, Ref(by, value)) for kind, by, value in config["Links"]}
    return Derived(
        config["Kind"],
        config.get("Name"),
        config.get("Zone"),
        config.get("Tags", {}),
        tuple(sorted(aliases)),
        tuple(sorted(links)),
    )


def key(kind, id_, account=SHOP, region="eu-west-1"):
    """The key of a made-up resource."""
    return Key("aws", "aws", TYPES[kind], f"arn:aws:{kind}:{region}:{account}:{kind}/{id_}")


def thing(kind, id_, *links, name=None, account=SHOP, region="eu-west-1", at=START, **more):
    """One observation; a link is (relation, native id) or (relation, alias kind, value)."""
    where = key(kind, id_, account, region)
    pairs = [(link[0], "id", link[1]) if len(link) == 2 else link for link in links]
    aspects = more.pop("aspects", {})
    config = {"Kind": kind, "Name": name, "Links": pairs, **more}
    return Observation(
        where, account, at, account, region, region, id_, config, f"uid-{id_}", aspects
    )


class Builder:
    """Adds made-up things to a list."""

    def __init__(self, account, region):
        """Begin an empty list."""
        self.account, self.region, self.things = account, region, []

    def add(self, kind, id_, *links, region=None, **more):
        """Add one thing and return its native id."""
        where = {"account": self.account, "region": region or self.region}
        self.things.append(thing(kind, id_, *links, **where, **more))
        return id_

    def network(self, tag, zones=3, instances=4):
        """A VPC with public and private subnets in some zones, and what runs in it."""
        vpc = self.add("network", f"vpc-{tag}", name=f"{tag}-vpc", Tags={"team": tag})
        inside = ("in-network", vpc)
        igw = self.add("internet-gateway", f"igw-{tag}", ("attached-to", vpc), inside)
        web = self.add("filter", f"sg-{tag}-web", inside, name=f"{tag}-web")
        app = self.add("filter", f"sg-{tag}-app", inside, name=f"{tag}-app")
        acl = self.add("network-acl", f"acl-{tag}", inside)
        public = self.add("route-table", f"rtb-{tag}-pub", inside, ("routes-to", igw))
        group = self.add("target-group", f"tg-{tag}", inside, name=f"{tag}-web")
        subnets = []
        for n in range(zones):
            zone = f"{self.region}{'abc'[n % 3]}"
            front = self.add(
                "subnet",
                f"subnet-{tag}-pub{n}",
                inside,
                ("uses-table", public),
                ("uses-filter", acl),
                name=f"{tag}-public-{'abc'[n % 3]}",
                Zone=zone,
            )
            nat = self.add("nat-gateway", f"nat-{tag}-{n}", ("in-subnet", front), inside)
            private = self.add("route-table", f"rtb-{tag}-{n}", inside, ("routes-to", nat))
            back = self.add(
                "subnet",
                f"subnet-{tag}-app{n}",
                inside,
                ("uses-table", private),
                ("uses-filter", acl),
                name=f"{tag}-app-{'abc'[n % 3]}",
                Zone=zone,
            )
            subnets.append(front)
            self._machines(tag, n, back, app, group, instances)
        balancer = self.add(
            "load-balancer",
            f"alb-{tag}",
            *(("in-subnet", one) for one in subnets),
            inside,
            ("uses-filter", web),
            ("targets", group),
            name=f"{tag}-alb",
            Also=[("dns", f"{tag}.elb.example")],
        )
        for port in (80, 443):
            self.add(
                "listener",
                f"lst-{tag}-{port}",
                ("part-of", balancer),
                ("targets", group),
                name=f"HTTP :{port}",
            )
        return vpc

    def _machines(self, tag, n, subnet, app, group, instances):
        for m in range(instances):
            machine = self.add(
                "instance",
                f"i-{tag}{n}{m}",
                ("in-subnet", subnet),
                ("uses-filter", app),
                ("runs-as", f"{tag}-web"),
                ("derived-from", f"ami-{tag}"),
                name=f"{tag}-{n}-{m}",
                Tags={"team": tag},
            )
            self.add("volume", f"vol-{tag}{n}{m}", ("attached-to", machine), Tags={"team": tag})
            group_ = next(one for one in self.things if one.native_id == group)
            group_.config["Links"].append(("targets", "id", machine))
        self.add(
            "database",
            f"db-{tag}-{n}",
            ("in-subnet", subnet),
            ("encrypted-with", f"key-{tag}"),
            ("uses-filter", app),
            name=f"{tag}-db-{n}",
            Tags={"data": "pci"},
        )

    def identity(self, tag, people=3):
        """Roles, policies, users and groups of a team, and what they may use."""
        policy = self.add("policy", f"{tag}-access", region="global", name=f"{tag}-access")
        self.add(
            "role",
            f"{tag}-web",
            ("grants", policy),
            region="global",
            name=f"{tag}-web",
            aspects={"policy": present({"Version": "2012-10-17"})},
        )
        self.add(
            "role",
            f"{tag}-deploy",
            ("grants", policy),
            ("trusts", f"{tag}-web"),
            ("trusts", "arn", f"arn:aws:iam::999988887777:role/vendor-{tag}"),
            region="global",
            name=f"{tag}-deploy",
        )
        team = self.add("group", f"{tag}-team", ("grants", policy), region="global", name=tag)
        for n in range(people):
            user = self.add("user", f"{tag}-user{n}", ("member-of", team), region="global")
            self.add("credential", f"AKIA{tag}{n}", ("part-of", user), region="global")

    def data(self, tag, many=3):
        """Buckets, queues, tables and functions of a team."""
        secret = self.add("key", f"key-{tag}", name=f"alias/{tag}")
        for n in range(many):
            logs = self.add("log-group", f"/aws/lambda/{tag}-{n}")
            queue = self.add("queue", f"{tag}-queue-{n}", ("encrypted-with", secret))
            self.add("topic", f"{tag}-topic-{n}", ("grants", f"{tag}-web"))
            self.add(
                "bucket",
                f"{tag}-files-{n}",
                ("encrypted-with", secret),
                ("grants", f"{tag}-deploy"),
            )
            self.add("table", f"{tag}-table-{n}", ("encrypted-with", secret))
            self.add(
                "function",
                f"{tag}-job-{n}",
                ("runs-as", f"{tag}-web"),
                ("logs-to", logs),
                ("refers-to", queue),
                name=f"{tag}-job-{n}",
            )


def observations():
    """About 250 resources of two accounts and two regions."""
    shop, far, shared = (
        Builder(SHOP, "eu-west-1"),
        Builder(SHOP, "us-east-1"),
        Builder(SHARED, "eu-west-1"),
    )
    shared.add("organization", "o-shop", region="global", name="Shop Ltd")
    shared.add(
        "organizational-unit",
        "ou-prod",
        ("member-of", "o-shop"),
        region="global",
        name="Production",
    )
    for account, name in ((SHOP, "shop-prod"), (SHARED, "shared-network")):
        shared.add(
            "account",
            account,
            ("member-of", "ou-prod"),
            region="global",
            name=name,
            Also=[("account", account)],
        )
    shop.network("shop")
    shop.network("pay", zones=2, instances=3)
    far.network("edge", zones=2, instances=2)
    shared.network("hub", zones=2, instances=1)
    shop.add(
        "peering", "pcx-1", ("peers-with", "vpc-shop"), ("peers-with", "vpc-hub"), name="shop-hub"
    )
    for one, tag in ((shop, "shop"), (shop, "pay"), (far, "edge"), (shared, "hub")):
        one.identity(tag)
        one.data(tag, 2)
    zone = shop.add("dns-zone", "Z1", region="global", name="shop.example")
    shop.add(
        "dns-record",
        "www.shop.example",
        ("part-of", zone),
        ("resolves-to", "dns", "shop.elb.example"),
        region="global",
    )
    return [*shop.things, *far.things, *shared.things]


def snapshot(things, *, coverage=(), at=START):
    """A snapshot of observations, with a claim and coverage for each scope that they need."""
    scopes = {
        Scope("aws", one.account, one.region, one.key.type): one.observed_at for one in things
    }
    claims = tuple(
        Claim("aws", one.account, one.region, one.type, seen)
        for one, seen in sorted(scopes.items())
    )
    covered = tuple(Coverage(one, State.COMPLETE) for one in sorted(scopes))
    patch = Patch("test", upserts=tuple(things), claims=claims, coverage=(*covered, *coverage))
    return MemorySnapshot(derive).apply(patch)


def small():
    """What one team has: enough of each kind to pin."""
    return snapshot(
        [
            one
            for one in observations()
            if "hub" in one.native_id or one.key.type == TYPES["account"]
        ]
    )


def estate():
    """The estate with everything seen."""
    return snapshot(observations())


def foggy():
    """The estate an hour later: one region was denied, and one role's policy."""
    before = estate()
    denied = tuple(
        Coverage(Scope("aws", SHOP, "us-east-1", TYPES[kind]), State.DENIED, "AccessDenied")
        for kind in ("network", "subnet", "instance", "queue")
    )
    role = thing(
        "role",
        "shop-web",
        ("grants", "shop-access"),
        region="global",
        at=LATER,
        name="shop-web",
        aspects={"policy": unknown("denied")},
    )
    return before.apply(Patch("test", upserts=(role,), coverage=denied))


def large(resources=5000, seed=7):
    """Many networks of many instances, to collapse."""
    chance = random.Random(seed)
    accounts = [Builder(f"{10**11 + n}", "eu-west-1") for n in range(4)]
    n = 0
    while sum(len(one.things) for one in accounts) < resources:
        chance.choice(accounts).network(f"n{n:03}", zones=3, instances=chance.randint(4, 20))
        n += 1
    return snapshot([thing_ for one in accounts for thing_ in one.things][:resources])


def tombstone(kind, id_, **where):
    """Proof that a thing is gone."""
    return Tombstone(key(kind, id_, **where), LATER, SHOP)


def friday():
    """The estate before and after a Friday afternoon, as (before, after)."""
    before = estate()
    rule = thing(
        "filter",
        "sg-shop-web",
        ("in-network", "vpc-shop"),
        name="shop-web",
        at=LATER,
        Open=["0.0.0.0/0"],
    )
    fresh = thing(
        "instance",
        "i-shop09",
        ("in-subnet", "subnet-shop-app0"),
        ("uses-filter", "sg-shop-app"),
        ("runs-as", "shop-web"),
        at=LATER,
        name="shop-0-9",
    )
    bucket = thing("bucket", "shop-dump", ("grants", "shop-deploy"), at=LATER)
    patch = Patch(
        "test",
        upserts=(rule, fresh, bucket),
        tombstones=(tombstone("instance", "i-shop01"), tombstone("queue", "pay-queue-1")),
    )
    role = thing(
        "role",
        "shop-web",
        ("grants", "shop-access"),
        region="global",
        at=LATER,
        name="shop-web",
        aspects={"policy": unknown("denied")},
    )
    denied = tuple(
        Coverage(Scope("aws", SHOP, "us-east-1", TYPES[kind]), State.DENIED, "AccessDenied")
        for kind in ("network", "subnet", "instance", "queue")
    )
    dark = Patch("test", upserts=(role,), coverage=denied)
    return before, before.apply(patch).apply(dark)


def compared(before, after):
    """What differs between two moments of the estate."""
    return compare(before, after, lambda _type: None)


__all__ = ["compared", "estate", "foggy", "friday", "large", "observations", "snapshot"]
