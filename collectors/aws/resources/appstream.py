"""Amazon AppStream 2.0: fleets that stream applications, their stacks, and builders of images.

Neither users nor their sessions are listed.
https://docs.aws.amazon.com/appstream2/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/appstream2/latest/APIReference"
_FLEET = "AWS::AppStream::Fleet"
_BUCKET = "AWS::S3::Bucket"
_GONE = ("ResourceNotFoundException",)
_BY_NAME = ById(params={"Names": "=ids"}, batch=20, not_found=_GONE)
_NAMED = "requestParameters.name"
_MACHINE = (
    Rel("in-subnet", "VpcConfig.SubnetIds[]"),
    Rel("uses-filter", "VpcConfig.SecurityGroupIds[]"),
    Rel("runs-as", "IamRoleArn", by="arn"),
    Rel("derived-from", "ImageArn", by="arn"),
)
_AGENT = (Rel("logs-to", "AgentAccessConfig.S3BucketArn", by="arn"),)
_ENDPOINT = Rel("attached-to", "AccessEndpoints[].VpceId")

FLEET = Declaration(
    type=_FLEET,
    kind="fleet",
    service="appstream",
    doc=f"{_API}/API_DescribeFleets.html",
    list=ListCall("DescribeFleets", "Fleets"),
    id="{Arn}",
    native_id="Name",
    uid="CreatedTime",
    name="Name",
    tags=None,
    relations=(
        *_MACHINE,
        Rel("refers-to", "SessionScriptS3Location.S3Bucket", by="name", type=_BUCKET),
    ),
    volatile=(
        "FleetErrors",
        *(
            f"ComputeCapacityStatus.{count}"
            for count in (
                "Running",
                "InUse",
                "Available",
                "AvailableUserSessions",
                "ActiveUserSessions",
                "ActualUserSessions",
                "Draining",
                "DrainModeActiveUserSessions",
                "DrainModeUnusedUserSessions",
            )
        ),
    ),
    keyed={
        "VpcConfig.SubnetIds": "set",
        "VpcConfig.SecurityGroupIds": "set",
        "UsbDeviceFilterStrings": "set",
    },
    by_id=_BY_NAME,
    events=dict.fromkeys(
        ("CreateFleet", "UpdateFleet", "DeleteFleet", "StartFleet", "StopFleet"), _NAMED
    ),
)

STACK = Declaration(
    type="AWS::AppStream::Stack",
    kind="desktop-stack",
    service="appstream",
    doc=f"{_API}/API_DescribeStacks.html",
    list=ListCall("DescribeStacks", "Stacks"),
    id="{Arn}",
    native_id="Name",
    uid="CreatedTime",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="fleets",
            operation="ListAssociatedFleets",
            params={"StackName": "=item.Name"},
            result="Names",
            doc=f"{_API}/API_ListAssociatedFleets.html",
        ),
    ),
    relations=(
        Rel("targets", "[]", by="name", type=_FLEET, aspect="fleets"),
        _ENDPOINT,
        *_AGENT,
        Rel("encrypted-with", "AgentAccessConfig.KmsKeyArn", by="arn"),
        Rel("refers-to", "ApplicationSettings.S3BucketName", by="name", type=_BUCKET),
    ),
    volatile=("StackErrors",),
    keyed={
        "StorageConnectors": ("ConnectorType",),
        "UserSettings": ("Action",),
        "AccessEndpoints": ("VpceId",),
        "EmbedHostDomains": "set",
        "@fleets": "set",
    },
    by_id=_BY_NAME,
    events={
        **dict.fromkeys(("CreateStack", "UpdateStack", "DeleteStack"), _NAMED),
        "AssociateFleet": "requestParameters.stackName",
        "DisassociateFleet": "requestParameters.stackName",
    },
)

IMAGE_BUILDER = Declaration(
    type="AWS::AppStream::ImageBuilder",
    kind="image-builder",
    service="appstream",
    doc=f"{_API}/API_DescribeImageBuilders.html",
    list=ListCall("DescribeImageBuilders", "ImageBuilders"),
    id="{Arn}",
    native_id="Name",
    uid="CreatedTime",
    name="Name",
    tags=None,
    aliases=(("ip", "NetworkAccessConfiguration.EniPrivateIpAddress"),),
    relations=(
        *_MACHINE,
        *_AGENT,
        _ENDPOINT,
        Rel("attached-to", "NetworkAccessConfiguration.EniId"),
    ),
    volatile=("ImageBuilderErrors", "StateChangeReason", "LatestAppstreamAgentVersion"),
    keyed={
        "VpcConfig.SubnetIds": "set",
        "VpcConfig.SecurityGroupIds": "set",
        "AccessEndpoints": ("VpceId",),
    },
    by_id=_BY_NAME,
    events=dict.fromkeys(
        ("CreateImageBuilder", "DeleteImageBuilder", "StartImageBuilder", "StopImageBuilder"),
        _NAMED,
    ),
)

DECLARATIONS = (FLEET, STACK, IMAGE_BUILDER)
