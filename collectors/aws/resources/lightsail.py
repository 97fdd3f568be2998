"""Amazon Lightsail: instances with their firewall, disks, databases and what stands before them.

Its machines stand in a network of the service's own. Passwords and keys have calls of their
own, which are never made.
https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/lightsail/2016-11-28/api-reference"
_INSTANCE = "AWS::Lightsail::Instance"
_GONE = ("NotFoundException",)
_TAGS = {"tags": ("key",)}
_ZONE = "location.availabilityZone"

INSTANCE = Declaration(
    type=_INSTANCE,
    kind="instance",
    service="lightsail",
    doc=f"{_API}/API_GetInstances.html",
    list=ListCall("GetInstances", "instances"),
    id="{arn}",
    native_id="name",
    uid="supportCode",
    zone=_ZONE,
    name="name",
    tags="tags",
    aliases=(
        ("ip", "publicIpAddress"),
        ("ip", "privateIpAddress"),
        ("ip", "ipv6Addresses[]"),
    ),
    relations=(
        Rel("refers-to", "sshKeyName", by="name", type="AWS::Lightsail::KeyPair"),
        Rel(
            "attached-to",
            "hardware.disks[?!isSystemDisk].name",
            by="name",
            type="AWS::Lightsail::Disk",
        ),
    ),
    volatile=(
        "hardware.disks[].gbInUse",
        "instanceStatus",
        "systemStatus",
        "addOns[].nextSnapshotTimeOfDay",
    ),
    keyed={
        **_TAGS,
        "ipv6Addresses": "set",
        "addOns": ("name",),
        "hardware.disks": ("path",),
        "networking.ports": ("protocol", "fromPort", "toPort"),
        "networking.ports[].cidrs": "set",
        "networking.ports[].ipv6Cidrs": "set",
        "networking.ports[].cidrListAliases": "set",
    },
    by_id=ById(
        operation="GetInstance",
        params={"instanceName": "=id"},
        items="instance",
        not_found=_GONE,
    ),
    events={
        "CreateInstances": "requestParameters.instanceNames",
        "DeleteInstance": "requestParameters.instanceName",
        "StartInstance": "requestParameters.instanceName",
        "StopInstance": "requestParameters.instanceName",
        "PutInstancePublicPorts": "requestParameters.instanceName",
        "OpenInstancePublicPorts": "requestParameters.instanceName",
        "CloseInstancePublicPorts": "requestParameters.instanceName",
    },
)

DISK = Declaration(
    type="AWS::Lightsail::Disk",
    kind="volume",
    service="lightsail",
    doc=f"{_API}/API_GetDisks.html",
    list=ListCall("GetDisks", "disks"),
    id="{arn}",
    native_id="name",
    uid="supportCode",
    zone=_ZONE,
    name="name",
    tags="tags",
    relations=(Rel("attached-to", "attachedTo", by="name", type=_INSTANCE),),
    volatile=("gbInUse", "addOns[].nextSnapshotTimeOfDay"),
    keyed={**_TAGS, "addOns": ("name",)},
    by_id=ById(operation="GetDisk", params={"diskName": "=id"}, items="disk", not_found=_GONE),
    events=dict.fromkeys(
        ("CreateDisk", "DeleteDisk", "AttachDisk", "DetachDisk"), "requestParameters.diskName"
    ),
)

DATABASE = Declaration(
    type="AWS::Lightsail::Database",
    kind="database",
    service="lightsail",
    doc=f"{_API}/API_GetRelationalDatabases.html",
    list=ListCall("GetRelationalDatabases", "relationalDatabases"),
    id="{arn}",
    native_id="name",
    uid="supportCode",
    zone=_ZONE,
    name="name",
    tags="tags",
    aliases=(("dns", "masterEndpoint.address"),),
    no_relations="it stands alone in the network of the service",
    volatile=("latestRestorableTime", "pendingMaintenanceActions"),
    secret=("pendingModifiedValues.masterUserPassword",),
    keyed={**_TAGS},
    by_id=ById(
        operation="GetRelationalDatabase",
        params={"relationalDatabaseName": "=id"},
        items="relationalDatabase",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        (
            "CreateRelationalDatabase",
            "CreateRelationalDatabaseFromSnapshot",
            "UpdateRelationalDatabase",
            "DeleteRelationalDatabase",
        ),
        "requestParameters.relationalDatabaseName",
    ),
)

LOAD_BALANCER = Declaration(
    type="AWS::Lightsail::LoadBalancer",
    kind="load-balancer",
    service="lightsail",
    doc=f"{_API}/API_GetLoadBalancers.html",
    list=ListCall("GetLoadBalancers", "loadBalancers"),
    id="{arn}",
    native_id="name",
    uid="supportCode",
    name="name",
    tags="tags",
    aliases=(("dns", "dnsName"),),
    relations=(Rel("targets", "instanceHealthSummary[].instanceName", by="name", type=_INSTANCE),),
    volatile=(
        "instanceHealthSummary[].instanceHealth",
        "instanceHealthSummary[].instanceHealthReason",
    ),
    keyed={
        **_TAGS,
        "publicPorts": "set",
        "instanceHealthSummary": ("instanceName",),
        "tlsCertificateSummaries": ("name",),
    },
    by_id=ById(
        operation="GetLoadBalancer",
        params={"loadBalancerName": "=id"},
        items="loadBalancer",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        (
            "CreateLoadBalancer",
            "UpdateLoadBalancerAttribute",
            "DeleteLoadBalancer",
            "AttachInstancesToLoadBalancer",
            "DetachInstancesFromLoadBalancer",
        ),
        "requestParameters.loadBalancerName",
    ),
)

STATIC_IP = Declaration(
    type="AWS::Lightsail::StaticIp",
    kind="address",
    service="lightsail",
    doc=f"{_API}/API_GetStaticIps.html",
    list=ListCall("GetStaticIps", "staticIps"),
    id="{arn}",
    native_id="name",
    uid="supportCode",
    name="name",
    tags=None,
    # While it is attached, the instance bears the address itself.
    aliases=(("ip", "[@][?!attachedTo].ipAddress"),),
    relations=(Rel("attached-to", "attachedTo", by="name", type=_INSTANCE),),
    by_id=ById(
        operation="GetStaticIp",
        params={"staticIpName": "=id"},
        items="staticIp",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("AllocateStaticIp", "ReleaseStaticIp", "AttachStaticIp", "DetachStaticIp"),
        "requestParameters.staticIpName",
    ),
)

DECLARATIONS = (INSTANCE, DISK, DATABASE, LOAD_BALANCER, STATIC_IP)
