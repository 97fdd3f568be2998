"""The made-up organization answers the SDK as AWS would, only with less in it."""

import json
import time
from collections import Counter
from functools import partial
from urllib.parse import urlsplit

import pytest
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

from benchmarks.organization import Settings, organization_server
from benchmarks.organization.answer import nothing
from benchmarks.organization.settings import MANAGEMENT, NEVER, access_key
from collectors.aws.permission import operations
from collectors.aws.registry import declarations

SESSION = Session()
SETTINGS = Settings(
    accounts=45,
    closed=2,
    regions=2,
    log_groups=1234,
    buckets=2345,
    external_id="known",
    refused=(str(MANAGEMENT + 7),),
)
CALLS = sorted({call for one in declarations() for call in operations(one)})


@pytest.fixture(scope="module")
def url():
    with organization_server(SETTINGS) as url:
        yield url


@pytest.fixture(scope="module")
def clients(url):
    """Clients by service, account and region; each is made once."""
    made = {}

    def client(service, account=SETTINGS.great, region="us-east-1", key=None):
        key = key or (access_key(account, NEVER) if account != str(MANAGEMENT) else "AKIAOPERATOR")
        if (service, region, key) not in made:
            made[service, region, key] = connect(url, service, region, key)
        return made[service, region, key]

    yield client
    for one in made.values():
        one.close()


def connect(url, service, region, key):
    client = SESSION.create_client(
        service,
        region_name=region,
        endpoint_url=url,
        aws_access_key_id=key,
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )
    client.meta.events.register("before-call.*.*", partial(ask_address, urlsplit(url).netloc))
    return client


def ask_address(host, params, **_):
    """Leave out names that an address cannot have before it, as the collector's login does."""
    params["url"] = urlsplit(params["url"])._replace(netloc=host).geturl()


def refused(call, **params):
    """Return code and status of a refusal."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    response = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


# --- every protocol, every operation ----------------------------------------------------------


@pytest.mark.parametrize(
    ("service", "operation", "params", "result"),
    [
        ("ec2", "DescribeSubnets", {}, "Subnets"),
        ("iam", "ListInstanceProfiles", {}, "InstanceProfiles"),
        ("kms", "ListKeys", {}, "Keys"),
        ("lambda", "ListFunctions", {}, "Functions"),
        ("s3", "ListBuckets", {}, "Buckets"),
    ],
)
def test_every_protocol_has_something_to_say(clients, service, operation, params, result):
    """A plain resource of each protocol is there, and bears its account."""
    answer = getattr(clients(service, SETTINGS.account_ids[3]), xform_name(operation))(**params)

    assert SETTINGS.account_ids[3] in json.dumps(answer[result], default=str)


@pytest.mark.parametrize(
    ("service", "operation", "result"),
    [
        ("ec2", "DescribeTransitGateways", "TransitGateways"),
        ("sns", "ListTopics", "Topics"),
        ("ecs", "ListClusters", "clusterArns"),
        ("eks", "ListClusters", "clusters"),
        ("route53", "ListHostedZones", "HostedZones"),
        ("eventbridgev2", "ListEventBuses", "EventBuses"),
    ],
)
def test_every_protocol_has_an_empty_answer(clients, service, operation, result):
    """What is not there is an empty list, in each protocol."""
    answer = getattr(clients(service), xform_name(operation))()

    assert answer[result] == []


def sample(shape):
    """Return the least value that fits a shape."""
    if shape.type_name == "structure":
        names = shape.required_members
        if shape.is_tagged_union:
            names = list(shape.members)[:1]
        return {name: sample(shape.members[name]) for name in names}
    if shape.type_name == "list":
        return [sample(shape.member)] * max(1, shape.metadata.get("min", 1))
    if shape.type_name in {"integer", "long", "float", "double"}:
        return max(1, shape.metadata.get("min", 1))
    if shape.type_name in OTHERS:
        return OTHERS[shape.type_name]
    enum = getattr(shape, "enum", None)
    return enum[0] if enum else "x" * max(1, shape.metadata.get("min", 1))


OTHERS = {"boolean": True, "map": {}, "timestamp": "2026-01-01T00:00:00Z"}
KNOWN = {
    "organizations": {"ParentId": "r-cart", "PolicyId": "p-FullAWSAccess"},
    "s3": {"Bucket": f"estate-{SETTINGS.great}-000000"},
}
ABSENT = (
    "NoSuch",
    "Replication",
    "Ownership",
    "ResourceNotFound",
    "EntityNotFound",
    "NotConfigured",
    "InvalidAccess",
    "InvalidDocument",
)
"""How the codes begin that say that there is none."""


@pytest.mark.parametrize("service", sorted({service for service, _ in CALLS}))
def test_every_declared_call_is_known_and_parsed(clients, service):
    """Whatever the collector calls is answered, and an answer is in the form of its protocol."""
    for operation in [name for one, name in CALLS if one == service]:
        model = SESSION.get_service_model(service).operation_model(operation)
        account = str(MANAGEMENT) if service == "organizations" else SETTINGS.great
        client = clients(service, account)
        params = {} if model.input_shape is None else sample(model.input_shape)
        known = KNOWN.get(service, {})
        params |= {name: value for name, value in known.items() if name in params}
        try:
            answer = getattr(client, xform_name(operation))(**params)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            assert code.startswith(ABSENT), (operation, code)
        else:
            assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
            if operation.startswith(("Describe", "List")):
                lists = [name for name, one in nothing(model).items() if isinstance(one, list)]
                assert answer.keys() >= set(lists), operation


def test_unknown_operation_is_refused(clients):
    """An operation of the future is no empty list."""
    client = clients("kms")
    client.meta.events.register_first(
        "before-call.kms.ListGrants", lambda params, **_: params["headers"].update(FUTURE)
    )

    assert refused(client.list_grants, KeyId="x")[1] == 404


FUTURE = {"X-Amz-Target": "TrentService.ListMysteries"}


# --- great numbers ------------------------------------------------------------------------------


def pages(client, operation, result, **params):
    """Return the lengths of an answer's pages, and all its items."""
    found = [page[result] for page in client.get_paginator(operation).paginate(**params)]
    return [len(page) for page in found], [item for page in found for item in page]


