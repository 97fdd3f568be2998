"""AWS Config items: the SDK's spelling, aspects from their supplements, and no claims."""

import gzip
import json
from urllib.parse import quote

import pytest

from cartographer.model.coverage import Selector
from tests.collectors.aws.recorded_input import ACCOUNT, Loaded, write

GROUP = {
    "resourceType": "AWS::EC2::SecurityGroup",
    "resourceId": "sg-1",
    "awsAccountId": ACCOUNT,
    "awsRegion": "eu-west-1",
    "configurationItemStatus": "OK",
    "configurationItemCaptureTime": "2026-02-03T04:05:06.000Z",
    "tags": {"team": "shop", "Name": "web"},
    "configuration": {
        "groupId": "sg-1",
        "groupName": "web",
        "ownerId": ACCOUNT,
        "vpcId": "vpc-1",
        "description": None,
        "ipPermissions": [
            {
                "ipProtocol": "tcp",
                "fromPort": 443,
                "toPort": 443,
                "ipRanges": ["0.0.0.0/0"],
                "ipv4Ranges": [{"cidrIp": "0.0.0.0/0", "description": "all"}],
                "ipv6Ranges": [{"cidrIpv6": "::/0"}],
                "userIdGroupPairs": [],
            }
        ],
    },
}
BUCKET = {
    "resourceType": "AWS::S3::Bucket",
    "resourceId": "shop-data",
    "awsAccountId": ACCOUNT,
    "awsRegion": "eu-west-1",
    "arn": "arn:aws:s3:::shop-data",
    "configurationItemCaptureTime": "2026-02-03T04:05:06.000Z",
    "configuration": {"name": "shop-data", "creationDate": "2020-01-01T00:00:00.000Z"},
    "supplementaryConfiguration": {
        "BucketPolicy": {"policyText": '{"Version": "2012-10-17", "Statement": []}'},
        "PublicAccessBlockConfiguration": {"blockPublicAcls": True, "ignorePublicAcls": False},
        "ServerSideEncryptionConfiguration": {
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {
                        "sseAlgorithm": "aws:kms",
                        "kmsMasterKeyID": "alias/shop",
                    }
                }
            ]
        },
        "BucketVersioningConfiguration": {"status": "Off", "isMfaDeleteEnabled": None},
        "BucketLoggingConfiguration": {"destinationBucketName": None, "logFilePrefix": None},
        "BucketTaggingConfiguration": {"tagSets": [{"tags": {"team": "shop"}}]},
    },
}
ROLE = {
    "resourceType": "AWS::IAM::Role",
    "resourceId": "AROA1",
    "awsAccountId": ACCOUNT,
    "awsRegion": "global",
    "configuration": {
        "roleName": "ci",
        "roleId": "AROA1",
        "arn": f"arn:aws:iam::{ACCOUNT}:role/ci",
        "assumeRolePolicyDocument": quote('{"Version": "2012-10-17", "Statement": []}'),
        "attachedManagedPolicies": [{"policyName": "p", "policyArn": "arn:aws:iam::aws:policy/p"}],
    },
}


def snapshot_of(*items):
    """Return a configuration snapshot."""
    return {"fileVersion": "1.0", "configurationItems": list(items)}


def test_documents_are_spelt_as_the_sdk_has_them(tmp_path):
    """Names, ranges of both spellings, and members without a value come out canonical."""
    write(tmp_path, "c.json", snapshot_of(GROUP))
    found = Loaded(tmp_path, types=None).one("AWS::EC2::SecurityGroup")
    (rule,) = found.config["IpPermissions"]
    assert rule["IpRanges"] == [{"CidrIp": "0.0.0.0/0", "Description": "all"}]
    assert rule["Ipv6Ranges"] == [{"CidrIpv6": "::/0"}]
    assert "Ipv4Ranges" not in rule
    assert "Description" not in found.config
    assert found.config["Tags"][0] == {"Key": "Name", "Value": "web"}


def test_an_item_was_seen_when_it_was_captured(tmp_path):
    """The time of observation is the item's own, not the time of reading."""
    write(tmp_path, "c.json", snapshot_of(GROUP))
    found = Loaded(tmp_path, types=None).one("AWS::EC2::SecurityGroup")
    assert found.observed_at.isoformat() == "2026-02-03T04:05:06+00:00"


