"""The door to AWS: credentials, regions, single calls, and answers that are none."""

import json
import sys
import threading

import pytest
from botocore.parsers import ResponseParserError

from cartographer import __version__
from cartographer.model.coverage import State
from cartographer.model.error import SourceError, UsageError
from collectors.aws.session import AwsDoor, Login
from collectors.engine.fault import Fault as EngineFault
from collectors.engine.transport import Ask
from demo.fault_proxy import Fault, FaultProxy
from demo.moto_server import moto_server
from tests.collectors.aws.wire import (
    ACCOUNT,
    Reply,
    close,
    failed,
    fault_in,
    open_door,
    pages,
    serving,
)

VPCS = Ask("ec2", "us-east-1", "DescribeVpcs", {})
BUCKETS = Ask("s3", "us-east-1", "ListBuckets", {})
USERS = Ask("iam", "global", "ListUsers", {})
TABLES = Ask("dynamodb", "us-east-1", "ListTables", {})
FUNCTIONS = Ask("lambda", "us-east-1", "ListFunctions", {})
SPACES = Ask("cloudwatchomni", "us-east-1", "ListSpaces", {})

EC2 = b'<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">%s</DescribeVpcsResponse>'


def prepare(patch, url=None, folder="/nonexistent"):
    """Leave no credentials, settings or endpoints but those of the tests."""
    for name in ("AWS_PROFILE", "AWS_REGION", "AWS_SESSION_TOKEN", "AWS_CA_BUNDLE"):
        patch.delenv(name, raising=False)
    patch.setenv("AWS_CONFIG_FILE", f"{folder}/config")
    patch.setenv("AWS_SHARED_CREDENTIALS_FILE", f"{folder}/credentials")
    patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    patch.setenv("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE")
    patch.setenv("AWS_SECRET_ACCESS_KEY", "planted")
    patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    if url:
        patch.setenv("AWS_ENDPOINT_URL", url)


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    prepare(monkeypatch)
    return monkeypatch


@pytest.fixture(scope="module")
def moto():
    with moto_server() as url:
        yield url


@pytest.fixture
def proxy(moto, environment):
    """A fault proxy before moto, to which all endpoints lead."""
    with FaultProxy(moto) as between:
        environment.setenv("AWS_ENDPOINT_URL", between.url)
        yield between


@pytest.fixture(scope="module")
def house(moto):
    """A fault proxy before moto, and a transport that was opened through it."""
    with FaultProxy(moto) as between, pytest.MonkeyPatch.context() as patch:
        prepare(patch, between.url)
        transport = open_door()
        yield between, transport
        close(transport)


@pytest.fixture
def shared(house, environment):
    """The fault proxy of the house, without faults."""
    between, _ = house
    environment.setenv("AWS_ENDPOINT_URL", between.url)
    between.clear()
    between.forget()
    return between


@pytest.fixture
def door(shared, house):
    """A transport whose calls go through the shared fault proxy."""
    return house[1]


@pytest.fixture(scope="module")
def line():
    """A server that answers what a test says, and a transport that was opened through it."""
    with serving(lambda _: Reply()) as server, pytest.MonkeyPatch.context() as patch:
        prepare(patch, server.url)
        transport = open_door()
        yield server, transport
        close(transport)


@pytest.fixture
def wire(line, environment):
    """Return the server and a transport to it; with a login of its own a new one."""
    server, shared_transport = line
    environment.setenv("AWS_ENDPOINT_URL", server.url)
    opened = []

    def start(answer, **login):
        server.answer = answer
        server.seen.clear()
        if not login:
            return server, shared_transport
        opened.append(open_door(**login))
        return server, opened[-1]

    yield start
    for transport in opened:
        close(transport)


# --- entering ---------------------------------------------------------------------------


def test_a_door_says_whose_it_is_and_which_regions_are_enabled(proxy):
    """Account, partition and regions come from the provider."""
    entered = AwsDoor(Login(name="mine"))
    assert entered.account == "mine"
    transport = entered.open()
    assert (transport.account, transport.partition) == (ACCOUNT, "aws")
    assert entered.account == ACCOUNT
    assert {"us-east-1", "eu-west-1"} <= set(transport.regions)
    assert list(transport.regions) == sorted(transport.regions)
    assert "global" not in transport.regions
    close(transport)


