"""AWS Transfer Family: servers, who may log in to them, and connectors to others' servers.

Keys of users are public halves. Passwords stand in secrets that the documents name.
https://docs.aws.amazon.com/transfer/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, host_in
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/transfer/latest/APIReference"
_SERVER = "AWS::Transfer::Server"
_SECRET = "AWS::SecretsManager::Secret"  # noqa: S105  a type's name
_GONE = ("ResourceNotFoundException",)
_TAGS = {"Tags": ("Key",)}
_AMAZON = "'.server.transfer.', split(Arn, ':')[3], '.amazonaws.com'"


def _group_of(path: str) -> Rel:
    """Return a relation to log groups whose ARNs end in `:*` or not."""
    return Rel("logs-to", f"{path} | [?@].split(@, ':*')[0]", by="arn")


def _secret(path: str) -> tuple[Rel, ...]:
    """Return the relations to a secret that is named by ARN or by name."""
    return (
        by_arn("refers-to", path),
        Rel("refers-to", f"[{path}][?@ && !starts_with(@, 'arn:')]", by="name", type=_SECRET),
    )


SERVER = Declaration(
    type=_SERVER,
    kind="server",
    service="transfer",
    doc=f"{_API}/API_DescribeServer.html",
    list=ListCall("ListServers", "Servers"),
    describe=Describe(
        operation="DescribeServer", params={"ServerId": "=item.ServerId"}, result="Server"
    ),
    id="{Arn}",
    native_id="ServerId",
    uid="ServerId",
    tags="Tags",
    aliases=(("dns", f"ServerId && join('', [ServerId, {_AMAZON}])"),),
    relations=(
        Rel("in-network", "EndpointDetails.VpcId"),
        Rel("in-subnet", "EndpointDetails.SubnetIds[]"),
        Rel("uses-filter", "EndpointDetails.SecurityGroupIds[]"),
        Rel("attached-to", "EndpointDetails.VpcEndpointId"),
        Rel("attached-to", "EndpointDetails.AddressAllocationIds[]"),
        Rel("runs-as", "LoggingRole", by="arn"),
        Rel("runs-as", "IdentityProviderDetails.InvocationRole", by="arn"),
        Rel("refers-to", "IdentityProviderDetails.Function", by="arn"),
        Rel("refers-to", host_in("IdentityProviderDetails.Url"), by="dns"),
        Rel("refers-to", "IdentityProviderDetails.DirectoryId"),
        by_arn("refers-to", "Certificate"),
        _group_of("StructuredLogDestinations"),
        Rel("runs-as", "WorkflowDetails.OnUpload[].ExecutionRole", by="arn"),
        Rel("runs-as", "WorkflowDetails.OnPartialUpload[].ExecutionRole", by="arn"),
    ),
    secret=("IdentityProviderDetails.Url.(beyond-host)",),
    volatile=("UserCount",),
    keyed={
        **_TAGS,
        "Protocols": "set",
        "EndpointDetails.AddressAllocationIds": "set",
        "EndpointDetails.SubnetIds": "set",
        "EndpointDetails.SecurityGroupIds": "set",
        "StructuredLogDestinations": "set",
        "As2ServiceManagedEgressIpAddresses": "set",
    },
    by_id=ById(
        operation="DescribeServer", params={"ServerId": "=id"}, items="Server", not_found=_GONE
    ),
    events={
        "CreateServer": "responseElements.serverId",
        "UpdateServer": "requestParameters.serverId",
        "DeleteServer": "requestParameters.serverId",
        "StartServer": "requestParameters.serverId",
        "StopServer": "requestParameters.serverId",
    },
)

USER = Declaration(
    type="AWS::Transfer::User",
    kind="user",
    service="transfer",
    doc=f"{_API}/API_DescribeUser.html",
    list=ListCall(
        "ListUsers",
        "Users",
        params={"ServerId": "=parent.ServerId"},
        each=_SERVER,
        when="IdentityProviderType == 'SERVICE_MANAGED'",
        stamp={"ServerId": "ServerId"},
        absent=_GONE,
    ),
    # The list does not have the policy, which narrows what the role may.
    describe=Describe(
        operation="DescribeUser",
        params={"ServerId": "=parent.ServerId", "UserName": "=item.UserName"},
        result="User",
        merge=True,
    ),
    id="{Arn}",
    native_id="UserName",
    name="UserName",
    tags="Tags",
    relations=(
        Rel("part-of", "ServerId"),
        Rel("runs-as", "Role", by="arn"),
    ),
    json=("Policy",),
    keyed={
        **_TAGS,
        "SshPublicKeys": ("SshPublicKeyId",),
        "HomeDirectoryMappings": ("Entry",),
        "PosixProfile.SecondaryGids": "set",
    },
    no_by_id="its call takes the server too, which the id does not say",
    events=dict.fromkeys(
        ("CreateUser", "UpdateUser", "DeleteUser", "ImportSshPublicKey", "DeleteSshPublicKey"),
        "requestParameters.userName",
    ),
)

CONNECTOR = Declaration(
    type="AWS::Transfer::Connector",
    kind="connector",
    service="transfer",
    doc=f"{_API}/API_DescribeConnector.html",
    list=ListCall("ListConnectors", "Connectors"),
    describe=Describe(
        operation="DescribeConnector",
        params={"ConnectorId": "=item.ConnectorId"},
        result="Connector",
    ),
    id="{Arn}",
    native_id="ConnectorId",
    uid="ConnectorId",
    tags="Tags",
    relations=(
        Rel("runs-as", "AccessRole", by="arn"),
        Rel("runs-as", "LoggingRole", by="arn"),
        Rel("targets", host_in("Url"), by="dns"),
        Rel("targets", "EgressConfig.VpcLattice.ResourceConfigurationArn", by="arn"),
        *_secret("As2Config.BasicAuthSecretId"),
        *_secret("SftpConfig.UserSecretId"),
    ),
    volatile=("Status", "ErrorMessage"),
    keyed={
        **_TAGS,
        "SftpConfig.TrustedHostKeys": "set",
        "ServiceManagedEgressIpAddresses": "set",
        "As2Config.AsyncMdnConfig.ServerIds": "set",
    },
    by_id=ById(
        operation="DescribeConnector",
        params={"ConnectorId": "=id"},
        items="Connector",
        not_found=_GONE,
    ),
    events={
        "CreateConnector": "responseElements.connectorId",
        "UpdateConnector": "requestParameters.connectorId",
        "DeleteConnector": "requestParameters.connectorId",
    },
)

DECLARATIONS = (SERVER, USER, CONNECTOR)
