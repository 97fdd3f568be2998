"""Images and snapshots that the account owns, and whom it shares them with.

A shared image or snapshot is data that others can read, whatever the network says.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/sharing-amis.html
https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html
"""

from collectors.aws.vocabulary import TAGS, encrypted_with, shared_with
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"

IMAGE = Declaration(
    type="AWS::EC2::Image",
    kind="image",
    service="ec2",
    doc=f"{_API}/API_DescribeImages.html",
    list=ListCall("DescribeImages", "Images", params={"Owners": ["self"]}, own_only=True),
    id="arn:{partition}:ec2:{region}::image/{ImageId}",
    native_id="ImageId",
    uid="ImageId",
    owner="OwnerId",
    name="Name",
    aspects=(
        Detail(
            aspect="launch-permission",
            operation="DescribeImageAttribute",
            params={"ImageId": "=item.ImageId", "Attribute": "launchPermission"},
            result="LaunchPermissions",
            absent=("InvalidAMIID.NotFound",),
            doc=f"{_API}/API_DescribeImageAttribute.html",
        ),
    ),
    relations=(
        Rel("derived-from", "BlockDeviceMappings[].Ebs.SnapshotId"),
        Rel("derived-from", "SourceInstanceId"),
        Rel("derived-from", "SourceImageId"),
        *shared_with("[].UserId", "launch-permission"),
        *shared_with("[].Group", "launch-permission"),
    ),
    volatile=("LastLaunchedTime",),
    keyed={
        **TAGS,
        "BlockDeviceMappings": ("DeviceName",),
        "@launch-permission": ("UserId", "Group", "OrganizationArn", "OrganizationalUnitArn"),
    },
    by_id=ById(
        params={"ImageIds": "=ids"},
        batch=100,
        not_found=("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"),
    ),
    events={
        "CreateImage": "responseElements.imageId",
        "RegisterImage": "responseElements.imageId",
        "CopyImage": "responseElements.imageId",
        "DeregisterImage": "requestParameters.imageId",
        "ModifyImageAttribute": "requestParameters.imageId",
    },
)

SNAPSHOT = Declaration(
    type="AWS::EC2::Snapshot",
    kind="snapshot",
    service="ec2",
    doc=f"{_API}/API_DescribeSnapshots.html",
    list=ListCall("DescribeSnapshots", "Snapshots", params={"OwnerIds": ["self"]}, own_only=True),
    id="arn:{partition}:ec2:{region}::snapshot/{SnapshotId}",
    native_id="SnapshotId",
    uid="SnapshotId",
    owner="OwnerId",
    aspects=(
        Detail(
            aspect="create-volume-permission",
            operation="DescribeSnapshotAttribute",
            params={"SnapshotId": "=item.SnapshotId", "Attribute": "createVolumePermission"},
            result="CreateVolumePermissions",
            absent=("InvalidSnapshot.NotFound",),
            doc=f"{_API}/API_DescribeSnapshotAttribute.html",
        ),
    ),
    relations=(
        Rel("derived-from", "VolumeId"),
        *encrypted_with("KmsKeyId"),
        *shared_with("[].UserId", "create-volume-permission"),
        *shared_with("[].Group", "create-volume-permission"),
    ),
    volatile=("Progress",),
    keyed={**TAGS, "@create-volume-permission": ("UserId", "Group")},
    by_id=ById(params={"SnapshotIds": "=ids"}, batch=100, not_found=("InvalidSnapshot.NotFound",)),
    events={
        "CreateSnapshot": "responseElements.snapshotId",
        "CopySnapshot": "responseElements.snapshotId",
        "DeleteSnapshot": "requestParameters.snapshotId",
        "ModifySnapshotAttribute": "requestParameters.snapshotId",
    },
)

DECLARATIONS = (IMAGE, SNAPSHOT)
