"""AWS Transit Gateway: gateways, what is attached to them, and how they route.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/OperationList-query-tgw.html
Route tables answer to the gateway's owner alone. SearchTransitGatewayRoutes hands out a
thousand routes a page; where it says `AdditionalRoutesAvailable` and gives no token for the next
page, as it did before it had tokens, the aspects of static and of propagated routes are cut.
An attachment is read twice: as every kind of attachment has it, under its ARN, and with the
options of its own kind, under a part of that. One that peers two gateways is seen by both sides.
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_GATEWAY = "AWS::EC2::TransitGateway"
_TABLE = "AWS::EC2::TransitGatewayRouteTable"
_ATTACHMENT_ID = (
    "arn:{partition}:ec2:{region}:{account}:transit-gateway-attachment/{TransitGatewayAttachmentId}"
)
_ATTACHMENTS = ById(
    params={"TransitGatewayAttachmentIds": "=ids"},
    batch=100,
    not_found=(
        "InvalidTransitGatewayAttachmentID.NotFound",
        "InvalidTransitGatewayAttachmentID.Malformed",
    ),
)
_PARTS = ById(
    params={"TransitGatewayAttachmentIds": "=ids[].split(@, '#')[0]"},
    batch=100,
    not_found=_ATTACHMENTS.not_found,
)
_PART_OF = Rel("part-of", "TransitGatewayAttachmentId")
_NO_TABLE = ("InvalidRouteTableID.NotFound",)
_ROUTES = {
    "TransitGatewayAttachments": ("TransitGatewayAttachmentId", "ResourceId"),
}
_OF_TABLE = {"TransitGatewayRouteTableId": "=parent.TransitGatewayRouteTableId"}
_WITH_TABLE = {"TransitGatewayRouteTableId": "TransitGatewayRouteTableId"}


def _part(kind: str, member: str = "TransitGatewayAttachmentId") -> str:
    """Return a path to the id of an attachment as one of its kind: the attachment's has it."""
    return f"join('#', [{member}, '{kind}'])"


def _routes(kind: str) -> Detail:
    """Return the aspect of a table's routes of a kind."""
    return Detail(
        aspect=f"{kind}-routes",
        operation="SearchTransitGatewayRoutes",
        params={
            "TransitGatewayRouteTableId": "=item.TransitGatewayRouteTableId",
            "Filters": [{"Name": "type", "Values": [kind]}],
        },
        result="Routes",
        absent=_NO_TABLE,
        doc=f"{_API}/API_SearchTransitGatewayRoutes.html",
    )


GATEWAY = Declaration(
    type=_GATEWAY,
    kind="transit-gateway",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGateways.html",
    list=ListCall("DescribeTransitGateways", "TransitGateways"),
    id="{TransitGatewayArn}",
    native_id="TransitGatewayId",
    uid="TransitGatewayId",
    owner="OwnerId",
    relations=(
        Rel("uses-table", "Options.AssociationDefaultRouteTableId"),
        Rel("uses-table", "Options.PropagationDefaultRouteTableId"),
    ),
    keyed={**TAGS, "Options.TransitGatewayCidrBlocks": "set"},
    by_id=ById(
        params={"TransitGatewayIds": "=ids"},
        batch=100,
        not_found=("InvalidTransitGatewayID.NotFound", "InvalidTransitGatewayID.Malformed"),
    ),
    events={
        "CreateTransitGateway": (
            "responseElements.CreateTransitGatewayResponse.transitGateway.transitGatewayId"
        ),
        "ModifyTransitGateway": "requestParameters.ModifyTransitGatewayRequest.TransitGatewayId",
        "DeleteTransitGateway": "requestParameters.DeleteTransitGatewayRequest.TransitGatewayId",
    },
)

