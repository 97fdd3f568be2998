"""What lies behind a proxy, as `exposures` lists it: by whom, for which requests, how sure."""

import pytest

from cartographer.model.coverage import State
from tests.cartographer.clouds.aws.documents import EVERYBODY
from tests.cartographer.clouds.aws.estate import public
from tests.cartographer.clouds.aws.ways import ELB

ANY = "0.0.0.0/0"


@pytest.fixture
def world():
    """Return an estate with an application balancer that listens to port 80, and no target yet."""
    world = public()
    world.group("alb", ("tcp", 80, ANY), outward=EVERYBODY)
    node = ("subnet-public", "10.0.1.20", "52.0.0.20")
    world.lb = world.balancer("alb", node, kind="application", groups=("sg-alb",))
    return world


def front(world, *targets, rule=None, before=(), **listener):
    """Make the listener, of one group or of a rule to it; return the rows of eni-db's machine."""
    group = world.targets("tg", *(targets or ("i-db",)), port=8080)
    made = world.listener(world.lb, 80, *(() if rule else (group,)), protocol="HTTP", **listener)
    if rule:
        world.rule(made, 1, group, *rule, before=before)
    return world.exposed(latent=True).get("i-db", [])


def test_a_target_is_listed_by_its_balancer(world):
    """Its row is that of the balancer's door, and the balancer's row names it."""
    (row,) = front(world)
    assert (row.state, row.door, row.addresses) == ("open", "tcp/80", ("52.0.0.20/32",))
    assert row.by == world.lb
    assert (row.condition, row.authorization) == (None, None)
    assert row.behind == (row.resource,)
    (own,) = world.exposed()["0123456789abcdef"]
    assert (own.resource, own.by, own.behind) == (world.lb, None, (row.resource,))


def test_the_machine_itself_is_not_open(world):
    """Packets of the internet do not get there: it has no public address."""
    front(world)
    assert world.ask("internet", "10.0.2.10", 8080).verdict == "blocked"


def test_a_target_that_does_not_admit_its_balancer_is_not_behind_it_in_fact(world):
    """The second flow decides: a group that lets somebody else in lists nothing."""
    world.group("shut", ("tcp", 8080, "10.9.0.0/16"))
    world.wear("eni-db", "sg-shut")
    assert front(world) == []
    (own,) = world.exposed()["0123456789abcdef"]
    assert [one.rsplit("/", 1)[-1] for one in own.behind] == ["i-db"]


def test_a_target_may_admit_its_balancer_by_group(world):
    """The balancer's packets bear its own groups."""
    world.group("from-alb", ("tcp", 8080, "sg-alb"))
    world.wear("eni-db", "sg-from-alb")
    assert [one.state for one in front(world)] == ["open"]


def test_a_balancer_that_may_not_send_reaches_no_target(world):
    """Its own group decides what it sends."""
    world.group("mute", ("tcp", 80, ANY), outward=(("tcp", 9999, ANY),))
    world.wear("eni-alb-0", "sg-mute")
    assert front(world) == []


def test_an_unhealthy_target_is_latent(world):
    """The other one is open."""
    rows = front(world, ("i-db", "unhealthy"), "i-web")
    assert [one.state for one in rows] == ["latent"]


def test_a_stopped_target_is_latent(world):
    """The second flow ends at a machine that is down."""
    world.of("AWS::EC2::Instance")[1]["State"] = {"Name": "stopped"}
    assert [one.state for one in front(world)] == ["latent"]


def test_what_was_not_read_of_the_second_flow_is_unknown(world):
    """The first flow is sure, the ACL of the target's subnet was not read."""
    world.group("shut", ("tcp", 8080, ANY))
    world.wear("eni-db", "sg-shut")
    world.without("AWS::EC2::SecurityGroup", State.FAILED)
    assert {one.state for one in front(world)} == {"unknown"}


def test_a_condition_that_anybody_meets_is_named_and_sure(world):
    """Whoever wants sends that host and path."""
    rule = (("host-header", "a.example", "b.example"), ("path-pattern", "/x/*"))
    (row,) = front(world, rule=rule)
    assert (row.state, row.condition) == ("open", "host a.example or b.example and path /x/*")


@pytest.mark.parametrize("field", ["http-header", "query-string", "of-next-year"])
def test_a_condition_that_is_a_secret_leaves_it_unknown(world, field):
    """Only who knows the header gets there."""
    (row,) = front(world, rule=((field, "s3cret"),))
    assert row.state == "unknown"
    assert row.condition in {"header", "query", "of-next-year"}


def test_a_condition_on_addresses_cuts(world):
    """It looks at a packet's field."""
    (row,) = front(world, rule=(("source-ip", "9.9.9.0/24"),))
    assert (row.state, row.condition, row.sources) == ("open", None, "256 addresses")