def test_regions_that_a_login_names_are_the_regions(proxy):
    """Nobody is asked which are enabled."""
    transport = open_door(regions=("eu-west-1", "eu-central-1"))
    assert transport.regions == ("eu-central-1", "eu-west-1")
    assert [seen.call.action for seen in proxy.seen] == ["GetCallerIdentity"]
    close(transport)


def test_where_regions_may_not_be_asked_for_all_are_tried(proxy):
    """A denied DescribeRegions costs nothing but calls."""
    proxy.add(Fault("deny", action="DescribeRegions"))
    transport = open_door()
    assert "eu-west-1" in transport.regions
    close(transport)


def test_regions_that_fail_in_a_passing_way_are_asked_for_again(proxy):
    """The engine tries to enter once more; it does not go on with what it does not know."""
    proxy.add(Fault("error500", action="DescribeRegions"))
    transport = open_door()
    with pytest.raises(EngineFault) as caught:
        _ = transport.regions
    assert caught.value.retry
    close(transport)


def test_an_unknown_region_is_named_before_anything_is_called(proxy):
    """The message says which, of which source, and what there is."""
    with pytest.raises(UsageError, match=r"source mine: unknown region 'eu-nowhere-1'.*eu-west-1"):
        open_door(name="mine", regions=("eu-west-1", "eu-nowhere-1"))
    assert proxy.seen == ()


def test_a_region_of_another_partition_is_refused(proxy):
    """It exists, and not for this account."""
    with pytest.raises(UsageError, match="unknown region 'cn-north-1' in partition aws"):
        open_door(regions=("eu-west-1", "cn-north-1"))


def test_no_credentials_at_all_is_told_with_what_to_do(environment):
    """The source is named, and so are the ways to sign in."""
    environment.delenv("AWS_ACCESS_KEY_ID")
    environment.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(SourceError, match=r"source mine: no AWS credentials.*AWS_PROFILE"):
        open_door(name="mine")


def test_half_credentials_are_told(environment):
    """A key without its secret cannot be read."""
    environment.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(SourceError, match="source mine: credentials cannot be read"):
        open_door(name="mine")


def test_an_unknown_profile_is_named(environment):
    """The message says which, and how to list those that there are."""
    with pytest.raises(UsageError, match=r"source mine: .*\(nope\).*list-profiles"):
        open_door(name="mine", profile="nope")


def test_a_missing_sdk_is_told_with_what_to_install(environment):
    """Without the extra, the message is an instruction."""
    environment.setitem(sys.modules, "botocore", None)
    with pytest.raises(SourceError, match=r"pip install 'cartographer\[aws\]'"):
        open_door()


@pytest.mark.parametrize(
    ("kind", "state", "code"),
    [
        ("deny", State.DENIED, "AccessDenied"),
        ("expired", State.FAILED, "ExpiredToken"),
        ("error500", State.FAILED, "InternalFailure"),
        ("drop", State.FAILED, "connection"),
    ],
)
def test_an_account_that_cannot_be_entered_is_a_fault(proxy, kind, state, code):
    """Its scopes will say why."""
    proxy.add(Fault(kind, action="GetCallerIdentity"))
    with pytest.raises(EngineFault) as caught:
        open_door()
    assert failed(caught.value) == (state, code)


def test_a_role_is_assumed_with_external_id_and_session_name(moto, environment):
    """The audit trail of the other account shows who came, and its trust can ask for the id."""
    seen = []

    with FaultProxy(moto) as between:
        environment.setenv("AWS_ENDPOINT_URL", between.url)
        role = "arn:aws:iam::444455556666:role/reader"
        entered = AwsDoor(Login(role=role, external_id="ext-1", session_name="audit-me"))
        assert entered.account == "444455556666"
        transport = entered.open()
        assert transport.account == "444455556666"
        seen.extend(between.seen)
        close(transport)
    assert [one.call.action for one in seen][:2] == ["AssumeRole", "GetCallerIdentity"]
    assert len({one.call.access_key for one in seen}) == 2