ATTACHMENT = Declaration(
    type="AWS::EC2::TransitGatewayAttachment",
    kind="transit-gateway-attachment",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGatewayAttachments.html",
    list=ListCall("DescribeTransitGatewayAttachments", "TransitGatewayAttachments"),
    id=_ATTACHMENT_ID,
    native_id="TransitGatewayAttachmentId",
    uid="TransitGatewayAttachmentId",
    # Of a peering the resource is the other side's gateway.
    owner="ResourceType == 'peering' && TransitGatewayOwnerId || ResourceOwnerId",
    relations=(
        Rel("attached-to", "TransitGatewayId"),
        Rel("attached-to", "[@][?!starts_with(ResourceId, 'arn:')].ResourceId"),
        Rel("attached-to", "[@][?starts_with(ResourceId, 'arn:')].ResourceId", by="arn"),
        Rel("in-network", "[@][?ResourceType=='vpc'].ResourceId"),
        Rel("uses-table", "Association.TransitGatewayRouteTableId"),
        Rel(
            "shared-with",
            "[@][?ResourceOwnerId != TransitGatewayOwnerId].TransitGatewayOwnerId",
            by="account",
        ),
    ),
    keyed={**TAGS},
    by_id=_ATTACHMENTS,
    events={
        "AssociateTransitGatewayRouteTable": (
            "requestParameters.AssociateTransitGatewayRouteTableRequest.TransitGatewayAttachmentId"
        ),
        "DisassociateTransitGatewayRouteTable": (
            "requestParameters.DisassociateTransitGatewayRouteTableRequest"
            ".TransitGatewayAttachmentId"
        ),
        "CreateTransitGatewayVpcAttachment": (
            "responseElements.CreateTransitGatewayVpcAttachmentResponse"
            ".transitGatewayVpcAttachment.transitGatewayAttachmentId"
        ),
        "DeleteTransitGatewayVpcAttachment": (
            "requestParameters.DeleteTransitGatewayVpcAttachmentRequest.TransitGatewayAttachmentId"
        ),
    },
)

VPC_ATTACHMENT = Declaration(
    type="AWS::EC2::TransitGatewayVpcAttachment",
    kind="transit-gateway-attachment",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGatewayVpcAttachments.html",
    list=ListCall("DescribeTransitGatewayVpcAttachments", "TransitGatewayVpcAttachments"),
    id=f"{_ATTACHMENT_ID}#vpc",
    native_id=_part("vpc"),
    uid="TransitGatewayAttachmentId",
    owner="VpcOwnerId",
    relations=(
        _PART_OF,
        Rel("attached-to", "TransitGatewayId"),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetIds[]"),
    ),
    keyed={**TAGS, "SubnetIds": "set"},
    by_id=_PARTS,
    events={
        "CreateTransitGatewayVpcAttachment": (
            "responseElements.CreateTransitGatewayVpcAttachmentResponse"
            ".transitGatewayVpcAttachment." + _part("vpc", "transitGatewayAttachmentId")
        ),
        **{
            name: f"requestParameters.{name}Request.{_part('vpc')}"
            for name in (
                "AcceptTransitGatewayVpcAttachment",
                "RejectTransitGatewayVpcAttachment",
                "ModifyTransitGatewayVpcAttachment",
                "DeleteTransitGatewayVpcAttachment",
            )
        },
    },
)

