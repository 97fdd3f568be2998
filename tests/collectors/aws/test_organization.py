"""A whole organization: through moto and the command line, and on the wire, call by call."""

import json
import re
import threading
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import ClassVar

import boto3
import pytest
from click.testing import CliRunner

from cartographer import __version__
from cartographer.bootstrap import SystemClock, catalogue
from cartographer.cli.program import program
from cartographer.model.coverage import Selector, State
from cartographer.model.error import SourceError
from cartographer.model.gap import AcceptedGap
from cartographer.model.snapshot import resources
from cartographer.pipeline import collect
from cartographer.store import open_store
from collectors.aws.registry import declarations
from collectors.aws.session import AwsOrganization, Login, Membership
from collectors.engine.collector import EngineCollector
from collectors.engine.door import Terms
from collectors.engine.fault import Fault as EngineFault
from collectors.engine.rate import Rates
from collectors.engine.redact import Redactor
from collectors.engine.sweep import NOT_ENTERED
from collectors.engine.tools import Budget, Limits
from demo.fault_proxy import Fault, FaultProxy
from demo.moto_server import moto_server
from tests.collectors.aws.account import DeafProgress
from tests.collectors.aws.test_session import prepare
from tests.collectors.aws.wire import REGIONS, Reply, Server

TYPES = ("AWS::EC2::VPC", "AWS::SNS::Topic")
REGION = "eu-west-1"


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    """No credentials, settings or endpoints but those of the tests, in a home of its own."""
    prepare(monkeypatch)
    monkeypatch.setenv("CARTOGRAPHER_REDACTION_KEY", "a key of the tests")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return monkeypatch


# --- moto and the command line --------------------------------------------------------------


class Run:
    """The program over an organization of moto's, through a proxy that may refuse."""

    def __init__(self, folder, proxy):
        self.folder = folder
        self.proxy = proxy
        self.url = f"sqlite:///{folder}/store.db"
        # One account after the other: so the n-th call of a kind is the n-th account's.
        (folder / "cartographer.toml").write_text(
            "[limits]\naccounts = 1\nworkers = 4\n[rate]\ndefault = 0\nec2 = 0\n"
        )

    def __call__(self, code):
        """Take a snapshot; return what it printed as JSON."""
        types = [word for one in TYPES for word in ("--type", one)]
        words = ["--store", self.url, "snapshot", "--aws", "--organization", "--region", REGION]
        words += ["--member-role", "OrganizationAccountAccessRole", *types, "-o", "json"]
        result = CliRunner().invoke(program, words)
        assert result.exit_code == code, result.stderr + result.stdout
        return json.loads(result.stdout)

    def store(self):
        """Open the store."""
        return open_store(self.url, catalogue())

    def outcomes(self):
        """Return what each account came to: the states of its scopes."""
        store = self.store()
        head = store.head()
        found = {
            account: sorted({one.state.value for one in head.coverage(account)})
            for account in head.accounts()
        }
        store.close()
        return found

    def accept(self, *scopes):
        """Accept blind spots."""
        store = self.store()
        for one in scopes:
            store.accept(AcceptedGap(one, "we know", date(2999, 1, 1)))
        store.close()


@pytest.fixture
def run(tmp_path, environment):
    """The program over an organization of a management account and twelve members."""
    with moto_server() as url, FaultProxy(url) as proxy:
        client = boto3.client("organizations", endpoint_url=url, region_name="us-east-1")
        client.create_organization(FeatureSet="ALL")
        for number in range(12):
            client.create_account(AccountName=f"a{number}", Email=f"a{number}@example.com")
        environment.setenv("AWS_ENDPOINT_URL", proxy.url)
        one = Run(tmp_path, proxy)
        one.client = client
        one.accounts = [found["Id"] for found in client.list_accounts()["Accounts"]]
        yield one
        client.close()


def test_of_thirteen_accounts_each_comes_to_what_it_comes_to(run):
    """Ten are complete, one is denied, one is partial, one is retired; gaps until accepted."""
    management, *members = run.accounts
    closed, denied, partial = members[2], members[5], members[8]
    first = run(0)
    assert len(run.accounts) == 13
    assert set(run.outcomes()) == set(run.accounts)
    assert first["coverage"]["complete"] == 13 * len(TYPES)
    assert first["run"]["calls"] == len(run.proxy.seen)

    run.client.close_account(AccountId=closed)
    # The management account is entered already; the closed one is not.
    refused = Fault("deny", action="AssumeRole", after=4, times=1)
    unlisted = Fault("deny", action="DescribeVpcs", after=7, times=1)
    for fault in (refused, unlisted):
        run.proxy.add(fault)
    second = run(4)
    outcomes = run.outcomes()
    assert Counter(map(tuple, outcomes.values())) == {
        ("complete",): 10,
        ("denied",): 1,
        ("complete", "denied"): 1,
    }
    assert outcomes[denied] == ["denied"]
    assert outcomes[partial] == ["complete", "denied"]
    assert closed not in outcomes
    assert {one["account"] for one in second["new_gaps"]} == {denied, partial}
    (reason,) = {one["reason"] for one in second["new_gaps"] if one["account"] == denied}
    assert f"arn:aws:iam::{denied}:role/OrganizationAccountAccessRole must exist" in reason
    store = run.store()
    held = {one.record.account for one in resources(store.head())}
    store.close()
    assert held == set(run.accounts) - {closed}

    run.accept(f"account={denied}", f"account={partial},type=AWS::EC2::VPC")
    again = Fault("deny", action="AssumeRole", after=4, times=1)
    run.proxy.clear()
    run.proxy.add(again)
    run.proxy.add(Fault("deny", action="DescribeVpcs", after=7, times=1))
    third = run(0)
    assert third["new_gaps"] == []

    run.proxy.clear()
    run.proxy.add(Fault("deny", action="ListTopics", after=0, times=1))
    fourth = run(4)
    assert [one["account"] for one in fourth["new_gaps"]] == [management]


