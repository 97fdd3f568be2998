"""Amazon WorkSpaces: desktops, the directories that their users are in, and who may connect.

https://docs.aws.amazon.com/workspaces/latest/api/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/workspaces/latest/api"
_DIRECTORY = "AWS::WorkSpaces::Directory"
_CREATION = "WorkspaceCreationProperties"

WORKSPACE = Declaration(
    type="AWS::WorkSpaces::Workspace",
    kind="desktop",
    service="workspaces",
    doc=f"{_API}/API_DescribeWorkspaces.html",
    list=ListCall("DescribeWorkspaces", "Workspaces"),
    id="arn:{partition}:workspaces:{region}:{account}:workspace/{WorkspaceId}",
    native_id="WorkspaceId",
    uid="WorkspaceId",
    name="WorkspaceName || ComputerName || UserName",
    tags=None,
    aliases=(("ip", "IpAddress"), ("ip", "Ipv6Address")),
    relations=(
        Rel("part-of", "DirectoryId", by="name", type=_DIRECTORY),
        Rel("in-subnet", "SubnetId"),
        *encrypted_with("VolumeEncryptionKey"),
        Rel("derived-from", "BundleId"),
        Rel("refers-to", "RelatedWorkspaces[].WorkspaceId"),
    ),
    # One that nobody uses stops by itself.
    volatile=(
        "State",
        "ErrorCode",
        "ErrorMessage",
        "ModificationStates",
        "RelatedWorkspaces[].State",
        "DataReplicationSettings.RecoverySnapshotTime",
        "StandbyWorkspacesProperties[].RecoverySnapshotTime",
    ),
    keyed={
        "RelatedWorkspaces": ("WorkspaceId",),
        "StandbyWorkspacesProperties": ("StandbyWorkspaceId",),
        "WorkspaceProperties.Protocols": "set",
    },
    by_id=ById(params={"WorkspaceIds": "=ids"}, batch=25),
    events={
        "CreateWorkspaces": "responseElements.pendingRequests[].workspaceId",
        "ModifyWorkspaceProperties": "requestParameters.workspaceId",
        "TerminateWorkspaces": "requestParameters.terminateWorkspaceRequests[].workspaceId",
    },
)

DIRECTORY = Declaration(
    type=_DIRECTORY,
    kind="directory",
    service="workspaces",
    doc=f"{_API}/API_DescribeWorkspaceDirectories.html",
    list=ListCall("DescribeWorkspaceDirectories", "Directories"),
    id="arn:{partition}:workspaces:{region}:{account}:directory/{DirectoryId}",
    native_id="DirectoryId",
    uid="DirectoryId",
    name="WorkspaceDirectoryName || DirectoryName",
    tags=None,
    relations=(
        Rel("attached-to", "DirectoryId", by="name", type="AWS::DirectoryService::Directory"),
        Rel("in-subnet", "SubnetIds[]"),
        Rel("uses-filter", "WorkspaceSecurityGroupId"),
        Rel("uses-filter", f"{_CREATION}.CustomSecurityGroupId"),
        Rel("uses-filter", "ipGroupIds[]"),
        by_arn("runs-as", "IamRoleId"),
        Rel("runs-as", f"{_CREATION}.InstanceIamRoleArn", by="arn"),
        Rel(
            "attached-to",
            "WorkspaceAccessProperties.AccessEndpointConfig.AccessEndpoints[].VpcEndpointId",
        ),
        Rel("refers-to", "CertificateBasedAuthProperties.CertificateAuthorityArn", by="arn"),
        Rel("refers-to", "MicrosoftEntraConfig.ApplicationConfigSecretArn", by="arn"),
        Rel("refers-to", "ActiveDirectoryConfig.ServiceAccountSecretArn", by="arn"),
        Rel("refers-to", "IDCConfig.InstanceArn", by="arn"),
        Rel("refers-to", "IDCConfig.ApplicationArn", by="arn"),
    ),
    volatile=("ErrorMessage",),
    # With this code a client asks to be let in.
    secret=("RegistrationCode",),
    keyed={
        "SubnetIds": "set",
        "ipGroupIds": "set",
        "DnsIpAddresses": "set",
        "DnsIpv6Addresses": "set",
        "StreamingProperties.UserSettings": ("Action",),
        "StreamingProperties.StorageConnectors": ("ConnectorType",),
        "WorkspaceAccessProperties.AccessEndpointConfig.AccessEndpoints": ("VpcEndpointId",),
    },
    by_id=ById(params={"DirectoryIds": "=ids"}, batch=25),
    events={
        "RegisterWorkspaceDirectory": "requestParameters.directoryId",
        "DeregisterWorkspaceDirectory": "requestParameters.directoryId",
        "AssociateIpGroups": "requestParameters.directoryId",
        "DisassociateIpGroups": "requestParameters.directoryId",
        "ModifyWorkspaceAccessProperties": "requestParameters.resourceId",
        "ModifyWorkspaceCreationProperties": "requestParameters.resourceId",
    },
)

IP_GROUP = Declaration(
    type="AWS::WorkSpaces::IpGroup",
    kind="ip-set",
    service="workspaces",
    doc=f"{_API}/API_DescribeIpGroups.html",
    list=ListCall("DescribeIpGroups", "Result"),
    id="arn:{partition}:workspaces:{region}:{account}:workspaceipgroup/{groupId}",
    native_id="groupId",
    uid="groupId",
    name="groupName",
    tags=None,
    no_relations="directories name it; it names nothing",
    keyed={"userRules": ("ipRule",)},
    by_id=ById(params={"GroupIds": "=ids"}, batch=25),
    events={
        "CreateIpGroup": "responseElements.groupId",
        "UpdateRulesOfIpGroup": "requestParameters.groupId",
        "AuthorizeIpRules": "requestParameters.groupId",
        "RevokeIpRules": "requestParameters.groupId",
        "DeleteIpGroup": "requestParameters.groupId",
    },
)

DECLARATIONS = (WORKSPACE, DIRECTORY, IP_GROUP)
