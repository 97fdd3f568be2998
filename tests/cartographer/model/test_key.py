"""Keys: their one-string form, and the natural keys of children."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartographer.model.key import Key, Ref

PLAIN = st.text(st.characters(exclude_characters="|"), max_size=20)


@given(PLAIN, PLAIN, PLAIN, st.text(max_size=60))
def test_a_key_survives_its_one_string_form(provider, partition, type_, id_):
    """Whatever the id holds, separators included, the key reads back equal."""
    key = Key(provider, partition, type_, id_)
    assert Key.parse(str(key)) == key


def test_a_text_with_too_few_parts_is_refused_by_name():
    """The message shows the text and the form that was expected."""
    with pytest.raises(ValueError, match=r"not a key: 'aws\|x'.*provider\|partition"):
        Key.parse("aws|x")


def test_a_child_bears_its_parents_id_and_its_natural_key():
    """A thing without an id is named from its parent."""
    zone = Key("aws", "aws", "AWS::Route53::HostedZone", "arn:zone")
    child = zone.child("AWS::Route53::RecordSet", "www|A")
    assert child == Key("aws", "aws", "AWS::Route53::RecordSet", "arn:zone#www|A")


def test_a_reference_reads_as_kind_and_value():
    """People see how the value names its target."""
    assert str(Ref("ip", "10.0.0.1")) == "ip:10.0.0.1"