def test_items_prove_no_absence(tmp_path):
    """No claim is made, no scope is complete, and what is not there stays."""
    write(tmp_path, "c.json", snapshot_of(GROUP, BUCKET))
    found = Loaded(tmp_path, types=None)
    assert not found.claimed("AWS::EC2::SecurityGroup")
    assert found.state("AWS::EC2::SecurityGroup")[0] == "not_asked"
    write(tmp_path, "c.json", snapshot_of(BUCKET))
    changes = found.again(tmp_path)
    assert (changes.removed, changes.modified) == ((), ())


def test_supplements_are_aspects_and_the_rest_is_unknown(tmp_path):
    """What Config has is present or absent as it says; what it has not is unknown."""
    write(tmp_path, "c.json", snapshot_of(BUCKET))
    found = Loaded(tmp_path, types=None).one("AWS::S3::Bucket")
    aspects = found.aspects
    assert aspects["policy"].value == {"Version": "2012-10-17", "Statement": []}
    assert aspects["public-access-block"].value == {
        "BlockPublicAcls": True,
        "IgnorePublicAcls": False,
    }
    (rule,) = aspects["encryption"].value["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {
        "SSEAlgorithm": "aws:kms",
        "KMSMasterKeyID": "alias/shop",
    }
    assert (aspects["versioning"].state, aspects["versioning"].value) == ("present", {})
    assert aspects["logging"].state == "absent"
    assert aspects["tagging"].value == [{"Key": "team", "Value": "shop"}]
    assert aspects["acl"].reason == "not-supplied"
    assert (found.region, found.listed_in) == ("eu-west-1", "global")


def test_policies_of_iam_are_documents(tmp_path):
    """URL-encoded policies are decoded, and lists keep their names."""
    write(tmp_path, "c.json", snapshot_of(ROLE))
    found = Loaded(tmp_path, types=None).one("AWS::IAM::Role")
    assert found.config["AssumeRolePolicyDocument"] == {"Version": "2012-10-17", "Statement": []}
    assert found.config["AttachedManagedPolicies"][0]["PolicyArn"].endswith("/p")


def test_answers_of_a_query_are_rows_of_text(tmp_path):
    """Each row of SelectResourceConfig is an item as text."""
    row = {**GROUP, "accountId": ACCOUNT}
    del row["awsAccountId"]
    content = {"Results": [json.dumps(row), json.dumps({"resourceId": "x"}), "{"]}
    write(tmp_path, "q.json", {**content, "QueryInfo": {"SelectFields": []}})
    found = Loaded(tmp_path, types=None)
    assert found.one("AWS::EC2::SecurityGroup").account == ACCOUNT
    assert sorted(found.notes()) == [
        ("row", "it bears no resourceType: select it in the query"),
        ("str", "an item is no document"),
    ]


def test_half_a_character_in_a_row_costs_itself_alone(tmp_path):
    """A row or a configuration that is text may hold a lone surrogate, and stays an item."""
    group = {**GROUP["configuration"], "description": "\ud800"}
    row = {**GROUP, "accountId": ACCOUNT, "configuration": json.dumps(group)}
    write(tmp_path, "q.json", {"Results": [json.dumps(row)], "QueryInfo": {}})
    found = Loaded(tmp_path, types=None)
    assert found.one("AWS::EC2::SecurityGroup").config["Description"] == "\ufffd"


def test_files_may_be_packed_and_many(tmp_path):
    """Gzipped parts of a snapshot are read as one, and twice without a difference."""
    packed = gzip.compress(json.dumps(snapshot_of(GROUP)).encode())
    write(tmp_path, "a.json.gz", packed)
    write(tmp_path, "b.json", snapshot_of(BUCKET, ROLE))
    found = Loaded(tmp_path, types=None)
    assert found.snapshot.types() == (
        "AWS::EC2::SecurityGroup",
        "AWS::IAM::Role",
        "AWS::S3::Bucket",
    )
    changes = found.again(tmp_path)
    assert [*changes.added, *changes.removed, *changes.modified, *changes.unknown] == []