def test_the_call_that_assumes_a_role_bears_all_that_was_configured(wire, environment):
    """External id, session name and our name in the user agent; once, without second tries."""
    assumed = (
        b'<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>'
        b"<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
        b"<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>"
        b"</Credentials></AssumeRoleResult></AssumeRoleResponse>"
    )
    role = "arn:aws:iam::123456789012:role/reader"
    server, _ = wire(lambda _: Reply(assumed), role=role, external_id="ext", session_name="me")
    (asked,) = server.asked
    form = asked.form
    assert (form["RoleArn"], form["ExternalId"], form["RoleSessionName"]) == (role, "ext", "me")
    assert f"cartographer/{__version__}" in asked.headers["user-agent"]


@pytest.mark.parametrize(("external_id", "status"), [(None, 403), (None, 500)])
def test_a_role_that_may_not_be_assumed_is_a_fault(wire, environment, external_id, status):
    """It is asked for once, and its code decides."""
    code = {403: "AccessDenied", 500: "InternalFailure"}[status]
    body = f"<ErrorResponse><Error><Code>{code}</Code></Error></ErrorResponse>".encode()
    with serving(lambda _: Reply(body, status)) as server:
        environment.setenv("AWS_ENDPOINT_URL", server.url)
        with pytest.raises(EngineFault) as caught:
            open_door(role="arn:aws:iam::123456789012:role/reader", external_id=external_id)
        assert caught.value.code == code
        assert len(server.asked) == 1
        assert "ExternalId" not in server.asked[0].form


def test_a_role_in_another_partition_is_assumed_there(environment):
    """Without a configured region the role's own partition is home."""
    from collectors.aws.session.client import Clients
    from collectors.aws.session.role import first_region

    environment.delenv("AWS_DEFAULT_REGION")
    login = Login(role="arn:aws-cn:iam::123456789012:role/reader")
    assert first_region(Clients(login, 1), login) == "cn-north-1"
    assert AwsDoor(Login(role="nonsense", name="x")).account == "x"


# --- calls ------------------------------------------------------------------------------


def test_every_call_says_who_asks(door, shared):
    """The owner of an account can tell our calls from others."""
    pages(door, VPCS)
    assert all(f"cartographer/{__version__}" in one.call.user_agent for one in shared.seen)
    assert len(shared.seen) == 1


@pytest.mark.parametrize("kind", ["error500", "throttle", "drop", "cut", "truncated", "expired"])
@pytest.mark.parametrize("ask", [VPCS, BUCKETS, USERS, TABLES, FUNCTIONS])
def test_a_call_goes_out_once(door, shared, kind, ask):
    """Second tries are the engine's; none of the SDK's hides behind them."""
    shared.add(Fault(kind))
    fault = fault_in(door, ask)
    assert len(shared.seen) == 1
    assert fault.retry == (kind != "expired")


@pytest.mark.parametrize(
    ("kind", "ask", "state", "code"),
    [
        ("deny", VPCS, State.DENIED, "UnauthorizedOperation"),
        ("deny", TABLES, State.DENIED, "AccessDeniedException"),
        ("barred", VPCS, State.BARRED, "UnauthorizedOperation"),
        ("barred", FUNCTIONS, State.BARRED, "AccessDeniedException"),
        ("throttle", VPCS, State.THROTTLED, "RequestLimitExceeded"),
        ("throttle", BUCKETS, State.THROTTLED, "SlowDown"),
        ("throttle", FUNCTIONS, State.THROTTLED, "TooManyRequestsException"),
        ("error500", USERS, State.FAILED, "ServiceFailure"),
        ("drop", TABLES, State.FAILED, "connection"),
        ("expired", VPCS, State.FAILED, "RequestExpired"),
    ],
)
def test_a_refusal_is_told_by_its_code(door, shared, kind, ask, state, code):
    """However a service spells it."""
    shared.add(Fault(kind))
    assert failed(fault_in(door, ask)) == (state, code)


def test_expired_credentials_say_what_to_do(door, shared):
    """In the middle of a run: not denied, and not tried again."""
    shared.add(Fault("expired"))
    fault = fault_in(door, VPCS)
    assert (fault.state, fault.retry) == (State.FAILED, False)
    assert "sign in again" in fault.message


