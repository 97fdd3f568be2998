"""What becomes of listed items: documents, aspects, observations, and what a fault costs."""

import pytest

from cartographer.model.coverage import State
from cartographer.model.resource import ABSENT, Observation, present, unknown
from collectors.engine.completion import Completion
from collectors.engine.fault import Fault
from collectors.engine.listing import Listed
from collectors.engine.specification import GLOBAL, Describe, Detail
from tests.collectors.engine.cloud import (
    BROKEN,
    BUSY,
    DENIED,
    NOON,
    THING,
    FakeTransport,
    bench,
    declare,
    key,
    tools,
)

NO_POLICY = Fault(State.FAILED, "NoSuchPolicy")
STOPPED = Fault(State.SKIPPED, "interrupted")


def parent(id_, account="111", **members):
    """Return an observation of a thing."""
    return Observation(
        key=key(id_, account=account),
        viewer="111",
        observed_at=NOON,
        account=account,
        region="r1",
        listed_in="r1",
        native_id=id_,
        config={"Id": id_, **members},
    )


def complete(declaration, answers, *documents, described=False, parents=None, region="r1"):
    """Return what documents come to, and the door that was asked."""
    transport = FakeTransport(answers)
    parents = parents or [None] * len(documents)
    listed = [Listed(one, of, NOON) for one, of in zip(documents, parents, strict=True)]
    at = bench(transport, tools(declaration), region)
    return Completion(at, declaration).complete(listed, described=described), transport


def aspects(done, name="policy"):
    return {one.native_id: one.aspects[name] for one in done.seen}


def detailed(**members):
    """Return a declaration with one detail."""
    detail = {
        "aspect": "policy",
        "operation": "GetPolicy",
        "params": {"Id": "=item.Id"},
        "result": "Policy",
    }
    return declare(aspects=(Detail(**(detail | members)),))


# --- aspects ----------------------------------------------------------------------------


def test_a_detail_is_present_absent_or_unknown():
    """The API's answer, its *there is none*, and its refusal are three different values."""
    by_id = {"a": {"Policy": {"V": 1}}, "b": NO_POLICY, "c": DENIED, "d": {}}
    done, _ = complete(
        THING,
        {"GetPolicy": lambda ask: by_id[ask.params["Id"]]},
        *({"Id": one} for one in by_id),
    )
    expected = {"a": present({"V": 1}), "b": ABSENT, "c": unknown("denied"), "d": ABSENT}
    assert aspects(done) == expected
    assert (done.malformed, done.fault) == ([], None)


@pytest.mark.parametrize(("fault", "reason"), [(BUSY, "throttled"), (BROKEN, "failed")])
def test_an_unknown_detail_says_why(fault, reason):
    """The reason is the state that its scope would have."""
    done, _ = complete(THING, {"GetPolicy": fault}, {"Id": "a"})
    assert aspects(done) == {"a": unknown(reason)}


def test_a_form_that_cannot_supply_a_detail_says_so():
    """Nobody asked is another reason than asked in vain."""
    not_supplied = Fault(State.NOT_ASKED, "not-supplied")
    done, _ = complete(THING, {"GetPolicy": not_supplied}, {"Id": "a"})
    assert aspects(done) == {"a": unknown("not-supplied")}


def test_a_denied_detail_leaves_that_aspect_unknown_and_nothing_else():
    """The document and the other details are as they are."""
    declaration = declare(
        aspects=(
            Detail(aspect="policy", operation="GetPolicy", params={}, result="P"),
            Detail(aspect="acl", operation="GetAcl", params={}, result="A"),
        )
    )
    answers = {"GetPolicy": DENIED, "GetAcl": {"A": [1]}}
    done, _ = complete(declaration, answers, {"Id": "a", "Name": "n"})
    (seen,) = done.seen
    assert seen.config == {"Id": "a", "Name": "n"}
    assert seen.aspects == {"policy": unknown("denied"), "acl": present([1])}


def test_when_saves_the_call_and_means_absent():
    """Where the document says that there is none, nobody is asked."""
    done, transport = complete(
        detailed(when="HasPolicy"),
        {"GetPolicy": {"Policy": 1}},
        {"Id": "a", "HasPolicy": True},
        {"Id": "b", "HasPolicy": False},
        {"Id": "c"},
    )
    assert aspects(done) == {"a": present(1), "b": ABSENT, "c": ABSENT}
    assert transport.made("GetPolicy") == [{"Id": "a"}]