# --- on the wire ------------------------------------------------------------------------------

MANAGEMENT = "123456789012"
UNLIMITED = Rates(0.0)
STS = "https://sts.amazonaws.com/doc/2011-06-15/"
GATEWAYS = "AWS::EC2::InternetGateway"
_KEY = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")


class Provider(Server):
    """An organization on the wire: it hands out keys by account, and answers as a test says."""

    def __init__(self, *members, life=timedelta(hours=1)):
        self.members = members
        self.life = life
        self.refusals = []
        self.given = []
        self.times = []
        self.lock = threading.Lock()
        self.key_given_at = {}
        super().__init__(lambda _: Reply())

    def refuse(self, action, code, message="no", status=403, when=lambda _: True, times=99):
        """Refuse an operation, where a request fits, as often as that is said."""
        self.refusals.append([action, code, message, status, when, times])

    def take(self, request):
        """Keep a request with its time, and answer it."""
        with self.lock:
            self.times.append(time.monotonic())
            self.seen.append(request)
        return self.reply(request)

    def reply(self, request):
        """Answer what an organization is asked."""
        action = self.action(request)
        for refusal in self.refusals:
            name, code, message, status, when, times = refusal
            if name == action and times and when(request):
                refusal[-1] -= 1
                return self.error(request, code, message, status)
        return self._ANSWERS[action](self, request)

    def action(self, request):
        """Return the operation that is asked for."""
        target = request.headers.get("x-amz-target", "")
        return request.form.get("Action") or target.rpartition(".")[2]

    def signed(self, request):
        """Return key, region and service that a request is signed with."""
        return _KEY.search(request.headers["authorization"]).groups()

    def account(self, request):
        """Return the account whose key signed a request."""
        key = self.signed(request)[0]
        return (
            key.split("N")[0].removeprefix("ASIA")
            if key.startswith("ASIA1") or key[4:5].isdigit()
            else MANAGEMENT
        )

    def made(self, action):
        """Return the requests of an operation."""
        return [one for one in self.seen if self.action(one) == action]

    def timed(self, action, account):
        """Yield the requests of an operation that are about an account, with their times."""
        for at, request in zip(self.times, self.seen, strict=True):
            role = request.form.get("RoleArn", "")
            about = role.split(":")[4] if role else self.account(request)
            if self.action(request) == action and about == account:
                yield at, request

    def error(self, request, code, message, status):
        """Refuse as the service would."""
        if request.headers.get("x-amz-target"):
            return Reply(json.dumps({"__type": code, "message": message}).encode(), 400)
        if self.signed(request)[2] == "ec2":
            errors = (
                f"<Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
            )
            return Reply(f"<Response>{errors}</Response>".encode(), status)
        error = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        return Reply(f"<ErrorResponse>{error}</ErrorResponse>".encode(), status)

    def _assume_role(self, request):
        account = request.form["RoleArn"].split(":")[4]
        self.given.append(account)
        key = f"ASIA{account}N{len(self.given)}"
        self.key_given_at[key] = time.monotonic()
        end = (datetime.now(UTC) + self.life).isoformat()
        return Reply(
            f'<AssumeRoleResponse xmlns="{STS}"><AssumeRoleResult><Credentials>'
            f"<AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
            f"<SessionToken>t</SessionToken><Expiration>{end}</Expiration>"
            f"</Credentials></AssumeRoleResult></AssumeRoleResponse>".encode()
        )

    def _who(self, request):
        account = self.account(request)
        return Reply(
            f'<GetCallerIdentityResponse xmlns="{STS}"><GetCallerIdentityResult>'
            f"<Arn>arn:aws:sts::{account}:assumed-role/x/y</Arn><UserId>A</UserId>"
            f"<Account>{account}</Account></GetCallerIdentityResult>"
            f"</GetCallerIdentityResponse>".encode()
        )

    def _accounts(self, _):
        accounts = [{"Id": one, "State": "ACTIVE"} for one in (MANAGEMENT, *self.members)]
        return Reply(json.dumps({"Accounts": accounts}).encode())

    def _accounts_below(self, request):
        parent = json.loads(request.body)["ParentId"]
        found = {"ou-ab12-top00000": ["1" * 12], "ou-ab12-low00000": ["2" * 12]}.get(parent, [])
        return Reply(json.dumps({"Accounts": [{"Id": one} for one in found]}).encode())

    def _units_below(self, request):
        parent = json.loads(request.body)["ParentId"]
        below = [{"Id": "ou-ab12-low00000"}] if parent == "ou-ab12-top00000" else []
        return Reply(json.dumps({"OrganizationalUnits": below}).encode())

    def _gateways(self, request):
        account = self.account(request)
        return Reply(
            b'<DescribeInternetGatewaysResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">'
            b"<internetGatewaySet><item><internetGatewayId>igw-%s</internetGatewayId></item>"
            b"</internetGatewaySet></DescribeInternetGatewaysResponse>" % account.encode()
        )

    def _regions(self, _):
        return Reply(REGIONS)

    _ANSWERS: ClassVar = {
        "DescribeRegions": _regions,
        "AssumeRole": _assume_role,
        "GetCallerIdentity": _who,
        "ListAccounts": _accounts,
        "ListAccountsForParent": _accounts_below,
        "ListOrganizationalUnitsForParent": _units_below,
        "DescribeInternetGateways": _gateways,
    }


