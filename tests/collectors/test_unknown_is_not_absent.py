"""The promise: a region that does not answer is unknown, and nothing in it is ever removed.

The collector, the real declarations and the SDK, against moto through the fault proxy.
"""

import boto3
import pytest

from cartographer.model.coverage import GAPS, Selector, State
from cartographer.model.key import Key
from cartographer.model.snapshot import MemorySnapshot, resources
from collectors.aws.registry import declarations
from collectors.aws.session import AwsDoor, Login
from collectors.engine.collector import EngineCollector
from collectors.engine.derive import DeclaredCatalogue
from collectors.engine.rate import Rates
from collectors.engine.redact import Redactor
from collectors.engine.tools import Limits
from demo.fault_proxy import Fault, FaultProxy, expire_after
from demo.moto_server import moto_server
from diff.compare import compare
from tests.collectors.aws.wire import close
from tests.collectors.engine.cloud import (
    DENIED,
    FakeClock,
    FakeDoor,
    FakeTransport,
    Listener,
    collect,
    collector,
)

DARK, LIT = "eu-west-1", "us-east-1"
ROLE = "arn:aws:iam::444455556666:role/reader"
INSTANCE, SUBNET, BUCKET = "AWS::EC2::Instance", "AWS::EC2::Subnet", "AWS::S3::Bucket"
# One of each protocol, with details and children among them.
TYPES = (
    "AWS::EC2::VPC",
    SUBNET,
    "AWS::EC2::SecurityGroup",
    INSTANCE,
    "AWS::ECS::Cluster",
    "AWS::ECS::Service",
    "AWS::IAM::Role",
    "AWS::Lambda::Function",
    "AWS::SNS::Topic",
    BUCKET,
)
BUT_BUCKETS = Selector(types=tuple(type_ for type_ in TYPES if type_ != BUCKET))
DECLARATIONS = tuple(one for one in declarations() if one.type in TYPES)
CATALOGUE = DeclaredCatalogue(DECLARATIONS)


class SystemClock:
    """The machine's clock."""

    def __init__(self):
        from cartographer.bootstrap import SystemClock as Real

        real = Real()
        self.now, self.sleep, self.monotonic = real.now, real.sleep, real.monotonic


def furnish(url):
    """Build something of each type in both regions."""

    def client(service, region):
        return boto3.client(service, region, endpoint_url=url)

    iam = client("iam", LIT)
    role = iam.create_role(RoleName="runner", AssumeRolePolicyDocument='{"Statement": []}')
    clients = [iam]
    for region in (DARK, LIT):
        ec2, ecs, sns = client("ec2", region), client("ecs", region), client("sns", region)
        functions, s3 = client("lambda", region), client("s3", region)
        clients += [ec2, ecs, sns, functions, s3]
        subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        image = ec2.register_image(Name="golden", RootDeviceName="/dev/xvda")["ImageId"]
        ec2.run_instances(
            ImageId=image, MinCount=2, MaxCount=2, SubnetId=subnet, UserData="secret=hunter22"
        )
        ecs.create_cluster(clusterName="shop")
        container = {"name": "w", "image": "w", "memory": 64}
        ecs.register_task_definition(family="web", containerDefinitions=[container])
        ecs.create_service(cluster="shop", serviceName="web", taskDefinition="web")
        sns.create_topic(Name="orders")
        functions.create_function(
            FunctionName="f",
            Runtime="python3.12",
            Role=role["Role"]["Arn"],
            Handler="x.y",
            Code={"ZipFile": b"PK"},
        )
        where = {} if region == LIT else {"LocationConstraint": region}
        more = {"CreateBucketConfiguration": where} if where else {}
        s3.create_bucket(Bucket=f"shop-{region}", **more)
    for one in clients:
        one.close()


class Opened:
    """A door that has been opened."""

    def __init__(self, transport):
        self.account = self.name = transport.account
        self.transport = transport

    def open(self, *_):
        """Return what it opened onto."""
        return self.transport


class Estate:
    """moto behind a fault proxy, two accounts entered through it, and the first snapshot."""

    def __init__(self, proxy):
        self.proxy = proxy
        regions = (DARK, LIT)
        self.first = AwsDoor(Login(regions=regions)).open()
        self.second = AwsDoor(Login(regions=regions, role=ROLE)).open()
        self.nothing = MemorySnapshot(CATALOGUE.derive)
        self.before = self.look(self.nothing)

    def look(self, head, selection=None, *, second=False, **limits):
        """Return the snapshot after one more run, by a collector that remembers nothing."""
        of = EngineCollector(
            "test",
            "aws",
            [Opened(self.first), *([Opened(self.second)] if second else [])],
            DECLARATIONS,
            redactor=Redactor(b"k" * 32),
            rates=Rates(0.0),
            limits=Limits(**{"tries": 2, "call_seconds": 10.0, "workers": 8} | limits),
            clock=SystemClock(),
        )
        return collect(of, head, selection)

    def in_the_dark(self, snapshot):
        """Return the keys of all that is listed in the region that will not answer."""
        return {one.key for one in resources(snapshot) if one.record.listed_in == DARK}


