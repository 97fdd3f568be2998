"""How the accounts of an organization are spoken of, in flags as in the file."""

import pytest

from cartographer import config
from cartographer.model.error import UsageError


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("111122223333", "account:111122223333"),
        ("account:111122223333", "account:111122223333"),
        ("ou-ab12-cdef3456", "ou:ou-ab12-cdef3456"),
        ("ou:ou-ab12-cdef3456", "ou:ou-ab12-cdef3456"),
        ("r-ab12", "ou:r-ab12"),
    ],
)
def test_what_is_left_out_may_be_said_by_its_bare_id(text, written):
    """It says itself what it is."""
    assert config.exclusion(text) == written


@pytest.mark.parametrize("text", ["1111", "ou:suspended", "account:ou-ab12-cdef3456", "r-", ""])
def test_what_is_no_account_and_no_unit_is_refused(text):
    """The message says how either is written."""
    with pytest.raises(UsageError, match="give account:NUMBER"):
        config.exclusion(text)


def test_a_role_is_named_with_its_path_and_never_by_its_arn():
    """It is the same in every account, whose number its ARN would hold."""
    assert config.member_role("audit/Read+Only") == "audit/Read+Only"
    with pytest.raises(UsageError, match="is an ARN: give the role's name alone"):
        config.member_role("arn:aws:iam::111122223333:role/Read")
    with pytest.raises(UsageError, match="is no name of a role"):
        config.member_role("a role")