@pytest.fixture
def provider(environment):
    """An organization of three members on the wire."""
    one = Provider("1" * 12, "2" * 12, "3" * 12)
    environment.setenv("AWS_ENDPOINT_URL", one.url)
    yield one
    one.close()


def organization(regions=("eu-west-1",), exclude=(), external_id=None, terms=None, **login):
    """Return an organization as the settings would make it."""
    login = Login(name="org", regions=regions, **login)
    members = Membership("CartographerRead", external_id, exclude)
    return AwsOrganization(login, members, 4, terms)


@pytest.fixture
def sweep(tmp_path):
    """Collects an organization, in one process, into a store of its own."""
    store = open_store(f"sqlite:///{tmp_path}/store.db", catalogue())

    collectors = {}

    def run(source, rates=UNLIMITED, **limits):
        collector = collectors.get(source) or EngineCollector(
            "aws:org",
            "aws",
            [source],
            declarations(),
            redactor=Redactor(b"key of the tests"),
            rates=rates,
            limits=Limits(workers=4, **limits),
            clock=SystemClock(),
        )
        collectors[source] = collector
        selection = Selector(types=(GATEWAYS,))
        return collect(store, [collector], selection, DeafProgress(), SystemClock())

    run.store = store
    yield run
    store.close()


def held(store):
    """Return the accounts of which something is held."""
    return sorted(one.record.account for one in resources(store.head()))


def close(source):
    source._shared().close()  # noqa: SLF001  a run ends with its process


def test_every_request_is_signed_with_its_own_accounts_key(provider, sweep):
    """By accounts under way together, over clients that they share."""
    source = organization()
    collected = sweep(source)
    close(source)

    read = Counter(provider.account(one) for one in provider.made("DescribeInternetGateways"))
    assert read == {MANAGEMENT: 1, "1" * 12: 1, "2" * 12: 1, "3" * 12: 1}
    assert held(sweep.store) == sorted(read)
    assert collected.gaps == ()
    assert {provider.account(one) for one in provider.made("AssumeRole")} == {MANAGEMENT}
    assert all(f"cartographer/{__version__}" in one.headers["user-agent"] for one in provider.seen)


def test_every_call_is_counted(provider, sweep):
    """Those on the way into the accounts among them, by service, and by account."""
    source = organization()
    run = sweep(source).info.run
    close(source)

    assert run.calls == len(provider.seen)
    assert run.by_service == Counter(provider.signed(one)[2] for one in provider.seen)
    assert sum(one.calls for one in run.visits.values()) == run.calls
    assert sweep.store.spent(run.taken.date()) == {"org": run.calls}


def test_the_number_of_clients_does_not_grow_with_the_accounts(environment, sweep):
    """A client is dear, and all accounts share it."""
    counts = set()
    for number in (2, 6):
        provider = Provider(*(str(one) * 12 for one in range(1, number + 1)))
        environment.setenv("AWS_ENDPOINT_URL", provider.url)
        source = organization()
        sweep(source)
        counts.add(len(source._shared()._clients))  # noqa: SLF001  nothing else tells
        close(source)
        provider.close()
    assert counts == {3}  # sts, organizations, ec2


def test_a_unit_is_left_out_with_all_below_it(provider):
    """And so is an account by its number."""
    source = organization(exclude=("ou:ou-ab12-top00000", f"account:{'3' * 12}"))
    roster = source.roster()
    close(source)

    assert [one.account for one in roster.doors] == [MANAGEMENT]
    assert roster.excluded == ("1" * 12, "2" * 12, "3" * 12)


def test_a_role_that_does_not_trust_us_costs_its_account(provider, sweep):
    """The reason says which role, and what to look at; once, and not tried again."""
    two = "2" * 12
    provider.refuse(
        "AssumeRole",
        "AccessDenied",
        f"User: arn:aws:iam::{MANAGEMENT}:user/x is not authorized to perform: sts:AssumeRole on "
        f"resource: arn:aws:iam::{two}:role/CartographerRead",
        when=lambda request: two in request.form["RoleArn"],
    )
    source = organization(external_id="wrong")
    collected = sweep(source)
    close(source)

    (gap,) = collected.gaps
    assert (gap.scope.account, gap.state) == (two, State.DENIED)
    assert f"arn:aws:iam::{two}:role/CartographerRead must exist, trust the caller" in gap.reason
    assert "and take its external id" in gap.reason
    assert len([one for one in provider.made("AssumeRole") if two in one.form["RoleArn"]]) == 1
    assert {one.form.get("ExternalId") for one in provider.made("AssumeRole")} == {"wrong"}
    assert two not in held(sweep.store)