def test_accounts_come_by_twenty_with_their_state(clients):
    """Every account is listed once; a closed one says so."""
    client = clients("organizations", str(MANAGEMENT))

    lengths, found = pages(client, "list_accounts", "Accounts")

    assert lengths == [20, 20, 5]
    assert [one["Id"] for one in found] == list(SETTINGS.account_ids)
    states = Counter((one["State"], one["Status"]) for one in found)
    assert states == {("ACTIVE", "ACTIVE"): 43, ("CLOSED", "SUSPENDED"): 2}
    assert {one["Id"] for one in found if one["State"] == "CLOSED"} == set(SETTINGS.closed_ids)


def test_tree_holds_every_account_once(clients):
    """Walking down from the root meets each account, where its path says."""
    client = clients("organizations", str(MANAGEMENT))
    (root,) = client.list_roots()["Roots"]
    waiting, found = [root["Id"]], {}
    for parent in waiting:
        _, units = pages(
            client, "list_organizational_units_for_parent", "OrganizationalUnits", ParentId=parent
        )
        waiting += [one["Id"] for one in units]
        _, accounts = pages(client, "list_accounts_for_parent", "Accounts", ParentId=parent)
        for one in accounts:
            found[one["Id"]] = parent
            assert one["Paths"][0].split("/")[-3] == parent

    assert sorted(found) == list(SETTINGS.account_ids)
    assert len(waiting) == 8
    for id_ in (SETTINGS.account_ids[0], SETTINGS.account_ids[9], waiting[-1]):
        parents = client.list_parents(ChildId=id_)["Parents"]
        assert id_ == waiting[-1] or parents[0]["Id"] == found[id_]


def test_only_the_management_account_sees_the_organization(clients):
    """Members know that there is one, and no more."""
    client = clients("organizations", SETTINGS.account_ids[4])

    assert client.describe_organization()["Organization"]["MasterAccountId"] == str(MANAGEMENT)
    assert refused(client.list_accounts) == ("AccessDeniedException", 400)


def test_token_of_nobody_is_refused(clients):
    """A token that the server never gave is no first page."""
    assert refused(clients("logs").describe_log_groups, nextToken="nobody's")[1] == 400


def test_log_groups_come_by_fifty(clients):
    """The great account has all of them, any other has two."""
    lengths, found = pages(clients("logs"), "describe_log_groups", "logGroups")

    assert lengths == [50] * 24 + [34]
    assert len({one["arn"] for one in found}) == 1234
    other = pages(clients("logs", SETTINGS.account_ids[5]), "describe_log_groups", "logGroups")
    assert other[0] == [2]
    prefix = found[77]["logGroupName"]
    named = clients("logs").describe_log_groups(logGroupNamePrefix=prefix)["logGroups"]
    assert named == [found[77]]


