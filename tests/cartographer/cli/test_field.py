"""Fields that differ within the width of a line: which one, and what of it."""

import pytest

from cartographer.cli.answer import fitted, line
from cartographer.cli.field import field_line, shortened
from cartographer.cli.remark import codes
from cartographer.cli.text import listed
from cartographer.cli.unknown import Doubts
from cartographer.model.change import FieldChange, Unknown
from cartographer.model.key import Key

ENI = "/NetworkInterfaces[NetworkInterfaceId=eni-fa4e695c8aa9331fb]"
DOCUMENT = '{"Action":~2"s3:GetObject"~3~4"Effect":"Allow"}'


@pytest.mark.parametrize(
    ("pointer", "width", "expected"),
    [
        ("/State/Name", 40, "/State/Name"),
        (f"/@policy/Statement[={DOCUMENT}]", 90, "/@policy/Statement[…]"),
        (f"/@policy/Statement[={DOCUMENT},#2]/Effect", 90, "/@policy/Statement[…,#2]/Effect"),
        ("/Groups[=sg-1]", 40, "/Groups[=sg-1]"),
        (f"{ENI}/Association/PublicIp", 75, f"{ENI}/…/PublicIp"),
        (f"{ENI}/Association/PublicIp", 50, "/NetworkInterfaces[…]/Association/PublicIp"),
        ("/Permissions[Port=22]/Ranges[Cidr=10.0.0.0~18]", 40, "/Permissions[Port=22]/Ranges[…]"),
        ("/a/" + "b" * 40, 10, "…" + "b" * 9),
    ],
)
def test_a_pointer_keeps_its_head_and_its_end(pointer, width, expected):
    """The field that changed is the last thing to go."""
    assert shortened(pointer, width) == expected


@pytest.mark.parametrize("op", ["add", "remove", "replace"])
def test_a_field_fits_a_line(op):
    """Values are cut with an ellipsis; a wide table has them whole."""
    field = FieldChange(f"{ENI}/Association", op, {"a": "x" * 200}, {"a": "x" * 200 + "y"})

    told = field_line(field, wide=False).text
    assert len(told) <= 120
    assert "/Association" in told
    assert "…" in told
    assert "…" not in field_line(field, wide=True).text


def test_what_two_long_values_share_is_left_out():
    """What differs at their ends is seen."""
    field = FieldChange("/Document", "replace", "x" * 300 + "before", "x" * 300 + "after")

    told = field_line(field, wide=False).text
    assert 'before" → …' in told
    assert told.endswith('after"')


def test_a_reason_is_known_by_its_code():
    """Messages differ from call to call; what has no code stands for itself."""
    assert codes(["Denied: a", "Denied: b", "Other", None]) == "Denied, Other"
    assert codes(["no role: it was deleted"]) == "no role: it was deleted"
    assert codes(f"Code{n}" for n in range(5)) == "Code0, Code1, Code2, …"


def test_names_are_listed_as_far_as_they_fit():
    """One at least, whole names only."""
    assert listed(["acl", "cors", "policy"], 99) == "acl, cors, policy"
    assert listed(["acl", "cors", "policy"], 12) == "acl, cors, …"
    assert listed(["acl", "cors", "policy"], 2) == "acl, …"


def test_a_line_keeps_its_styles_when_it_is_cut():
    """The part that goes over the edge is the last."""
    long = line("ab", ("cdef", "bold"), "gh")

    assert fitted(long, 8) == long
    assert fitted(long, 4).parts == ("ab", ("c…", "bold"))


class _Buckets:
    """Names of buckets of one account."""

    def asked(self, _):
        return ("111122223333", "global")

    def short(self, key):
        return key.id


def _lacking(names):
    return [
        Unknown(Key("aws", "aws", "AWS::S3::Bucket", name), aspect, "denied")
        for name in names
        for aspect in ("acl", "cors")
    ]


def test_aspects_are_told_once_a_resource():
    """And many resources that lack the same are one line."""
    few = list(Doubts(_lacking("ba"), _Buckets(), 120, None).summary())
    many = list(Doubts(_lacking("abcd"), _Buckets(), 120, None).summary())

    assert [one.text for one in few] == [
        f"UNKNOWN  111122223333 global  {name}  AWS::S3::Bucket  2 aspects denied: acl, cors"
        for name in "ab"
    ]
    assert [one.text for one in many] == [
        "UNKNOWN  111122223333 global  4 resources  AWS::S3::Bucket  2 aspects denied: acl, cors"
    ]
