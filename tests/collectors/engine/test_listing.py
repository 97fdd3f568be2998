"""The items of a list call, for every type that shares it."""

import pytest
from msgspec.structs import replace

from cartographer.model.coverage import Scope, State
from cartographer.model.resource import ABSENT, present
from collectors.engine.fault import Fault
from collectors.engine.listing import list_items, sharing
from collectors.engine.specification import GLOBAL, ListCall
from tests.collectors.engine.cloud import (
    CHILD,
    DENIED,
    THING,
    FakeClock,
    FakeTransport,
    bench,
    declare,
    items,
    tools,
)
from tests.collectors.engine.test_completion import parent

NOT_IN_USE = Fault(State.UNAVAILABLE, "NotInUse")


def listed(answers, *declarations, parents=(None,), clock=None):
    """Return what a list call gave, and the door that answered it."""
    clock = clock or FakeClock()
    transport = FakeTransport(answers, clock=clock)
    at = bench(transport, tools(*declarations, clock=clock))
    return list_items(at, declarations, parents), transport


def names(listing, type_="T::Thing"):
    return [one.item["Id"] for one in listing.items[type_]]


def test_the_items_of_all_pages_are_listed():
    """Pages are joined in their order."""
    listing, _ = listed({"ListThings": [items("a", "b"), items("c")]}, THING)
    assert names(listing) == ["a", "b", "c"]
    assert listing.fault is None


def test_what_came_before_a_fault_is_kept_beside_it():
    """A cut answer costs the claim and not what was seen."""
    listing, _ = listed({"ListThings": [items("a"), DENIED]}, THING)
    assert (names(listing), listing.fault) == (["a"], DENIED)


def test_types_that_share_a_call_share_it():
    """One call, as many types as are read out of it."""
    user = declare("T::User", list=ListCall("GetAll", "Users"))
    role = declare("T::Role", list=ListCall("GetAll", "Roles"))
    answer = {"Users": [{"Id": "u"}], "Roles": [{"Id": "r"}]}
    listing, transport = listed({"GetAll": [answer, {"Users": [{"Id": "v"}]}]}, user, role)
    assert (names(listing, "T::User"), names(listing, "T::Role")) == (["u", "v"], ["r"])
    assert len(transport.made("GetAll")) == 2  # pages, not types


def test_a_member_that_is_no_list_is_one_item():
    """Some answers hold one thing and not a list of things."""
    one = declare(list=ListCall("GetOne", "Organization"))
    listing, _ = listed({"GetOne": {"Organization": {"Id": "o"}}}, one)
    assert names(listing) == ["o"]


def test_a_child_is_listed_for_each_parent():
    """Parameters may lead into the parent, the account and the region."""
    params = {"Parent": "=parent.Id", "Who": "=account", "Where": "=region"}
    child = declare("T::Child", list=ListCall("ListChilds", "Items", params, each="T::Thing"))
    listing, transport = listed(
        {"ListChilds": items("c")}, child, parents=(parent("a"), parent("b"))
    )
    where = {"Who": "111", "Where": "r1"}
    assert transport.made("ListChilds") == [{"Parent": "a", **where}, {"Parent": "b", **where}]
    assert [one.parent.native_id for one in listing.items["T::Child"]] == ["a", "b"]


def test_a_fault_of_one_parent_ends_the_piece():
    """Nothing is claimed of the others either, so they need not be asked."""
    answers = {"ListChilds": lambda ask: DENIED if ask.params["Parent"] == "b" else items("c")}
    parents = tuple(map(parent, "abc"))
    listing, transport = listed(answers, CHILD, parents=parents)
    assert (names(listing, "T::Child"), listing.fault) == (["c"], DENIED)
    assert len(transport.calls) == 2


def test_an_absent_code_is_an_empty_list_with_a_time():
    """*There is none* is an answer: a claim may rest on it, and the next parent is asked."""
    call = ListCall(
        "ListChilds", "Items", {"P": "=parent.Id"}, each="T::Thing", absent=("NotInUse",)
    )
    child = declare("T::Child", list=call)
    answers = {"ListChilds": lambda ask: NOT_IN_USE if ask.params["P"] == "a" else items("c")}
    listing, _ = listed(answers, child, parents=(parent("a"), parent("b")))
    assert (names(listing, "T::Child"), listing.fault) == (["c"], None)
    alone, _ = listed(
        {"ListThings": NOT_IN_USE},
        declare(list=ListCall("ListThings", "Items", absent=("NotInUse",))),
    )
    assert alone.fault is None
    assert alone.started_at is not None


def test_when_saves_the_call():
    """A parent of which it is known that it has none is not asked."""
    child = declare(
        "T::Child", list=ListCall("ListChilds", "Items", each="T::Thing", when="HasChilds")
    )
    parents = (parent("a", HasChilds=True), parent("b", HasChilds=False), parent("c"))
    listing, transport = listed({"ListChilds": items("x")}, child, parents=parents)
    assert len(transport.calls) == 1
    assert [one.parent.native_id for one in listing.items["T::Child"]] == ["a"]