def changes(before, after):
    """Return what differs, by the running version."""
    return compare(before, after, CATALOGUE.shape)


def unknown(of):
    return {(one.key, one.aspect) for one in of.unknown}


def gaps(snapshot):
    """Return the regions of scopes that could not be read, and how many there are."""
    found = [one.scope for one in snapshot.coverage() if one.state in GAPS]
    return {one.region for one in found}, len(found)


@pytest.fixture(scope="module")
def house():
    with (
        moto_server() as moto,
        FaultProxy(moto) as proxy,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name in ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN"):
            patch.delenv(name, raising=False)
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "planted")
        patch.setenv("AWS_DEFAULT_REGION", LIT)
        patch.setenv("AWS_CONFIG_FILE", "/nonexistent/config")
        patch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent/credentials")
        patch.setenv("AWS_ENDPOINT_URL", proxy.url)
        furnish(moto)
        estate = Estate(proxy)
        yield estate
        close(estate.first)
        close(estate.second)


@pytest.fixture
def estate(house):
    house.proxy.clear()
    house.proxy.forget()
    return house


def test_everything_that_was_built_is_seen(estate):
    """The first snapshot is complete, or the rest would prove nothing."""
    assert {one.type for one in DECLARATIONS} == set(TYPES)
    assert {one.state for one in estate.before.coverage()} == {State.COMPLETE}
    assert set(estate.before.types()) == set(TYPES)
    assert len(estate.in_the_dark(estate.before)) >= 10


def test_looking_again_changes_nothing(estate):
    """The same estate twice: no difference, and nothing unknown."""
    found = changes(estate.before, estate.look(estate.before))
    assert (found.empty, found.unknown) == (True, ())


@pytest.mark.parametrize(
    "kind",
    ["deny", "throttle", "error500", "drop", "cut", "truncated", "repeat_token", "expired"],
)
def test_a_region_that_does_not_answer_is_unknown_and_nothing_of_it_is_removed(estate, kind):
    """Whatever goes wrong: 0 removed, all of that region unknown, the gaps reported."""
    estate.proxy.add(Fault(kind, region=DARK))
    dark = estate.look(estate.before, BUT_BUCKETS)
    found = changes(estate.before, dark)
    assert found.empty
    assert unknown(found) == {(key, None) for key in estate.in_the_dark(estate.before)}
    regional = [one for one in DECLARATIONS if one.where == "regional"]
    assert gaps(dark) == ({DARK}, len(regional))

    estate.proxy.clear()
    healed = estate.look(dark)
    found = changes(estate.before, healed)
    assert (found.empty, found.unknown, gaps(healed)) == (True, (), (set(), 0))
    found = changes(dark, healed)
    assert (found.empty, found.unknown) == (True, ())


@pytest.mark.parametrize("calls", [1, 7])
def test_credentials_that_expire_in_the_middle_of_a_run_remove_nothing(estate, calls):
    """What was read until then is good, the rest is unknown, and each gap says what to do."""
    estate.proxy.add(expire_after(calls))
    dark = estate.look(estate.before, BUT_BUCKETS)
    found = changes(estate.before, dark)
    assert found.empty
    assert found.unknown
    reasons = {one.reason for one in dark.coverage() if one.state in GAPS}
    assert all("sign in again" in one or "could not be read" in one for one in reasons)


def test_a_region_that_a_control_policy_bars_is_unknown_and_told_apart(estate):
    """Nobody could have looked: it is a gap until accepted, and no denial that we may mend."""
    estate.proxy.add(Fault("barred", region=DARK))
    dark = estate.look(estate.before, BUT_BUCKETS)
    found = changes(estate.before, dark)
    assert found.empty
    assert gaps(dark)[0] == {DARK}
    assert {key for key, _ in unknown(found)} == estate.in_the_dark(estate.before)
    states = {one.state for one in dark.coverage() if one.scope.region == DARK}
    assert states == {State.BARRED}


def test_a_bucket_that_the_dark_region_holds_is_there_and_its_details_are_unknown(estate):
    """The list is global and answers; what only the region can say is not known."""
    estate.proxy.add(Fault("deny", region=DARK))
    dark = estate.look(estate.before, Selector(types=(BUCKET,)))
    found = changes(estate.before, dark)
    (bucket,) = [one.key for one in dark.of_type(BUCKET) if one.record.region == DARK]
    assert found.empty
    assert {key for key, _ in unknown(found)} == {bucket}
    assert None not in {aspect for _, aspect in unknown(found)}
    assert gaps(dark) == (set(), 0)


