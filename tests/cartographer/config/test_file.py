"""The settings file: where it is found, and what is said of one that cannot be read."""

import pytest

from cartographer import config
from cartographer.model.error import UsageError


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"[limits]\nworkers = 0", "limits.workers"),
        (b"[rate]\nec2 = -1", "rate: ec2"),
        (b"[limits", "not valid TOML"),
        (b"\xff", "not valid TOML"),
        (None, "No such file"),
    ],
)
def test_what_is_impossible_is_refused_by_file(tmp_path, content, told):
    """It ends as a question of usage before anything is done."""
    file = tmp_path / "cartographer.toml"
    if content is not None:
        file.write_bytes(content)

    with pytest.raises(UsageError) as raised:
        config.load(file)

    assert str(file) in str(raised.value)
    assert told in str(raised.value)
    assert raised.value.exit_code == 2


def test_the_nearest_file_above_a_folder_is_its_own(tmp_path):
    """One in the folder itself comes first; without any there is none."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert config.find_file(inner) is None
    above = tmp_path / config.FILE_NAME
    above.write_text("")
    assert config.find_file(inner) == above
    (inner / config.FILE_NAME).write_text("")
    assert config.find_file(inner) == inner / config.FILE_NAME


def test_the_environment_may_name_the_file(tmp_path):
    """A file that is given is stronger."""
    named, given = tmp_path / "named.toml", tmp_path / "given.toml"
    named.write_text("[limits]\nworkers = 2")
    given.write_text("[limits]\nworkers = 3")
    environment = {"CARTOGRAPHER_CONFIG": str(named)}

    assert config.load(None, environment).limits.workers == 2
    assert config.load(given, environment).limits.workers == 3
