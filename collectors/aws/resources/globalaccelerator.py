"""AWS Global Accelerator: accelerators, where they listen, and what stands behind them.

The service is global, and one region alone answers: us-west-2.
https://docs.aws.amazon.com/global-accelerator/latest/api/API_Operations.html
"""

from collectors.engine.specification import (
    GLOBAL,
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
)

_API = "https://docs.aws.amazon.com/global-accelerator/latest/api"
_ACCELERATOR = "AWS::GlobalAccelerator::Accelerator"
_LISTENER = "AWS::GlobalAccelerator::Listener"

ACCELERATOR = Declaration(
    type=_ACCELERATOR,
    kind="accelerator",
    service="globalaccelerator",
    doc=f"{_API}/API_Accelerator.html",
    where=GLOBAL,
    list=ListCall("ListAccelerators", "Accelerators"),
    id="{AcceleratorArn}",
    native_id="AcceleratorArn",
    uid="CreatedTime",
    name="Name",
    tags=None,
    aliases=(
        ("dns", "DnsName"),
        ("dns", "DualStackDnsName"),
        ("ip", "IpSets[].IpAddresses[]"),
    ),
    aspects=(
        Detail(
            aspect="attributes",
            operation="DescribeAcceleratorAttributes",
            params={"AcceleratorArn": "=item.AcceleratorArn"},
            result="AcceleratorAttributes",
            doc=f"{_API}/API_AcceleratorAttributes.html",
        ),
    ),
    relations=(
        Rel(
            "logs-to",
            "FlowLogsS3Bucket",
            by="name",
            type="AWS::S3::Bucket",
            aspect="attributes",
        ),
    ),
    volatile=("Status", "Events"),
    keyed={"IpSets": ("IpAddressFamily",), "IpSets[].IpAddresses": "set"},
    by_id=ById(
        operation="DescribeAccelerator",
        params={"AcceleratorArn": "=id"},
        items="Accelerator",
        not_found=("AcceleratorNotFoundException",),
    ),
    events={
        "CreateAccelerator": "responseElements.accelerator.acceleratorArn",
        "UpdateAccelerator": "requestParameters.acceleratorArn",
        "UpdateAcceleratorAttributes": "requestParameters.acceleratorArn",
        "DeleteAccelerator": "requestParameters.acceleratorArn",
    },
)

LISTENER = Declaration(
    type=_LISTENER,
    kind="listener",
    service="globalaccelerator",
    doc=f"{_API}/API_Listener.html",
    where=GLOBAL,
    list=ListCall(
        "ListListeners",
        "Listeners",
        params={"AcceleratorArn": "=parent.AcceleratorArn"},
        each=_ACCELERATOR,
        stamp={"AcceleratorArn": "AcceleratorArn"},
        absent=("AcceleratorNotFoundException",),
    ),
    id="{ListenerArn}",
    native_id="ListenerArn",
    name="split(ListenerArn, '/')[-1]",
    tags=None,
    relations=(Rel("part-of", "AcceleratorArn", by="arn"),),
    keyed={"PortRanges": ("FromPort", "ToPort")},
    no_by_id="the document of the call by ARN does not bear the accelerator",
    events={
        "CreateListener": "responseElements.listener.listenerArn",
        "UpdateListener": "requestParameters.listenerArn",
        "DeleteListener": "requestParameters.listenerArn",
    },
)

ENDPOINT_GROUP = Declaration(
    type="AWS::GlobalAccelerator::EndpointGroup",
    kind="target-group",
    service="globalaccelerator",
    doc=f"{_API}/API_EndpointGroup.html",
    where=GLOBAL,
    list=ListCall(
        "ListEndpointGroups",
        "EndpointGroups",
        params={"ListenerArn": "=parent.ListenerArn"},
        each=_LISTENER,
        stamp={"ListenerArn": "ListenerArn"},
        absent=("ListenerNotFoundException",),
    ),
    id="{EndpointGroupArn}",
    native_id="EndpointGroupArn",
    region="EndpointGroupRegion",
    name="EndpointGroupRegion",
    tags=None,
    relations=(
        Rel("part-of", "ListenerArn", by="arn"),
        # Load balancers by ARN; addresses and instances by id.
        Rel("targets", "EndpointDescriptions[?starts_with(EndpointId, 'arn:')].EndpointId", "arn"),
        Rel("targets", "EndpointDescriptions[?!starts_with(EndpointId, 'arn:')].EndpointId"),
    ),
    volatile=("EndpointDescriptions[].HealthState", "EndpointDescriptions[].HealthReason"),
    keyed={"EndpointDescriptions": ("EndpointId",), "PortOverrides": ("ListenerPort",)},
    no_by_id="the document of the call by ARN does not bear the listener",
    events={
        "CreateEndpointGroup": "responseElements.endpointGroup.endpointGroupArn",
        "UpdateEndpointGroup": "requestParameters.endpointGroupArn",
        "DeleteEndpointGroup": "requestParameters.endpointGroupArn",
        "AddEndpoints": "requestParameters.endpointGroupArn",
        "RemoveEndpoints": "requestParameters.endpointGroupArn",
    },
)

CROSS_ACCOUNT_ATTACHMENT = Declaration(
    type="AWS::GlobalAccelerator::CrossAccountAttachment",
    kind="resource-share",
    service="globalaccelerator",
    doc=f"{_API}/API_Attachment.html",
    where=GLOBAL,
    list=ListCall("ListCrossAccountAttachments", "CrossAccountAttachments"),
    id="{AttachmentArn}",
    native_id="AttachmentArn",
    uid="CreatedTime",
    name="Name",
    tags=None,
    relations=(
        Rel("shared-with", "Principals[] | [?!starts_with(@, 'arn:')]", by="account"),
        Rel("shared-with", "Principals[] | [?starts_with(@, 'arn:')]", by="arn"),
        Rel("grants", "Resources[?starts_with(EndpointId, 'arn:')].EndpointId", by="arn"),
    ),
    keyed={"Principals": "set", "Resources": ("EndpointId", "Cidr")},
    by_id=ById(
        operation="DescribeCrossAccountAttachment",
        params={"AttachmentArn": "=id"},
        items="CrossAccountAttachment",
        not_found=("AttachmentNotFoundException",),
    ),
    events={
        "CreateCrossAccountAttachment": "responseElements.crossAccountAttachment.attachmentArn",
        "UpdateCrossAccountAttachment": "requestParameters.attachmentArn",
        "DeleteCrossAccountAttachment": "requestParameters.attachmentArn",
    },
)

DECLARATIONS = (ACCELERATOR, LISTENER, ENDPOINT_GROUP, CROSS_ACCOUNT_ATTACHMENT)