PEERING_ATTACHMENT = Declaration(
    type="AWS::EC2::TransitGatewayPeeringAttachment",
    kind="peering",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGatewayPeeringAttachments.html",
    list=ListCall("DescribeTransitGatewayPeeringAttachments", "TransitGatewayPeeringAttachments"),
    id=f"{_ATTACHMENT_ID}#peering",
    native_id=_part("peering"),
    uid="TransitGatewayAttachmentId",
    owner="RequesterTgwInfo.OwnerId",
    region="RequesterTgwInfo.Region",
    relations=(
        _PART_OF,
        Rel("peers-with", "RequesterTgwInfo.TransitGatewayId"),
        Rel("peers-with", "AccepterTgwInfo.TransitGatewayId"),
        Rel("peers-with", "RequesterTgwInfo.CoreNetworkId"),
        Rel("peers-with", "AccepterTgwInfo.CoreNetworkId"),
        Rel(
            "shared-with",
            "[@][?RequesterTgwInfo.OwnerId != AccepterTgwInfo.OwnerId]"
            " | [].AccepterTgwInfo.OwnerId",
            by="account",
        ),
    ),
    keyed={**TAGS},
    by_id=_PARTS,
    events={
        "CreateTransitGatewayPeeringAttachment": (
            "responseElements.CreateTransitGatewayPeeringAttachmentResponse"
            ".transitGatewayPeeringAttachment." + _part("peering", "transitGatewayAttachmentId")
        ),
        **{
            name: f"requestParameters.{name}Request.{_part('peering')}"
            for name in (
                "AcceptTransitGatewayPeeringAttachment",
                "RejectTransitGatewayPeeringAttachment",
                "DeleteTransitGatewayPeeringAttachment",
            )
        },
    },
)

CONNECT = Declaration(
    type="AWS::EC2::TransitGatewayConnect",
    kind="transit-gateway-attachment",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGatewayConnects.html",
    list=ListCall("DescribeTransitGatewayConnects", "TransitGatewayConnects"),
    id=f"{_ATTACHMENT_ID}#connect",
    native_id=_part("connect"),
    uid="TransitGatewayAttachmentId",
    relations=(
        _PART_OF,
        Rel("attached-to", "TransitGatewayId"),
        Rel("attached-to", "TransportTransitGatewayAttachmentId"),
    ),
    keyed={**TAGS},
    by_id=_PARTS,
    events={
        "CreateTransitGatewayConnect": (
            "responseElements.CreateTransitGatewayConnectResponse"
            ".transitGatewayConnect." + _part("connect", "transitGatewayAttachmentId")
        ),
        "DeleteTransitGatewayConnect": (
            "requestParameters.DeleteTransitGatewayConnectRequest." + _part("connect")
        ),
    },
)

ROUTE_TABLE = Declaration(
    type=_TABLE,
    kind="route-table",
    service="ec2",
    doc=f"{_API}/API_DescribeTransitGatewayRouteTables.html",
    list=ListCall("DescribeTransitGatewayRouteTables", "TransitGatewayRouteTables"),
    id=(
        "arn:{partition}:ec2:{region}:{account}:transit-gateway-route-table/"
        "{TransitGatewayRouteTableId}"
    ),
    native_id="TransitGatewayRouteTableId",
    uid="TransitGatewayRouteTableId",
    aspects=(
        *map(_routes, ("static", "propagated")),
        Detail(
            aspect="prefix-lists",
            operation="GetTransitGatewayPrefixListReferences",
            params={"TransitGatewayRouteTableId": "=item.TransitGatewayRouteTableId"},
            result="TransitGatewayPrefixListReferences",
            absent=_NO_TABLE,
            doc=f"{_API}/API_GetTransitGatewayPrefixListReferences.html",
        ),
    ),
    relations=(
        Rel("part-of", "TransitGatewayId"),
        Rel("refers-to", "[].PrefixListId", aspect="prefix-lists"),
        *(
            Rel(
                "routes-to",
                "[].TransitGatewayAttachments[].TransitGatewayAttachmentId",
                aspect=f"{kind}-routes",
            )
            for kind in ("static", "propagated")
        ),
        Rel("refers-to", "[].PrefixListId", aspect="static-routes"),
    ),
    keyed={
        **TAGS,
        "@static-routes": ("DestinationCidrBlock", "PrefixListId"),
        "@propagated-routes": ("DestinationCidrBlock", "PrefixListId"),
        "@prefix-lists": ("PrefixListId",),
        **{f"@static-routes[].{name}": fields for name, fields in _ROUTES.items()},
        **{f"@propagated-routes[].{name}": fields for name, fields in _ROUTES.items()},
    },
    by_id=ById(params={"TransitGatewayRouteTableIds": "=ids"}, batch=100, not_found=_NO_TABLE),
    events={
        "CreateTransitGatewayRouteTable": (
            "responseElements.CreateTransitGatewayRouteTableResponse"
            ".transitGatewayRouteTable.transitGatewayRouteTableId"
        ),
        **{
            name: f"requestParameters.{name}Request.TransitGatewayRouteTableId"
            for name in (
                "DeleteTransitGatewayRouteTable",
                "CreateTransitGatewayRoute",
                "ReplaceTransitGatewayRoute",
                "DeleteTransitGatewayRoute",
                "CreateTransitGatewayPrefixListReference",
                "ModifyTransitGatewayPrefixListReference",
                "DeleteTransitGatewayPrefixListReference",
                "EnableTransitGatewayRouteTablePropagation",
                "DisableTransitGatewayRouteTablePropagation",
            )
        },
    },
)