def test_a_detail_knows_the_owner_and_goes_to_the_region_that_holds_the_thing():
    """A global list may name things of many regions and owners."""
    declaration = declare(
        where=GLOBAL,
        region="Region",
        owner="Owner",
        aspects=(
            Detail(
                aspect="policy",
                operation="GetPolicy",
                service="other",
                params={"Owner": "=owner", "Viewer": "=account"},
            ),
        ),
    )
    document = {"Id": "a", "Region": "r7", "Owner": "222"}
    _, transport = complete(declaration, {"GetPolicy": {"X": 1}}, document, region="global")
    (ask,) = transport.calls
    assert (ask.service, ask.region) == ("other", "r7")
    assert ask.params == {"Owner": "222", "Viewer": "111"}


def test_a_detail_without_a_path_is_the_whole_answer():
    """Some answers are the detail."""
    done, _ = complete(detailed(result=None), {"GetPolicy": {"A": 1, "B": 2}}, {"Id": "a"})
    assert aspects(done) == {"a": present({"A": 1, "B": 2})}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ([{"Policy": [1]}, {"Policy": [2, 3]}], [1, 2, 3]),
        ([{}, {"Policy": [2]}], [2]),
        ([{"Policy": [1]}, {}, {"Policy": []}], [1]),
        ([{"Policy": "one"}, {"Policy": "two"}], "one"),
    ],
)
def test_a_detail_of_several_pages_is_joined(pages, expected):
    """No page is lost, and one that leaves out its empty list is an empty page."""
    done, _ = complete(detailed(), {"GetPolicy": pages}, {"Id": "a"})
    assert aspects(done) == {"a": present(expected)}


def test_a_whole_answer_of_several_pages_is_joined_member_by_member():
    """What is paged is a list in the answer; the rest stands on each page."""
    pages = [{"Rules": [1], "Name": "n"}, {"Rules": [2], "Name": "n"}, {"Name": "n", "More": 1}]
    done, _ = complete(detailed(result=None), {"GetPolicy": pages}, {"Id": "a"})
    assert aspects(done) == {"a": present({"Rules": [1, 2], "Name": "n", "More": 1})}


def test_a_detail_that_breaks_off_is_unknown():
    """Half an answer is none."""
    done, _ = complete(detailed(), {"GetPolicy": [{"Policy": [1]}, DENIED]}, {"Id": "a"})
    assert aspects(done) == {"a": unknown("denied")}


def test_details_of_a_batch_are_asked_together():
    """One call takes many ids; results find their resource by what they match."""
    declaration = detailed(batch=2, params={"Ids": "=ids"}, result="All", match="Of")
    answers = {
        "GetPolicy": lambda ask: {
            "All": [{"Of": one, "V": one} for one in ask.params["Ids"] if one != "b"]
        }
    }
    done, transport = complete(declaration, answers, *({"Id": one} for one in "abc"))
    assert transport.made("GetPolicy") == [{"Ids": ["a", "b"]}, {"Ids": ["c"]}]
    expected = {
        "a": present({"Of": "a", "V": "a"}),
        "b": ABSENT,
        "c": present({"Of": "c", "V": "c"}),
    }
    assert aspects(done) == expected


def test_a_batch_detail_may_have_several_results_a_resource():
    """They are a list then."""
    declaration = detailed(batch=5, params={}, result="All", match="Of")
    answer = {"All": [{"Of": "a", "N": 1}, {"Of": "a", "N": 2}]}
    done, _ = complete(declaration, {"GetPolicy": answer}, {"Id": "a"})
    assert aspects(done) == {"a": present([{"Of": "a", "N": 1}, {"Of": "a", "N": 2}])}


def test_a_refused_batch_leaves_the_aspect_of_each_unknown():
    """What one call would have told of many is unknown of all of them."""
    declaration = detailed(batch=5, params={})
    done, _ = complete(declaration, {"GetPolicy": DENIED}, {"Id": "a"}, {"Id": "b"})
    assert aspects(done) == {"a": unknown("denied"), "b": unknown("denied")}


def test_a_batch_without_results_means_absent():
    """An answer without the list is an empty list."""
    done, _ = complete(detailed(batch=5, params={}), {"GetPolicy": {}}, {"Id": "a"})
    assert aspects(done) == {"a": ABSENT}