def test_pages_are_followed_by_the_sdks_paginators(door, moto):
    """Page by page, each a call of its own through `around`."""
    import boto3

    for name in ("aaa", "bbb", "ccc"):
        with_table = boto3.client("dynamodb", endpoint_url=moto)
        with_table.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        with_table.close()
    counted = []

    def around(call):
        counted.append(1)
        return call()

    ask = Ask("dynamodb", "us-east-1", "ListTables", {"Limit": 1})
    found = list(door.pages(ask, around))
    names = [name for page in found for name in page.body["TableNames"]]
    assert names == ["aaa", "bbb", "ccc"]
    assert len(counted) == len(found)
    started = [page.started_at for page in found]
    assert started == sorted(started)
    assert all("ResponseMetadata" not in page.body for page in found)


def test_an_operation_without_pages_is_one_page(door):
    """Its answer is whole."""
    (page,) = pages(door, Ask("sts", "us-east-1", "GetCallerIdentity", {}))
    assert page["Account"] == ACCOUNT


def test_pages_that_the_sdk_does_not_declare_are_followed(wire):
    """A token that stands in question and answer is followed, and its repetition is a fault."""
    bodies = [{"WebACLs": [{"Name": "a"}], "NextMarker": "t"}, {"WebACLs": [{"Name": "b"}]}]

    def answer(request):
        second = "t" in json.loads(request.body).get("NextMarker", "")
        return Reply(json.dumps(bodies[second]).encode())

    _, transport = wire(answer)
    ask = Ask("wafv2", "us-east-1", "ListWebACLs", {"Scope": "REGIONAL"})
    found = pages(transport, ask)
    assert [one["Name"] for page in found for one in page["WebACLs"]] == ["a", "b"]
    bodies[1]["NextMarker"] = "t"
    assert fault_in(transport, ask).code == "repeated-token"


@pytest.mark.parametrize("ask", [VPCS, USERS, TABLES, FUNCTIONS])
def test_a_repeated_token_is_a_fault(door, shared, ask):
    """A page that names itself as the next would never end, and is not all."""
    shared.add(Fault("repeat_token"))
    assert failed(fault_in(door, ask)) == (State.FAILED, "repeated-token")


def test_global_services_are_asked_at_home(door, shared):
    """What is in no region has an endpoint all the same."""
    pages(door, USERS)
    assert shared.seen[0].call.region == "us-east-1"


def test_a_global_service_that_one_region_answers_is_asked_there(door, shared):
    """Its endpoint at home does not exist."""
    fault_in(door, Ask("globalaccelerator", "global", "ListAccelerators", {}))
    assert shared.seen[0].call.region == "us-west-2"


def test_a_service_is_where_the_sdk_says(door):
    """An endpoint that does not exist is not called; what is global is everywhere."""
    assert door.available("ec2", "eu-west-1")
    assert door.available("iam", "global")
    assert not door.available("appstream", "eu-north-1")
    assert door.available("no-data-of-it", "eu-north-1")


def test_an_unknown_service_is_a_fault(door):
    """A declaration that names what the SDK does not have costs its scope."""
    assert fault_in(door, Ask("nope", "us-east-1", "ListNopes", {})).state is State.FAILED


def test_wrong_parameters_are_a_fault_without_a_call(door, shared):
    """They are not tried again: they stay wrong."""
    fault = fault_in(door, Ask("ec2", "us-east-1", "DescribeVpcs", {"VpcIds": 5}))
    assert (fault.code, fault.retry, shared.seen) == ("parameters", False, ())


# --- answers that are none --------------------------------------------------------------

JSON = json.dumps({"TableNames": ["a", "b"]}).encode()
REST = json.dumps({"Functions": [{"FunctionName": "a"}]}).encode()
XML = EC2 % b"<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>"
S3 = (
    b"<ListAllMyBucketsResult><Buckets><Bucket><Name>a</Name></Bucket></Buckets>"
    b"</ListAllMyBucketsResult>"
)
QUERY = (
    b"<ListUsersResponse><ListUsersResult><Users><member><UserName>a</UserName></member></Users>"
    b"</ListUsersResult></ListUsersResponse>"
)


def _text(text):
    return bytes((0x60 + len(text),)) + text.encode()


# {"items": [{"name": "a"}, {}], "ignored": []}, RFC 8949
CBOR = b"\xa2" + _text("items") + b"\x82\xa1" + _text("name") + _text("a") + b"\xa0"
CBOR += _text("ignored") + b"\x80"
CBOR_HEADERS = (("smithy-protocol", "rpc-v2-cbor"), ("Content-Type", "application/cbor"))
WHOLE = [
    pytest.param(TABLES, JSON, (), id="json"),
    pytest.param(FUNCTIONS, REST, (), id="rest-json"),
    pytest.param(VPCS, XML, (), id="ec2"),
    pytest.param(BUCKETS, S3, (), id="rest-xml"),
    pytest.param(USERS, QUERY, (), id="query"),
    pytest.param(SPACES, CBOR, CBOR_HEADERS, id="cbor"),
]


