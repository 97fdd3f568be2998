"""AWS Storage Gateway: gateways and the file shares that they serve.

https://docs.aws.amazon.com/storagegateway/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS, by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/storagegateway/latest/APIReference"

GATEWAY = Declaration(
    type="AWS::StorageGateway::Gateway",
    kind="storage-gateway",
    service="storagegateway",
    doc=f"{_API}/API_DescribeGatewayInformation.html",
    list=ListCall("ListGateways", "Gateways"),
    describe=Describe(
        operation="DescribeGatewayInformation",
        params={"GatewayARN": "=item.GatewayARN"},
        result="@",
    ),
    id="{GatewayARN}",
    native_id="GatewayARN",
    uid="GatewayId",
    name="GatewayName",
    aliases=(("id", "GatewayId"),),
    relations=(
        Rel("attached-to", "Ec2InstanceId"),
        Rel("logs-to", "CloudWatchLogGroupARN", by="arn"),
        Rel("refers-to", "[VPCEndpoint][?starts_with(@ || '', 'vpce-')]"),
        Rel("refers-to", "[VPCEndpoint][?@ && !starts_with(@, 'vpce-')]", by="dns"),
    ),
    volatile=(
        "GatewayState",
        "NextUpdateAvailabilityDate",
        "LastSoftwareUpdate",
        "SoftwareVersion",
    ),
    keyed={
        **TAGS,
        "GatewayNetworkInterfaces": "set",
        "SupportedGatewayCapacities": "set",
    },
    by_id=ById(operation="DescribeGatewayInformation", params={"GatewayARN": "=id"}, items="@"),
    events={
        "ActivateGateway": "responseElements.gatewayARN",
        "UpdateGatewayInformation": "requestParameters.gatewayARN",
        "DeleteGateway": "requestParameters.gatewayARN",
    },
)


def _share(protocol: str, lists: tuple[str, ...]) -> Declaration:
    operation = f"Describe{protocol}FileShares"
    items = f"{protocol}FileShareInfoList"
    return Declaration(
        type=f"AWS::StorageGateway::{protocol}FileShare",
        kind="file-share",
        service="storagegateway",
        doc=f"{_API}/API_{operation}.html",
        list=ListCall("ListFileShares", f"FileShareInfoList[?FileShareType=='{protocol}']"),
        describe=Describe(
            operation=operation, params={"FileShareARNList": "=ids"}, result=items, batch=10
        ),
        id="{FileShareARN}",
        native_id="FileShareARN",
        uid="FileShareId",
        name="FileShareName",
        aliases=(("id", "FileShareId"),),
        relations=(
            Rel("part-of", "GatewayARN", by="arn"),
            Rel("runs-as", "Role", by="arn"),
            # A prefix may follow the bucket, which may be one behind an access point.
            Rel(
                "targets",
                "[LocationARN][?starts_with(@ || '', 'arn:')].split(@, '/')[0]"
                " | [?!ends_with(@, ':accesspoint')]",
                by="arn",
            ),
            *encrypted_with("KMSKey"),
            by_arn("logs-to", "AuditDestinationARN"),
            Rel("refers-to", "VPCEndpointDNSName", by="dns"),
        ),
        volatile=("FileShareStatus",),
        keyed={**TAGS, **dict.fromkeys(lists, "set")},
        by_id=ById(operation=operation, params={"FileShareARNList": "=ids"}, items=items),
        events={
            f"Create{protocol}FileShare": "responseElements.fileShareARN",
            f"Update{protocol}FileShare": "requestParameters.fileShareARN",
            "DeleteFileShare": "requestParameters.fileShareARN",
        },
    )


NFS_SHARE = _share("NFS", ("ClientList",))
SMB_SHARE = _share("SMB", ("AdminUserList", "ValidUserList", "InvalidUserList"))

DECLARATIONS = (GATEWAY, NFS_SHARE, SMB_SHARE)