def test_what_an_earlier_rule_takes_whatever_is_asked_is_gone(world):
    """By addresses it takes theirs; by any path it takes all; by host it takes nothing away."""
    listener = world.listener(world.lb, 80, world.targets("tg", "i-db", port=8080), protocol="HTTP")
    other = world.targets("other", "i-web")
    world.rule(listener, 1, other, ("source-ip", "9.9.9.0/24"))
    (row,) = world.exposed()["i-db"]
    assert {one for box in row.traffic for one in box.source if one.startswith("9.9.9.")} == set()
    world.rule(listener, 2, other, ("host-header", "a.example"))
    assert "i-db" in world.exposed()
    world.rule(listener, 3, other, ("path-pattern", "/*"))
    assert "i-db" not in world.exposed()


def test_a_group_of_no_weight_gets_nothing(world):
    """Another of some weight does."""
    one, two = world.targets("one", "i-db", port=8080), world.targets("two", "i-web")
    world.listener(world.lb, 80, one, two, protocol="HTTP")
    assert "i-db" in world.exposed()
    action = world.of(f"{ELB}Listener")[0]["DefaultActions"][0]
    action["ForwardConfig"]["TargetGroups"][0]["Weight"] = 0
    world.changed()
    assert "i-db" not in world.exposed()


def test_what_a_listener_asks_of_a_client_is_named(world):
    """Who signs in, and who has a certificate."""
    asks = {"before": ("authenticate-oidc",), "MutualAuthentication": {"Mode": "verify"}}
    (row,) = front(world, rule=(("path-pattern", "/*"),), **asks)
    assert (row.state, row.authorization) == ("open", "client certificate, authenticate-oidc")


def test_a_certificate_that_is_only_passed_on_is_not_asked_for(world):
    """The target may look at it, the listener does not."""
    (row,) = front(world, MutualAuthentication={"Mode": "passthrough"})
    assert row.authorization is None


def test_targets_that_were_not_read_are_not_absent(world):
    """The row of the balancer says that nobody knows what lies behind it."""
    front(world)
    world.without(f"{ELB}TargetGroup", State.FAILED)
    (own,) = world.exposed()["0123456789abcdef"]
    assert own.behind is None


def test_listeners_that_were_not_read_are_not_absent(world):
    """Anything may be open at such a balancer."""
    front(world)
    world.without(f"{ELB}Listener", State.FAILED)
    rows = world.exposed()["0123456789abcdef"]
    assert {one.state for one in rows} == {"unknown"}
    assert {one.behind for one in rows} == {None}


def test_behind_two_balancers(world):
    """A network balancer hands on to an application balancer, which begins anew."""
    nlb = world.balancer("nlb", ("subnet-public", "10.0.1.21", "52.0.0.21"))
    front(world)
    world.listener(nlb, 443, world.targets("to-alb", world.lb, kind="alb"))
    assert sorted((one.door, one.by) for one in world.exposed()["i-db"]) == [
        ("tcp/443", nlb),
        ("tcp/80", world.lb),
    ]


def test_behind_a_classic_balancer(world):
    """One that is in service, at its own port."""
    node = ("subnet-public", "10.0.1.22", "52.0.0.22")
    world.classic("elb", node, port=25, to=8080, instances=("i-db", ("i-web", "OutOfService")))
    rows = world.exposed(latent=True)
    assert [(one.door, one.state) for one in rows["i-db"]] == [("tcp/25", "open")]
    assert ("tcp/25", "latent") in {(one.door, one.state) for one in rows["i-web"]}


def test_a_task_is_listed_by_itself_and_anchored_at_its_service(world):
    """Its interface is only where it stands, and it is replaced by the next one."""
    world.eni("task", "subnet-private", "10.0.2.30", instance=None)
    base = "arn:aws:ecs:eu-central-1:111122223333"
    details = [{"name": "networkInterfaceId", "value": "eni-task"}]
    world.add(
        "AWS::ECS::Task",
        {
            "taskArn": f"{base}:task/c/t1",
            "startedBy": "ecs-svc/1",
            "attachments": [{"id": "a", "details": details}],
        },
    )
    service = {"serviceArn": f"{base}:service/c/shop", "deployments": [{"id": "ecs-svc/1"}]}
    world.add("AWS::ECS::Service", service)
    group = world.targets("tg", "10.0.2.30", kind="ip", port=8080)
    world.listener(world.lb, 80, group, protocol="HTTP")
    (row,) = world.exposed()["t1"]
    assert (row.state, row.by, row.anchor) == ("open", world.lb, service["serviceArn"])