@pytest.mark.parametrize(("ask", "body", "headers"), WHOLE)
def test_a_cut_body_is_never_an_answer(wire, ask, body, headers):
    """At whatever byte it breaks off, it is a fault, and never an empty or shorter list."""
    reply = [Reply(body, headers=headers)]
    _, transport = wire(lambda _: reply[0])
    assert len(pages(transport, ask)) == 1
    for upto in range(len(body)):
        reply[0] = Reply(body[:upto], headers=headers)
        fault = fault_in(transport, ask)
        assert (upto, fault.state, fault.retry) == (upto, State.FAILED, True)


@pytest.mark.parametrize(("ask", "body", "headers"), WHOLE)
def test_a_body_that_is_shorter_than_it_says_is_a_fault(wire, ask, body, headers):
    """The connection ended before the answer did."""
    short = [Reply(body[:-1], length=len(body), headers=headers)]
    _, transport = wire(lambda _: short[0])
    assert fault_in(transport, ask).retry
    short[0] = Reply(b"", length=len(body), headers=headers)
    assert fault_in(transport, ask).retry
    short[0] = Reply(body, length=len(body) + 1, headers=headers)
    assert fault_in(transport, ask).retry


@pytest.mark.parametrize(("ask", "body", "headers"), WHOLE)
def test_a_web_page_in_between_is_no_answer(wire, ask, body, headers):
    """A sign-in page of somebody's network is not an empty estate."""
    page = b"<html><body>Sign in</body></html>"
    _, transport = wire(lambda _: Reply(page, headers=headers))
    assert fault_in(transport, ask).state is State.FAILED


def test_other_json_than_an_object_is_a_fault(wire):
    """A list or a word where a document should be."""
    reply = [Reply()]
    _, transport = wire(lambda _: reply[0])
    for body in (b"[]", b'"x"', b"7", b"null"):
        reply[0] = Reply(body)
        assert fault_in(transport, TABLES).state is State.FAILED


def test_an_answer_without_a_body_where_none_is_due_is_an_answer(wire):
    """What stands in the head of an answer needs no body."""
    _, transport = wire(lambda _: Reply(headers=(("x-amz-bucket-region", "eu-west-1"),)))
    ask = Ask("s3", "us-east-1", "HeadBucket", {"Bucket": "a"})
    assert pages(transport, ask)[0]["BucketRegion"] == "eu-west-1"


def test_a_broken_error_is_an_error(wire):
    """A refusal whose body is garbage is told by its status."""
    _, transport = wire(lambda _: Reply(b"{garbage", 403))
    assert fault_in(transport, TABLES).state is State.DENIED


def test_a_body_that_streams_is_not_read_before_its_time(wire):
    """Such an answer is none of an inventory's, and is left alone."""
    _, transport = wire(lambda _: Reply(b"not json"))
    ask = Ask(
        "apigateway", "us-east-1", "GetSdk", {"restApiId": "a", "stageName": "b", "sdkType": "c"}
    )
    assert len(pages(transport, ask)) == 1


@pytest.mark.parametrize("silent", [False, True])
def test_an_answer_that_trickles_is_cut_off(wire, silent):
    """However often a byte comes, the whole has its time, and then it is a passing fault."""
    wait = threading.Event()
    pause = 20.0 if silent else 0.05
    server, transport = wire(
        lambda _: Reply(XML * 100, pause=lambda: server.closing.wait(pause) or wait.is_set()),
        answer_seconds=0.4,
    )
    fault = fault_in(transport, VPCS)
    wait.set()
    assert (*failed(fault), fault.retry) == (State.FAILED, "connection", True)


def test_a_connection_outlives_many_answers(wire):
    """The bound is each answer's own."""
    server, transport = wire(lambda _: Reply(XML), answer_seconds=5.0)
    for _ in range(20):
        pages(transport, VPCS)
    assert len(server.asked) == 20