def test_an_answer_that_trickles_ends_and_removes_nothing(estate):
    """A call's time is bounded, and what it did not bring is unknown."""
    slow = Fault("slow", region=DARK, service="sns", pause=0.05)
    estate.proxy.add(slow)
    topics = Selector(types=("AWS::SNS::Topic",))
    impatient = AwsDoor(Login(regions=(DARK, LIT), answer_seconds=0.5)).open()
    patient, estate.first = estate.first, impatient
    try:
        dark = estate.look(estate.before, topics, tries=1)
    finally:
        estate.first = patient
        close(impatient)
    found = changes(estate.before, dark)
    assert found.empty
    assert {key.type for key, _ in unknown(found)} == {"AWS::SNS::Topic"}


def test_a_page_with_a_malformed_item_removes_nothing(estate):
    """What was lost may be any of those held: nothing is claimed."""
    estate.proxy.add(Fault("malformed_item", region=DARK, action="DescribeSubnets"))
    dark = estate.look(estate.before, Selector(types=(SUBNET,)))
    found = changes(estate.before, dark)
    assert (found.removed, found.added) == ((), ())
    (coverage,) = [
        one for one in dark.coverage() if one.scope.type == SUBNET and one.scope.region == DARK
    ]
    assert coverage.state is State.FAILED
    assert coverage.reason.startswith("malformed")


def test_a_first_look_at_a_dark_region_shows_no_wave_of_new_things_when_it_lights_up(estate):
    """What nobody had looked at before is not compared, and is not news."""
    estate.proxy.add(Fault("deny", region=DARK))
    dark = estate.look(estate.nothing, BUT_BUCKETS)
    estate.proxy.clear()
    lit = estate.look(dark, BUT_BUCKETS)
    found = changes(dark, lit)
    assert (found.empty, found.unknown) == (True, ())
    assert found.not_compared.resources == len(estate.in_the_dark(lit))


def test_a_denied_detail_leaves_that_aspect_unknown_and_nothing_else(estate):
    """The instances are there, their documents are known; only one aspect is not."""
    estate.proxy.add(Fault("deny", region=DARK, action="DescribeInstanceAttribute"))
    dark = estate.look(estate.before)
    found = changes(estate.before, dark)
    instances = {key for key in estate.in_the_dark(estate.before) if key.type == INSTANCE}
    assert instances
    assert found.empty
    assert unknown(found) == {(key, "user-data") for key in instances}
    assert gaps(dark) == (set(), 0)
    for key in instances:
        aspect = dark.aspect(key, "user-data")
        assert (aspect.state, aspect.reason, aspect.last) == ("unknown", "denied", "present")

    estate.proxy.clear()
    healed = estate.look(dark)
    for earlier in (estate.before, dark):
        found = changes(earlier, healed)
        assert (found.empty, found.unknown) == (True, ())


def test_a_denied_parent_call_takes_its_children_with_it(estate):
    """Services are listed for their clusters: without those nothing of them is known."""
    estate.proxy.add(Fault("deny", region=DARK, action="ListClusters"))
    found = changes(estate.before, estate.look(estate.before))
    assert found.empty
    assert {key.type for key, _ in unknown(found)} == {"AWS::ECS::Cluster", "AWS::ECS::Service"}


def test_what_a_run_does_not_ask_for_is_not_unknown(estate):
    """Other types, regions or accounts only: the rest keeps its state and its age."""
    estate.proxy.add(Fault("deny", region=DARK))
    for selection in (
        Selector(types=("AWS::IAM::Role",)),
        Selector(regions=(LIT,)),
        Selector(types=("AWS::EC2::VPC",), regions=(LIT, "global")),
        Selector(accounts=("999999999999",)),
    ):
        after = estate.look(estate.before, selection)
        found = changes(estate.before, after)
        assert (found.empty, found.unknown, gaps(after)) == (True, (), (set(), 0))


def test_another_account_alone_leaves_the_first_as_it_is(estate):
    """Each account is its own scope, in fault and in health."""
    both = estate.look(estate.before, second=True)
    accounts = {one.record.account for one in resources(both)}
    assert accounts >= {estate.first.account, estate.second.account}
    estate.proxy.add(Fault("deny"))
    dark = estate.look(both, Selector(accounts=(estate.second.account,)), second=True)
    found = changes(both, dark)
    assert found.empty
    assert {one.scope.account for one in dark.coverage() if one.state in GAPS} == {
        estate.second.account
    }
    held = {one.key for one in resources(both) if estate.second.account in one.record.viewers}
    own = {one.key for one in resources(both) if one.record.account == estate.second.account}
    assert own <= {key for key, _ in unknown(found)} <= held


