"""From a document to an observation: the key, the owner, and what is kept where."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cartographer.model.document import encode
from cartographer.model.resource import ABSENT, present, unknown
from collectors.engine.normalize import MalformedError, Place, identity, observe, plain
from collectors.engine.redact import Redactor
from collectors.engine.specification import GLOBAL, policy_lists
from tests.collectors.engine.cloud import NOON, declare, key

HERE = Place("aws", "aws", "111", "r1")
REDACTOR = Redactor(b"k" * 32)
RICH = declare(
    uid="Uid",
    owner="Owner",
    region="Region",
    volatile=("LastUsed", "@policy.Seen", "Parts[].Count"),
    secret=("Password", "@policy.Key", "Parsed.Token"),
    json=("Parsed", "@policy.Text", "@document"),
    keyed={"Tags": ("Key",), "@document.Statement": ("Sid",), "Names": "set"},
)


def saw(document, aspects=None, declaration=RICH, place=HERE, **more):
    """Return the observation of a document."""
    return observe(declaration, document, aspects or {}, place, NOON, REDACTOR, **more)


def test_what_is_kept_aside_is_freed_of_secrets_too():
    """A path that is volatile and secret is a digest, and the net hangs below both."""
    declaration = declare(volatile=("Run", "Note"), secret=("Run.Token",))
    document = {"Id": "i-1", "Run": {"Token": "hunter22"}, "Note": "password=hunter22"}

    seen = saw(document, declaration=declaration)

    assert "hunter22" not in str(seen)
    assert seen.volatile["/Run"]["Token"].startswith("redacted:")


def test_an_answer_becomes_plain_json():
    """Times become RFC 3339 text, bytes base64, other mappings' keys text."""
    answer = {"At": datetime(2026, 1, 2, 3, tzinfo=UTC), "Body": b"ab", "Ports": {80: "open"}}
    expected = {"At": "2026-01-02T03:00:00Z", "Body": "YWI=", "Ports": {"80": "open"}}
    assert plain(answer) == expected


def test_a_text_that_is_half_a_character_can_be_stored():
    """A lone surrogate, which JSON can spell and UTF-8 cannot, loses itself and nothing else."""
    mended = plain({"Name": "a\ud83d", "\udc00": ["ok", 1, None, {"X": "\ud800"}]})
    assert encode(mended) == b'{"?":["ok",1,null,{"X":"?"}],"Name":"a?"}'


def test_the_key_is_made_of_partition_owner_region_and_document():
    """The owner in the document comes before the viewer, its region before the one asked."""
    here = identity(RICH, {"Id": "a", "Owner": "222", "Region": "r9"}, HERE)
    assert here == key("a", account="222", region="r9")


def test_without_an_owner_or_region_in_the_document_it_is_the_viewers():
    """What does not say whose it is belongs to whom it was listed for."""
    seen = saw({"Id": "a"})
    assert (seen.key, seen.account, seen.region, seen.viewer) == (key("a"), "111", "r1", "111")


def test_a_child_belongs_to_its_parents_owner():
    """A part of a shared thing is its owner's, whoever lists it."""
    parent = saw({"Id": "p", "Owner": "222"})
    child = declare("T::Child", id="{parent}#{Id}")
    place = Place("aws", "aws", "111", "r1", parent)
    seen = saw({"Id": "c"}, declaration=child, place=place)
    assert (seen.key.id, seen.account) == (f"{parent.key.id}#c", "222")


def test_a_child_that_names_its_owner_is_its_own():
    """What a document says of the owner comes before the parent's."""
    parent = saw({"Id": "p", "Owner": "222"})
    seen = saw({"Id": "c", "Owner": "333"}, place=Place("aws", "aws", "111", "r1", parent))
    assert seen.account == "333"


def test_a_child_without_its_parent_has_no_key():
    """An id that begins with nothing would be another thing's."""
    with pytest.raises(MalformedError, match="no parent"):
        identity(declare("T::Child", id="{parent}#{Id}"), {"Id": "c"}, HERE)


def test_a_document_without_what_its_id_is_made_of_is_malformed():
    """The message names the missing field."""
    with pytest.raises(MalformedError, match="no Id in the document"):
        identity(RICH, {"Id": None}, HERE)


