"""EC2 launch templates, with the two versions that anything new is started from.

Versions between the default and the latest are left out: a group that is pinned to one of them
names its number.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeLaunchTemplateVersions.html
"""

from collectors.aws.vocabulary import TAGS, WITH_MANAGED, encrypted_with
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_DATA = "[].LaunchTemplateData"
_AT = "@versions[].LaunchTemplateData"

LAUNCH_TEMPLATE = Declaration(
    type="AWS::EC2::LaunchTemplate",
    kind="launch-template",
    service="ec2",
    doc=f"{_API}/API_DescribeLaunchTemplates.html",
    list=ListCall("DescribeLaunchTemplates", "LaunchTemplates", params=WITH_MANAGED, own_only=True),
    id="arn:{partition}:ec2:{region}:{account}:launch-template/{LaunchTemplateId}",
    native_id="LaunchTemplateId",
    uid="LaunchTemplateId",
    name="LaunchTemplateName",
    aspects=(
        Detail(
            aspect="versions",
            operation="DescribeLaunchTemplateVersions",
            params={
                "LaunchTemplateId": "=item.LaunchTemplateId",
                "Versions": ["$Latest", "$Default"],
                **WITH_MANAGED,
            },
            result="LaunchTemplateVersions",
            doc=f"{_API}/API_DescribeLaunchTemplateVersions.html",
        ),
    ),
    relations=(
        Rel("derived-from", f"{_DATA}.ImageId", aspect="versions"),
        Rel("runs-as", f"{_DATA}.IamInstanceProfile.Arn", by="arn", aspect="versions"),
        Rel(
            "runs-as",
            f"{_DATA}.IamInstanceProfile.Name",
            by="name",
            type="AWS::IAM::InstanceProfile",
            aspect="versions",
        ),
        Rel("uses-filter", f"{_DATA}.SecurityGroupIds[]", aspect="versions"),
        Rel("uses-filter", f"{_DATA}.NetworkInterfaces[].Groups[]", aspect="versions"),
        Rel("in-subnet", f"{_DATA}.NetworkInterfaces[].SubnetId", aspect="versions"),
        Rel("refers-to", f"{_DATA}.NetworkInterfaces[].NetworkInterfaceId", aspect="versions"),
        Rel("refers-to", f"{_DATA}.BlockDeviceMappings[].Ebs.SnapshotId", aspect="versions"),
        *encrypted_with(f"{_DATA}.BlockDeviceMappings[].Ebs.KmsKeyId", "versions"),
    ),
    secret=(f"{_AT}.UserData",),
    keyed={
        **TAGS,
        "@versions": ("VersionNumber",),
        f"{_AT}.BlockDeviceMappings": ("DeviceName",),
        f"{_AT}.NetworkInterfaces": ("NetworkCardIndex", "DeviceIndex"),
        f"{_AT}.NetworkInterfaces[].Groups": "set",
        f"{_AT}.SecurityGroupIds": "set",
        f"{_AT}.SecurityGroups": "set",
        f"{_AT}.TagSpecifications": ("ResourceType",),
        f"{_AT}.TagSpecifications[].Tags": ("Key",),
        f"{_AT}.LicenseSpecifications": ("LicenseConfigurationArn",),
    },
    by_id=ById(
        params={"LaunchTemplateIds": "=ids", **WITH_MANAGED},
        batch=100,
        not_found=("InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateId.Malformed"),
    ),
    events={
        "CreateLaunchTemplate": (
            "responseElements.CreateLaunchTemplateResponse.launchTemplate.launchTemplateId"
        ),
        "CreateLaunchTemplateVersion": (
            "responseElements.CreateLaunchTemplateVersionResponse"
            ".launchTemplateVersion.launchTemplateId"
        ),
        "ModifyLaunchTemplate": (
            "responseElements.ModifyLaunchTemplateResponse.launchTemplate.launchTemplateId"
        ),
        "DeleteLaunchTemplate": (
            "responseElements.DeleteLaunchTemplateResponse.launchTemplate.launchTemplateId"
        ),
        "DeleteLaunchTemplateVersions": (
            "requestParameters.DeleteLaunchTemplateVersionsRequest.LaunchTemplateId"
        ),
    },
)

DECLARATIONS = (LAUNCH_TEMPLATE,)