def test_accounts_that_may_not_be_listed_are_told_as_such(provider, sweep):
    """The earlier ones are read all the same, as the role's session allows."""
    source = organization()
    sweep(source)
    close(source)
    message = "You don't have permissions to access this resource."
    provider.refuse("ListAccounts", "AccessDeniedException", message)
    source = organization()
    collected = sweep(source)
    close(source)

    (gap,) = collected.gaps
    assert (gap.scope.account, gap.scope.type) == ("org", "AWS::Organizations::Account")
    assert (gap.state, message in gap.reason) == (State.DENIED, True)
    assert len(provider.made("DescribeInternetGateways")) == 8


@pytest.mark.parametrize("code", ["AWSOrganizationsNotInUseException", "AccessDeniedException"])
def test_an_account_without_an_organization_is_no_snapshot_of_nothing(provider, sweep, code):
    """Where nothing was read before, the run fails and says why."""
    provider.refuse("ListAccounts", code, "Your account is not a member of an organization.")
    source = organization()
    with pytest.raises(SourceError, match=f"{code}: Your account is not a member"):
        sweep(source)
    close(source)


def test_an_organization_that_is_gone_is_a_gap(provider, sweep):
    """Its accounts were read before: that they cannot be listed any more is not to be passed by."""
    source = organization()
    sweep(source)
    close(source)
    provider.refuse("ListAccounts", "AWSOrganizationsNotInUseException", "not a member")
    source = organization()
    collected = sweep(source)
    close(source)

    assert [one.scope.account for one in collected.gaps] == ["org"]
    assert len(held(sweep.store)) == 4


def test_a_management_role_of_another_partition_says_so(provider):
    """Its credentials are not known there."""
    provider.refuse("AssumeRole", "InvalidClientTokenId", "The security token is invalid", 403)
    source = organization(role="arn:aws-cn:iam::999999999999:role/Org")
    with pytest.raises(EngineFault, match="eu-west-1 lies in aws: a role is assumed from its own"):
        source.roster()
    close(source)
    source = organization(regions=(), role="arn:aws-cn:iam::999999999999:role/Org")
    with pytest.raises(EngineFault, match="partition aws-cn, where these credentials are not"):
        source.roster()
    close(source)


def test_a_session_in_another_partition_than_its_role_is_refused(provider):
    """An endpoint of one's own may hand out any: what is read would bear the wrong names."""
    source = organization(regions=(), role="arn:aws-cn:iam::999999999999:role/Org")
    with pytest.raises(EngineFault, match="and the credentials are of aws: a role is assumed"):
        source.roster()
    close(source)


def test_a_source_identity_that_no_trust_allows_is_left_out(provider, sweep):
    """It is for the audit trail, and no reason to read nothing."""
    provider.refuse(
        "AssumeRole",
        "AccessDenied",
        f"User: arn:aws:iam::{MANAGEMENT}:user/x is not authorized to perform: "
        f"sts:SetSourceIdentity on resource: arn:aws:iam::{'1' * 12}:role/CartographerRead",
        when=lambda request: "SourceIdentity" in request.form,
    )
    source = organization(source_identity="cartographer")
    collected = sweep(source)
    close(source)

    assert collected.gaps == ()
    asked = [one.form.get("SourceIdentity") for one in provider.made("AssumeRole")]
    assert Counter(asked) == {"cartographer": 3, None: 3}


def test_a_malformed_list_of_accounts_is_a_fault(provider, environment):
    """An item without a number is none, whatever else it has."""
    with FaultProxy(provider.url) as proxy:
        environment.setenv("AWS_ENDPOINT_URL", proxy.url)
        for action in ("ListAccounts", "ListAccountsForParent", "ListOrganizationalUnitsForParent"):
            proxy.clear()
            proxy.add(Fault("malformed_item", action=action))
            source = organization(exclude=("ou:ou-ab12-top00000",))
            with pytest.raises(EngineFault, match="malformed"):
                source.roster()
            close(source)


def test_regions_that_are_not_asked_for_are_not_made_up(provider, sweep):
    """Where the budget of the day ends on the way in, no region stands for what nobody knows."""
    source = organization(regions=(), terms=Terms(budget=Budget(7)))
    collected = sweep(source, accounts=1)
    close(source)

    assert {one.scope.region for one in collected.gaps} == {NOT_ENTERED}
    assert {one.reason for one in collected.gaps} == {"budget: the 7 calls of this day are used up"}


ORG_ROLE = f"arn:aws:iam::{MANAGEMENT}:role/Org"


def shut_management(provider):
    """Let nobody assume the role of who lists the accounts; others' would be."""
    message = "not authorized to perform: sts:AssumeRole"
    provider.refuse(
        "AssumeRole", "AccessDenied", message, when=lambda one: one.form["RoleArn"] == ORG_ROLE
    )


def test_no_account_is_entered_with_other_credentials_than_of_who_lists_them(provider, sweep):
    """Where the management role is denied: none by the member role, its own account neither."""
    run_once(sweep, role=ORG_ROLE)
    shut_management(provider)
    provider.seen.clear()
    provider.times.clear()
    collected = run_once(sweep, role=ORG_ROLE)

    assert {one.form["RoleArn"] for one in provider.made("AssumeRole")} == {ORG_ROLE}
    assert provider.made("DescribeInternetGateways") == []
    gaps = {one.scope.account: one for one in collected.gaps}
    assert set(gaps) == {"org", MANAGEMENT, "1" * 12, "2" * 12, "3" * 12}
    reasons = {one.reason for account, one in gaps.items() if account != "org"}
    (reason,) = reasons
    assert "not entered: the management role cannot be assumed: not authorized" in reason
    assert {one.state for one in gaps.values()} == {State.DENIED}
    assert len(held(sweep.store)) == 4


