"""Amazon EBS volumes.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html
"""

from collectors.aws.vocabulary import TAGS, WITH_MANAGED, encrypted_with
from collectors.engine.specification import ById, Declaration, ListCall, Rel

VOLUME = Declaration(
    type="AWS::EC2::Volume",
    kind="volume",
    service="ec2",
    doc="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVolumes.html",
    list=ListCall("DescribeVolumes", "Volumes", params=WITH_MANAGED),
    id="arn:{partition}:ec2:{region}:{account}:volume/{VolumeId}",
    native_id="VolumeId",
    uid="VolumeId",
    owner="OwnerId",
    zone="AvailabilityZone",
    relations=(
        Rel("attached-to", "Attachments[].InstanceId"),
        Rel("derived-from", "SnapshotId"),
        Rel("derived-from", "SourceVolumeId"),
        Rel("refers-to", "OutpostArn", by="arn"),
        *encrypted_with("KmsKeyId"),
    ),
    keyed={**TAGS, "Attachments": ("InstanceId", "Device")},
    by_id=ById(
        params={"VolumeIds": "=ids", **WITH_MANAGED},
        batch=100,
        not_found=("InvalidVolume.NotFound",),
    ),
    events={
        "CreateVolume": "responseElements.volumeId",
        "DeleteVolume": "requestParameters.volumeId",
        "AttachVolume": "requestParameters.volumeId",
        "DetachVolume": "requestParameters.volumeId",
        "ModifyVolume": "requestParameters.ModifyVolumeRequest.VolumeId",
    },
)

DECLARATIONS = (VOLUME,)
