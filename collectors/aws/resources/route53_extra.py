"""Amazon Route 53 beyond zones and records: health checks, query logs, DNSSEC, registered names.

Of a registered name only what the list call says is read: the rest are the names, addresses and
telephone numbers of people.
https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53.html
https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Domains.html
"""

from collectors.engine.specification import GLOBAL, ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/Route53/latest/APIReference"
_ZONE = "AWS::Route53::HostedZone"
_CONFIG = "HealthCheckConfig"
_PART_OF_ZONE = Rel("part-of", "HostedZoneId", by="name", type=_ZONE)
_OF_ZONE = "split(requestParameters.hostedZoneId, '/')[-1]"


def _dnssec(items: str) -> ListCall:
    """Return the call that both the state and the keys of a zone are read out of."""
    return ListCall(
        "GetDNSSEC",
        items,
        params={"HostedZoneId": "=split(parent.Id, '/')[-1]"},
        each=_ZONE,
        when="!(Config.PrivateZone)",
        stamp={"HostedZoneId": "split(Id, '/')[-1]"},
        absent=("NoSuchHostedZone",),
    )


HEALTH_CHECK = Declaration(
    type="AWS::Route53::HealthCheck",
    kind="health-check",
    service="route53",
    doc=f"{_API}/API_ListHealthChecks.html",
    where=GLOBAL,
    list=ListCall("ListHealthChecks", "HealthChecks"),
    id="arn:{partition}:route53:::healthcheck/{Id}",
    native_id="Id",
    uid="CallerReference",
    tags="Tags",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResources",
            params={"ResourceType": "healthcheck", "ResourceIds": "=ids"},
            result="ResourceTagSets",
            batch=10,
            match="ResourceId",
            doc=f"{_API}/API_ListTagsForResources.html",
        ),
    ),
    relations=(
        Rel("targets", f"{_CONFIG}.FullyQualifiedDomainName", by="dns"),
        Rel("targets", f"{_CONFIG}.IPAddress", by="ip"),
        Rel("refers-to", f"{_CONFIG}.ChildHealthChecks[]"),
        Rel("refers-to", f"{_CONFIG}.RoutingControlArn", by="arn"),
        Rel("part-of", "LinkedService.ServicePrincipal", by="service"),
    ),
    # A path may end in a query, and a query in a token.
    secret=(f"{_CONFIG}.ResourcePath", f"{_CONFIG}.SearchString"),
    keyed={
        f"{_CONFIG}.ChildHealthChecks": "set",
        f"{_CONFIG}.Regions": "set",
        "CloudWatchAlarmConfiguration.Dimensions": ("Name",),
        "@tags.Tags": ("Key",),
    },
    by_id=ById(
        operation="GetHealthCheck",
        params={"HealthCheckId": "=id"},
        items="HealthCheck",
        not_found=("NoSuchHealthCheck",),
    ),
    events={
        "CreateHealthCheck": "responseElements.healthCheck.id",
        "UpdateHealthCheck": "requestParameters.healthCheckId",
        "DeleteHealthCheck": "requestParameters.healthCheckId",
    },
)

QUERY_LOGGING = Declaration(
    type="AWS::Route53::QueryLoggingConfig",
    kind="log-delivery",
    service="route53",
    doc=f"{_API}/API_ListQueryLoggingConfigs.html",
    where=GLOBAL,
    list=ListCall("ListQueryLoggingConfigs", "QueryLoggingConfigs"),
    id="arn:{partition}:route53:::queryloggingconfig/{Id}",
    native_id="Id",
    uid="Id",
    name="Id",
    tags=None,
    relations=(
        _PART_OF_ZONE,
        Rel(
            "logs-to",
            "CloudWatchLogsLogGroupArn && split(CloudWatchLogsLogGroupArn, ':*')[0]",
            by="arn",
        ),
    ),
    by_id=ById(
        operation="GetQueryLoggingConfig",
        params={"Id": "=id"},
        items="QueryLoggingConfig",
        not_found=("NoSuchQueryLoggingConfig",),
    ),
    events={
        "CreateQueryLoggingConfig": "responseElements.queryLoggingConfig.id",
        "DeleteQueryLoggingConfig": "requestParameters.id",
    },
)

DNSSEC = Declaration(
    type="AWS::Route53::DNSSEC",
    kind="zone-signing",
    service="route53",
    doc=f"{_API}/API_GetDNSSEC.html",
    where=GLOBAL,
    list=_dnssec("{Status: Status}"),
    id="{parent}#dnssec",
    native_id="HostedZoneId",
    name="HostedZoneId",
    tags=None,
    relations=(_PART_OF_ZONE,),
    volatile=("Status.StatusMessage",),
    no_by_id="its document does not bear the zone",
    events=dict.fromkeys(("EnableHostedZoneDNSSEC", "DisableHostedZoneDNSSEC"), _OF_ZONE),
)

KEY_SIGNING_KEY = Declaration(
    type="AWS::Route53::KeySigningKey",
    kind="signing-key",
    service="route53",
    doc=f"{_API}/API_GetDNSSEC.html",
    where=GLOBAL,
    list=_dnssec("KeySigningKeys"),
    id="{parent}#key-signing-key/{Name}",
    native_id="join('/', [HostedZoneId, Name])",
    uid="CreatedDate",
    name="Name",
    tags=None,
    relations=(_PART_OF_ZONE, Rel("encrypted-with", "KmsArn", by="arn")),
    volatile=("StatusMessage", "LastModifiedDate"),
    no_by_id="its document does not bear the zone",
    events=dict.fromkeys(
        (
            "CreateKeySigningKey",
            "ActivateKeySigningKey",
            "DeactivateKeySigningKey",
            "DeleteKeySigningKey",
        ),
        f"join('/', [{_OF_ZONE}, requestParameters.name])",
    ),
)

DOMAIN = Declaration(
    type="AWS::Route53Domains::Domain",
    kind="domain",
    service="route53domains",
    doc=f"{_API}/API_domains_ListDomains.html",
    where=GLOBAL,
    list=ListCall("ListDomains", "Domains"),
    id="arn:{partition}:route53domains::{account}:domain/{DomainName}",
    native_id="DomainName",
    name="DomainName",
    tags=None,
    no_relations="the list call says nothing of its name servers",
    no_by_id="the call by name hands out the names and addresses of people",
    events=dict.fromkeys(
        (
            "RegisterDomain",
            "TransferDomain",
            "UpdateDomainNameservers",
            "EnableDomainTransferLock",
            "DisableDomainTransferLock",
            "EnableDomainAutoRenew",
            "DisableDomainAutoRenew",
            "DeleteDomain",
        ),
        "requestParameters.domainName",
    ),
)

DECLARATIONS = (HEALTH_CHECK, QUERY_LOGGING, DNSSEC, KEY_SIGNING_KEY, DOMAIN)
