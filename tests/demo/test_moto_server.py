"""moto's server as the demo starts it: quicker than it comes, and truer where it matters."""

import urllib.error
import urllib.request

import boto3
import pytest
from botocore.config import Config

from demo.fault_proxy import FaultProxy
from demo.moto_server import moto_server

REGION = "eu-central-1"
ROLE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
      Policies: [{PolicyName: own, PolicyDocument: {Version: "2012-10-17", Statement: []}}]
"""

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def url():
    with moto_server() as started:
        yield started


@pytest.fixture(scope="module")
def client(url):
    """A maker of clients that ask once."""

    def connect(service, endpoint=url):
        return boto3.client(
            service,
            region_name=REGION,
            endpoint_url=endpoint,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}),
        )

    return connect


def status(client, operation, **parameters):
    """Return the status and the code with which a call is refused."""
    with pytest.raises(client.exceptions.ClientError) as refused:
        getattr(client, operation)(**parameters)
    answer = refused.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"]


@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("codebuild", "list_fleets"),
        ("imagebuilder", "list_components"),
        ("fms", "list_policies"),
        ("grafana", "list_workspaces"),
    ],
)
def test_what_moto_has_no_part_for_is_not_implemented(client, service, operation):
    """A service or an operation that it does not know: 501, where 500 would be a failure."""
    assert status(client(service), operation)[0] == 501


def test_the_proxy_says_so_in_the_words_of_the_service(url, client):
    """As a cloud answers whose clients are newer than it."""
    with FaultProxy(url) as proxy:
        fleets = client("codebuild", proxy.url)

        assert status(fleets, "list_fleets") == (400, "UnknownOperationException")


def test_a_failure_of_moto_stays_one(url):
    """Its own error page comes through, so that nothing that broke passes for not implemented."""
    with FaultProxy(url) as proxy, pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{proxy.url}/moto-api/seed?a=no-number&a", data=b"")  # noqa: S310

    assert refused.value.code == 500
    refused.value.close()


def test_tagged_resources_bear_the_names_that_aws_gives_them(client):
    """A prefix list is found under one name, however it is looked for."""
    made = client("ec2").create_managed_prefix_list(
        PrefixListName="offices",
        MaxEntries=1,
        AddressFamily="IPv4",
        TagSpecifications=[
            {"ResourceType": "prefix-list", "Tags": [{"Key": "team", "Value": "network"}]}
        ],
    )["PrefixList"]

    found = client("resourcegroupstaggingapi").get_resources(
        TagFilters=[{"Key": "team", "Values": ["network"]}]
    )["ResourceTagMappingList"]

    assert [one["ResourceARN"] for one in found] == [made["PrefixListArn"]]


def test_a_work_group_was_made_once(client):
    """It is not made again with every question."""
    athena = client("athena")

    first, second = (athena.get_work_group(WorkGroup="primary") for _ in range(2))

    assert first["WorkGroup"]["CreationTime"] == second["WorkGroup"]["CreationTime"]


def test_all_capacity_providers_are_described_to_who_names_none(client):
    """As AWS does, where moto fails."""
    ecs = client("ecs")
    ecs.create_capacity_provider(
        name="spot",
        autoScalingGroupProvider={
            "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:123456789012:"
            "autoScalingGroup:1:autoScalingGroupName/spot"
        },
    )

    found = ecs.describe_capacity_providers()["capacityProviders"]

    assert [one["name"] for one in found] == ["spot"]


def test_a_role_of_a_template_shows_its_own_policies(client):
    """The details of an account come, and the policy in them is a document."""
    client("cloudformation").create_stack(StackName="one", TemplateBody=ROLE)

    found = client("iam").get_account_authorization_details(Filter=["Role"])["RoleDetailList"]

    (policy,) = (inline for role in found for inline in role["RolePolicyList"])
    assert policy == {
        "PolicyName": "own",
        "PolicyDocument": {"Version": "2012-10-17", "Statement": []},
    }
