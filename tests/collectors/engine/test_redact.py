"""No secret passes the door, and a change of one still shows."""

import re

import pytest
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


# --- where, and how much -----------------------------------------------------------------------

HELD = {"Name": "n", "Inside": [{"Secret": "hunter22", "Deeper": {"Secret": ["hunter23"]}}]}


def test_a_secret_may_stand_at_any_depth():
    """In states within states, in statements within statements, and at the top."""
    redacted = OURS.redact("T", {**HELD, "Secret": "hunter24"}, ("**.Secret",))

    assert "hunter" not in str(redacted)
    assert redacted["Name"] == "n"


def test_any_member_but_some_may_be_secret():
    """Where the harmless names are known and the others are anybody's."""
    options = {"group": "/ecs/pay", "region": "eu-west-1", "token": "hunter22"}

    redacted = OURS.redact("T", {"Options": options}, ("Options.!group,region",))["Options"]

    assert {name for name, value in redacted.items() if value != options[name]} == {"token"}
    assert OURS.redact("T", {"Options": "hunter22"}, ("Options.!group",))["Options"] != "hunter22"


@pytest.mark.parametrize(
    "reference",
    [
        "arn:aws:lambda:eu-west-1:111122223333:function:pay",
        "arn:aws:states:::ecs:runTask.sync",
        "$.detail.items[0].id",
        "$$.Execution.Id",
        "{% $states.input.id %}",
        "{{resolve:ssm:/shop/url}}",
    ],
)
def test_of_literals_references_stay(reference):
    """They say where a value comes from, and not what it is."""
    document = {"Input": {"a": reference, "b": ["hunter22"]}}

    redacted = OURS.redact("T", document, ("Input.(literals)",))["Input"]

    assert redacted["a"] == reference
    assert redacted["b"][0].startswith("redacted:")


@pytest.mark.parametrize(
    "literal",
    [
        "States.Format('Bearer hunter22 {}', $.x)",
        "{% 'hunter22' & $x %}",
        "$.a[?(@.b=='hunter22')]",
        "see arn:aws:s3:::b?hunter22",
    ],
)
def test_what_only_holds_a_reference_is_a_literal(literal):
    """An expression may spell a secret out."""
    assert "hunter22" not in str(OURS.redact("T", {"Input": literal}, ("Input.(literals)",)))


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://hooks.example.com/T0/hunter22", "https://hooks.example.com/"),
        ("https://hooks.example.com:8443?key=hunter22", "https://hooks.example.com:8443/"),
        ("https://ann:hunter22@hooks.example.com/x", "https://hooks.example.com/"),
        ("https://ann:hunter22@hooks.example.com", "https://hooks.example.com/"),
    ],
)
def test_of_a_url_the_host_stays(url, kept):
    """Where it leads to is a fact of the map; who may post there is a secret."""
    redacted = one(url, "Secret.(beyond-host)")

    assert redacted.startswith(f"{kept}redacted:")
    assert "hunter22" not in redacted
    assert one(redacted, "Secret.(beyond-host)") == redacted


@pytest.mark.parametrize(
    "address", ["https://example.com", "https://example.com/", "ann@example.com", "+4900000"]
)
def test_an_address_without_more_stays(address):
    """Nothing stands beyond a bare host, a mailbox or a number."""
    assert one(address, "Secret.(beyond-host)") == address


def test_loose_paths_ignore_case_and_lists():
    """The same member in another form's spelling and nesting is the same secret."""
    document = {"containers": [{"environment": [{"VALUE": "hunter22"}]}]}

    redacted = OURS.redact("T", document, ("**.Environment.Value",), loose=True)

    assert "hunter22" not in str(redacted)
    assert OURS.redact("T", document, ("**.Environment.Value",)) == document


# --- what nobody declared ---------------------------------------------------------------------

PLANTED = "pl4nted-in-a-tag"
TAGS = {
    "list": {"Tags": [{"Key": "DB_PASSWORD", "Value": PLANTED}]},
    "lower case": {"tags": [{"key": "api-key", "value": PLANTED}]},
    "of KMS": {"@tags": [{"TagKey": "Secret", "TagValue": PLANTED}]},
    "mapping": {"Tags": {"github_token": PLANTED, "Name": "web"}},
    "deep": {"Groups": [{"Tags": [{"Key": "connectionString", "Value": PLANTED}]}]},
}
FORMS = (
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE",
    "ghp_" + "a1B2" * 9,
    "glpat-" + "x" * 20,
    "xoxb-123456789012-abcdef",
    "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
    "postgresql://ann:hunter2@db/maps",
    "mysql -h db --password=hunter2",
    "DB_PASSWORD=hunter2 run.sh",
)
PLAIN = (
    "arn:aws:secretsmanager:eu-west-1:111122223333:secret:prod/db-AbCdEf",
    "the token is kept elsewhere",
    "https://example.com:8443/path?page=2",
    "postgresql://${user}:${password}@db",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "AKIAIOSFODNN7EXAMPLE",
    "2026-05-01T12:00:00Z",
)


@pytest.mark.parametrize("document", TAGS.values(), ids=TAGS)
def test_a_tag_that_is_named_like_a_secret_is_hidden(document):
    """Whatever the form in which a service lists its tags; a change of it shows."""
    caught = OURS.catch("T", document)

    assert PLANTED not in encode(caught).decode()
    assert "redacted:" in encode(caught).decode()
    assert OURS.catch("T", caught) == caught


@pytest.mark.parametrize("text", FORMS)
def test_a_text_with_the_form_of_a_credential_is_hidden_anywhere(text):
    """A description is no place for a key, and a tag of any name is none."""
    for document in ({"Description": text}, {"Tags": [{"Key": "note", "Value": text}]}, [text]):
        assert text not in str(OURS.catch("T", document))


def test_the_secret_of_an_access_key_is_hidden_in_a_tag():
    """It has no form but its length; a hash of as many digits is none."""
    secret = "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY"
    tags = {"Tags": [{"Key": "note", "Value": secret}, {"Key": "commit", "Value": PLAIN[4]}]}

    caught = OURS.catch("T", tags)

    assert secret not in str(caught)
    assert caught["Tags"][1]["Value"] == PLAIN[4]


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_secret_stays(text):
    """Names, addresses, placeholders and hashes are what a map is made of."""
    document = {"Text": text, "Tags": [{"Key": "Name", "Value": text}]}

    assert OURS.catch("T", document) is document


def test_tags_of_the_provider_stay():
    """Their names are the provider's, and so are their values."""
    document = {"Tags": [{"Key": "aws:secretsmanager:owningService", "Value": "rds"}]}

    assert OURS.catch("T", document) is document
