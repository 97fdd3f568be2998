"""No secret passes the door, and a change of one still shows."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cartographer.model.document import Comparison, encode
from cartographer.model.shape import NOTHING_KEYED
from collectors.engine.redact import Redactor

OURS, THEIRS = Redactor(b"a" * 32), Redactor(b"b" * 32)
SECRETS = st.text(min_size=6)


def one(value, path="Secret", type_="T", by=OURS):
    """Return what becomes of a value at a path of a document."""
    name = path.partition(".")[0]
    return by.redact(type_, {name: value}, (path,))[name]


@settings(deadline=None, max_examples=40)
@given(SECRETS)
def test_the_same_value_has_the_same_digest_in_the_same_field(value):
    """What did not change does not show as changed."""
    assert one(value) == one(value)


@settings(deadline=None, max_examples=40)
@given(SECRETS, SECRETS)
def test_another_value_has_another_digest(a, b):
    """A change of a secret shows."""
    assume(a.lower() != b.lower())
    assert one(a) != one(b)


def test_another_field_or_type_has_another_digest():
    """Nobody can tell that two fields hold the same secret."""
    digests = {one("hunter22"), one("hunter22", "Other"), one("hunter22", type_="U")}
    assert len(digests) == 3


def test_a_guessable_value_becomes_a_constant():
    """A value that a reader could try out says nothing, not even whether it changed."""
    guessable = ["", "0", "1", "True", "false", "Enabled", "none", 0, 1]
    assert {one(value) for value in guessable} == {"redacted:constant"}


def test_what_is_no_value_stays():
    """Nothing and truth values hold no secret."""
    assert [one(None), one(True), one(False)] == [None, True, False]


def test_numbers_are_secrets_too():
    """A secret number becomes a digest as its text would."""
    assert one(123456) == one("123456") != one(123457)


def test_a_digest_is_not_digested_again():
    """What comes out of a recording has been through the door already."""
    assert one(one("hunter22")) == one("hunter22")
    assert one("redacted:constant") == "redacted:constant"


def test_what_only_looks_like_a_digest_is_digested():
    """Nobody slips a secret through by writing our word before it."""
    assert one("redacted:hunter22") != "redacted:hunter22"


def test_another_key_gives_another_key_id_and_compares_as_unknown():
    """Digests of two installations are not compared: whether the value changed is unknown."""
    ours, theirs = one("hunter22"), one("hunter22", by=THEIRS)
    comparison = Comparison()
    comparison.compare(ours, theirs, "/Secret", NOTHING_KEYED)
    assert OURS.key_id != THEIRS.key_id
    assert re.fullmatch(rf"redacted:{OURS.key_id}:[0-9a-f]{{32}}", ours)
    assert (comparison.changes, comparison.incomparable) == ([], ["/Secret"])


@settings(deadline=None, max_examples=40)
@given(SECRETS)
def test_a_secret_is_nowhere_in_a_redacted_document(value):
    """Whatever stands below a secret path, mappings and lists, is gone leaf by leaf."""
    secret = f"s3cret-{value}-s3cret"
    document = {
        "Environment": {"Variables": {"A": secret, "B": [secret, {"C": secret}]}},
        "List": [{"Value": secret, "Name": "n"}, {"Name": "none"}, 7],
        "Name": "n",
    }
    paths = ("Environment.Variables", "List[].Value", "Missing.Value")
    redacted = OURS.redact("T", document, paths)
    assert b"s3cret-" not in encode(redacted)
    assert redacted["Name"] == "n"
    assert [one if one == 7 else one["Name"] for one in redacted["List"]] == ["n", "none", 7]
