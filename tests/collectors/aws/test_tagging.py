"""Types whose tags the tagging API names: which they are, and what comes of its answer."""

import json
from pathlib import Path

import cfnlint
import pytest

from collectors.aws.registry import declarations
from collectors.aws.resource_arn import forms
from collectors.aws.tagging import BORROWERS, SOURCE
from tests.collectors.aws.account import OWN, REGION, Answers, collect, derived, seen

LOG_GROUP = "AWS::Logs::LogGroup"
ARN = f"arn:aws:logs:{REGION}:{OWN}:log-group:/shop/web"
KNOWN = {one.type: one for one in declarations()}
SCHEMAS = Path(cfnlint.__file__).parent / "data" / "schemas"


def tagged(arn, **tags):
    """Return an item of the tagging API."""
    return {"ResourceARN": arn, "Tags": [{"Key": name, "Value": tags[name]} for name in tags]}


def read(answer, *more):
    """Return what a run over log groups comes to, the tagging API asked too."""
    group = {"logGroupName": "/shop/web", "arn": f"{ARN}:*"}
    door = Answers(
        {
            "DescribeLogGroups": {"logGroups": [group]},
            "DescribeSubscriptionFilters": {"subscriptionFilters": []},
            "GetResources": answer,
        }
    )
    (found,) = seen(collect(door, LOG_GROUP, *more), LOG_GROUP)
    return derived(found).tags


def test_tags_of_a_declared_type_are_taken_from_the_tagging_api():
    """Its own calls do not name them."""
    answer = {"ResourceTagMappingList": [tagged(ARN, team="shop"), tagged(f"{ARN}/more", a="b")]}

    assert read(answer, SOURCE) == {"team": "shop"}
    assert read({"ResourceTagMappingList": []}, SOURCE) == {}


def test_tags_that_nobody_read_are_unknown():
    """The tagging API was refused, or not asked."""
    assert read(None, SOURCE) is None
    assert read(None) is None


def schemas():
    """Yield each declared type without tags of its own, and whether CloudFormation can tag it."""
    index = json.loads((SCHEMAS / "providers" / "us-east-1.json").read_text())
    for one in declarations():
        if one.tags is None and one.type in index:
            schema = json.loads((SCHEMAS / "resources" / f"{index[one.type]}.json").read_text())
            yield one.type, schema.get("tagging", {}).get("taggable")


@pytest.mark.parametrize("type_", sorted(type_ for type_, said in schemas() if said))
def test_what_can_bear_tags_has_them_read(type_):
    """A type that CloudFormation can tag, and whose documents name no tags, borrows them."""
    assert type_ in BORROWERS


@pytest.mark.parametrize("type_", sorted(BORROWERS))
def test_borrowers_have_an_arn_and_no_tags_of_their_own(type_):
    """They are joined by ARN, and nothing that is read better is replaced."""
    declared = KNOWN[type_]

    assert (declared.tags, declared.tags_from) == (None, SOURCE)
    assert forms(type_, KNOWN)