def test_what_is_gone_is_removed_once_somebody_looked(estate):
    """The promise costs nothing: a proof is a proof."""
    ec2 = boto3.client("ec2", DARK, endpoint_url=estate.proxy.url)
    group = ec2.create_security_group(GroupName="brief", Description="x")["GroupId"]
    there = estate.look(estate.before, Selector(types=("AWS::EC2::SecurityGroup",)))
    ec2.delete_security_group(GroupId=group)
    ec2.close()
    estate.proxy.add(Fault("deny", region=DARK))
    dark = estate.look(there, Selector(types=("AWS::EC2::SecurityGroup",)))
    assert changes(there, dark).empty
    estate.proxy.clear()
    after = estate.look(dark, Selector(types=("AWS::EC2::SecurityGroup",)))
    removed = changes(there, after).removed
    assert [key.id.rpartition("/")[2] for key in removed] == [group]


# --- a shared subnet --------------------------------------------------------------------

SHARED = {"SubnetId": "subnet-0abc", "OwnerId": "111111111111", "VpcId": "vpc-1"}
KEY = Key("aws", "aws", SUBNET, "arn:aws:ec2:r1:111111111111:subnet/subnet-0abc")
REAL_SUBNET = tuple(one for one in DECLARATIONS if one.type == SUBNET)


class Share:
    """A subnet that an owner shares with a participant; moto knows no such thing."""

    def __init__(self):
        self.clock = FakeClock(tick=0.001)
        self.views = {
            account: FakeTransport({}, account=account, clock=self.clock)
            for account in ("111111111111", "222222222222")
        }
        self.owner, self.participant = self.views
        self.head = MemorySnapshot(CATALOGUE.derive)

    def look(self, **answers):
        """Return what differs after the named accounts were asked: a list, or a fault."""
        doors = []
        for name, answer in answers.items():
            view = self.views[getattr(self, name)]
            body = {"Subnets": answer} if isinstance(answer, list) else answer
            view.answers["DescribeSubnets"] = body
            doors.append(FakeDoor(view))
        before = self.head
        of = collector(doors, *REAL_SUBNET, clock=self.clock)
        for patch in of.collect(Selector(types=(SUBNET,)), Listener(), self.head):
            self.head = self.head.apply(patch)
        return changes(before, self.head)


def test_both_see_one_subnet():
    """Its key is the owner's, whoever lists it."""
    share = Share()
    share.look(owner=[SHARED], participant=[SHARED])
    (held,) = resources(share.head)
    assert (held.key, held.record.viewers) == (KEY, ("111111111111", "222222222222"))


def test_a_shared_subnet_whose_owners_view_is_denied_is_not_removed():
    """The participant does not see it any more: that may be the share's end."""
    share = Share()
    share.look(owner=[SHARED], participant=[SHARED])
    found = share.look(owner=DENIED, participant=[])
    assert found.empty
    assert unknown(found) == {(KEY, None)}
    found = share.look(owner=[SHARED], participant=[])
    assert (found.empty, found.unknown) == (True, ())
    assert share.head.get(KEY).record.viewers == ("111111111111",)


def test_a_shared_subnet_that_only_the_participant_sees_is_its_to_lose():
    """Where the owner was never asked, the participant's own claim removes it, and that alone."""
    share = Share()
    share.look(participant=[SHARED])
    found = share.look(participant=DENIED)
    assert (found.removed, unknown(found)) == ((), {(KEY, None)})
    found = share.look(participant=[])
    assert found.removed == (KEY,)


def test_the_owners_claim_removes_a_shared_subnet():
    """It is the owner's to delete, whatever the participant could see."""
    share = Share()
    share.look(owner=[SHARED], participant=[SHARED])
    assert share.look(owner=[], participant=DENIED).removed == (KEY,)


def test_a_shared_subnet_is_not_unknown_when_only_the_participant_is_denied():
    """The owner's view speaks for it."""
    share = Share()
    share.look(owner=[SHARED], participant=[SHARED])
    found = share.look(owner=[SHARED], participant=DENIED)
    assert (found.empty, found.unknown) == (True, ())


def test_a_participant_alone_says_nothing_of_what_it_was_not_asked_for():
    """A run that asks the participant only leaves the owner's view as it is."""
    share = Share()
    share.look(owner=[SHARED], participant=[SHARED])
    found = share.look(participant=[])
    assert (found.empty, found.unknown) == (True, ())
    assert share.head.get(KEY) is not None