ASSOCIATION = Declaration(
    type="AWS::EC2::TransitGatewayRouteTableAssociation",
    kind="route-table-association",
    service="ec2",
    doc=f"{_API}/API_GetTransitGatewayRouteTableAssociations.html",
    list=ListCall(
        "GetTransitGatewayRouteTableAssociations",
        "Associations",
        params=_OF_TABLE,
        each=_TABLE,
        stamp=_WITH_TABLE,
        absent=_NO_TABLE,
    ),
    id="{parent}#{TransitGatewayAttachmentId}",
    native_id="join('#', [TransitGatewayRouteTableId, TransitGatewayAttachmentId])",
    tags=None,
    relations=(
        Rel("part-of", "TransitGatewayRouteTableId"),
        Rel("uses-table", "TransitGatewayRouteTableId"),
        Rel("attached-to", "TransitGatewayAttachmentId"),
        Rel("refers-to", "ResourceId"),
    ),
    no_by_id="its call takes the route table and answers with all of its associations",
    events={
        name: (
            f"requestParameters.{name}Request"
            ".join('#', [TransitGatewayRouteTableId, TransitGatewayAttachmentId])"
        )
        for name in ("AssociateTransitGatewayRouteTable", "DisassociateTransitGatewayRouteTable")
    },
)

_PROPAGATOR = "TransitGatewayAttachmentId || TransitGatewayRouteTableAnnouncementId"

PROPAGATION = Declaration(
    type="AWS::EC2::TransitGatewayRouteTablePropagation",
    kind="route-table-propagation",
    service="ec2",
    doc=f"{_API}/API_GetTransitGatewayRouteTablePropagations.html",
    list=ListCall(
        "GetTransitGatewayRouteTablePropagations",
        "TransitGatewayRouteTablePropagations",
        params=_OF_TABLE,
        each=_TABLE,
        stamp=_WITH_TABLE,
        absent=_NO_TABLE,
    ),
    id=f"{{parent}}#{{{_PROPAGATOR}}}",
    native_id=f"join('#', [TransitGatewayRouteTableId, {_PROPAGATOR}])",
    tags=None,
    relations=(
        Rel("part-of", "TransitGatewayRouteTableId"),
        Rel("attached-to", "TransitGatewayAttachmentId"),
        Rel("refers-to", "ResourceId"),
    ),
    no_by_id="its call takes the route table and answers with all of its propagations",
    events={
        name: (
            f"requestParameters.{name}Request"
            f".join('#', [TransitGatewayRouteTableId, {_PROPAGATOR}])"
        )
        for name in (
            "EnableTransitGatewayRouteTablePropagation",
            "DisableTransitGatewayRouteTablePropagation",
        )
    },
)

DECLARATIONS = (
    GATEWAY,
    ATTACHMENT,
    VPC_ATTACHMENT,
    PEERING_ATTACHMENT,
    CONNECT,
    ROUTE_TABLE,
    ASSOCIATION,
    PROPAGATION,
)