def test_accounts_are_entered_again_once_the_management_role_can_be_assumed(provider, sweep):
    """By the same source, whose doors were shut in the run before."""
    run_once(sweep, role=ORG_ROLE)
    shut_management(provider)
    source = organization(role=ORG_ROLE)
    shut = sweep(source)
    provider.refusals.clear()
    provider.given.clear()
    again = sweep(source)
    close(source)

    assert len(shut.gaps) == 5
    assert again.gaps == ()
    assert set(provider.given) == {MANAGEMENT, "1" * 12, "2" * 12, "3" * 12}


def test_a_dry_run_enters_no_account_whose_management_role_is_denied(provider, cli):
    """It says so as a run would, and calls for no member."""
    cli("--role", ORG_ROLE, code=0)
    shut_management(provider)
    provider.seen.clear()
    provider.times.clear()
    result = cli("--role", ORG_ROLE, "--dry-run", code=1)

    assert "not entered: the management role cannot be assumed" in result.stderr
    assert "unexpected" not in result.stderr
    assert {one.form["RoleArn"] for one in provider.made("AssumeRole")} == {ORG_ROLE}


# --- credentials that end ---------------------------------------------------------------------


def test_a_role_is_assumed_once_while_its_credentials_last(provider, sweep):
    """Quarter of an hour is enough for all calls of a quick account, in two runs."""
    provider.life = timedelta(minutes=15)
    source = organization(regions=("eu-west-1", "eu-central-1", "us-east-1"))
    sweep(source)
    sweep(source)
    close(source)

    assert Counter(provider.given) == {"1" * 12: 1, "2" * 12: 1, "3" * 12: 1}
    assert len(provider.made("DescribeInternetGateways")) == 2 * 4 * 3


def test_a_role_is_assumed_again_before_its_credentials_end(provider, sweep):
    """In a later run too, under that run's care; not before it has to be."""
    provider.life = life = timedelta(seconds=2)
    source = organization()
    sweep(source)
    time.sleep(2)
    collected = sweep(source)
    close(source)

    assert collected.gaps == ()
    assert set(provider.given) == {"1" * 12, "2" * 12, "3" * 12}
    for account in set(provider.given):
        asked = [at for at, request in provider.timed("AssumeRole", account)]
        assert len(asked) > 1
        assert all(later - at > life.total_seconds() / 2 for at, later in pairwise(asked))
        for at, request in provider.timed("DescribeInternetGateways", account):
            given = provider.key_given_at[provider.signed(request)[0]]
            assert at - given < life.total_seconds()


def test_credentials_that_end_in_the_middle_are_renewed_and_the_call_is_made_again(provider, sweep):
    """A service may take a key back whatever its end; the account does not notice."""
    two = "2" * 12
    provider.refuse(
        "DescribeInternetGateways",
        "RequestExpired",
        "Request has expired.",
        400,
        when=lambda request: provider.account(request) == two,
        times=1,
    )
    source = organization()
    collected = sweep(source)
    close(source)

    assert collected.gaps == ()
    assert Counter(provider.given) == {"1" * 12: 1, two: 2, "3" * 12: 1}
    assert held(sweep.store) == ["1" * 12, MANAGEMENT, two, "3" * 12]


def test_calls_that_are_refused_together_renew_the_credentials_once(provider, sweep):
    """Who comes late with the old key does not throw the new one away."""
    two = "2" * 12
    first = f"ASIA{two}N2"
    late = threading.Semaphore(1)

    def refused(request):
        if provider.signed(request)[0] != first:
            return False
        if not late.acquire(blocking=False):
            return True
        for _ in range(1000):  # one comes back only after others have renewed the key
            if provider.given.count(two) > 1:
                break
            time.sleep(0.01)
        return True

    provider.refuse("DescribeInternetGateways", "RequestExpired", "expired", 400, when=refused)
    source = organization(regions=("eu-west-1", "eu-central-1", "us-east-1", "us-west-2"))
    collected = sweep(source, accounts=1)
    close(source)

    assert collected.gaps == ()
    assert provider.given.count(two) == 2


def test_a_management_role_whose_session_ended_is_renewed(provider, sweep):
    """It is who assumes all others."""
    role = f"arn:aws:iam::{MANAGEMENT}:role/Org"
    two = "2" * 12
    provider.refuse(
        "AssumeRole",
        "ExpiredToken",
        "The security token included in the request is expired",
        when=lambda request: two in request.form["RoleArn"],
        times=1,
    )
    source = organization(role=role)
    collected = sweep(source, accounts=1)
    close(source)

    assert collected.gaps == ()
    assert Counter(provider.given) == {MANAGEMENT: 2, "1" * 12: 1, two: 1, "3" * 12: 1}


# --- pace -------------------------------------------------------------------------------------


def most_in_a_second(times):
    """Return how many of some moments lie in one second, at most."""
    return max(sum(0 <= one - first < 1 for one in times) for first in times)


