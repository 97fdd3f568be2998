"""Tags that another type's listing names: there, none, or unknown, and never one for another."""

import pytest

from cartographer.model.coverage import Selector
from cartographer.model.resource import ABSENT, present, unknown
from collectors.engine.specification import GLOBAL, ListCall
from collectors.engine.tools import Limits
from tests.collectors.engine.cloud import (
    DENIED,
    FakeDoor,
    FakeTransport,
    Listener,
    collect,
    collector,
    declare,
    empty,
    items,
    key,
)

SOURCE = declare(
    "T::Tagged",
    service="tagging",
    list=ListCall("ListTagged", "Items", tags="Named[].{id: Arn, tags: Tags}"),
)
THING = declare("T::Thing", tags=None, tags_from=SOURCE.type)
WORLD = declare("T::World", where=GLOBAL, tags=None, tags_from=SOURCE.type)


def named(arn, **tags):
    """Return a page of the listing that names a thing."""
    return {
        "Items": [],
        "Named": [{"Arn": arn, "Tags": [{"Key": k, "Value": v}]} for k, v in tags.items()]
        or [{"Arn": arn, "Tags": []}],
    }


def read(answers, *declared, regions=("r1",), selection=None, head=None, **more):
    """Return what is held after a run over both types."""
    declared = declared or (SOURCE, THING)
    door = FakeDoor(FakeTransport(answers, regions=regions, **more))
    return collect(collector([door], *declared), head or empty(*declared), selection)


def tags_of(snapshot, id_="a", type_=THING.type, region="r1"):
    """Return the aspect and the derived tags of a thing."""
    found = snapshot.get(key(id_, type_, region=region))
    return found.aspect("tags"), found.derived.tags


def test_named_tags_are_the_things_own():
    """They are joined by canonical id, and a mark at its end makes no other of it."""
    arn = key("a").id
    snapshot = read({"ListThings": items("a"), "ListTagged": named(f"{arn}/", team="shop")})

    assert tags_of(snapshot) == (present({"team": "shop"}), {"team": "shop"})


@pytest.mark.parametrize("page", [{"Items": []}, named(key("a").id)])
def test_what_is_not_named_has_none(page):
    """Neither has what is named without any: it had some once."""
    assert tags_of(read({"ListThings": items("a"), "ListTagged": page})) == (ABSENT, {})


def test_a_listing_that_failed_leaves_tags_unknown():
    """Nobody knows is not the same as none."""
    snapshot = read({"ListThings": items("a"), "ListTagged": DENIED})

    assert tags_of(snapshot) == (unknown("denied"), None)


def test_a_listing_with_garbage_names_only_what_it_names():
    """What else it would have named is unknown."""
    page = {**named(key("a").id, team="shop"), "Items": [5]}
    snapshot = read({"ListThings": items("a", "b"), "ListTagged": page})

    assert tags_of(snapshot)[1] == {"team": "shop"}
    assert tags_of(snapshot, "b") == (unknown("failed"), None)


def test_a_listing_that_is_not_selected_is_not_asked():
    """What was read of tags before stays; of a new thing nothing is known."""
    both = {"ListThings": items("a"), "ListTagged": named(key("a").id, team="shop")}
    before = read(both)
    alone = Selector(types=(THING.type,))
    after = read({"ListThings": items("a", "b")}, selection=alone, head=before)

    assert tags_of(after)[1] == {"team": "shop"}
    assert tags_of(after, "b") == (unknown("not-asked"), None)


def test_what_is_in_no_region_may_be_named_in_any():
    """It has none only where every region was listed to its end."""
    declared = (SOURCE, WORLD)
    of_world = {"region": "global", "type_": WORLD.type}
    arn = key("a", WORLD.type, region="global").id
    answers = {"ListWorlds": items("a"), "ListTagged@r1": {"Items": []}}

    found = read({**answers, "ListTagged@r2": named(arn, x="1")}, *declared, regions=("r1", "r2"))
    none = read({**answers, "ListTagged@r2": {"Items": []}}, *declared, regions=("r1", "r2"))
    lost = read({**answers, "ListTagged@r2": DENIED}, *declared, regions=("r1", "r2"))

    assert tags_of(found, **of_world)[1] == {"x": "1"}
    assert tags_of(none, **of_world) == (ABSENT, {})
    assert tags_of(lost, **of_world) == (unknown("denied"), None)


def test_what_awaits_its_tags_is_held_back_from_earlier_parts():
    """A large account comes out in parts, and none of them says what nobody knows yet."""
    declared = (SOURCE, THING)
    door = FakeDoor(
        FakeTransport({"ListThings": items("a"), "ListTagged": named(key("a").id, x="1")})
    )
    of = collector([door], *declared, limits=Limits(held=1))
    patches = list(of.collect(Selector(), Listener(), empty(*declared)))

    told = [
        one.aspects["tags"]
        for patch in patches
        for one in patch.upserts
        if one.key.type == THING.type
    ]
    assert told == [present({"x": "1"})]
