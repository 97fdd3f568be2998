"""Amazon EFS: file systems with their policies, mount targets and access points.

https://docs.aws.amazon.com/efs/latest/ug/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/efs/latest/ug"
_FILE_SYSTEM = "AWS::EFS::FileSystem"
_PART = Rel("part-of", "FileSystemId")

FILE_SYSTEM = Declaration(
    type=_FILE_SYSTEM,
    kind="file-system",
    service="efs",
    doc=f"{_API}/API_DescribeFileSystems.html",
    list=ListCall("DescribeFileSystems", "FileSystems"),
    id="{FileSystemArn}",
    native_id="FileSystemId",
    uid="FileSystemId",
    owner="OwnerId",
    zone="AvailabilityZoneName",
    name="Name",
    aspects=(
        Detail(
            aspect="policy",
            operation="DescribeFileSystemPolicy",
            params={"FileSystemId": "=item.FileSystemId"},
            result="Policy",
            absent=("PolicyNotFound",),
        ),
    ),
    relations=(
        Rel("encrypted-with", "KmsKeyId", by="arn"),
        *trusts("", aspect="policy"),
    ),
    volatile=("SizeInBytes", "NumberOfMountTargets"),
    json=("@policy",),
    keyed={**TAGS, **policy_lists("@policy")},
    by_id=ById(params={"FileSystemId": "=id"}, not_found=("FileSystemNotFound",)),
    events={
        "CreateFileSystem": "responseElements.fileSystemId",
        "UpdateFileSystem": "requestParameters.fileSystemId",
        "DeleteFileSystem": "requestParameters.fileSystemId",
        "PutFileSystemPolicy": "requestParameters.fileSystemId",
        "DeleteFileSystemPolicy": "requestParameters.fileSystemId",
    },
)

MOUNT_TARGET = Declaration(
    type="AWS::EFS::MountTarget",
    kind="mount-target",
    service="efs",
    doc=f"{_API}/API_DescribeMountTargets.html",
    list=ListCall(
        "DescribeMountTargets",
        "MountTargets",
        params={"FileSystemId": "=parent.FileSystemId"},
        each=_FILE_SYSTEM,
        absent=("FileSystemNotFound",),
    ),
    id=(
        "arn:{partition}:elasticfilesystem:{region}:{account}:"
        "file-system/{FileSystemId}#{MountTargetId}"
    ),
    native_id="MountTargetId",
    uid="MountTargetId",
    owner="OwnerId",
    zone="AvailabilityZoneName",
    name="MountTargetId",
    tags=None,
    aliases=(("ip", "IpAddress"), ("ip", "Ipv6Address")),
    relations=(
        _PART,
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetId"),
        Rel("attached-to", "NetworkInterfaceId"),
    ),
    by_id=ById(params={"MountTargetId": "=id"}, not_found=("MountTargetNotFound",)),
    events={
        "CreateMountTarget": "responseElements.mountTargetId",
        "DeleteMountTarget": "requestParameters.mountTargetId",
        "ModifyMountTargetSecurityGroups": "requestParameters.mountTargetId",
    },
)

ACCESS_POINT = Declaration(
    type="AWS::EFS::AccessPoint",
    kind="access-point",
    service="efs",
    doc=f"{_API}/API_DescribeAccessPoints.html",
    list=ListCall("DescribeAccessPoints", "AccessPoints"),
    id="{AccessPointArn}",
    native_id="AccessPointId",
    uid="AccessPointId",
    owner="OwnerId",
    name="Name",
    relations=(_PART,),
    keyed={**TAGS, "PosixUser.SecondaryGids": "set"},
    by_id=ById(params={"AccessPointId": "=id"}, not_found=("AccessPointNotFound",)),
    events={
        "CreateAccessPoint": "responseElements.accessPointId",
        "DeleteAccessPoint": "requestParameters.accessPointId",
    },
)

DECLARATIONS = (FILE_SYSTEM, MOUNT_TARGET, ACCESS_POINT)