def test_buckets_come_by_pages_and_settings_are_counted(clients):
    """The great account has all of them; what is not set is refused as S3 refuses it."""
    client = clients("s3")

    lengths, found = pages(client, "list_buckets", "Buckets", PaginationConfig={"PageSize": 1000})

    assert lengths == [1000, 1000, 345]
    assert len({one["Name"] for one in found}) == 2345
    assert {one["BucketRegion"] for one in found} == set(SETTINGS.region_names)
    assert "BucketRegion" not in client.list_buckets()["Buckets"][0]
    with_policy, without = found[10]["Name"], found[11]["Name"]
    policy = json.loads(client.get_bucket_policy(Bucket=with_policy)["Policy"])
    assert policy["Statement"][0]["Resource"][0] == f"arn:aws:s3:::{with_policy}"
    assert refused(client.get_bucket_policy, Bucket=without) == ("NoSuchBucketPolicy", 404)
    assert refused(client.get_bucket_policy, Bucket="nowhere") == ("NoSuchBucket", 404)
    assert client.get_bucket_location(Bucket=without)["LocationConstraint"] == "eu-west-1"
    assert client.head_bucket(Bucket=without)["BucketRegion"] == "eu-west-1"
    acl = client.get_bucket_acl(Bucket=without)
    assert acl["Grants"][0]["Grantee"] == {"ID": acl["Owner"]["ID"], "Type": "CanonicalUser"}
    foreign = f"estate-{SETTINGS.account_ids[5]}-000001"
    assert refused(client.get_bucket_acl, Bucket=foreign) == ("AccessDenied", 403)


# --- signing in -----------------------------------------------------------------------------------


def test_role_leads_into_its_account_and_its_regions(clients):
    """Keys that are handed out are those of the account, for as long as they say."""
    account = SETTINGS.account_ids[3]
    handed = clients("sts", str(MANAGEMENT)).assume_role(
        RoleArn=SETTINGS.role_arn(account), RoleSessionName="reading", ExternalId="known"
    )
    key = handed["Credentials"]["AccessKeyId"]

    assert clients("sts", key=key).get_caller_identity()["Account"] == account
    assert handed["Credentials"]["Expiration"].timestamp() == pytest.approx(
        time.time() + SETTINGS.token_seconds, abs=30
    )
    regions = clients("ec2", key=key).describe_regions()["Regions"]
    assert [one["RegionName"] for one in regions] == ["us-east-1", "eu-west-1"]
    vpcs = {
        clients("ec2", region=region, key=key).describe_vpcs()["Vpcs"][0]["VpcId"]
        for region in SETTINGS.region_names
    }
    assert len(vpcs) == 2
    assert clients("ec2", region="sa-east-1", key=key).describe_vpcs()["Vpcs"] == []


@pytest.mark.parametrize(
    ("account", "external_id"),
    [
        (SETTINGS.refused[0], "known"),
        (SETTINGS.closed_ids[0], "known"),
        ("999999999999", "known"),
        (SETTINGS.account_ids[3], "guessed"),
    ],
)
def test_role_is_refused(clients, account, external_id):
    """A refused, closed or unknown account lets nobody in, and none a wrong external id."""
    client = clients("sts", str(MANAGEMENT))

    assert refused(
        client.assume_role,
        RoleArn=SETTINGS.role_arn(account),
        RoleSessionName="reading",
        ExternalId=external_id,
    ) == ("AccessDenied", 403)


@pytest.mark.parametrize(
    ("service", "operation", "expected"),
    [
        ("sts", "GetCallerIdentity", ("ExpiredToken", 403)),
        ("ec2", "DescribeVpcs", ("RequestExpired", 400)),
        ("iam", "ListUsers", ("ExpiredToken", 403)),
        ("kms", "ListKeys", ("ExpiredTokenException", 400)),
        ("lambda", "ListFunctions", ("ExpiredTokenException", 403)),
        ("s3", "ListBuckets", ("ExpiredToken", 400)),
        ("route53", "ListHostedZones", ("ExpiredToken", 400)),
        ("eventbridgev2", "ListEventBuses", ("ExpiredTokenException", 400)),
    ],
)
def test_expired_token_is_refused_in_every_protocol(clients, service, operation, expected):
    """A key whose time is over opens nothing."""
    client = clients(service, key=access_key(SETTINGS.great, int(time.time()) - 1))

    assert refused(getattr(client, xform_name(operation))) == expected


def test_log_has_a_line_for_each_request(tmp_path):
    """Each request is written down with who asked for what, and when."""
    file = tmp_path / "log"
    began = time.time()
    with organization_server(Settings(log=str(file))) as url:
        for service, name in (("sts", "get_caller_identity"), ("kms", "list_keys")):
            client = connect(url, service, "us-east-1", "AKIAOPERATOR")
            getattr(client, name)()
            client.close()

    lines = [json.loads(line) for line in file.read_text().splitlines()]
    told = [(one["account"], one["service"], one["operation"], one["status"]) for one in lines]
    account = str(MANAGEMENT)
    assert told == [(account, "sts", "GetCallerIdentity", 200), (account, "kms", "ListKeys", 200)]
    assert all(began <= one["time"] <= time.time() for one in lines)
    assert all("Botocore" in one["user_agent"] for one in lines)