def test_no_second_sees_more_calls_than_the_rate(provider, sweep):
    """Of one account, region and service, whatever the calls are for."""
    source = organization()
    for _ in range(2):
        sweep(source, Rates(3.0), accounts=2)
    close(source)

    doors = {}
    for request, at in zip(provider.seen, provider.times, strict=True):
        # All roles are assumed in the name of the management account, and count as its calls.
        account = provider.account(request)
        doors.setdefault((account, *provider.signed(request)[1:]), []).append(at)
    assert max(map(most_in_a_second, doors.values())) <= 3
    assert len(doors) >= 7


def test_a_throttled_call_is_counted_and_made_again(provider, sweep):
    """The account is complete all the same."""
    provider.refuse("DescribeInternetGateways", "RequestLimitExceeded", "slow", 503, times=1)
    source = organization()
    collected = sweep(source)
    close(source)

    assert (collected.gaps, collected.info.run.throttled) == ((), 1)
    assert len(provider.made("DescribeInternetGateways")) == 5


# --- what is left out -------------------------------------------------------------------------

TOP, LOW = "ou-ab12-top00000", "ou-ab12-low00000"
DENIED = ("AccessDeniedException", "You don't have permissions to access this resource.")


def unlist(provider):
    """Let nobody list the accounts any longer."""
    for action in ("ListAccounts", "ListAccountsForParent"):
        provider.refuse(action, *DENIED)


def entered(provider):
    """Return the accounts whose role was asked for."""
    return {one.form["RoleArn"].split(":")[4] for one in provider.made("AssumeRole")}


def run_once(sweep, **named):
    """Sweep with a source of its own, as another process would."""
    source = organization(**named)
    try:
        return sweep(source)
    finally:
        close(source)


def test_an_excluded_account_is_not_entered_where_the_accounts_cannot_be_listed(provider, sweep):
    """Its number says so."""
    run_once(sweep)
    unlist(provider)
    provider.seen.clear()
    provider.times.clear()
    collected = run_once(sweep, exclude=(f"account:{'3' * 12}",))

    assert entered(provider) == {"1" * 12, "2" * 12}
    assert {one.scope.account for one in collected.gaps} == {"org"}


def test_a_unit_that_was_asked_before_leaves_out_whom_it_did(provider, sweep):
    """What the last listing said of it is remembered."""
    run_once(sweep)
    run_once(sweep, exclude=(f"ou:{TOP}",))
    unlist(provider)
    provider.seen.clear()
    provider.times.clear()
    collected = run_once(sweep, exclude=(f"ou:{TOP}",))

    assert entered(provider) == {"3" * 12}
    assert {one.scope.account for one in collected.gaps} == {"org"}


def test_an_account_of_which_cannot_be_told_whether_it_is_excluded_is_not_entered(provider, sweep):
    """Neither the account that lists them; each is a gap with that reason."""
    run_once(sweep)
    unlist(provider)
    provider.seen.clear()
    provider.times.clear()
    collected = run_once(sweep, exclude=(f"ou:{TOP}", f"account:{'3' * 12}"))

    assert entered(provider) == set()
    assert provider.made("DescribeInternetGateways") == []
    gaps = {one.scope.account: one.reason for one in collected.gaps}
    assert set(gaps) == {"org", MANAGEMENT, "1" * 12, "2" * 12}
    assert f"not entered: cannot tell whether {TOP} excludes it" in gaps["1" * 12]


def test_a_unit_that_may_not_be_asked_keeps_its_accounts_shut(provider, sweep):
    """Though the accounts themselves can be listed: also in the very first run."""
    provider.refuse("ListAccountsForParent", *DENIED)
    with pytest.raises(SourceError, match=f"cannot tell whether {TOP} excludes it"):
        run_once(sweep, exclude=(f"ou:{TOP}",))

    assert entered(provider) == set()


def test_a_unit_that_does_not_exist_is_told_and_the_rest_goes_on(provider, sweep):
    """The message names the setting."""
    provider.refuse("ListAccountsForParent", "ParentNotFoundException", "no such parent", 400)
    collected = run_once(sweep, exclude=("ou:ou-ab12-gone0000", f"account:{'3' * 12}"))

    (told,) = collected.wrong_settings
    assert "source org: exclude: there is no unit ou-ab12-gone0000" in told
    assert collected.gaps == ()
    assert held(sweep.store) == ["1" * 12, MANAGEMENT, "2" * 12]


def test_an_empty_list_of_accounts_is_a_fault(provider, sweep):
    """Whoever lists them is one of them; nothing is said to have left."""
    run_once(sweep)
    provider._ANSWERS = {  # noqa: SLF001  a test's own
        **provider._ANSWERS,  # noqa: SLF001
        "ListAccounts": lambda *_: Reply(b'{"Accounts": []}'),
    }
    collected = run_once(sweep)

    (gap,) = collected.gaps
    assert (gap.scope.account, "list of the organization's accounts is empty" in gap.reason) == (
        "org",
        True,
    )
    assert len(held(sweep.store)) == 4


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--exclude", "111"), "'111' is no account and no unit"),
        (("--exclude", "account:1111"), "--exclude: 'account:1111' is no account"),
        (("--exclude", "ou:suspended"), "--exclude: 'ou:suspended'"),
        (("--member-role", f"arn:aws:iam::{'1' * 12}:role/R"), "is an ARN: give the role's name"),
        (("--member-role", "a role"), "--member-role: 'a role' is no name of a role"),
        (("--member-role", "r" * 65), "is no name of a role"),
        (("--role", "nonsense"), "--role nonsense is no role ARN"),
        (("--role", f"arn:aws:iam::{'1' * 12}:user/R"), "is no role ARN"),
        (
            [f"--role=arn:aws:iam::{one * 12}:role/R" for one in "12"],
            "--role may be given once with --organization",
        ),
        (("--session-name", "bad name!"), "--session-name: 'bad name!' is no name of a session"),
        (("--session-name", "x"), "--session-name: 'x' is no name"),
        (("--dry-run", "--record", "raw"), "--record means nothing with --dry-run"),
        (("--external-id", "env:EMPTY"), "the environment variable EMPTY is empty"),
    ],
)
def test_flags_are_held_to_what_the_settings_are(environment, words, told):
    """Before anything is called."""
    environment.setenv("EMPTY", "")
    environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    result = CliRunner().invoke(program, ["snapshot", "--aws", "--organization", *words])

    assert result.exit_code == 2
    assert told in result.stderr


