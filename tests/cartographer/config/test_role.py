"""How a role to assume and its session are spelled."""

import pytest

from cartographer import config
from cartographer.model.error import UsageError

ARN = "arn:aws-cn:iam::111122223333:role/path/Read"


def test_a_role_and_a_session_are_taken_as_they_are():
    """With its path, in any partition."""
    assert config.role_arn(ARN) == ARN
    assert config.session_name("a.b@c-1") == "a.b@c-1"


@pytest.mark.parametrize("text", ["", "Read", ARN.replace("role/", "user/"), f"{ARN}\n", f" {ARN}"])
def test_what_is_no_role_is_refused(text):
    """Nothing before or behind it either."""
    with pytest.raises(UsageError, match="is no role ARN"):
        config.role_arn(text)


@pytest.mark.parametrize("text", ["", "a", "bad name!", "a" * 65, "name\n", "n\u00e4me"])
def test_what_no_session_is_named_is_refused(text):
    """As the provider would, but before anything is called."""
    with pytest.raises(UsageError, match="is no name of a session"):
        config.session_name(text)
