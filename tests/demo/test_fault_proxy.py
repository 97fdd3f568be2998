"""Each fault of the proxy is what botocore takes for the real thing, against moto's server."""

import http.client
import io
import json
import socket
import threading
import time
import zipfile
from contextlib import closing
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionClosedError,
    PaginationError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from demo.fault_proxy import KINDS, Fault, FaultProxy, expire_after
from demo.fault_proxy.__main__ import read_fault
from demo.fault_proxy.call import read_call
from demo.moto_server import moto_server

KEY = "AKIAIOSFODNN7EXAMPLE"
LISTS = {
    "ec2": ("describe_vpcs", "Vpcs"),
    "iam": ("list_users", "Users"),
    "s3": ("list_buckets", "Buckets"),
    "lambda": ("list_functions", "Functions"),
    "dynamodb": ("list_tables", "TableNames"),
    "elbv2": ("describe_target_groups", "TargetGroups"),
    "sqs": ("list_queues", "QueueUrls"),
}
CODES = {
    "deny": {
        "ec2": "UnauthorizedOperation",
        "iam": "AccessDenied",
        "s3": "AccessDenied",
        "lambda": "AccessDeniedException",
        "dynamodb": "AccessDeniedException",
        "elbv2": "AccessDenied",
        "sqs": "AccessDenied",
    },
    "throttle": {
        "ec2": "RequestLimitExceeded",
        "iam": "Throttling",
        "s3": "SlowDown",
        "lambda": "TooManyRequestsException",
        "dynamodb": "ThrottlingException",
        "elbv2": "Throttling",
        "sqs": "RequestThrottled",
    },
    "error500": {
        "ec2": "InternalError",
        "iam": "ServiceFailure",
        "s3": "InternalError",
        "lambda": "ServiceException",
        "dynamodb": "InternalServerError",
        "elbv2": "InternalFailure",
        "sqs": "InternalServerError",
    },
    "expired": {
        "ec2": "RequestExpired",
        "iam": "ExpiredToken",
        "s3": "ExpiredToken",
        "lambda": "ExpiredTokenException",
        "dynamodb": "ExpiredTokenException",
        "elbv2": "ExpiredToken",
        "sqs": "ExpiredTokenException",
    },
}
SPELLED = [
    (kind, service, code) for kind, codes in CODES.items() for service, code in codes.items()
]


@pytest.fixture(scope="module")
def upstream():
    with moto_server() as url:
        fill(url)
        yield url


@pytest.fixture
def proxy(upstream):
    with FaultProxy(upstream) as running:
        yield running


@pytest.fixture
def connect(proxy):
    """Clients that do not try again, closed after the test."""
    clients = []

    def connected(service, *, key=KEY, region="eu-west-1", url=None, **config):
        clients.append(client(service, url or proxy.url, key=key, region=region, **config))
        return clients[-1]

    yield connected
    for each in clients:
        each.close()


def client(service, url, *, key=KEY, region="eu-west-1", **config):
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key="planted-secret-of-the-proxy",
        config=Config(retries={"total_max_attempts": 1}, **config),
    )


