"""Where this installation's history lies, and the key of its digests."""

import pytest

from cartographer import config
from cartographer.model.error import UsageError

NAMED = config.Settings(store=config.StoreSettings(url="env:STORE"))


def test_the_place_of_the_store_is_the_flags_the_environments_the_files_or_the_users_folder():
    """In order of falling strength; a path is one of SQLite."""
    environment = {"STORE": "/file/store.db", "XDG_DATA_HOME": "/data"}
    both = environment | {"CARTOGRAPHER_STORE": "postgresql://db/maps"}

    assert config.store_url(NAMED, "/flag/store.db", both) == "sqlite:////flag/store.db"
    assert config.store_url(NAMED, None, both) == "postgresql://db/maps"
    assert config.store_url(NAMED, None, environment) == "sqlite:////file/store.db"
    default = config.store_url(config.Settings(), None, environment)
    assert default == "sqlite:////data/cartographer/store.db"


def test_the_key_is_made_once_and_for_its_owner_alone(tmp_path):
    """Digests of two runs can be compared."""
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    key = config.redaction_key(config.Settings(), environment)
    file = config.redaction_key_file(environment)

    assert len(key) == 32
    assert config.redaction_key(config.Settings(), environment) == file.read_bytes() == key
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_key_that_is_named_is_taken_and_none_is_made(tmp_path):
    """The environment is stronger than the file."""
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "KEY": "k1"}
    settings = config.Settings(redaction=config.RedactionSettings(key="env:KEY"))

    assert config.redaction_key(settings, environment) == b"k1"
    environment["CARTOGRAPHER_REDACTION_KEY"] = "k2"
    assert config.redaction_key(settings, environment) == b"k2"
    assert list(tmp_path.iterdir()) == []


def test_a_key_that_cannot_be_made_is_told_with_a_way_out(tmp_path):
    """Where the user's folder cannot be written to, a variable names the key."""
    (tmp_path / "cartographer").write_text("in the way")
    with pytest.raises(UsageError, match="set CARTOGRAPHER_REDACTION_KEY"):
        config.redaction_key(config.Settings(), {"XDG_CONFIG_HOME": str(tmp_path)})
