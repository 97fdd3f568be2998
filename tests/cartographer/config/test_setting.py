"""The nouns of the settings: types, patterns and bounds of single keys."""

from datetime import date
from pathlib import Path

import pytest

from cartographer import config
from cartographer.model.audience import ExternalAccount, NamedNetwork
from cartographer.model.error import UsageError

ROLE = "arn:aws:iam::111122223333:role/path/Read"
ORGANIZATION = '[[source]]\nname = "o"\nkind = "aws-organization"\n'
SCHEDULE = '[[source]]\nname = "a"\n[[schedule]]\nsources = ["a"]\n'


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[limits]\nworkers = 0", "limits.workers"),
        ("[limits]\ntries = 0", "limits.tries"),
        ("[limits]\naccounts = -1", "limits.accounts"),
        ("[limits]\ncall_seconds = 0", "limits.call_seconds"),
        ("[limits]\nscope_seconds = -1.0", "limits.scope_seconds"),
        ("[limits]\nrun_seconds = nan", "limits.run_seconds"),
        ('[[source]]\nname = ""', "source[0].name"),
        ('[[source]]\nname = "a"\nrole = "Read"', "source[0].role"),
        ('[[source]]\nname = "a"\nregions = []', "source[0].regions"),
        ('[[source]]\nname = "a"\nkind = "aws-tenant"', "source[0].kind"),
        ('[[source]]\nname = "a"\ncolour = "red"', "colour"),
        (f'{ORGANIZATION}management = "Reader"', "source[0].management"),
        (f'{ORGANIZATION}member_role = "a role"', "source[0].member_role"),
        (f'{ORGANIZATION}member_role = ""', "source[0].member_role"),
        (f'{ORGANIZATION}member_role = "{ROLE}"', "source[0].member_role"),
        (f'{ORGANIZATION}member_role = "/Reader"', "source[0].member_role"),
        (f'{ORGANIZATION}member_role = "Reader/"', "source[0].member_role"),
        (f'{ORGANIZATION}exclude = ["111122223333"]', "source[0].exclude[0]"),
        (f'{ORGANIZATION}exclude = ["account:1111"]', "source[0].exclude[0]"),
        (f'{ORGANIZATION}exclude = ["ou:suspended"]', "source[0].exclude[0]"),
        (f'{ORGANIZATION}exclude = ["account:111122223333", "r-ab12"]', "source[0].exclude[1]"),
        (f'{ORGANIZATION}session_name = "a name"', "source[0].session_name"),
        (f'{ORGANIZATION}source_identity = "x"', "source[0].source_identity"),
        (f"{ORGANIZATION}max_calls_per_day = 0", "source[0].max_calls_per_day"),
        (f'{ORGANIZATION}regions = "all"', "source[0].regions"),
        (f'{SCHEDULE}every = "1h"\nwhen = "noon"', "when"),
        ('[[gap]]\nscope = "denied:*"\nreason = ""\nuntil = 2027-05-01', "gap[0].reason"),
        ('[[gap]]\nscope = "denied:*"\nreason = "x"', "until"),
        ('[[gap]]\nscope = "denied:*"\nreason = "x"\nuntil = "soon"', "gap[0].until"),
        ('[[gap]]\nscope = "denied:*"\nreason = "x"\nuntil = 2027-05-01\nby = "me"', "by"),
    ],
)
def test_a_value_outside_its_type_pattern_or_bound_is_refused_by_file_and_key(text, key):
    """Before anything is done; so is a key that there is not."""
    with pytest.raises(UsageError) as raised:
        config.parse(text, Path("cartographer.toml"))

    assert "cartographer.toml" in str(raised.value)
    assert key in str(raised.value)


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


_INTERFACE = """
[store]
url = "env:CARTOGRAPHER_STORE"
keep = { all = "14d", daily = "180d", weekly = "3y" }

[http]
proxy = "http://egress.corp:3128"

[[source]]
name = "aws"
kind = "aws-organization"
management = "arn:aws:iam::000000000001:role/CartographerOrg"
member_role = "CartographerRead"
external_id = "env:CARTOGRAPHER_EXTERNAL_ID"
exclude = ["ou:ou-ab12-suspended", "account:999988887777"]
regions = "enabled"
rate = { default = 8, ec2 = 5, iam = 2, s3 = 3 }
max_calls_per_day = 2_000_000

[[schedule]]
sources = ["aws"]
cron = "0 2 * * 0"
[[schedule]]
sources = ["aws"]
types = ["set:network", "set:identity", "set:data-access"]
every = "1h"
jitter = "10m"

[[gap]]
scope = "barred:eu-west-1"
reason = "region deny, SCP p-123"
until = 2027-05-01
"""


def test_the_example_of_a_whole_organization_is_read():
    """With a budget, schedules, and a blind spot that is accepted for a while."""
    settings = config.parse(_INTERFACE, Path("cartographer.toml"))

    (source,) = settings.source
    assert source.exclude == ("ou:ou-ab12-suspended", "account:999988887777")
    assert source.rate == {"default": 8, "ec2": 5, "iam": 2, "s3": 3}
    assert source.max_calls_per_day == 2_000_000
    assert [one.cron or one.every for one in settings.schedule] == ["0 2 * * 0", "1h"]
    (gap,) = settings.accepted_gaps
    assert (gap.scope, gap.until) == ("barred:eu-west-1", date(2027, 5, 1))


def test_a_source_is_an_account_unless_it_says_otherwise():
    """The settings of the first version mean what they meant."""
    (source,) = config.parse('[[source]]\nname = "a"', Path("cartographer.toml")).source

    assert (source.kind, source.role, source.max_calls_per_day) == ("aws-account", None, None)


def test_a_member_role_may_have_a_path():
    """And the unit that is left out the id that its provider gave it."""
    text = f'{ORGANIZATION}member_role = "audit/Read+Only"\nexclude = ["ou:ou-ab12-cdef3456"]'
    (source,) = config.parse(text, Path("cartographer.toml")).source

    assert source.member_role == "audit/Read+Only"


def test_networks_and_accounts_of_others_are_named():
    """A network is a list of ranges, or a table that says what it comes in by."""
    text = """
        [networks]
        office = ["203.0.113.0/28", "2001:db8:1::/48"]
        [networks.dc]
        ranges = ["10.8.0.0/16"]
        via = "vgw-0a1b"
        [external."444455556666"]
        name = "Acme Backup"
        until = 2027-01-31
    """

    settings = config.parse(text, Path("cartographer.toml"))

    assert settings.named_networks == (
        NamedNetwork("dc", ("10.8.0.0/16",), "vgw-0a1b"),
        NamedNetwork("office", ("203.0.113.0/28", "2001:db8:1::/48")),
    )
    assert settings.external_accounts == (
        ExternalAccount("444455556666", "Acme Backup", date(2027, 1, 31)),
    )
