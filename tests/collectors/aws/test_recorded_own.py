"""Our own recordings of AWS: a live run against moto, written down and read again."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import boto3
import msgspec
import pytest
from moto import mock_aws

from cartographer.model.coverage import Selector
from cartographer.model.document import encode
from cartographer.model.snapshot import MemorySnapshot
from collectors.aws.recorded.recognise import survey
from collectors.aws.registry import declarations
from collectors.aws.session import AwsDoor, Login
from collectors.engine.collector import EngineCollector
from collectors.engine.mask import Masker
from collectors.engine.rate import Rates
from collectors.engine.record import Recorder
from collectors.engine.redact import Redactor
from collectors.engine.tools import Limits
from tests.collectors.aws.recorded_input import Clock, Loaded, Quiet

REGION = "eu-west-1"
TYPES = (
    "AWS::EC2::Instance",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::IAM::AccessKey",
    "AWS::IAM::Role",
    "AWS::S3::Bucket",
)
CANARY = "S3cret-canary"
SELECTED = Selector(types=TYPES)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A recorded run on a small account in moto: the folder, and the patch that it came to."""
    out = tmp_path_factory.mktemp("recording") / "out"
    with pytest.MonkeyPatch.context() as environment, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        environment.setenv("AWS_DEFAULT_REGION", REGION)
        environment.delenv("AWS_PROFILE", raising=False)
        ec2 = boto3.client("ec2", region_name=REGION)
        ec2.run_instances(ImageId="ami-12c6146b", MinCount=2, MaxCount=2, UserData=CANARY)
        iam = boto3.client("iam")
        iam.create_user(UserName="ann")
        iam.create_access_key(UserName="ann")
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="shop-data")
        recorder = Recorder(out, declarations(), Redactor(b"key"))
        return out, live(recorder.door(AwsDoor(Login(regions=(REGION,)))))


def live(door):
    """Return the one patch of a live run."""
    collector = EngineCollector(
        "aws",
        "aws",
        [door],
        declarations(),
        redactor=Redactor(b"key"),
        rates=Rates(0.0),
        limits=Limits(tries=1),
        clock=Clock(),
        executor=lambda _: ThreadPoolExecutor(1),
    )
    (patch,) = collector.collect(SELECTED, Quiet(), MemorySnapshot(lambda _: None))
    return patch


def test_a_replay_of_aws_is_byte_for_byte_what_the_run_was(run):
    """Resources, claims and states of a replay are those of the run; no secret is on disk."""
    out, patch = run
    (again,) = Loaded(out, types=None, selection=SELECTED).patches
    assert {one.key.type for one in patch.upserts} >= {"AWS::EC2::Instance", "AWS::S3::Bucket"}
    assert outcome(again) == outcome(patch)
    written = b"".join(file.read_bytes() for file in out.rglob("*.json"))
    assert CANARY.encode() not in written
    assert b"redacted:" in written


def outcome(patch):
    """Return what a patch says, but for the order in which threads came back."""
    seen = sorted(patch.upserts, key=lambda one: one.key)
    states = [(one.scope, one.state, one.reason) for one in patch.coverage]
    return encode(msgspec.to_builtins([seen, patch.claims, states]))


def test_forms_may_be_mixed_in_one_tree(run, tmp_path):
    """A recording and a plain answer of another region are one account."""
    out, patch = run
    (tmp_path / "recording").symlink_to(out, target_is_directory=True)
    other = tmp_path / "accounts" / patch.upserts[0].viewer / "us-east-2"
    other.mkdir(parents=True)
    (other / "Vpcs.json").write_bytes(b'{"Vpcs": [{"VpcId": "vpc-1"}]}')
    found = Loaded(tmp_path, types=None)
    assert {one.region for one in found.of("AWS::EC2::VPC")} == {REGION, "us-east-2"}
    assert list(survey(tmp_path, declarations()).books) == [patch.upserts[0].viewer]


@pytest.mark.parametrize(
    ("service", "operation", "body"),
    [
        ("ec2", "DescribeInstanceAttribute", {"UserData": {"Value": CANARY}}),
        (
            "ec2",
            "DescribeVpnConnections",
            {
                "VpnConnections": [
                    {
                        "VpnConnectionId": "vpn-1",
                        "CustomerGatewayConfiguration": f"<key>{CANARY}</key>",
                        "Options": {"TunnelOptions": [{"PreSharedKey": CANARY}]},
                    }
                ]
            },
        ),
        (
            "lambda",
            "ListFunctions",
            {"Functions": [{"Environment": {"Variables": {"TOKEN": CANARY}}}]},
        ),
        (
            "ecs",
            "DescribeTaskDefinition",
            {
                "taskDefinition": {
                    "containerDefinitions": [{"environment": [{"name": "T", "value": CANARY}]}]
                },
                "tags": [],
            },
        ),
        (
            "ec2",
            "DescribeLaunchTemplateVersions",
            {"LaunchTemplateVersions": [{"LaunchTemplateData": {"UserData": CANARY}}]},
        ),
        (
            "cloudformation",
            "DescribeStacks",
            {"Stacks": [{"Parameters": [{"ParameterKey": "P", "ParameterValue": CANARY}]}]},
        ),
        (
            "stepfunctions",
            "DescribeStateMachine",
            {"definition": json.dumps({"States": {"A": {"Result": {"token": CANARY}}}})},
        ),
        (
            "events",
            "ListTargetsByRule",
            {"Targets": [{"Id": "1", "Input": CANARY}, {"Id": "2", "Input": CANARY}]},
        ),
    ],
)
def test_answers_are_recorded_without_their_secrets(service, operation, body):
    """Whatever a declaration calls a secret is a digest in the answer that holds it."""
    masked = encode(Masker(declarations(), Redactor(b"key")).mask(service, operation, body))
    assert CANARY.encode() not in masked
    assert b"redacted:" in masked


def test_a_stopped_reading_ends(tmp_path):
    """A reading that is told to stop comes to an end without a claim."""
    (tmp_path / "v.json").write_bytes(b'{"Vpcs": [{"VpcId": "vpc-1"}]}')
    found = Loaded(tmp_path)
    found.collector.stop()
    patches = list(found.collector.collect(Selector(), Quiet(), found.snapshot))
    assert [one.claims for one in patches] == [()]
    assert threading.active_count() < 20
