"""From a selection to the calls that answer it."""

import pytest

from cartographer.model.coverage import Selector
from collectors.engine.plan import closure, parents_of, plan
from collectors.engine.specification import GLOBAL, ListCall
from tests.collectors.engine.cloud import CHILD, THING, declare

USER = declare("T::User", list=ListCall("GetAll", "Users"), where=GLOBAL)
ROLE = declare("T::Role", list=ListCall("GetAll", "Roles"), where=GLOBAL)
UNIT = declare("T::Unit", list=ListCall("ListUnits", "Items", each=("T::Thing", "T::Unit")))
ALL = {one.type: one for one in (THING, CHILD, USER, ROLE, UNIT)}


def groups(selection, regions=("r1", "r2")):
    return [(one.region, one.types) for one in plan(ALL, selection, regions)]


def test_everything_is_asked_for_in_every_region_and_once_globally():
    """An empty selection is all; types of one call stand together."""
    found = groups(Selector())
    regional = [("T::Child",), ("T::Thing",), ("T::Unit",)]
    assert sorted(found) == sorted(
        [("global", ("T::Role", "T::User"))]
        + [(region, types) for region in ("r1", "r2") for types in regional]
    )


def test_a_selected_type_brings_its_parents():
    """A child is listed for what has been listed."""
    found = groups(Selector(types=("T::Child",)), ("r1",))
    assert found == [("r1", ("T::Child",)), ("r1", ("T::Thing",))]


def test_a_selected_type_leaves_the_others_that_share_its_call():
    """What was not selected is not asked, although the answer would hold it."""
    assert groups(Selector(types=("T::User",))) == [("global", ("T::User",))]


def test_selected_regions_are_asked_where_they_are_enabled():
    """A region that the account has not enabled is not asked; global is a region by name."""
    chosen = Selector(types=("T::Thing", "T::User"), regions=("r2", "r9"))
    assert groups(chosen) == [("r2", ("T::Thing",))]
    chosen = Selector(types=("T::Thing", "T::User"), regions=("global",))
    assert groups(chosen) == [("global", ("T::User",))]


@pytest.mark.parametrize(
    ("declaration", "parents"),
    [(THING, ()), (CHILD, ("T::Thing",)), (UNIT, ("T::Thing", "T::Unit"))],
)
def test_parents_are_one_type_or_several(declaration, parents):
    """A type may be among its own parents."""
    assert parents_of(declaration) == parents


def test_the_closure_of_a_type_that_is_its_own_parent_ends():
    """A tree of units is one type."""
    assert [one.type for one in closure(ALL, ("T::Unit",))] == ["T::Thing", "T::Unit"]


def test_a_group_knows_its_service_and_parents():
    """What it is asked of, and what for."""
    (group, _) = plan(ALL, Selector(types=("T::Child",)), ("r1",))
    assert (group.service, group.parents, group.types) == ("svc", ("T::Thing",), ("T::Child",))
