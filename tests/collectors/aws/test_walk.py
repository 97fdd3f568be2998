"""A proof that cannot fail proves nothing: what the walker and the checks refuse."""

import pytest

from collectors.aws.denied_reads import DENIED_READS
from collectors.engine.specification import ById, Declaration, ListCall, Rel
from tests.collectors.aws.model import (
    SESSION,
    context,
    denied,
    document,
    problems,
    reads,
    service,
)
from tests.collectors.aws.walk import (
    ANYTHING,
    LEAF,
    Choice,
    LostError,
    Many,
    follow,
    opened,
    walk,
)

VOLUME = Declaration(
    type="AWS::EC2::Volume",
    kind="volume",
    service="ec2",
    doc="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html",
    list=ListCall("DescribeVolumes", "Volumes"),
    id="{VolumeId}",
    native_id="VolumeId",
)


@pytest.mark.parametrize(
    "expression",
    [
        "VolumeID",
        "Attachments.InstanceId",
        "Attachments[].Instance",
        "Attachments[?Status=='attached'].InstanceId",
        "VolumeId.Arn",
        "[VolumeId, Nothing]",
        "split(Nothing, ':')[0]",
        "splits(VolumeId, ':')[0]",
        "json(Nothing).Key",
        "[Tags][] | [] | [?Name=='x']",
        "Nothing || AlsoNothing",
    ],
)
def test_walker_refuses_wrong_members(expression):
    """A path that no volume can follow is refused."""
    with pytest.raises(LostError):
        walk(expression, document(VOLUME))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("VolumeId", LEAF),
        ("Attachments[].InstanceId", Many(LEAF)),
        ("Attachments[0].InstanceId", LEAF),
        ("Attachments[?State=='attached'].InstanceId | [0]", LEAF),
        ("[VolumeId, SnapshotId][?@]", Many(Choice((LEAF, LEAF)))),
        ("[Attachments][] | [].Device", Many(LEAF)),
        ("split(VolumeArn, ':')[4]", LEAF),
        ("merge(@, {Kind: 'x'}).Kind", LEAF),
        ("{a: Tags[].Key}.a", Many(LEAF)),
        ("json(VolumeId).Anything", ANYTHING),
        ("Tags[?undeclared_arn(Key)].Value", Many(LEAF)),
    ],
)
def test_walker_follows_right_members(expression, expected):
    """A path that a volume can follow leads to the type of what stands there."""
    assert walk(expression, document(VOLUME)) == expected


def test_walker_is_free_inside_parsed_json():
    """Behind a text that is parsed anything may stand, and nothing before it."""
    free = opened(document(VOLUME), ("KmsKeyId",))

    assert walk("KmsKeyId.Statement[].Sid", free) == Many(ANYTHING)
    with pytest.raises(LostError):
        opened(document(VOLUME), ("KmsKey",))


def test_follower_refuses_wrong_paths():
    """Dotted paths of shapes are held against the model too."""
    assert follow(document(VOLUME), ("Tags", "[]", "Key")) == LEAF
    for wrong in (("Tags", "Key"), ("Tags", "[]", "Name"), ("VolumeId", "[]")):
        with pytest.raises(LostError):
            follow(document(VOLUME), wrong)


@pytest.mark.parametrize(
    "params",
    [
        {"VolumeIDs": ["v"]},
        {"VolumeIds": "=id"},
        {"VolumeIds": "=item.Nothing"},
        {"MaxResults": "many"},
    ],
)
def test_wrong_parameters_are_found(params):
    """A parameter that is not there, or has the wrong form, is found."""
    assert problems("ec2", "DescribeVolumes", params, context(VOLUME)) != []


def test_missing_and_unlisted_parameters_are_found():
    """A required parameter that is missing is found, and a word that is not in the list."""
    params = {"SnapshotId": "=id", "Attribute": "createPermission"}

    assert problems("ec2", "DescribeSnapshotAttribute", params, context(VOLUME)) != []
    assert problems("ec2", "DescribeSnapshotAttribute", {}, context(VOLUME)) != []


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("DescribeVolumes", True),
        ("BatchGetImage", True),
        ("SearchTransitGatewayRoutes", True),
        ("SelectResourceConfig", True),
        ("SelectObjectContent", False),
        ("DeleteVolume", False),
        ("GetawayVolume", False),
        ("ModifyVolume", False),
        ("Listen", False),
        ("AssumeRole", False),
    ],
)
def test_verbs_tell_reads(operation, expected):
    """A call is a read by its verb."""
    assert reads(operation) == expected


def test_denied_reads_exist():
    """The list of denied reads names calls and parameters that there are."""
    known = set(SESSION.get_available_services())
    for one in DENIED_READS:
        assert one.service in known, one
        operation = service(one.service).operation_model(one.operation)
        assert one.parameter is None or one.parameter in operation.input_shape.members, one


def test_denied_read_is_found():
    """A declaration that asks for secret values does not pass."""
    secret = Declaration(
        type="AWS::SecretsManager::Secret",
        kind="secret",
        service="secretsmanager",
        doc=VOLUME.doc,
        list=ListCall("ListSecrets", "SecretList"),
        id="{ARN}",
        native_id="ARN",
        relations=(Rel("encrypted-with", "KmsKeyId"),),
        by_id=ById(operation="GetSecretValue", params={"SecretId": "=id"}, items="@"),
    )

    assert denied(secret) == ["secretsmanager:GetSecretValue"]
    assert denied(VOLUME) == []
