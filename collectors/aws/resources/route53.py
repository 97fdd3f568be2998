"""Amazon Route 53: hosted zones and their records.

A record has no id: it is its zone's key with name, type and set identifier.
https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53.html
"""

from collectors.engine.specification import (
    GLOBAL,
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
)

_API = "https://docs.aws.amazon.com/Route53/latest/APIReference"
_ZONE = "AWS::Route53::HostedZone"
_NATURAL = "join('|', [Name, Type, SetIdentifier][?@])"
_ADDRESSES = "[@][?Type == 'A' || Type == 'AAAA']"

HOSTED_ZONE = Declaration(
    type=_ZONE,
    kind="dns-zone",
    service="route53",
    doc=f"{_API}/API_ListHostedZones.html",
    where=GLOBAL,
    list=ListCall("ListHostedZones", "HostedZones"),
    # `Id` is written /hostedzone/Z1.
    id="arn:{partition}:route53:::hostedzone/{split(Id, '/')[-1]}",
    native_id="split(Id, '/')[-1]",
    uid="CallerReference",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="networks",
            operation="GetHostedZone",
            params={"Id": "=item.Id"},
            result="VPCs",
            when="Config.PrivateZone",
        ),
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"ResourceType": "hostedzone", "ResourceId": "=split(item.Id, '/')[-1]"},
            result="ResourceTagSet.Tags",
        ),
    ),
    relations=(Rel("attached-to", "[].VPCId", aspect="networks"),),
    volatile=("ResourceRecordSetCount",),
    keyed={"@networks": ("VPCRegion", "VPCId"), "@tags": ("Key",)},
    by_id=ById(
        operation="GetHostedZone",
        params={"Id": "=id"},
        items="HostedZone",
        not_found=("NoSuchHostedZone",),
    ),
    events={
        "CreateHostedZone": "split(responseElements.hostedZone.id, '/')[-1]",
        "DeleteHostedZone": "split(requestParameters.id, '/')[-1]",
        "AssociateVPCWithHostedZone": "split(requestParameters.hostedZoneId, '/')[-1]",
        "DisassociateVPCFromHostedZone": "split(requestParameters.hostedZoneId, '/')[-1]",
    },
)

RECORD_SET = Declaration(
    type="AWS::Route53::RecordSet",
    kind="dns-record",
    service="route53",
    doc=f"{_API}/API_ListResourceRecordSets.html",
    where=GLOBAL,
    list=ListCall(
        "ListResourceRecordSets",
        "ResourceRecordSets",
        params={"HostedZoneId": "=parent.Id"},
        each=_ZONE,
        stamp={"HostedZoneId": "split(Id, '/')[-1]"},
        absent=("NoSuchHostedZone",),
    ),
    id=f"{{parent}}#{{{_NATURAL}}}",
    native_id=_NATURAL,
    name="Name",
    tags=None,
    aliases=(("dns", "[@][?Type == 'A' || Type == 'AAAA' || Type == 'CNAME'].Name"),),
    relations=(
        Rel("part-of", "HostedZoneId", by="name", type=_ZONE),
        # A balancer's name bears this prefix where both families of addresses are wanted.
        Rel("resolves-to", "split(AliasTarget.DNSName, 'dualstack.')[-1]", by="dns"),
        Rel("resolves-to", f"{_ADDRESSES}.ResourceRecords[].Value", by="ip"),
        Rel("resolves-to", "[@][?Type == 'CNAME'].ResourceRecords[].Value", by="dns"),
    ),
    keyed={"ResourceRecords": ("Value",)},
    no_by_id="the list call can begin at a name, and then goes on to the end of the zone",
    events={
        "ChangeResourceRecordSets": (
            "requestParameters.changeBatch.changes[].resourceRecordSet"
            ".join('|', [name, type, setIdentifier][?@])"
        ),
    },
)

DECLARATIONS = (HOSTED_ZONE, RECORD_SET)
