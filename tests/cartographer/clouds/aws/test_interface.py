"""Interfaces: who holds an address, in which state, behind which rules."""

import pytest

from tests.cartographer.clouds.aws.documents import OTHER
from tests.cartographer.clouds.aws.estate import public


@pytest.fixture
def world():
    return public()


def test_a_rule_is_shown_by_its_id_where_ids_were_collected(world):
    """Id and words; the words alone where ids were not read."""
    world.group("named", ("tcp", 22, "0.0.0.0/0"), ("tcp", 22, "sg-open"), ids=True)
    world.wear("eni-web", "sg-named")
    assert "sgr-sg-named-0: tcp 22 from 0.0.0.0/0" in world.ask("internet", "eni-web", 22).rules
    world.without("AWS::EC2::SecurityGroupRule")
    assert "tcp 22 from 0.0.0.0/0" in world.ask("internet", "eni-web", 22).rules


def test_an_address_of_a_delegated_prefix_is_held(world):
    """By IPv6 from the internet too, and with the groups of its interface."""
    document = world.of("AWS::EC2::NetworkInterface")[1]
    document["Ipv6Prefixes"] = [{"Ipv6Prefix": "2a05:d014:0:1:aa::/80"}]
    document["Ipv4Prefixes"] = [{"Ipv4Prefix": "10.0.1.128/28"}]
    world.changed()
    assert document["NetworkInterfaceId"] == "eni-web"
    assert world.ask("internet", "2a05:d014:0:1:aa::7", 22).verdict == "reachable"
    assert world.ask("eni-db", "10.0.1.130", 22).verdict == "reachable"
    world.group("to-open", outward=(("tcp", 22, "sg-open"),))
    world.wear("eni-db", "sg-to-open")
    assert world.ask("eni-db", "10.0.1.130", 22).verdict == "reachable"


@pytest.mark.parametrize("address", ["10.0.0.2", "10.0.1.1", "10.0.2.2"])
def test_the_providers_own_addresses_are_unknown_and_not_absent(world, address):
    """Resolver and router of a VPC answer, and no document says what."""
    found = world.ask("eni-web", address, 53, "udp")
    assert (found.verdict, found.there) == ("unknown", {"address-of-provider"})


def test_an_address_that_nobody_holds_is_shut(world):
    """All interfaces were read, and none has it."""
    found = world.ask("eni-web", "10.0.2.200", 22)
    assert (found.verdict, found.there) == ("blocked", {"no-such-address"})


@pytest.mark.parametrize(
    ("owner", "verdict", "code"),
    [(None, "blocked", "instance-gone"), (OTHER, "unknown", "instance-not-seen")],
)
def test_an_instance_that_is_not_held_is_gone_or_of_others(world, owner, verdict, code):
    """Of another account's instance nobody knows whether it runs."""
    attachment = {"InstanceId": "i-none"} | ({"InstanceOwnerId": owner} if owner else {})
    more = {"instance": None, "Attachment": attachment}
    world.eni("odd", "subnet-public", "10.0.1.80", public="52.0.0.80", **more)
    found = world.ask("internet", "eni-odd", 22)
    assert (found.verdict, found.there) == (verdict, {code})


def test_an_interface_by_which_a_function_sends_is_not_said_to_answer(world):
    """Nothing is known to listen there, whatever its group admits."""
    world.eni("fn", "subnet-private", "10.0.2.90", instance=None, type_="lambda")
    assert world.ask("eni-web", "eni-fn", 443).verdict == "unknown"
    assert world.ask("eni-fn", "8.8.8.8", 443).verdict == "reachable"


def test_every_reason_of_what_is_unknown_is_told(world):
    """A rule by a list that was not read: unknown, by that group and rule."""
    world.prefix_list("x", "8.0.0.0/8")
    world.group("lists", ("tcp", 22, "pl-x"))
    world.wear("eni-web", "sg-lists")
    world.without_aspect("AWS::EC2::PrefixList", "entries")
    found = world.ask("8.8.8.8", "eni-web", 22)
    (reason,) = found.finding.reasons
    assert found.verdict == "unknown"
    assert (reason.code, reason.rule, reason.certain) == (
        "security-group",
        "tcp 22 from pl-x",
        False,
    )