# --- documents --------------------------------------------------------------------------


def described(**members):
    """Return a declaration whose items are described one by one, or in batches."""
    usual = {"operation": "Describe", "params": {"Id": "=item.Id"}, "result": "Thing"}
    return declare(describe=Describe(**(usual | members)))


def test_an_item_is_described():
    """The document is what the describing call says."""
    answers = {"Describe": {"Thing": {"Id": "a", "Size": 3}}}
    done, transport = complete(described(), answers, {"Id": "a", "Status": "on"})
    assert [one.config for one in done.seen] == [{"Id": "a", "Size": 3}]
    assert transport.made("Describe") == [{"Id": "a"}]


def test_a_description_may_be_laid_over_the_item():
    """What only the list says is kept."""
    answers = {"Describe": {"Thing": {"Size": 3}}}
    done, _ = complete(described(merge=True), answers, {"Id": "a", "Size": 1, "Status": "on"})
    assert [one.config for one in done.seen] == [{"Id": "a", "Size": 3, "Status": "on"}]


def test_when_saves_a_description():
    """An item that says all itself is its own document."""
    answers = {"Describe": {"Thing": {"Id": "b", "Size": 3}}}
    done, transport = complete(
        described(when="Poor"), answers, {"Id": "a", "Poor": False}, {"Id": "b", "Poor": True}
    )
    assert [one.config for one in done.seen] == [{"Id": "a", "Poor": False}, {"Id": "b", "Size": 3}]
    assert len(transport.calls) == 1


@pytest.mark.parametrize("batch", [0, 5])
def test_a_refused_description_leaves_the_document_unknown_and_the_resource_seen(batch):
    """It exists: only what it is like is not known."""
    done, _ = complete(described(batch=batch), {"Describe": DENIED}, {"Id": "a"})
    (seen,) = done.seen
    assert (seen.native_id, seen.config) == ("a", None)
    assert seen.aspects == {"config": unknown("denied")}


def test_what_hangs_on_an_unknown_document_is_unknown():
    """A condition that nobody could read does not mean that there is none."""
    declaration = declare(
        describe=Describe(operation="Describe", params={}, result="Thing"),
        aspects=(
            Detail(aspect="policy", operation="GetPolicy", params={}, when="HasPolicy"),
            Detail(aspect="acl", operation="GetAcl", params={}, result="A"),
        ),
    )
    answers = {"Describe": DENIED, "GetAcl": {"A": 1}}
    done, _ = complete(declaration, answers, {"Id": "a"})
    expected = {"config": unknown("denied"), "policy": unknown("denied"), "acl": present(1)}
    assert done.seen[0].aspects == expected


def test_descriptions_of_a_batch_find_their_items():
    """In whatever order they come; one that does not come leaves its document unknown."""
    declaration = described(batch=2, params={"Ids": "=ids"}, result="Things", match="Arn")
    declaration = declare(describe=declaration.describe, native_id="not_null(Arn, Id)")

    def answer(ask):
        wanted = reversed([one for one in ask.params["Ids"] if one != "c"])
        return {"Things": [{"Id": one, "Arn": one, "Size": 3} for one in wanted]}

    done, transport = complete(declaration, {"Describe": answer}, *({"Id": x} for x in "abc"))
    assert transport.made("Describe") == [{"Ids": ["a", "b"]}, {"Ids": ["c"]}]
    assert {one.native_id: one.config is not None for one in done.seen} == {
        "a": True,
        "b": True,
        "c": False,
    }


def test_a_batch_never_mixes_parents():
    """The call is made for one parent."""
    declaration = described(batch=5, params={"Of": "=parent.Id", "Ids": "=ids"}, result="Things[]")
    one, other = parent("p"), parent("q")
    documents = [{"Id": "a"}, {"Id": "b"}, {"Id": "c"}]
    _, transport = complete(declaration, {"Describe": {}}, *documents, parents=[one, other, other])
    expected = [{"Of": "p", "Ids": ["a"]}, {"Of": "q", "Ids": ["b", "c"]}]
    assert transport.made("Describe") == expected


def test_a_description_that_is_no_document_leaves_it_unknown():
    """An answer of another shape is told from an answer."""
    done, _ = complete(described(), {"Describe": {"Thing": "text"}}, {"Id": "a"})
    assert done.seen[0].aspects == {"config": unknown("malformed")}