def test_nobody_who_listens_is_a_passing_fault(environment):
    """A refused connection may come back."""
    with serving(lambda _: Reply(XML)) as server:
        environment.setenv("AWS_ENDPOINT_URL", server.url)
        transport = open_door(regions=("us-east-1",))
    close(transport)
    fault = fault_in(transport, VPCS)
    assert (*failed(fault), fault.retry) == (State.FAILED, "connection", True)


def test_a_tls_failure_is_a_fault_that_stays(environment):
    """Whoever speaks there, it is not whom we trust; it is said so, and not insisted."""
    with serving(lambda _: Reply(XML)) as server:
        environment.setenv("AWS_ENDPOINT_URL", server.url.replace("http:", "https:"))
        with pytest.raises(EngineFault) as caught:
            open_door()
    assert (*failed(caught.value), caught.value.retry) == (State.FAILED, "tls", False)


def test_a_proxy_that_is_not_there_is_a_passing_fault(proxy, environment):
    """All calls go through it, and so do those that assume a role."""
    environment.setenv("AWS_ENDPOINT_URL", "http://sts.us-east-1.amazonaws.com")
    for role in (None, "arn:aws:iam::123456789012:role/reader"):
        with pytest.raises(EngineFault) as caught:
            open_door(proxy="http://127.0.0.1:9", role=role)
        assert failed(caught.value) == (State.FAILED, "connection")


def _refused(code):
    return f"<Response><Errors><Error><Code>{code}</Code></Error></Errors></Response>".encode()


def test_a_region_that_is_not_enabled_is_unavailable(wire):
    """Credentials that are good elsewhere are refused there: it is not ours to see."""
    _, transport = wire(
        lambda _: Reply(_refused("AuthFailure"), 401), regions=("us-east-1", "eu-south-2")
    )
    ask = Ask("ec2", "eu-south-2", "DescribeVpcs", {})
    assert failed(fault_in(transport, ask)) == (State.UNAVAILABLE, "AuthFailure")


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_credentials_that_turn_bad_are_a_failure_in_regions_that_are_enabled(wire, region):
    """A key that was withdrawn in the middle of a run does not make a region disappear."""
    _, transport = wire(lambda _: Reply(_refused("AuthFailure"), 401))
    ask = Ask("ec2", region, "DescribeVpcs", {})
    assert failed(fault_in(transport, ask)) == (State.FAILED, "AuthFailure")


def test_what_the_sdk_cannot_read_is_malformed():
    """An exception of its parsers is a passing fault with the parser's words."""
    from collectors.aws.session.fault import classify

    fault = classify(ResponseParserError("what"))
    assert (*failed(fault), fault.retry) == (State.FAILED, "malformed", True)
    assert "what" in fault.message


def test_credentials_that_cannot_be_renewed_are_named():
    """An expired single sign-on, an instance without its role: sign in again."""
    from botocore import exceptions as sdk

    from collectors.aws.session.fault import classify

    for error in (
        sdk.NoCredentialsError(),
        sdk.UnauthorizedSSOTokenError(),
        sdk.SSOTokenLoadError(error_msg="x"),
        sdk.TokenRetrievalError(provider="sso", error_msg="x"),
        sdk.MetadataRetrievalError(error_msg="x"),
        sdk.CredentialRetrievalError(provider="p", error_msg="x"),
    ):
        fault = classify(error)
        assert (*failed(fault), fault.retry) == (State.FAILED, "credentials", False)


def test_a_text_in_the_place_of_an_xml_list_is_a_fault():
    """The SDK reads it as an empty list, and an empty list would prove absence."""
    from botocore.session import get_session

    from collectors.aws.answer import BrokenAnswerError, refuse_broken

    model = get_session().get_service_model("rds").operation_model("DescribeDBInstances")

    def refuse(inside: str) -> None:
        body = f"<R><DescribeDBInstancesResult>{inside}</DescribeDBInstancesResult></R>".encode()
        answer = {"body": body, "headers": {}, "status_code": 200}
        refuse_broken(operation_model=model, response_dict=answer)

    refuse("<DBInstances><DBInstance/></DBInstances>")
    refuse("<DBInstances/>")
    refuse("<Marker>x</Marker><DBInstances>\n </DBInstances>")
    with pytest.raises(BrokenAnswerError, match="a text where a list should be"):
        refuse("<a:DBInstances>garbage</a:DBInstances>")
