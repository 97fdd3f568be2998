"""AWS Cloud Map: namespaces, services in them, and the instances that answer for a service.

A service in a namespace without DNS does not say its namespace in the list: services are
listed for each namespace, so that they all do.
https://docs.aws.amazon.com/cloud-map/latest/api/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/cloud-map/latest/api"
_OWNER = "split(Arn, ':')[4]"
_SERVICE = "AWS::ServiceDiscovery::Service"
_HTTP = "AWS::ServiceDiscovery::HttpNamespace"
_PRIVATE = "AWS::ServiceDiscovery::PrivateDnsNamespace"
_PUBLIC = "AWS::ServiceDiscovery::PublicDnsNamespace"
_TAGS = Detail(
    aspect="tags",
    operation="ListTagsForResource",
    params={"ResourceARN": "=item.Arn"},
    result="Tags",
)


def _namespace(type_: str, means: str, update: str, *relations: Rel) -> Declaration:
    """Return the declaration of one of the three kinds of namespaces; they share the call."""
    return Declaration(
        type=type_,
        kind="namespace",
        service="servicediscovery",
        doc=f"{_API}/API_ListNamespaces.html",
        list=ListCall("ListNamespaces", f"Namespaces[?Type=='{means}']"),
        id="{Arn}",
        native_id="Id",
        uid="Id",
        owner=_OWNER,
        name="Name",
        tags="@",
        tags_aspect="tags",
        aspects=(_TAGS,),
        relations=relations,
        no_relations=None if relations else "its services say that they are part of it",
        volatile=("ServiceCount",),
        keyed={"@tags": ("Key",)},
        by_id=ById(
            operation="GetNamespace",
            params={"Id": "=id"},
            items="Namespace",
            not_found=("NamespaceNotFound",),
        ),
        events={
            # The answer to making one names an operation, and the namespace not yet.
            update: "requestParameters.id",
            "DeleteNamespace": "requestParameters.id",
        },
    )


_ZONE = Rel("refers-to", "Properties.DnsProperties.HostedZoneId")
HTTP_NAMESPACE = _namespace(_HTTP, "HTTP", "UpdateHttpNamespace")
PRIVATE_NAMESPACE = _namespace(_PRIVATE, "DNS_PRIVATE", "UpdatePrivateDnsNamespace", _ZONE)
PUBLIC_NAMESPACE = _namespace(_PUBLIC, "DNS_PUBLIC", "UpdatePublicDnsNamespace", _ZONE)

SERVICE = Declaration(
    type=_SERVICE,
    kind="service",
    service="servicediscovery",
    doc=f"{_API}/API_ListServices.html",
    list=ListCall(
        "ListServices",
        "Services",
        params={"Filters": [{"Name": "NAMESPACE_ID", "Values": ["=parent.Id"], "Condition": "EQ"}]},
        each=(_HTTP, _PRIVATE, _PUBLIC),
        stamp={"NamespaceId": "Id"},
    ),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    owner=_OWNER,
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(_TAGS,),
    relations=(Rel("part-of", "NamespaceId"),),
    volatile=("InstanceCount",),
    keyed={"DnsConfig.DnsRecords": ("Type",), "@tags": ("Key",)},
    by_id=ById(
        operation="GetService",
        params={"Id": "=id"},
        items="Service",
        not_found=("ServiceNotFound",),
    ),
    events={
        "CreateService": "responseElements.service.id",
        "UpdateService": "requestParameters.id",
        "DeleteService": "requestParameters.id",
    },
)

INSTANCE = Declaration(
    type="AWS::ServiceDiscovery::Instance",
    kind="service-instance",
    service="servicediscovery",
    doc=f"{_API}/API_ListInstances.html",
    list=ListCall(
        "ListInstances",
        "Instances",
        params={"ServiceId": "=parent.Id"},
        each=_SERVICE,
        stamp={"ServiceId": "Id"},
        absent=("ServiceNotFound",),
    ),
    id="{parent}#{Id}",
    native_id="Id",
    name="Id",
    tags=None,
    relations=(
        Rel("part-of", "ServiceId"),
        Rel("targets", "Attributes.AWS_INSTANCE_IPV4", by="ip"),
        Rel("targets", "Attributes.AWS_INSTANCE_IPV6", by="ip"),
        Rel("targets", "Attributes.AWS_INSTANCE_CNAME", by="dns"),
        Rel("targets", "Attributes.AWS_ALIAS_DNS_NAME", by="dns"),
        Rel("targets", "Attributes.AWS_EC2_INSTANCE_ID"),
    ),
    volatile=("Attributes.AWS_INIT_HEALTH_STATUS",),
    no_by_id="its call takes the service too, which the id does not say",
    events=dict.fromkeys(
        ("RegisterInstance", "DeregisterInstance"), "requestParameters.instanceId"
    ),
)

DECLARATIONS = (HTTP_NAMESPACE, PRIVATE_NAMESPACE, PUBLIC_NAMESPACE, SERVICE, INSTANCE)