def test_what_is_described_already_is_not_described_again():
    """A by-id call that gives whole documents is enough."""
    done, transport = complete(described(), {}, {"Id": "a", "Size": 1}, described=True)
    assert done.seen[0].config == {"Id": "a", "Size": 1}
    assert transport.calls == []


# --- what is wrong ----------------------------------------------------------------------


@pytest.mark.parametrize("bad", ["text", 5, None, [1], {}, {"Id": None}, {"Id": {"x": 1}}])
def test_a_malformed_item_loses_only_itself(bad):
    """Its neighbours are seen, and it is told what was wrong and of which type."""
    done, _ = complete(declare(), {}, {"Id": "a"}, bad, {"Id": "b"})
    assert [one.native_id for one in done.seen] == ["a", "b"]
    assert len(done.malformed) == 1
    assert done.malformed[0].startswith("T::Thing: ")


def test_a_described_document_without_an_id_is_malformed():
    """It is told when the description is there."""
    answers = {"Describe": {"Thing": {"Size": 3}}}
    done, _ = complete(described(), answers, {"Id": "a"})
    assert (done.seen, len(done.malformed)) == ([], 1)


def test_an_interruption_ends_the_work():
    """A stop costs what was on the table, and says so."""
    done, _ = complete(THING, {"GetPolicy": STOPPED}, {"Id": "a"})
    assert (done.seen, done.fault) == ([], STOPPED)


def test_an_interruption_ends_a_description_too():
    """No half-described thing is handed on."""
    for batch in (0, 5):
        done, _ = complete(described(batch=batch), {"Describe": STOPPED}, {"Id": "a"})
        assert (done.seen, done.fault) == ([], STOPPED)
    done, _ = complete(detailed(batch=5, params={}), {"GetPolicy": STOPPED}, {"Id": "a"})
    assert (done.seen, done.fault) == ([], STOPPED)


def test_a_detail_that_needs_another_is_absent_without_it_and_without_a_call():
    """What no policy has is not asked for where there is none; an unknown one is no absent one."""
    status = Detail(
        aspect="status", operation="GetStatus", params={"Id": "=item.Id"}, needs="policy"
    )
    thing = declare(aspects=(*THING.aspects, status))
    answers = {
        "GetPolicy": lambda ask: {
            "a": {"Policy": 1},
            "b": Fault(State.FAILED, "NoSuchPolicy"),
            "c": DENIED,
        }[ask.params["Id"]],
        "GetStatus": {"Public": True},
    }
    transport = FakeTransport(answers)
    done = Completion(bench(transport, tools(thing)), thing).complete(
        [Listed({"Id": name}, None, NOON) for name in "abc"]
    )

    assert [one.aspects["status"].state for one in done.seen] == ["present", "absent", "present"]
    assert [params["Id"] for params in transport.made("GetStatus")] == ["a", "c"]


def test_unless_means_absent_where_another_aspect_is_there():
    """Without the other, or where it is unknown, the call is made."""
    declaration = declare(
        aspects=(
            Detail(aspect="owner", operation="GetOwner", params={"Id": "=item.Id"}, result="O"),
            Detail(aspect="members", operation="GetMembers", params={}, unless="owner"),
        )
    )
    owners = {"a": {"O": "b"}, "b": {}, "c": DENIED}
    done, transport = complete(
        declaration,
        {"GetOwner": lambda ask: owners[ask.params["Id"]], "GetMembers": {"M": 1}},
        *({"Id": one} for one in owners),
    )

    expected = {"a": ABSENT, "b": present({"M": 1}), "c": present({"M": 1})}
    assert aspects(done, "members") == expected
    assert len(transport.made("GetMembers")) == len(owners) - 1


def test_sparing_sees_no_more_than_the_id():
    """The document is not asked for, which is not a failure."""
    describe = Describe(
        operation="DescribeThing", params={"Id": "=item.Id"}, result="T", sparing="Old"
    )
    done, transport = complete(
        declare(describe=describe),
        {"DescribeThing": {"T": {"Id": "b", "X": 1}}},
        {"Id": "a", "Old": True},
        {"Id": "b"},
    )

    assert {one.native_id: one.config for one in done.seen} == {"a": None, "b": {"Id": "b", "X": 1}}
    assert done.seen[0].aspects == {"config": unknown("not-asked")}
    assert transport.made("DescribeThing") == [{"Id": "b"}]
