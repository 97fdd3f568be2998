"""What `env:NAME` and `file:PATH` stand for."""

import pytest

from cartographer import config
from cartographer.model.error import UsageError


@pytest.mark.parametrize("text", ["env:EMPTY", "env:BLANK", "file:{0}/empty"])
def test_a_secret_that_is_empty_is_none(tmp_path, text):
    """Without it a role's trust would be asked in vain, or a wrong one believed."""
    (tmp_path / "empty").write_text("\n")
    with pytest.raises(UsageError, match="is empty"):
        config.secret(text.format(tmp_path), {"EMPTY": "", "BLANK": " "})


@pytest.mark.parametrize("text", ["env:SET", "file:{0}/set", "hunter2"])
def test_a_secret_is_what_its_name_stands_for(tmp_path, text):
    """Any other text, as flags may give it, stands for itself."""
    (tmp_path / "set").write_text("hunter2\n")

    assert config.secret(text.format(tmp_path), {"SET": "hunter2"}) == "hunter2"


@pytest.mark.parametrize("text", ["env:UNSET", "file:{0}/none"])
def test_a_name_that_stands_for_nothing_is_refused(tmp_path, text):
    """The message names it."""
    with pytest.raises(UsageError, match=r"UNSET is not set|none cannot be read"):
        config.secret(text.format(tmp_path), {})


@pytest.mark.parametrize(
    ("url", "borne"),
    [
        ("postgresql://ann:hunter2@db/maps", True),
        ("postgresql://db/maps?user=ann&PWD=hunter2", True),
        ("postgresql://ann@db:5432/maps", False),
        ("http://proxy:3128", False),
        ("C:/maps/store.db", False),
    ],
)
def test_a_password_is_seen_before_the_host_and_in_the_query(url, borne):
    """A user and a port are none."""
    assert config.has_password(url) is borne