@pytest.fixture
def cli(provider, tmp_path):
    """The program over the organization on the wire, one type in one region."""

    def run(*words, code):
        given = ["--store", str(tmp_path / "cli.db"), "snapshot", "--aws", "--organization"]
        given += ["--region", "eu-west-1", *words]
        if "--type" not in words:
            given += ["--type", GATEWAYS]
        result = CliRunner().invoke(program, given)
        assert result.exit_code == code, result.stdout + result.stderr
        return result

    return run


def test_a_list_of_accounts_that_fails_is_no_account(provider, cli, tmp_path):
    """It is a gap, last complete when it last came, and neither a row nor a number of accounts."""
    cli(code=0)
    provider.refuse("ListAccounts", *DENIED)
    told = cli(code=4).stdout
    words = ["--store", str(tmp_path / "cli.db"), "accounts"]
    people = CliRunner().invoke(program, words).stdout
    found = json.loads(CliRunner().invoke(program, [*words, "-o", "json"]).stdout)["accounts"]

    assert "aws  4 accounts  4 complete" in told
    assert "NEW GAPS (1)" in told
    assert "never" not in told
    assert "aws  4 accounts  4 complete" in people
    assert "the accounts of aws cannot be listed" in people
    assert {one["account"] for one in found} == {MANAGEMENT, "1" * 12, "2" * 12, "3" * 12}


def test_a_unit_that_does_not_exist_ends_with_2(provider, cli):
    """There is a snapshot all the same, and a dry run says so beforehand."""
    provider.refuse("ListAccountsForParent", "ParentNotFoundException", "no such parent", 400)
    tried = cli("--exclude", "ou-ab12-gone0000", "--dry-run", code=2)
    made = cli("--exclude", "ou-ab12-gone0000", code=2)

    for result in (tried, made):
        assert "exclude: there is no unit ou-ab12-gone0000 in the organization" in result.stderr
    assert "Snapshot s-1" in made.stdout


def test_an_account_that_is_not_listed_and_left_out_ends_with_2(provider, cli):
    """One line names the setting and the number; one that is listed is no mistake."""
    words = ("--exclude", f"account:{'9' * 12}", "--exclude", f"account:{'1' * 12}")
    tried = cli(*words, "--dry-run", code=2)
    made = cli(*words, code=2)

    for result in (tried, made):
        (line,) = [one for one in result.stderr.splitlines() if "exclude" in one]
        assert f"source aws: exclude: there is no account {'9' * 12} in the organization" in line
    assert "Snapshot s-1" in made.stdout
    assert entered(provider) == {"2" * 12, "3" * 12}


@pytest.mark.parametrize("role", ["nonsense", "arn:aws:iam::1:role/R"])
def test_a_role_of_one_account_is_held_to_what_the_settings_are(environment, role):
    """Before anything is called."""
    environment.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    result = CliRunner().invoke(program, ["snapshot", "--aws", "--role", role])

    assert result.exit_code == 2
    assert f"--role {role} is no role ARN" in result.stderr


@pytest.mark.parametrize("code", ["AccessDeniedException", "ExpiredToken"])
def test_a_dry_run_says_what_a_run_would(provider, cli, code):
    """In the same words, and ends the same way."""
    provider.refuse("ListAccounts", code, "no")
    tried = cli("--dry-run", code=1)
    made = cli(code=1)

    assert tried.stderr == made.stderr
    assert "the accounts of aws cannot be listed" in tried.stderr
    assert "unexpected" not in tried.stderr


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--account", "9" * 12), f"no account {'9' * 12}: the sources have 4 accounts"),
        (("--account", "1" * 11 + "2"), f"did you mean {'1' * 12}?"),
        (
            ("--account", "1" * 12, "--exclude", f"account:{'1' * 12}"),
            "`exclude` of source aws leaves it out",
        ),
        (("--account", "1" * 12, "--account", "9" * 12), f"no account {'9' * 12}"),
        (
            [f"--exclude=account:{one}" for one in (MANAGEMENT, "1" * 12, "2" * 12, "3" * 12)],
            "leaves out all 4 accounts that it has",
        ),
    ],
)
def test_an_account_that_nobody_has_is_refused(provider, cli, words, told, more):
    """Nothing is entered: a snapshot of nothing would seem complete."""
    result = cli(*words, *more, code=2)

    assert told in result.stderr
    assert entered(provider) == set()