def test_a_parent_that_belongs_to_others_is_not_asked_where_that_is_in_vain():
    """Some calls answer to the owner alone."""
    child = declare(
        "T::Child", list=ListCall("ListChilds", "Items", each="T::Thing", own_parents=True)
    )
    parents = (parent("a"), parent("b", account="222"))
    listing, _ = listed({"ListChilds": items("x")}, child, parents=parents)
    assert [one.parent.native_id for one in listing.items["T::Child"]] == ["a"]


def test_a_listed_item_may_be_stamped_with_what_its_parent_says():
    """What the answer leaves out, and the parent knows, stands in the document."""
    stamp = {"ParentId": "Id", "Deep": "In.Side"}
    child = declare("T::Child", list=ListCall("ListChilds", "Items", each="T::Thing", stamp=stamp))
    answers = {"ListChilds": {"Items": [{"Id": "c"}, "odd"]}}
    listing, _ = listed(answers, child, parents=(parent("a", In={"Side": 7}),))
    found = [one.item for one in listing.items["T::Child"]]
    assert found == [{"Id": "c", "ParentId": "a", "Deep": 7}, "odd"]


def test_the_listing_began_with_its_first_call():
    """A claim rests on the earliest call, an observation on its own page's."""
    clock = FakeClock(tick=1.0)
    listing, _ = listed({"ListThings": [items("a"), items("b")]}, THING, clock=clock)
    first, second = listing.items["T::Thing"]
    assert listing.started_at <= first.started_at < second.started_at


def test_a_shared_call_is_the_same_call_in_every_respect():
    """Where it is made, with what, for whom and when: else it is another call."""
    base = declare(list=ListCall("L", "A"))
    same = declare("T::Other", list=ListCall("L", "B"))
    others = [
        declare(list=ListCall("M", "A")),
        declare(list=ListCall("L", "A", {"x": 1})),
        declare(list=ListCall("L", "A", each="T::P")),
        declare(list=ListCall("L", "A", when="x")),
        declare(list=ListCall("L", "A", absent=("None",))),
        declare(list=ListCall("L", "A"), where=GLOBAL),
        declare(list=ListCall("L", "A"), service="other"),
    ]
    assert sharing(base) == sharing(same)
    assert len({sharing(base), *map(sharing, others)}) == 1 + len(others)


@pytest.mark.parametrize("value", [None, {}, []])
def test_a_page_without_items_is_an_empty_page(value):
    """Some answers leave out a list that is empty."""
    body = {} if value == {} else {"Items": value}
    listing, _ = listed({"ListThings": body}, THING)
    assert (listing.items, listing.fault) == ({"T::Thing": []}, None)


def test_a_bench_names_its_scopes():
    """The scope is provider, account, region and type."""
    at = bench(FakeTransport({}), tools())
    assert at.scope("T::Thing") == Scope("aws", "111", "r1", "T::Thing")


def test_what_answers_another_account_alone_is_unavailable():
    """Of a parent with an administrator the call is not made, and nothing is proven by it."""
    rule = declare("T::Rule", list=ListCall("ListRules", "Items", each="T::Thing", unless="admin"))
    free, member = parent("a"), parent("b")
    member = replace(member, aspects={"admin": present({"Id": "222"})})
    free = replace(free, aspects={"admin": ABSENT})
    listing, transport = listed({"ListRules": items("r")}, rule, parents=(member, free))

    assert names(listing, "T::Rule") == ["r"]
    assert listing.fault is not None
    assert (listing.fault.state, listing.fault.code) == (State.UNAVAILABLE, "administrator-only")
    assert len(transport.made("ListRules")) == 1


def test_what_no_parent_names_is_listed_once():
    """The other call has its own path to the items."""
    part = declare(
        "T::Part",
        list=ListCall("GetPart", "Part", each="T::Thing", also=ListCall("ListParts", "Parts")),
    )
    answers = {"GetPart": {"Part": {"Id": "a"}}, "ListParts": {"Parts": [{"Id": "b"}]}}
    listing, _ = listed(answers, part, parents=(None, parent("x")))

    assert names(listing, "T::Part") == ["b", "a"]


def test_tags_of_others_are_named_beside_the_items():
    """What is no pair of id and tags names nothing."""
    source = declare("T::Source", list=ListCall("List", "Items", tags="Named"))
    named = [{"id": "a/", "tags": {"x": "1"}}, {"id": 5}, "text", {"tags": {}}]
    listing, _ = listed({"List": {"Items": [], "Named": named}}, source)

    assert listing.tags == {"a": {"x": "1"}}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Password", "Zq028hunterX"),
        ("note", "ghp_" + "Zz9" * 12),
        ("url", "https://bob:Zq900hunterX@x.example/"),
        ("token", "Zq136hunterX"),
    ],
)
def test_secrets_in_tags_of_others_are_hidden_before_anybody_sees_them(name, value):
    """Tags that another type's listing names go through the same door as documents."""
    source = declare("T::Source", list=ListCall("List", "Items", tags="Named"))
    named = [{"id": "a", "tags": {name: value, "env": "prod"}}]
    listing, _ = listed({"List": {"Items": [], "Named": named}}, source)
    found = listing.tags["a"]
    assert found["env"] == "prod"
    assert "Zq" not in found[name]
    assert "Zz9" not in found[name]
    assert found[name].startswith(("redacted:", "https://"))