def test_deleted_items_are_skipped_and_counted(tmp_path):
    """An item that says that its resource is gone is no resource, and not unrecognised."""
    gone = {**GROUP, "configurationItemStatus": "ResourceDeleted", "configuration": None}
    write(tmp_path, "c.json", snapshot_of(BUCKET, gone, gone))
    found = Loaded(tmp_path, types=None)
    assert [(one.what, one.count) for one in found.collector.notes if one.kind == "deleted"] == [
        ("AWS::EC2::SecurityGroup", 2)
    ]
    assert found.unrecognised == 0


def test_types_that_are_not_declared_are_counted(tmp_path):
    """A type that nobody declared is told once with its number."""
    other = {**GROUP, "resourceType": "AWS::Config::ResourceCompliance"}
    write(tmp_path, "c.json", snapshot_of(BUCKET, other, other))
    found = Loaded(tmp_path, types=None)
    assert found.notes() == [("AWS::Config::ResourceCompliance", "the type is not declared")]
    assert found.unrecognised == 2


def test_a_malformed_item_fails_its_scope(tmp_path):
    """An item that no key can be made of fails the scope by name; the rest is kept."""
    broken = {**ROLE, "configuration": {"roleName": "x"}}
    write(tmp_path, "c.json", snapshot_of(ROLE, broken, 7, {**GROUP, "configuration": None}))
    found = Loaded(tmp_path, types=None)
    assert found.ids("AWS::IAM::Role") == ["ci"]
    (failed,) = [
        one for patch in found.patches for one in patch.coverage if one.state.value == "failed"
    ]
    assert (failed.scope.type, "c.json" in failed.reason) == ("AWS::IAM::Role", True)
    assert found.unrecognised == 3


def test_secrets_of_items_are_digests(tmp_path):
    """Environment variables of functions do not enter by this door either."""
    function = {
        **GROUP,
        "resourceType": "AWS::Lambda::Function",
        "configuration": {
            "functionName": "pay",
            "functionArn": f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:pay",
            "environment": {"variables": {"apiToken": "S3cret"}},
        },
    }
    write(tmp_path, "c.json", snapshot_of(function))
    found = Loaded(tmp_path, types=None).one("AWS::Lambda::Function")
    assert found.config["Environment"]["Variables"]["apiToken"].startswith("redacted:")


CANARY = "correct-horse-battery"
CONFIG_SHAPES = {
    "AWS::Events::Rule": {
        "Name": "r",
        "Arn": "arn:aws:events:eu-west-1:111122223333:rule/r",
        "Targets": [
            {"Id": "1", "Input": CANARY, "HttpParameters": {"PathParameterValues": [CANARY]}}
        ],
    },
    "AWS::StepFunctions::StateMachine": {
        "StateMachineName": "pay",
        "DefinitionString": json.dumps({"States": {"A": {"Result": CANARY}}}),
        "DefinitionSubstitutions": {"token": CANARY},
    },
    "AWS::EC2::LaunchTemplate": {
        "LaunchTemplateId": "lt-1",
        "LaunchTemplateData": {"UserData": CANARY},
    },
    "AWS::EC2::Instance": {"InstanceId": "i-1", "UserData": CANARY},
    "AWS::KinesisFirehose::DeliveryStream": {
        "DeliveryStreamName": "d",
        "HttpEndpointDestinationConfiguration": {
            "EndpointConfiguration": {"AccessKey": CANARY, "Url": f"https://in/{CANARY}"},
            "RequestConfiguration": {
                "CommonAttributes": [{"AttributeName": "a", "AttributeValue": CANARY}]
            },
        },
        "SplunkDestinationConfiguration": {"HECToken": CANARY},
    },
    "AWS::KinesisAnalyticsV2::Application": {
        "ApplicationName": "a",
        "ApplicationConfiguration": {
            "EnvironmentProperties": {"PropertyGroups": [{"PropertyMap": {"token": CANARY}}]}
        },
    },
    "AWS::ElasticBeanstalk::Environment": {
        "EnvironmentName": "e",
        "EnvironmentId": "e-1",
        "OptionSettings": [{"Namespace": "n", "OptionName": "TOKEN", "Value": CANARY}],
    },
    "AWS::ECS::TaskDefinition": {
        "TaskDefinitionArn": "arn:aws:ecs:eu-west-1:111122223333:task-definition/pay:7",
        "ContainerDefinitions": [
            {
                "Command": [CANARY],
                "EntryPoint": [CANARY],
                "DockerLabels": {"k": CANARY},
                "Environment": [{"Name": "T", "Value": CANARY}],
                "LogConfiguration": {"Options": {"splunk-url": CANARY, "awslogs-group": "pay"}},
            }
        ],
    },
    "AWS::CodeBuild::Project": {
        "Name": "p",
        "Arn": "arn:aws:codebuild:eu-west-1:111122223333:project/p",
        "Environment": {"EnvironmentVariables": [{"Name": "T", "Value": CANARY}]},
        "Source": {"BuildSpec": CANARY},
    },
    "AWS::SNS::Subscription": {
        "Protocol": "https",
        "Endpoint": f"https://hooks.example.com/{CANARY}",
        "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t",
    },
}


