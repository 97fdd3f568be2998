"""What nobody declares is seen all the same: by its tags, or because AWS Config records it."""

import json
import re

import pytest

from cartographer.model.coverage import State
from collectors.aws.config_name import ALIASES
from collectors.aws.registry import declarations
from collectors.aws.undeclared import LONGEST, NO_RESOURCES, Undeclared
from collectors.engine.expression import path
from tests.collectors.aws.account import OTHER, OWN, REGION, Answers, collect, derived, seen

TAGGED = "AWS::ResourceGroupsTagging::TaggedResource"
DISCOVERED = "AWS::Config::DiscoveredResource"
RECOGNIZER = f"arn:aws:comprehend:{REGION}:{OWN}:entity-recognizer/invoices"
FUNCTION = f"arn:aws:lambda:{REGION}:{OWN}:function:shop"


def tagged(arn, **tags):
    """Return an item of the tagging API."""
    return {"ResourceARN": arn, "Tags": [{"Key": name, "Value": tags[name]} for name in tags]}


def by_tags(*items):
    """Return what a run comes to where the tagging API answers some items."""
    return collect(Answers({"GetResources": {"ResourceTagMappingList": list(items)}}), TAGGED)


def recorded(type_, id_, **more):
    """Return a row of Config's answer, which is JSON as text."""
    row = {
        "accountId": OWN,
        "awsRegion": REGION,
        "arn": f"arn:aws:comprehend:{REGION}:{OWN}:flywheel/{id_}",
        "resourceType": type_,
        "resourceId": id_,
        "tags": [],
        **more,
    }
    return json.dumps({name: value for name, value in row.items() if value is not None})


def by_config(*rows):
    """Return what a run comes to where Config answers some rows."""
    return collect(Answers({"SelectResourceConfig": {"Results": list(rows)}}), DISCOVERED)


def states(patch):
    """Return the state of each scope."""
    return [one.state for one in patch.coverage]


# --- tags -------------------------------------------------------------------------------


def test_what_is_tagged_and_undeclared_is_seen_and_nothing_else():
    """The ARN says whose and where it is; a declared type's ARN is left to its declaration."""
    (found,) = seen(by_tags(tagged(RECOGNIZER, team="billing"), tagged(FUNCTION, a="b")), TAGGED)

    assert (found.key.id, found.account, found.region) == (RECOGNIZER, OWN, REGION)
    says = derived(found)
    assert (says.kind, says.name, says.tags) == ("generic", "invoices", {"team": "billing"})


def test_what_lost_its_tags_is_seen():
    """The call names also what was tagged once."""
    (found,) = seen(by_tags(tagged(RECOGNIZER)), TAGGED)

    assert derived(found).tags == {}


def test_name_tag_is_the_name():
    """As everywhere, people's own name for a thing comes first."""
    (found,) = seen(by_tags(tagged(RECOGNIZER, Name="Invoices of 2026")), TAGGED)

    assert derived(found).name == "Invoices of 2026"


@pytest.mark.parametrize(
    ("arn", "account", "region"),
    [
        (f"arn:aws:networkmanager::{OTHER}:site/global-network-1/site-1", OTHER, "global"),
        ("arn:aws:apigateway:eu-west-1::/nothing/abc", OWN, "eu-west-1"),
    ],
)
def test_account_and_region_that_an_arn_leaves_out(arn, account, region):
    """Without a region it is nowhere in particular; without an account it is the viewer's."""
    (found,) = seen(by_tags(tagged(arn)), TAGGED)

    assert (found.account, found.region, found.listed_in) == (account, region, REGION)


def test_resource_of_ec2_answers_to_its_id():
    """Other documents name it by the last part of its ARN; names of other services may clash."""
    fleet = f"arn:aws:ec2:{REGION}:{OWN}:fleet/fleet-0a1b"
    first, second = seen(by_tags(tagged(fleet), tagged(RECOGNIZER)), TAGGED)

    assert {first.key.id, second.key.id} == {fleet, RECOGNIZER}
    ids = {str(ref) for one in (first, second) for ref in derived(one).aliases if ref.kind == "id"}
    assert ids == {f"id:{fleet}", "id:fleet-0a1b", f"id:{RECOGNIZER}"}


def test_whole_listing_of_tags_is_a_claim():
    """What ever bore a tag is named until it is gone, so what is not named is gone."""
    assert len(by_tags(tagged(RECOGNIZER)).claims) == 1
    assert len(by_tags().claims) == 1


@pytest.mark.parametrize("item", ["text", {}, {"Tags": []}, {"ResourceARN": 5}, None])
def test_garbage_among_the_tagged_makes_no_claim(item):
    """What cannot be read might be anything: the scope failed, and the rest is seen."""
    patch = by_tags(tagged(RECOGNIZER), item)

    assert (states(patch), patch.claims) == ([State.FAILED], ())
    assert [one.key.id for one in seen(patch, TAGGED)] == [RECOGNIZER]