def test_a_dry_run_says_what_is_left_of_the_day(provider, tmp_path):
    """And that it would not be enough; calls that are a guess are called so."""
    (tmp_path / "cartographer.toml").write_text(
        '[[source]]\nname = "org"\nkind = "aws-organization"\nregions = ["eu-west-1"]\n'
        "max_calls_per_day = 10\n"
        '[[source]]\nname = "again"\nkind = "aws-organization"\nregions = ["eu-west-1"]\n'
    )
    words = ["--store", str(tmp_path / "cli.db"), "snapshot", "--dry-run", "--type", GATEWAYS]
    people = CliRunner().invoke(program, words).stdout
    found = json.loads(CliRunner().invoke(program, [*words, "-o", "json"]).stdout)

    assert [one["account"] for one in found["accounts"]] == [
        MANAGEMENT,
        "1" * 12,
        "2" * 12,
        "3" * 12,
    ]
    assert "A guess: " in people
    assert "at least" not in people.lower()
    assert "8 of 10 calls of org are left today; it would take " in people
    (budget,) = found["budgets"]
    assert (budget["most"], budget["enough"], found["guessed"]) == (10, False, True)


def test_a_closed_account_is_retired_though_nobody_collects_the_organization(
    provider, cli, tmp_path
):
    """The run, the accounts, the diff and the history all say so, by its name."""

    def listed(*_):
        states = dict.fromkeys((MANAGEMENT, *provider.members), "ACTIVE") | closed
        accounts = [{"Id": one, "Name": f"n{one[0]}", "State": states[one]} for one in states]
        return Reply(json.dumps({"Accounts": accounts}).encode())

    def ask(*words):
        result = CliRunner().invoke(program, ["--store", str(tmp_path / "cli.db"), *words])
        assert result.exit_code == 0, result.stderr
        return result.stdout

    closed = {}
    provider._ANSWERS = {**provider._ANSWERS, "ListAccounts": listed}  # noqa: SLF001  a test's own
    assert "aws  4 accounts  4 complete" in cli(code=0).stdout
    closed["2" * 12] = "CLOSED"
    second = cli("--exclude", f"account:{'3' * 12}", code=0).stdout
    rows = {one["account"]: one for one in json.loads(ask("accounts", "-o", "json"))["accounts"]}
    gateway = f"arn:aws:ec2:eu-west-1:{'2' * 12}:internet-gateway/igw-{'2' * 12}"
    changes = json.loads(ask("diff", "-o", "json"))

    assert "aws  4 accounts  2 complete  1 retired  1 excluded" in second
    assert "-1  ~0 since s-1)" in second
    assert {one: (row["state"], row["name"]) for one, row in rows.items()} == {
        MANAGEMENT: ("complete", "n1"),
        "1" * 12: ("complete", "n1"),
        "2" * 12: ("retired", "n2"),
        "3" * 12: ("excluded", "n3"),
    }
    assert rows["2" * 12]["ou"] is None
    assert changes["removed"] == [
        {"id": gateway, "type": GATEWAYS, "reason": "retired"},
    ]
    assert changes["not_compared"] == {"scopes": 0, "resources": 0}
    told = ask("diff")
    assert f"RETIRED  account {'2' * 12} was closed: 1 resource ended with it" in told
    assert "REMOVED" not in told
    assert "Not compared" not in told
    assert "(its account was closed)" in ask("history", gateway)


def test_a_pattern_chooses_all_types_that_are_like_it(provider, cli):
    """As `ls` does; one that nothing is like is refused."""
    provider.refuse("DescribeEgressOnlyInternetGateways", *DENIED)
    cli("--type", "AWS::EC2::*InternetGateway", code=4)

    assert len(provider.made("DescribeEgressOnlyInternetGateways")) == 4
    assert len(provider.made("DescribeInternetGateways")) == 4
    refused = cli("--type", "AWS::EC3::*", code=2)
    assert "no type is like 'AWS::EC3::*'" in refused.stderr


def test_what_is_scheduled_is_held_to_the_calls_of_a_day(provider, tmp_path):
    """A dry run that would exceed them ends with 2; by a guess, which may be too high, it warns."""
    settings = (
        '[[source]]\nname = "org"\nkind = "aws-organization"\nregions = ["eu-west-1"]\n'
        f'[[schedule]]\nevery = "1h"\ntypes = ["{GATEWAYS}"]\n'
    )
    words = ["--store", str(tmp_path / "cli.db"), "snapshot", "--type", GATEWAYS]

    def run(*more, most):
        bounded = settings.replace("regions", f"max_calls_per_day = {most}\nregions", 1)
        (tmp_path / "cartographer.toml").write_text(bounded)
        return CliRunner().invoke(program, [*words, *more])

    guessed = run("--dry-run", most=200)
    assert run(most=200).exit_code == 0
    exceeded = run("--dry-run", most=200)
    fits = run("--dry-run", most=1000)

    assert (guessed.exit_code, exceeded.exit_code, fits.exit_code) == (0, 2, 0)
    assert "warning: source org: max_calls_per_day is 200" in guessed.stderr
    assert "takes by a guess " in guessed.stderr
    assert "error: source org: max_calls_per_day is 200" in exceeded.stderr
    assert "(every 1h: 24 x " in exceeded.stderr
    assert "max_calls_per_day" not in fits.stderr
