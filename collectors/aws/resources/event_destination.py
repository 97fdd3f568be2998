"""Amazon EventBridge beyond its buses: connections, API destinations, archives and endpoints.

What a connection signs in with becomes a digest, and so does the URL of a destination behind
its host, which is a member of its own too: the URL of a chat's webhook is its password.
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, host_in
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/eventbridge/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_OAUTH = "AuthParameters.OAuthParameters"
_HTTP = (f"{_OAUTH}.OAuthHttpParameters", "AuthParameters.InvocationHttpParameters")
_PARTS = ("HeaderParameters", "QueryStringParameters", "BodyParameters")
_SENT = tuple(f"{http}.{part}" for http in _HTTP for part in _PARTS)
_PRIVATE = "ConnectivityParameters.ResourceParameters.ResourceConfigurationArn"

CONNECTION = Declaration(
    type="AWS::Events::Connection",
    kind="connection",
    service="events",
    doc=f"{_API}/API_DescribeConnection.html",
    list=ListCall("ListConnections", "Connections"),
    describe=Describe(operation="DescribeConnection", params={"Name": "=item.Name"}, result="@"),
    id="{ConnectionArn}",
    native_id="Name",
    uid="CreationTime",
    name="Name",
    tags=None,
    relations=(
        Rel("refers-to", "SecretArn", by="arn"),
        *encrypted_with("KmsKeyIdentifier"),
        Rel("refers-to", host_in(f"{_OAUTH}.AuthorizationEndpoint"), by="dns"),
        Rel("attached-to", f"Invocation{_PRIVATE}", by="arn"),
        Rel("attached-to", f"AuthParameters.{_PRIVATE}", by="arn"),
    ),
    volatile=("LastModifiedTime", "LastAuthorizedTime", "StateReason"),
    secret=tuple(f"{sent}[].Value" for sent in _SENT),
    keyed=dict.fromkeys(_SENT, ("Key",)),
    by_id=ById(operation="DescribeConnection", params={"Name": "=id"}, items="@", not_found=_GONE),
    events=dict.fromkeys(
        ("CreateConnection", "UpdateConnection", "DeleteConnection", "DeauthorizeConnection"),
        "requestParameters.name",
    ),
)

API_DESTINATION = Declaration(
    type="AWS::Events::ApiDestination",
    kind="event-destination",
    service="events",
    doc=f"{_API}/API_ListApiDestinations.html",
    list=ListCall(
        "ListApiDestinations",
        "ApiDestinations[].merge(@, {InvocationHost: "
        "split(split(InvocationEndpoint, '/')[2], '@')[-1]})",
    ),
    id="{ApiDestinationArn}",
    native_id="Name",
    uid="CreationTime",
    name="Name",
    tags=None,
    relations=(
        Rel("refers-to", "ConnectionArn", by="arn"),
        Rel("targets", "split(InvocationHost, ':')[0]", by="dns"),
    ),
    volatile=("LastModifiedTime",),
    secret=("InvocationEndpoint.(beyond-host)",),
    by_id=ById(params={"NamePrefix": "=id"}),
    events=dict.fromkeys(
        ("CreateApiDestination", "UpdateApiDestination", "DeleteApiDestination"),
        "requestParameters.name",
    ),
)

ARCHIVE = Declaration(
    type="AWS::Events::Archive",
    kind="event-archive",
    service="events",
    doc=f"{_API}/API_DescribeArchive.html",
    list=ListCall("ListArchives", "Archives"),
    describe=Describe(
        operation="DescribeArchive", params={"ArchiveName": "=item.ArchiveName"}, result="@"
    ),
    id="arn:{partition}:events:{region}:{account}:archive/{ArchiveName}",
    native_id="ArchiveName",
    uid="CreationTime",
    name="ArchiveName",
    tags=None,
    relations=(
        Rel("derived-from", "EventSourceArn", by="arn"),
        *encrypted_with("KmsKeyIdentifier"),
    ),
    volatile=("SizeBytes", "EventCount", "StateReason"),
    json=("EventPattern",),
    by_id=ById(
        operation="DescribeArchive", params={"ArchiveName": "=id"}, items="@", not_found=_GONE
    ),
    events=dict.fromkeys(
        ("CreateArchive", "UpdateArchive", "DeleteArchive"), "requestParameters.archiveName"
    ),
)

ENDPOINT = Declaration(
    type="AWS::Events::Endpoint",
    kind="endpoint",
    service="events",
    doc=f"{_API}/API_ListEndpoints.html",
    list=ListCall("ListEndpoints", "Endpoints"),
    id="{Arn}",
    native_id="Name",
    uid="EndpointId",
    name="Name",
    tags=None,
    aliases=(("dns", "EndpointUrl"),),
    relations=(
        Rel("targets", "EventBuses[].EventBusArn", by="arn"),
        Rel("runs-as", "RoleArn", by="arn"),
        Rel("refers-to", "RoutingConfig.FailoverConfig.Primary.HealthCheck", by="arn"),
    ),
    volatile=("LastModifiedTime", "StateReason"),
    by_id=ById(params={"NamePrefix": "=id"}),
    events=dict.fromkeys(
        ("CreateEndpoint", "UpdateEndpoint", "DeleteEndpoint"), "requestParameters.name"
    ),
)

DECLARATIONS = (CONNECTION, API_DESTINATION, ARCHIVE, ENDPOINT)