# --- AWS Config -------------------------------------------------------------------------


def test_what_config_alone_names_is_seen():
    """A row of an undeclared type without tags becomes a resource."""
    row = recorded("AWS::Comprehend::Flywheel", "spin", resourceName="Spin")
    (found,) = seen(by_config(row), DISCOVERED)

    assert found.key.id == f"arn:aws:comprehend:{REGION}:{OWN}:flywheel/spin"
    assert (found.account, found.region, found.native_id) == (OWN, REGION, "spin")
    assert (derived(found).kind, derived(found).name) == ("generic", "Spin")


@pytest.mark.parametrize(
    "row",
    [
        recorded("AWS::Lambda::Function", "shop"),
        recorded("AWS::ACM::Certificate", "certificate"),
        recorded("AWS::Some::OtherName", "shop", arn=FUNCTION),
        recorded("AWS::Comprehend::Flywheel", "spin", tags=[{"key": "team", "value": "x"}]),
        *(recorded(one, "about something") for one in NO_RESOURCES),
    ],
)
def test_what_others_name_is_left_to_them(row):
    """A declared type, by its name or by its ARN, and what bears tags do not stand here."""
    patch = by_config(row)

    assert (seen(patch, DISCOVERED), states(patch)) == ([], [State.COMPLETE])


def test_row_without_arn_is_known_by_account_region_type_and_id():
    """These identify a row of Config."""
    (found,) = seen(by_config(recorded("AWS::Comprehend::Flywheel", "spin", arn=None)), DISCOVERED)

    assert found.key.id == f"{OWN}/{REGION}/AWS::Comprehend::Flywheel/spin"


def test_relationships_lead_into_the_network():
    """A relationship of Config with a network, a subnet, a filter or a key is a relation."""
    related = [("AWS::EC2::VPC", "vpc-1"), ("AWS::EC2::Subnet", "subnet-1"), ("AWS::X::Y", "z")]
    row = recorded(
        "AWS::Comprehend::Flywheel",
        "spin",
        relationships=[{"resourceType": type_, "resourceId": id_} for type_, id_ in related],
    )
    (found,) = seen(by_config(row), DISCOVERED)

    relations = {(one.kind, str(one.target)) for one in derived(found).relations}
    assert relations == {("in-network", "id:vpc-1"), ("in-subnet", "id:subnet-1")}


def test_listing_of_config_never_makes_a_claim():
    """It may not record a type at all: an empty answer is complete and proves nothing."""
    for rows in ((), (recorded("AWS::Comprehend::Flywheel", "spin"),)):
        patch = by_config(*rows)
        assert (states(patch), patch.claims) == ([State.COMPLETE], ())


@pytest.mark.parametrize("row", ["{", "5", "[]", json.dumps({"resourceType": "AWS::X::Y"})])
def test_row_that_is_no_document_of_a_resource_is_malformed(row):
    """It is not let go of without a word."""
    patch = by_config(row, recorded("AWS::Comprehend::Flywheel", "spin"))

    assert states(patch) == [State.FAILED]
    assert [one.native_id for one in seen(patch, DISCOVERED)] == ["spin"]


def test_error_of_config_is_no_empty_list():
    """The call has no code that says that nothing is recorded."""
    door = Answers({"SelectResourceConfig": "NoSuchConfigurationRecorderException"})

    assert states(collect(door, DISCOVERED)) == [State.FAILED]


def test_query_leaves_out_what_it_has_room_for():
    """It keeps within the length that Config takes, and never asks for configurations."""
    door = Answers({"SelectResourceConfig": {"Results": []}})
    collect(door, DISCOVERED)
    ((params,),) = (door.calls("SelectResourceConfig"),)
    query = params["Expression"]
    named = set(re.findall(r"'([^']+)'", query))

    assert len(query) <= LONGEST
    assert re.fullmatch(r"SELECT [A-Za-z, ]+ WHERE resourceType NOT IN \([^()]+\)", query)
    assert "configuration" not in query
    assert {"AWS::EC2::NetworkInterface", "AWS::IAM::Role", *NO_RESOURCES} <= named
    assert named <= {*(one.type for one in declarations()), *NO_RESOURCES, *ALIASES}


def test_query_of_few_types_names_them_all():
    """The other name that Config has for a type is left out as well."""
    few = [one for one in declarations() if one.type == "AWS::CertificateManager::Certificate"]

    query = Undeclared(few).query("SELECT arn")

    assert query.startswith("SELECT arn WHERE resourceType NOT IN ('")
    assert query.endswith("'AWS::ACM::Certificate', 'AWS::CertificateManager::Certificate')")


@pytest.mark.parametrize("value", [None, 5, [], {}, "", "no ARN"])
def test_functions_answer_whatever_they_are_asked(value):
    """What is neither ARN nor type is undeclared, so that nobody loses it without a word."""
    for name in ("undeclared_arn", "undeclared_type"):
        assert path(f"{name}(a)")({"a": value}) is True
