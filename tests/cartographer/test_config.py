"""Settings: what is impossible is refused when they are read, by file and key."""

from pathlib import Path

import pytest

from cartographer import config
from cartographer.model.error import UsageError

ROLE = "arn:aws:iam::111122223333:role/path/Read"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[limits]\nworkers = 0", "limits.workers"),
        ("[limits]\ntries = 0", "limits.tries"),
        ("[limits]\naccounts = -1", "limits.accounts"),
        ("[limits]\ncall_seconds = 0", "limits.call_seconds"),
        ("[limits]\nscope_seconds = -1.0", "limits.scope_seconds"),
        ("[limits]\nrun_seconds = nan", "limits.run_seconds"),
        ("[rate]\nec2 = -1", "rate: ec2"),
        ("[rate]\nec2 = nan", "rate: ec2"),
        ('[[source]]\nname = ""', "source[0].name"),
        ('[[source]]\nname = "a"\nrole = "Read"', "source[0].role"),
        ('[[source]]\nname = "a"\nregions = []', "source[0].regions"),
        ('[http]\nca_bundle = "/nowhere/ca.pem"', "http: ca_bundle: there is no file"),
        ('[store]\nkeep = { all = "a while" }', "store: keep.all"),
        ('[store]\nkeep = { daily = "9999999999y" }', "store: keep.daily"),
        ('[store]\nkeep = { hourly = "1d" }', "store: keep.hourly"),
        ('[store]\nurl = "postgresql://db/maps?password=hunter2"', "store: url holds a password"),
    ],
)
def test_what_is_impossible_is_refused_by_file_and_key(tmp_path, text, key):
    """A value that no run could use ends as a question of usage before anything is done."""
    file = tmp_path / "cartographer.toml"
    file.write_text(text)

    with pytest.raises(UsageError) as raised:
        config.load(file)

    assert str(file) in str(raised.value)
    assert key in str(raised.value)
    assert raised.value.exit_code == 2


def test_what_is_possible_at_the_edge_is_read():
    """No limit on calls, a role with a path, secrets by name, and any span that retention has."""
    text = f"""
        [store]
        url = "env:STORE"
        keep = {{ all = "12h", daily = "2w", weekly = "forever" }}
        [rate]
        default = 0
        [limits]
        workers = 1
        call_seconds = 0.5
        [http]
        ca_bundle = "{Path(__file__).as_posix()}"
        [[source]]
        name = "a"
        role = "{ROLE}"
        regions = ["eu-west-1"]
    """

    settings = config.parse(text, Path("cartographer.toml"))

    assert settings.rate == {"default": 0}
    assert settings.source[0].role == ROLE
