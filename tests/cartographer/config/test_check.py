"""What no run could use is refused, by file and key, before anything is done."""

from pathlib import Path

import pytest

from cartographer import config
from cartographer.bootstrap import chosen_types
from cartographer.model.error import UsageError

ROLE = "arn:aws:iam::111122223333:role/path/Read"
ORGANIZATION = '[[source]]\nname = "o"\nkind = "aws-organization"\n'
SCHEDULE = '[[source]]\nname = "a"\n[[schedule]]\nsources = ["a"]\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[rate]\nec2 = -1", "rate: ec2"),
        ("[rate]\nec2 = nan", "rate: ec2"),
        ('[http]\nca_bundle = "/nowhere/ca.pem"', "http: ca_bundle: there is no file"),
        ('[store]\nkeep = { all = "a while" }', "store: keep.all"),
        ('[store]\nkeep = { daily = "9999999999y" }', "store: keep.daily"),
        ('[store]\nkeep = { hourly = "1d" }', "store: keep.hourly"),
        ('[store]\nurl = "postgresql://db/maps?password=hunter2"', "store: url holds a password"),
        (f'{ORGANIZATION}role = "{ROLE}"', "role means nothing for aws-organization"),
        (f'[[source]]\nname = "a"\nmanagement = "{ROLE}"', "management means nothing"),
        ('[[source]]\nname = "a"\nexclude = ["account:111122223333"]', "exclude means nothing"),
        ('[[source]]\nname = "a"\nmember_role = "Reader"', "member_role means nothing"),
        (f'{ORGANIZATION}external_id = "hunter2"', "external_id is a secret"),
        (f"{ORGANIZATION}rate = {{ ec2 = -1 }}", "source o: rate: ec2"),
        (f"{ORGANIZATION}rate = {{ default = nan }}", "source o: rate: default"),
        (f"{ORGANIZATION}[[source]]\nname = 'o'", "two sources are named 'o'"),
        (SCHEDULE, "schedule: give either every or cron"),
        (f'{SCHEDULE}every = "1h"\ncron = "0 2 * * 0"', "schedule: give either every or cron"),
        (f'{SCHEDULE}every = "hourly"', "schedule: every = 'hourly' is no interval"),
        (f'{SCHEDULE}every = "0h"', "schedule: every = '0h' is no interval"),
        (f'{SCHEDULE}every = "1h"\njitter = "soon"', "schedule: jitter = 'soon'"),
        (f'{SCHEDULE}cron = "0 2 * *"', "schedule: cron = '0 2 * *'"),
        (f'{SCHEDULE}cron = "61 * * * *"', "schedule: cron = '61 * * * *': "),
        (f'{SCHEDULE}cron = "0 2 30 2 *"', "schedule: cron = '0 2 30 2 *' never comes"),
        (f'{SCHEDULE}every = "1h"\njitter = "2h"', "schedule: jitter = '2h' is not less"),
        (
            f'{SCHEDULE}every = "1h"\n[[schedule]]\nevery = "soon"',
            "schedule 2: every = 'soon' is no interval",
        ),
        ('[[schedule]]\nsources = ["b"]\nevery = "1h"', "schedule: there is no source 'b'"),
        ('[[schedule]]\nevery = "1h"', "schedule: there is no [[source]] to read"),
        ('[[gap]]\nscope = "eu-west-1"\nreason = "x"\nuntil = 2027-05-01', "gap: 'eu-west-1'"),
        ('[[gap]]\nscope = "owner=x"\nreason = "x"\nuntil = 2027-05-01', "gap: 'owner=x'"),
        ('[[gap]]\nscope = "denied:*"\nreason = " "\nuntil = 2027-05-01', "reason is empty"),
    ],
)
def test_what_no_run_could_use_is_refused_by_file_and_key(text, key):
    """Although each value has the type of its key."""
    with pytest.raises(UsageError) as raised:
        config.parse(text, Path("cartographer.toml"))

    assert "cartographer.toml" in str(raised.value)
    assert key in str(raised.value)


def test_a_secret_that_stands_in_the_file_is_not_printed():
    """The message says where it stands, and how to write it."""
    with pytest.raises(UsageError) as raised:
        config.parse(f'{ORGANIZATION}external_id = "hunter2"', Path("cartographer.toml"))

    assert "hunter2" not in str(raised.value)
    assert "env:NAME or file:PATH" in str(raised.value)


def test_a_proxy_with_a_password_stands_in_the_file_by_the_name_of_its_variable(tmp_path):
    """As any other secret does."""
    with pytest.raises(UsageError, match="proxy holds a password"):
        config.parse(
            '[http]\nproxy = "http://ann:hunter2@proxy:3128"', tmp_path / "cartographer.toml"
        )


@pytest.mark.parametrize("types", ['"AWS::EC2::Vpc"', '"set:all"', '"AWS::Nothing::*"'])
def test_types_of_a_schedule_are_those_that_are_known(types):
    """Names, sets and patterns; the file, the schedule and what was wrong are named."""
    text = f'{SCHEDULE}every = "1h"\ntypes = [{types}]'
    with pytest.raises(UsageError) as raised:
        config.parse(text, Path("cartographer.toml"), chosen_types)

    assert "settings cartographer.toml: schedule: types: no " in str(raised.value)
    assert types.strip('"') in str(raised.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('office = ["203.0.113.1/28"]', "networks: office: 203.0.113.1/28 has host bits set"),
        ('office = ["203.0.113.300"]', "networks: office: '203.0.113.300' does not appear"),
        ("office = []", "networks: office: there is no range"),
        ('internet = ["10.0.0.0/8"]', "networks: internet is no name"),
        ('"10.0.0.1" = ["10.0.0.0/8"]', "networks: 10.0.0.1 is no name"),
        ('111122223333 = ["10.0.0.0/8"]', "networks: 111122223333 is no name"),
        ('a = ["10.0.0.0/8"]\nb = ["10.1.0.0/16"]', "b: 10.1.0.0/16 overlaps 10.0.0.0/8 of a"),
        ('a = ["10.0.0.0/8", "10.1.0.0/16"]', "a: 10.1.0.0/16 overlaps 10.0.0.0/8 of a"),
        ('dc = { ranges = ["10.0.0.0/8"], vai = "vgw-1" }', "vai"),
        ('dc = { via = "vgw-1" }', "ranges"),
        ('dc = { ranges = ["10.0.0.0/8"], via = "a gateway" }', "via"),
        ('office = "203.0.113.0/28"', "networks"),
    ],
)
def test_a_network_that_is_none_is_refused_by_file_and_name(text, said):
    """Ranges are prefixes without host bits, and no address is in two networks."""
    with pytest.raises(UsageError) as raised:
        config.parse(f"[networks]\n{text}", Path("cartographer.toml"))

    assert "cartographer.toml" in str(raised.value)
    assert said in str(raised.value)


def test_an_account_of_others_has_12_digits():
    """It is named by its number, and by nothing else."""
    with pytest.raises(UsageError, match="external: '4444' is no account"):
        config.parse('[external."4444"]\nname = "Acme"', Path("cartographer.toml"))
