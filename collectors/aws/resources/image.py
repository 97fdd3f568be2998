"""Images and snapshots that the account owns, and whom it shares them with.

A shared image or snapshot is data that others can read, whatever the network says; the two
blocks of public access of a region override what is shared with all. Images that were disabled
are asked for too: they can be enabled again.
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
    list=ListCall(
        "DescribeImages",
        "Images",
        params={"Owners": ["self"], "IncludeDisabled": True},
        own_only=True,
    ),
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
            absent=("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"),
            doc=f"{_API}/API_DescribeImageAttribute.html",
        ),
    ),
    relations=(
        Rel("derived-from", "BlockDeviceMappings[].Ebs.SnapshotId"),
        Rel("derived-from", "SourceInstanceId"),
        Rel("derived-from", "SourceImageId"),
        *encrypted_with("BlockDeviceMappings[].Ebs.KmsKeyId"),
        *(
            Rel("shared-with", f"[].{organization}", by="arn", aspect="launch-permission")
            for organization in ("OrganizationArn", "OrganizationalUnitArn")
        ),
        *shared_with("[].UserId", "launch-permission"),
        *shared_with("[].Group", "launch-permission"),
    ),
    volatile=("LastLaunchedTime", "ScanResults"),
    keyed={
        **TAGS,
        "BlockDeviceMappings": ("DeviceName",),
        "ProductCodes": ("ProductCodeId",),
        "ImageWatermarks": ("WatermarkKey", "SourceImageId"),
        "@launch-permission": ("UserId", "Group", "OrganizationArn", "OrganizationalUnitArn"),
    },
    by_id=ById(
        params={"ImageIds": "=ids", "IncludeDisabled": True},
        batch=100,
        not_found=("InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"),
    ),
    events={
        "CreateImage": "responseElements.imageId",
        "RegisterImage": "responseElements.imageId",
        "CopyImage": "responseElements.imageId",
        "DeregisterImage": "requestParameters.imageId",
        "EnableImage": "requestParameters.EnableImageRequest.ImageId",
        "DisableImage": "requestParameters.DisableImageRequest.ImageId",
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
        "CreateSnapshots": (
            "responseElements.CreateSnapshotsResponse.snapshotSet.item[].snapshotId"
        ),
        "CopySnapshot": "responseElements.snapshotId",
        "DeleteSnapshot": "requestParameters.snapshotId",
        "ModifySnapshotAttribute": "requestParameters.snapshotId",
    },
)

_NO_ID = "there is one in each region; it is listed whole"
_WHOLE_REGION = "it holds for the whole region of the account"

IMAGE_BLOCK = Declaration(
    type="AWS::EC2::ImageBlockPublicAccess",
    kind="account-settings",
    service="ec2",
    doc=f"{_API}/API_GetImageBlockPublicAccessState.html",
    list=ListCall(
        "GetImageBlockPublicAccessState",
        "{ImageBlockPublicAccessState: ImageBlockPublicAccessState, ManagedBy: ManagedBy}",
        own_only=True,
    ),
    id="arn:{partition}:ec2:{region}:{account}:image-block-public-access",
    native_id="'image-block-public-access'",
    tags=None,
    no_relations=_WHOLE_REGION,
    no_by_id=_NO_ID,
    events=dict.fromkeys(
        ("EnableImageBlockPublicAccess", "DisableImageBlockPublicAccess"),
        "awsRegion && 'image-block-public-access'",
    ),
)

SNAPSHOT_BLOCK = Declaration(
    type="AWS::EC2::SnapshotBlockPublicAccess",
    kind="account-settings",
    service="ec2",
    doc=f"{_API}/API_GetSnapshotBlockPublicAccessState.html",
    list=ListCall(
        "GetSnapshotBlockPublicAccessState",
        "{State: State, ManagedBy: ManagedBy}",
        own_only=True,
    ),
    id="arn:{partition}:ec2:{region}:{account}:snapshot-block-public-access",
    native_id="'snapshot-block-public-access'",
    tags=None,
    no_relations=_WHOLE_REGION,
    no_by_id=_NO_ID,
    events=dict.fromkeys(
        ("EnableSnapshotBlockPublicAccess", "DisableSnapshotBlockPublicAccess"),
        "awsRegion && 'snapshot-block-public-access'",
    ),
)

DECLARATIONS = (IMAGE, SNAPSHOT, IMAGE_BLOCK, SNAPSHOT_BLOCK)
