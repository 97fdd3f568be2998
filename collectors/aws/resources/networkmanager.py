"""AWS Network Manager: global networks, and Cloud WAN's core networks with what joins them.

A core network that others share is in the list too, under its owner's number.
https://docs.aws.amazon.com/networkmanager/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS, trusts
from collectors.engine.specification import (
    GLOBAL,
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/networkmanager/latest/APIReference"
_NETWORK = "AWS::NetworkManager::GlobalNetwork"
_GONE = ("ResourceNotFoundException",)
_POLICY = "PolicyDocument"

GLOBAL_NETWORK = Declaration(
    type=_NETWORK,
    kind="global-network",
    service="networkmanager",
    doc=f"{_API}/API_GlobalNetwork.html",
    where=GLOBAL,
    list=ListCall("DescribeGlobalNetworks", "GlobalNetworks"),
    id="{GlobalNetworkArn}",
    native_id="GlobalNetworkId",
    uid="GlobalNetworkId",
    no_relations="registrations and core networks name it",
    keyed={**TAGS},
    by_id=ById(params={"GlobalNetworkIds": "=ids"}, batch=100, not_found=_GONE),
    events={
        "CreateGlobalNetwork": "responseElements.GlobalNetwork.GlobalNetworkId",
        "UpdateGlobalNetwork": "responseElements.GlobalNetwork.GlobalNetworkId",
        "DeleteGlobalNetwork": "responseElements.GlobalNetwork.GlobalNetworkId",
    },
)

CORE_NETWORK = Declaration(
    type="AWS::NetworkManager::CoreNetwork",
    kind="core-network",
    service="networkmanager",
    doc=f"{_API}/API_CoreNetwork.html",
    where=GLOBAL,
    list=ListCall("ListCoreNetworks", "CoreNetworks"),
    describe=Describe(
        operation="GetCoreNetwork",
        params={"CoreNetworkId": "=item.CoreNetworkId"},
        result="CoreNetwork",
        merge=True,
    ),
    id="{CoreNetworkArn}",
    native_id="CoreNetworkId",
    uid="CoreNetworkId",
    owner="OwnerAccountId",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetCoreNetworkPolicy",
            params={"CoreNetworkId": "=item.CoreNetworkId", "Alias": "LIVE"},
            result=f"CoreNetworkPolicy.{{PolicyVersionId: PolicyVersionId, {_POLICY}: {_POLICY}}}",
            absent=_GONE,
            doc=f"{_API}/API_GetCoreNetworkPolicy.html",
        ),
        Detail(
            aspect="resource-policy",
            operation="GetResourcePolicy",
            params={"ResourceArn": "=item.CoreNetworkArn"},
            result=_POLICY,
            absent=_GONE,
            doc=f"{_API}/API_GetResourcePolicy.html",
        ),
    ),
    relations=(Rel("part-of", "GlobalNetworkId"), *trusts("", aspect="resource-policy")),
    json=(f"@policy.{_POLICY}", "@resource-policy"),
    keyed={
        **TAGS,
        "Edges": ("EdgeLocation",),
        "Edges[].InsideCidrBlocks": "set",
        "Segments": ("Name",),
        "Segments[].EdgeLocations": "set",
        "Segments[].SharedSegments": "set",
        "NetworkFunctionGroups": ("Name",),
        "NetworkFunctionGroups[].EdgeLocations": "set",
        **policy_lists("@resource-policy"),
    },
    no_by_id="the document of the call by id lacks the owner",
    events={
        "CreateCoreNetwork": "responseElements.CoreNetwork.CoreNetworkId",
        **dict.fromkeys(
            ("UpdateCoreNetwork", "DeleteCoreNetwork", "ExecuteCoreNetworkChangeSet"),
            "requestParameters.[CoreNetworkId, coreNetworkId][]",
        ),
    },
)

ATTACHMENT = Declaration(
    type="AWS::NetworkManager::Attachment",
    kind="attachment",
    service="networkmanager",
    doc=f"{_API}/API_Attachment.html",
    where=GLOBAL,
    list=ListCall("ListAttachments", "Attachments"),
    id="arn:{partition}:networkmanager::{account}:attachment/{AttachmentId}",
    native_id="AttachmentId",
    uid="AttachmentId",
    owner="OwnerAccountId",
    aspects=(
        Detail(
            aspect="vpc",
            operation="GetVpcAttachment",
            params={"AttachmentId": "=item.AttachmentId"},
            result="VpcAttachment.{SubnetArns: SubnetArns, Options: Options}",
            absent=_GONE,
            when="AttachmentType == 'VPC'",
            doc=f"{_API}/API_GetVpcAttachment.html",
        ),
    ),
    relations=(
        Rel("part-of", "CoreNetworkId"),
        Rel("attached-to", "ResourceArn", by="arn"),
        Rel("in-subnet", "SubnetArns[]", by="arn", aspect="vpc"),
    ),
    keyed={
        **TAGS,
        "EdgeLocations": "set",
        "ProposedSegmentChange.Tags": ("Key",),
        "ProposedNetworkFunctionGroupChange.Tags": ("Key",),
        "LastModificationErrors": ("Code",),
        "@vpc.SubnetArns": "set",
    },
    no_by_id="its calls are one for each kind of attachment",
    events={
        "CreateVpcAttachment": "responseElements.VpcAttachment.Attachment.AttachmentId",
        "DeleteAttachment": "responseElements.Attachment.AttachmentId",
        "AcceptAttachment": "responseElements.Attachment.AttachmentId",
        "RejectAttachment": "responseElements.Attachment.AttachmentId",
    },
)

PEERING = Declaration(
    type="AWS::NetworkManager::TransitGatewayPeering",
    kind="peering",
    service="networkmanager",
    doc=f"{_API}/API_Peering.html",
    where=GLOBAL,
    list=ListCall("ListPeerings", "Peerings"),
    id="arn:{partition}:networkmanager::{account}:peering/{PeeringId}",
    native_id="PeeringId",
    uid="PeeringId",
    owner="OwnerAccountId",
    relations=(
        Rel("peers-with", "CoreNetworkId"),
        Rel("peers-with", "ResourceArn", by="arn"),
    ),
    keyed={**TAGS, "LastModificationErrors": ("Code",)},
    no_by_id="the call by id answers with another document than the list",
    events={
        "CreateTransitGatewayPeering": ("responseElements.TransitGatewayPeering.Peering.PeeringId"),
        "DeletePeering": "responseElements.Peering.PeeringId",
    },
)

REGISTRATION = Declaration(
    type="AWS::NetworkManager::TransitGatewayRegistration",
    kind="transit-gateway-attachment",
    service="networkmanager",
    doc=f"{_API}/API_GetTransitGatewayRegistrations.html",
    where=GLOBAL,
    list=ListCall(
        "GetTransitGatewayRegistrations",
        # A registration that ended stays in the answers for a while.
        "TransitGatewayRegistrations[?State.Code!='DELETED']",
        params={"GlobalNetworkId": "=parent.GlobalNetworkId"},
        each=_NETWORK,
        absent=_GONE,
    ),
    id="{parent}#transit-gateway/{TransitGatewayArn}",
    native_id="join('#', [GlobalNetworkId, TransitGatewayArn])",
    name="split(TransitGatewayArn, '/')[-1]",
    tags=None,
    relations=(
        Rel("part-of", "GlobalNetworkId"),
        Rel("attached-to", "TransitGatewayArn", by="arn"),
    ),
    no_by_id="its call takes the network and answers with all of its registrations",
    events=dict.fromkeys(
        ("RegisterTransitGateway", "DeregisterTransitGateway"),
        "responseElements.TransitGatewayRegistration"
        ".join('#', [GlobalNetworkId, TransitGatewayArn])",
    ),
)

CONNECT_PEER = Declaration(
    type="AWS::NetworkManager::ConnectPeer",
    kind="connect-peer",
    service="networkmanager",
    doc=f"{_API}/API_GetConnectPeer.html",
    where=GLOBAL,
    list=ListCall("ListConnectPeers", "ConnectPeers"),
    describe=Describe(
        operation="GetConnectPeer",
        params={"ConnectPeerId": "=item.ConnectPeerId"},
        result="ConnectPeer",
    ),
    id="arn:{partition}:networkmanager::{account}:connect-peer/{ConnectPeerId}",
    native_id="ConnectPeerId",
    uid="ConnectPeerId",
    relations=(
        Rel("part-of", "ConnectAttachmentId"),
        Rel("in-subnet", "SubnetArn", by="arn"),
        Rel("peers-with", "Configuration.PeerAddress", by="ip"),
    ),
    keyed={**TAGS, "Configuration.InsideCidrBlocks": "set"},
    by_id=ById(
        operation="GetConnectPeer",
        params={"ConnectPeerId": "=id"},
        items="ConnectPeer",
        not_found=_GONE,
    ),
    events={
        "CreateConnectPeer": "responseElements.ConnectPeer.ConnectPeerId",
        "DeleteConnectPeer": "responseElements.ConnectPeer.ConnectPeerId",
    },
)

DECLARATIONS = (GLOBAL_NETWORK, CORE_NETWORK, ATTACHMENT, PEERING, REGISTRATION, CONNECT_PEER)