@pytest.mark.parametrize("type_", sorted(CONFIG_SHAPES))
def test_secrets_of_other_shapes_are_digests_too(type_, tmp_path):
    """Config has documents in CloudFormation's shape, where secrets stand elsewhere."""
    arn = f"arn:aws:x:eu-west-1:{ACCOUNT}:x/x"
    item = {**GROUP, "arn": arn, "resourceType": type_, "configuration": CONFIG_SHAPES[type_]}
    write(tmp_path, "c.json", snapshot_of(item))

    patches = Loaded(tmp_path, types=None).patches

    seen = [one for patch in patches for one in patch.upserts]
    assert [one.key.type for one in seen] == [type_]
    assert CANARY not in repr(patches)
    assert "redacted:" in repr(seen)


def test_odd_supplements_cost_an_aspect_at_most(tmp_path):
    """What stands in a supplement in another form is unknown, absent or kept, never an error."""
    odd = {
        "BucketPolicy": {"policyText": None},
        "BucketVersioningConfiguration": {"status": "Enabled", "isMfaDeleteEnabled": True},
        "BucketLoggingConfiguration": {"destinationBucketName": "logs"},
        "BucketTaggingConfiguration": "none",
        "ServerSideEncryptionConfiguration": "{cut",
    }
    write(tmp_path, "c.json", snapshot_of({**BUCKET, "supplementaryConfiguration": odd}))
    aspects = Loaded(tmp_path, types=None).one("AWS::S3::Bucket").aspects
    assert aspects["policy"].state == "absent"
    assert aspects["versioning"].value == {"Status": "Enabled", "MFADelete": "Enabled"}
    assert aspects["logging"].value == {"TargetBucket": "logs", "TargetPrefix": ""}
    assert aspects["tagging"].state == "absent"
    assert aspects["encryption"].reason == "malformed"


def test_a_configuration_may_be_text(tmp_path):
    """Some answers hold the document as text; a text that is none leaves the item out."""
    text = {**GROUP, "configuration": json.dumps(GROUP["configuration"])}
    cut = {**GROUP, "configuration": "{cut", "configurationItemCaptureTime": "never"}
    write(tmp_path, "c.json", snapshot_of(text, cut))
    found = Loaded(tmp_path, types=None)
    assert found.ids("AWS::EC2::SecurityGroup") == ["sg-1"]
    assert found.unrecognised == 1


def test_keys_of_kms_bring_their_policy_and_rotation(tmp_path):
    """Supplements that are text or a bare value are read too."""
    key = {
        **BUCKET,
        "resourceType": "AWS::KMS::Key",
        "resourceId": "k-1",
        "arn": f"arn:aws:kms:eu-west-1:{ACCOUNT}:key/k-1",
        "configuration": {"keyId": "k-1", "keyManager": "CUSTOMER", "enabled": True},
        "supplementaryConfiguration": {
            "Policy": '{"Version": "2012-10-17", "Statement": []}',
            "KeyRotationStatus": True,
        },
    }
    write(tmp_path, "c.json", snapshot_of(key))
    aspects = Loaded(tmp_path, types=None).one("AWS::KMS::Key").aspects
    assert aspects["policy"].value["Version"] == "2012-10-17"
    assert aspects["rotation"].state in ("present", "absent")


def test_a_selection_holds_for_items(tmp_path):
    """Items of types that are not selected are left out."""
    write(tmp_path, "c.json", snapshot_of(GROUP, BUCKET))
    chosen = Selector(types=("AWS::S3::Bucket",))
    found = Loaded(tmp_path, types=None, selection=chosen)
    assert found.snapshot.types() == ("AWS::S3::Bucket",)