def fill(url):
    """Two of each thing that the tests list."""
    clients = {service: client(service, url) for service in LISTS}
    for name in ("first", "second"):
        clients["iam"].create_user(UserName=name)
        clients["s3"].create_bucket(
            Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        clients["sqs"].create_queue(QueueName=name)
        clients["dynamodb"].create_table(
            TableName=name,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        )
        vpc = clients["ec2"].create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        clients["elbv2"].create_target_group(Name=name, Protocol="TCP", Port=80, VpcId=vpc)
        create_function(clients["lambda"], clients["iam"], name)
    for each in clients.values():
        each.close()


def create_function(functions, iam, name):
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as archive:
        archive.writestr("index.py", "def handler(event, context): ...")
    functions.create_function(
        FunctionName=name,
        Role=role,
        Runtime="python3.12",
        Handler="index.handler",
        Code={"ZipFile": code.getvalue()},
    )


def listed(aws):
    """What the list call of a client's service answers."""
    operation, member = LISTS[aws.meta.service_model.service_name]
    return getattr(aws, operation)()[member]


@pytest.mark.parametrize("service", LISTS)
def test_without_rules_the_proxy_is_not_noticed(connect, upstream, service):
    """An answer through the proxy is the answer of the server behind it."""
    assert listed(connect(service)) == listed(connect(service, url=upstream))


@pytest.mark.parametrize(("kind", "service", "code"), SPELLED)
def test_refusals_have_the_code_of_the_service(proxy, connect, kind, service, code):
    """What botocore reads out of a refusal is the error code that the service itself would give."""
    proxy.add(Fault(kind, service=service))
    with pytest.raises(ClientError) as refused:
        listed(connect(service))
    assert refused.value.response["Error"]["Code"] == code


@pytest.mark.parametrize("service", LISTS)
def test_barred_differs_from_denied_by_its_message(proxy, connect, service):
    """A control policy refuses with the same code as a missing permission, and says so."""
    proxy.add(Fault("barred", service=service))
    with pytest.raises(ClientError, match="explicit deny in a service control policy") as refused:
        listed(connect(service))
    assert refused.value.response["Error"]["Code"] == CODES["deny"][service]


@pytest.mark.parametrize("service", LISTS)
def test_a_dropped_connection_has_no_answer(proxy, connect, service):
    """The connection ends before any byte."""
    proxy.add(Fault("drop", service=service))
    with pytest.raises(ConnectionClosedError):
        listed(connect(service))


@pytest.mark.parametrize("kind", ["cut", "truncated"])
@pytest.mark.parametrize("service", ["ec2", "iam", "elbv2"])
def test_half_a_page_of_xml_does_not_parse(proxy, connect, kind, service):
    """Half of a body is no XML, whether the connection ended there or the length agrees."""
    proxy.add(Fault(kind, service=service))
    with pytest.raises(ResponseParserError):
        listed(connect(service))


@pytest.mark.parametrize("kind", ["cut", "truncated"])
def test_half_a_page_of_s3_is_a_failure_of_the_service(proxy, connect, kind):
    """A broken answer of S3 is for botocore one of its late errors, with the status 500."""
    proxy.add(Fault(kind, service="s3"))
    with pytest.raises(ClientError) as failed:
        listed(connect("s3"))
    assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500


@pytest.mark.parametrize("kind", ["cut", "truncated"])
@pytest.mark.parametrize("service", ["lambda", "dynamodb", "sqs"])
def test_half_a_page_of_json_looks_empty(proxy, connect, kind, service):
    """To botocore neither the length of a body matters nor that it is no JSON.

    Without a look of one's own at the body, half a page is a success that lists nothing.
    """
    proxy.add(Fault(kind, service=service))
    operation, member = LISTS[service]
    answer = getattr(connect(service), operation)()
    assert member not in answer
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


@pytest.mark.parametrize("service", LISTS)
def test_a_repeated_token_never_ends(proxy, connect, service):
    """A page names itself as the next one; botocore's paginator sees it and gives up."""
    proxy.add(Fault("repeat_token", service=service))
    aws = connect(service)
    pages = iter(aws.get_paginator(LISTS[service][0]).paginate())
    first, second = next(pages), next(pages)
    assert first[LISTS[service][1]] == second[LISTS[service][1]]
    with pytest.raises(PaginationError):
        next(pages)


@pytest.mark.parametrize("service", LISTS)
def test_a_malformed_item_is_garbage_among_good_ones(proxy, connect, upstream, service):
    """The page stays, its first item is not what the model says, the others are as before."""
    proxy.add(Fault("malformed_item", service=service))
    good = listed(connect(service, url=upstream))
    bad = listed(connect(service))
    assert bad[1:] == good[1:]
    assert bad[0] != good[0]


@pytest.mark.parametrize("service", LISTS)
def test_a_slow_answer_is_whole_in_the_end(proxy, connect, upstream, service):
    """A body that trickles is the same body."""
    proxy.add(Fault("slow", service=service, pause=0))
    assert listed(connect(service)) == listed(connect(service, url=upstream))


def test_a_slow_answer_outlives_the_read_timeout(proxy, connect):
    """No pause is longer than the client's patience, and yet the answer takes far longer."""
    proxy.add(Fault("slow", service="iam", pause=0.002))
    started = time.monotonic()
    listed(connect("iam", read_timeout=0.3))
    assert time.monotonic() - started > 0.6


def test_a_pause_beyond_the_read_timeout_is_a_timeout(proxy, connect):
    """A client that waits less than the pause between two bytes gives up."""
    proxy.add(Fault("slow", service="iam", pause=5))
    with pytest.raises(ReadTimeoutError):
        connect("iam", read_timeout=0.2).list_users()


def test_credentials_expire_after_some_calls(proxy, connect):
    """The calls before it are answered, all later ones are not."""
    proxy.add(expire_after(2, access_key=KEY))
    iam = connect("iam")
    assert [len(iam.list_users()["Users"]) for _ in range(2)] == [2, 2]
    for _ in range(2):
        with pytest.raises(ClientError, match="ExpiredToken"):
            iam.list_users()
    assert len(connect("iam", key="AKIAI44QH8DHBEXAMPLE").list_users()["Users"]) == 2


def test_a_retry_gets_past_a_fault_that_happens_once(proxy):
    """A throttled call and a dropped connection are, to botocore, worth another try."""
    once = [Fault("throttle", times=1), Fault("drop", times=1)]
    for fault in once:
        proxy.add(fault)
    session = boto3.Session(KEY, "planted-secret-of-the-proxy", region_name="eu-west-1")
    with closing(session.client("ec2", endpoint_url=proxy.url)) as ec2:
        assert ec2.describe_vpcs()["Vpcs"]
    assert [proxy.fired(fault) for fault in once] == [1, 1]
    assert [seen.status for seen in proxy.seen] == [503, 0, 200]


@pytest.mark.parametrize(
    "other",
    [
        {"service": "iam"},
        {"region": "eu-central-1"},
        {"action": "DescribeSubnets"},
        {"access_key": "AKIAI44QH8DHBEXAMPLE"},
    ],
)
def test_a_rule_for_others_is_not_about_us(proxy, connect, other):
    """Each filter of a rule spares what it does not name."""
    proxy.add(Fault("deny", **other))
    assert listed(connect("ec2"))


@pytest.mark.parametrize(
    ("service", "action", "call"),
    [
        ("ec2", "Describe*", lambda ec2: ec2.describe_subnets()),
        ("s3", "GET /*?policy", lambda s3: s3.get_bucket_policy(Bucket="first")),
        (
            "lambda",
            "GET /2015-03-31/functions/*/policy",
            lambda functions: functions.get_policy(FunctionName="first"),
        ),
    ],
)
def test_an_action_may_be_a_pattern(proxy, connect, service, action, call):
    """A rule picks out one detail call, also of services that are called by path."""
    proxy.add(Fault("deny", service=service, action=action))
    with pytest.raises(ClientError) as refused:
        call(connect(service))
    assert refused.value.response["Error"]["Code"] == CODES["deny"][service]


def test_rules_come_and_go_while_it_runs(proxy, connect):
    """A rule that is removed leaves the others; clearing leaves none."""
    iam, gone = connect("iam"), Fault("deny", service="iam")
    proxy.add(gone)
    proxy.add(Fault("throttle", service="iam"))
    proxy.remove(gone)
    with pytest.raises(ClientError, match="Throttling"):
        iam.list_users()
    proxy.clear()
    assert len(iam.list_users()["Users"]) == 2


def test_a_rate_hits_a_share_of_the_calls_and_the_same_ones_each_time(upstream):
    """The dice are seeded: two proxies let the same calls through."""
    outcomes = []
    for _ in range(2):
        with FaultProxy(upstream, seed=7) as seeded:
            seeded.add(Fault("throttle", rate=0.5))
            with closing(client("iam", seeded.url)) as iam:
                for _ in range(40):
                    try_users(iam)
            outcomes.append([seen.status for seen in seeded.seen])
    assert outcomes[0] == outcomes[1]
    assert 8 < outcomes[0].count(400) < 32


def try_users(iam):
    try:
        iam.list_users()
    except ClientError:
        return False
    return True


def test_the_log_says_who_asked_what_where(proxy, connect):
    """Service, region, operation, key, client and status of each request are noted, in order."""
    fault = Fault("deny", service="dynamodb")
    proxy.add(fault)
    connect("elbv2", region="eu-central-1").describe_target_groups()
    with pytest.raises(ClientError):
        connect("dynamodb").list_tables()
    connect("s3").list_buckets()
    calls = [(seen.call.service, seen.call.region, seen.call.action) for seen in proxy.seen]
    assert calls == [
        ("elbv2", "eu-central-1", "DescribeTargetGroups"),
        ("dynamodb", "eu-west-1", "ListTables"),
        ("s3", "eu-west-1", "GET /"),
    ]
    assert [seen.status for seen in proxy.seen] == [200, 400, 200]
    assert [seen.fault for seen in proxy.seen] == [None, fault, None]
    assert {seen.call.access_key for seen in proxy.seen} == {KEY}
    assert all("Boto3" in seen.call.user_agent for seen in proxy.seen)
    times = [seen.at for seen in proxy.seen]
    assert times == sorted(times)
    proxy.forget()
    assert proxy.seen == ()


def test_objects_stream_in_both_directions(proxy, connect):
    """A large object, one sent in chunks, an empty one, a HEAD and a 204 keep the connection."""
    s3 = connect("s3", max_pool_connections=1)
    large = bytes(range(256)) * 4096
    s3.put_object(Bucket="first", Key="large", Body=large)
    s3.put_object(Bucket="first", Key="none", Body=b"")
    assert s3.head_object(Bucket="first", Key="large")["ContentLength"] == len(large)
    assert s3.get_object(Bucket="first", Key="none")["Body"].read() == b""
    assert s3.get_object(Bucket="first", Key="large")["Body"].read() == large
    gone = s3.delete_object(Bucket="first", Key="large")
    assert gone["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert len(s3.list_objects_v2(Bucket="first")["Contents"]) == 1


def test_a_denied_head_has_a_status_and_no_body(proxy, connect):
    """A refusal of a HEAD leaves the connection in order for the next request."""
    proxy.add(Fault("deny", service="s3", action="HEAD /*"))
    s3 = connect("s3", max_pool_connections=1)
    with pytest.raises(ClientError) as refused:
        s3.head_bucket(Bucket="first")
    assert refused.value.response["Error"]["Code"] == "403"
    assert len(listed(s3)) == 2


def test_chunked_bodies_pass_in_both_directions():
    """A request in chunks arrives whole; an answer without a length is passed on in chunks."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    with (
        OneAnswer(head + b"3\r\nabc\r\n0\r\n\r\n") as upstream,
        FaultProxy(upstream.url) as proxy,
        closing(plain(proxy.url)) as connection,
    ):
        connection.request("POST", "/", iter((b"one", b"two")), encode_chunked=True)
        answer = connection.getresponse()
        assert answer.getheader("Transfer-Encoding") == "chunked"
        assert answer.read() == b"abc"
    assert upstream.received.endswith(b"\r\n\r\nonetwo")


def test_a_connection_is_used_again(upstream):
    """Ten requests of one client take one connection, and closing the proxy ends it."""
    before = threading.active_count()
    with FaultProxy(upstream) as proxy, closing(plain(proxy.url)) as connection:
        ports = set()
        for _ in range(10):
            connection.request("GET", "/")
            connection.getresponse().read()
            ports.add(connection.sock.getsockname())
        assert len(ports) == 1
        proxy.close()
        assert connection.sock.recv(1) == b""
    assert threading.active_count() <= before


def test_closing_does_not_wait_for_a_trickle(upstream):
    """A slow answer that is under way ends with the proxy."""
    with FaultProxy(upstream) as proxy, closing(plain(proxy.url)) as connection:
        proxy.add(Fault("slow", pause=60))
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        started = time.monotonic()
        proxy.close()
    assert time.monotonic() - started < 5


def test_many_clients_at_once(proxy, connect):
    """Twenty threads through one proxy each get their own answer."""
    iam = connect("iam", max_pool_connections=20)
    counts = []
    threads = [
        threading.Thread(target=lambda: counts.append(len(iam.list_users()["Users"])))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [2] * 20
    assert len(proxy.seen) == 20


@pytest.mark.parametrize("url", ["http://192.0.2.1:80", "https://127.0.0.1:1", "http://a.example"])
def test_it_talks_to_loopback_only(url):
    """An upstream elsewhere is refused before a socket is opened."""
    with pytest.raises(ValueError, match="loopback"):
        FaultProxy(url)


def test_an_upstream_that_is_gone_is_a_closed_connection():
    """Without a server behind it the proxy answers nothing, as a dead server would."""
    with (
        FaultProxy("http://127.0.0.1:9") as proxy,
        closing(client("iam", proxy.url)) as iam,
        pytest.raises(BotoCoreError),
    ):
        iam.list_users()


def test_unknown_kinds_are_refused():
    """A rule that could never fire is a mistake, and is told as one."""
    with pytest.raises(ValueError, match="unknown fault"):
        Fault("gremlins")


@pytest.mark.parametrize("kind", KINDS)
def test_rules_are_read_from_the_command_line(kind):
    """An empty part or an asterisk matches everything, and an action may hold colons."""
    assert read_fault(kind) == Fault(kind)
    assert read_fault(f"{kind}:ec2:eu-west-1") == Fault(kind, "ec2", "eu-west-1")
    assert read_fault(f"{kind}:*::GET /a:b") == Fault(kind, action="GET /a:b")


def test_presigned_requests_are_known_by_their_query(connect):
    """A signature in the query says the same as one in a header."""
    s3 = connect("s3", signature_version="s3v4")
    url = urlsplit(s3.generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"}))
    call = read_call("GET", f"{url.path}?{url.query}", {}, b"")
    assert (call.service, call.region, call.access_key) == ("s3", "eu-west-1", KEY)


def test_cbor_requests_are_known_by_their_path(proxy):
    """The operation of a request in CBOR stands in its path, and the refusal is CBOR too."""
    proxy.add(Fault("deny", service="cloudwatch"))
    scope = f"AWS4-HMAC-SHA256 Credential={KEY}/20260101/eu-west-1/monitoring/aws4_request"
    with closing(plain(proxy.url)) as connection:
        connection.request(
            "POST",
            "/service/GraniteServiceVersion20100801/operation/ListMetrics",
            b"\xa0",
            {"Authorization": scope, "smithy-protocol": "rpc-v2-cbor"},
        )
        answer = connection.getresponse()
        body = answer.read()
    assert proxy.seen[0].call.action == "ListMetrics"
    assert answer.getheader("smithy-protocol") == "rpc-v2-cbor"
    assert b"AccessDeniedException" in body
    assert not body.startswith(json.dumps({})[:1].encode())


def plain(url):
    """A connection without an SDK."""
    return http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)


class OneAnswer:
    """A server that reads one request and answers with given bytes."""

    def __init__(self, answer):
        self.answer, self.received = answer, b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.thread = threading.Thread(target=self._serve)

    def _serve(self):
        connection, _ = self.listener.accept()
        with connection:
            while not self.received.endswith(b"onetwo"):
                self.received += connection.recv(1000)
            connection.sendall(self.answer)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.join()
        self.listener.close()