def test_volatile_fields_leave_the_document_and_the_aspects():
    """They are kept aside, by pointer, and are no part of what is compared."""
    document = {"Id": "a", "LastUsed": "now", "Parts": [{"Count": 1, "N": 1}, {"Count": 2}]}
    seen = saw(document, {"policy": present({"Seen": 5, "Rest": 1})})
    assert seen.config == {"Id": "a", "Parts": [{"N": 1}, {}]}
    assert seen.aspects == {"policy": present({"Rest": 1})}
    expected = {"/LastUsed": "now", "/@policy/Seen": 5, "/Parts/0/Count": 1, "/Parts/1/Count": 2}
    assert seen.volatile == expected


def test_secrets_become_digests_in_document_aspect_and_parsed_text():
    """Also what lies in a text that holds JSON is found before it leaves."""
    document = {"Id": "a", "Password": "hunter22", "Parsed": '{"Token": "hunter22", "N": 1}'}
    seen = saw(document, {"policy": present({"Key": "hunter22", "Text": "[1]"})})
    assert b"hunter22" not in encode([seen.config, seen.aspects["policy"].value, seen.volatile])
    assert seen.config["Parsed"]["N"] == 1
    assert seen.aspects["policy"].value["Text"] == [1]


def test_keyed_lists_are_put_in_order():
    """The order in which a provider lists them means nothing."""
    one = saw({"Id": "a", "Tags": [{"Key": "b"}, {"Key": "a"}], "Names": ["y", "x"]})
    assert one.config["Tags"] == [{"Key": "a"}, {"Key": "b"}]
    assert one.config["Names"] == ["x", "y"]


def test_a_whole_aspect_may_be_json_as_text():
    """A policy that is answered as text becomes the document that it is, in order."""
    text = '{"Statement": [{"Sid": "b"}, {"Sid": "a"}]}'
    seen = saw({"Id": "a"}, {"document": present(text)})
    assert seen.aspects["document"].value == {"Statement": [{"Sid": "a"}, {"Sid": "b"}]}


@pytest.mark.parametrize(
    "text",
    [
        "{not json",
        "",
        "[" * 100_000,
        "[" * 400 + "]" * 400,
        '"\\ud800"',
        "NaN",
        "1" * 5000,
        5,
        None,
        {"already": "parsed"},
    ],
)
def test_text_that_is_no_document_stays_as_it_is(text):
    """A field that should hold JSON and does not is one field, and can be stored."""
    seen = saw({"Id": "a", "Parsed": text})
    assert seen.config["Parsed"] == text
    assert encode(seen.config)


def test_numbers_that_no_machine_word_holds_can_be_stored():
    """A policy may say any number."""
    seen = saw({"Id": "a", "Parsed": '{"N": 123456789012345678901234567890}'})
    assert encode(seen.config)


def test_aspects_that_are_not_present_stay_what_they_are():
    """Absent and unknown are never the same value."""
    seen = saw({"Id": "a"}, {"x": ABSENT, "y": unknown("denied"), "z": present(None)})
    assert seen.aspects == {"x": ABSENT, "y": unknown("denied"), "z": present(None)}


def test_an_item_that_was_only_listed_has_no_document():
    """Where the describing call failed, the document is unknown and the id is known."""
    seen = saw({"Id": "a", "Uid": "u"}, described="denied")
    assert (seen.config, seen.uid, seen.native_id) == (None, "u", "a")
    assert seen.aspects == {"config": unknown("denied")}


def test_without_a_short_id_the_canonical_one_stands_in():
    """There is always something to call it by."""
    assert saw({"Id": "a"}, declaration=declare(native_id="Nope")).native_id == key("a").id


def test_what_is_in_no_region_is_global():
    """A global type is held by no region."""
    place = Place("aws", "aws", "111", "")
    assert saw({"Id": "a"}, declaration=declare(where=GLOBAL), place=place).region == "global"


WRONG = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)


@settings(deadline=None, max_examples=60)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("Uid", "Owner", "Region", "Tags", "Names", "Parts", "Password", "Parsed"), WRONG
        ),
    ),
    WRONG,
)
def test_a_wrong_type_in_any_field_loses_nothing(fields, aspect):
    """Whatever a field holds instead of what it should, the resource is seen."""
    seen = saw({"Id": "a", **fields}, {"policy": present(aspect), "document": present(aspect)})
    assert seen.native_id == "a"
    assert encode([seen.config, seen.volatile, [one.value for one in seen.aspects.values()]])


def test_policies_are_keyed_wherever_they_stand():
    """Statements by Sid, actions and principals as sets."""
    lists = policy_lists("@policy")
    assert lists["@policy.Statement"] == ("Sid",)
    assert lists["@policy.Statement[].Action"] == "set"
    assert lists["@policy.Statement[].Principal.*"] == "set"
