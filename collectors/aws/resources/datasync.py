"""AWS DataSync: tasks, the places they copy between, and agents.

All places stand in one list, told apart by the scheme of their URIs, and each kind is described by
a call of its own. https://docs.aws.amazon.com/datasync/latest/userguide/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/datasync/latest/userguide"
_KEYED_TAGS = {"@tags": ("Key",)}


def _tags(arn: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTagsForResource",
        params={"ResourceArn": f"=item.{arn}"},
        result="Tags",
    )


TASK = Declaration(
    type="AWS::DataSync::Task",
    kind="transfer-task",
    service="datasync",
    doc=f"{_API}/API_DescribeTask.html",
    list=ListCall("ListTasks", "Tasks"),
    describe=Describe(operation="DescribeTask", params={"TaskArn": "=item.TaskArn"}, result="@"),
    id="{TaskArn}",
    native_id="TaskArn",
    uid="TaskArn",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("TaskArn"),),
    relations=(
        Rel("refers-to", "SourceLocationArn", by="arn"),
        Rel("targets", "DestinationLocationArn", by="arn"),
        Rel("logs-to", "CloudWatchLogGroupArn", by="arn"),
        Rel("attached-to", "SourceNetworkInterfaceArns[]", by="arn"),
        Rel("attached-to", "DestinationNetworkInterfaceArns[]", by="arn"),
        Rel("runs-as", "ManifestConfig.Source.S3.BucketAccessRoleArn", by="arn"),
        Rel("refers-to", "ManifestConfig.Source.S3.S3BucketArn", by="arn"),
        Rel("runs-as", "TaskReportConfig.Destination.S3.BucketAccessRoleArn", by="arn"),
        Rel("logs-to", "TaskReportConfig.Destination.S3.S3BucketArn", by="arn"),
    ),
    volatile=(
        "Status",
        "CurrentTaskExecutionArn",
        "ErrorCode",
        "ErrorDetail",
        "ScheduleDetails.StatusUpdateTime",
    ),
    keyed={
        **_KEYED_TAGS,
        "SourceNetworkInterfaceArns": "set",
        "DestinationNetworkInterfaceArns": "set",
    },
    # Only the message tells a task that is gone from any other mistake.
    by_id=ById(operation="DescribeTask", params={"TaskArn": "=id"}, items="@"),
    events={
        "CreateTask": "responseElements.taskArn",
        "UpdateTask": "requestParameters.taskArn",
        "DeleteTask": "requestParameters.taskArn",
    },
)

AGENT = Declaration(
    type="AWS::DataSync::Agent",
    kind="transfer-agent",
    service="datasync",
    doc=f"{_API}/API_DescribeAgent.html",
    list=ListCall("ListAgents", "Agents"),
    describe=Describe(operation="DescribeAgent", params={"AgentArn": "=item.AgentArn"}, result="@"),
    id="{AgentArn}",
    native_id="AgentArn",
    uid="AgentArn",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("AgentArn"),),
    relations=(
        Rel("refers-to", "PrivateLinkConfig.VpcEndpointId"),
        Rel("in-subnet", "PrivateLinkConfig.SubnetArns[]", by="arn"),
        Rel("uses-filter", "PrivateLinkConfig.SecurityGroupArns[]", by="arn"),
    ),
    volatile=("Status", "LastConnectionTime", "Platform.Version"),
    keyed={
        **_KEYED_TAGS,
        "PrivateLinkConfig.SubnetArns": "set",
        "PrivateLinkConfig.SecurityGroupArns": "set",
    },
    by_id=ById(operation="DescribeAgent", params={"AgentArn": "=id"}, items="@"),
    events={
        "CreateAgent": "responseElements.agentArn",
        "UpdateAgent": "requestParameters.agentArn",
        "DeleteAgent": "requestParameters.agentArn",
    },
)

# --- locations ----------------------------------------------------------------------------

_HOST = "split(LocationUri, '/')[2]"
_SERVER = (Rel("targets", _HOST, by="dns"),)
_FILES = (Rel("targets", f"split({_HOST}, '.')[1]"), by_arn("uses-filter", "SecurityGroupArns"))
_AGENTS = (Rel("refers-to", "AgentArns[]", by="arn"),)
_SMB = "Protocol.SMB."


def _login(at: str = "") -> tuple[Rel, ...]:
    """Return the relations to the secret that a location logs in with."""
    kinds = ("ManagedSecretConfig", "CmkSecretConfig", "CustomSecretConfig")
    return (
        *(Rel("refers-to", f"{at}{kind}.SecretArn", by="arn") for kind in kinds),
        *encrypted_with(f"{at}CmkSecretConfig.KmsKeyArn"),
        Rel("runs-as", f"{at}CustomSecretConfig.SecretAccessRoleArn", by="arn"),
    )


_AZURE = (
    *_AGENTS,
    *_login(),
    Rel("runs-as", "FederatedIdentity.AwsIamRole", by="arn"),
    *_SERVER,
)
_BUCKET = (
    Rel("targets", f"[{_HOST}][?!contains(@, ':')]", by="name", type="AWS::S3::Bucket"),
    Rel("runs-as", "S3Config.BucketAccessRoleArn", by="arn"),
    *_AGENTS,
)
_EFS = (
    Rel("targets", f"split({_HOST}, '.')[1]"),
    Rel("targets", "AccessPointArn", by="arn"),
    Rel("in-subnet", "Ec2Config.SubnetArn", by="arn"),
    Rel("uses-filter", "Ec2Config.SecurityGroupArns[]", by="arn"),
    Rel("runs-as", "FileSystemAccessRoleArn", by="arn"),
)
_HADOOP = (Rel("targets", "NameNodes[].Hostname", by="dns"), *_AGENTS, *_login())
_NFS = (Rel("refers-to", "OnPremConfig.AgentArns[]", by="arn"), *_SERVER)
_ONTAP = (
    Rel("targets", "StorageVirtualMachineArn", by="arn"),
    Rel("part-of", "FsxFilesystemArn", by="arn"),
    by_arn("uses-filter", "SecurityGroupArns"),
    *_login(_SMB),
)
_PASSWORD = (f"{_SMB}Password",)
_KINDS: tuple[tuple[str, str, str, tuple[Rel, ...], tuple[str, ...]], ...] = (
    ("LocationAzureBlob", "AzureBlob", "azure-blob:", _AZURE, ()),
    ("LocationEFS", "Efs", "efs:", _EFS, ()),
    ("LocationFSxLustre", "FsxLustre", "fsxl:", _FILES, ()),
    ("LocationFSxONTAP", "FsxOntap", "fsxn", _ONTAP, _PASSWORD),
    ("LocationFSxOpenZFS", "FsxOpenZfs", "fsxz:", (*_FILES, *_login(_SMB)), _PASSWORD),
    ("LocationFSxWindows", "FsxWindows", "fsxw:", (*_FILES, *_login()), ()),
    ("LocationHDFS", "Hdfs", "hdfs:", _HADOOP, ()),
    ("LocationNFS", "Nfs", "nfs:", _NFS, ()),
    (
        "LocationObjectStorage",
        "ObjectStorage",
        "object-storage:",
        (*_AGENTS, *_login(), Rel("runs-as", "FederatedIdentity.AwsIamRole", by="arn"), *_SERVER),
        ("AccessKey",),
    ),
    ("LocationS3", "S3", "s3:", _BUCKET, ()),
    ("LocationSMB", "Smb", "smb:", (*_AGENTS, *_login(), *_SERVER), ()),
)
_SETS = {
    "AgentArns": ("AzureBlob", "Hdfs", "ObjectStorage", "S3", "Smb"),
    "OnPremConfig.AgentArns": ("Nfs",),
    "SecurityGroupArns": ("FsxLustre", "FsxOntap", "FsxOpenZfs", "FsxWindows"),
    "Ec2Config.SecurityGroupArns": ("Efs",),
    "DnsIpAddresses": ("Smb",),
    "NameNodes": ("Hdfs",),
}


def _location(
    type_: str, noun: str, scheme: str, relations: tuple[Rel, ...], secret: tuple[str, ...]
) -> Declaration:
    operation = f"DescribeLocation{noun}"
    return Declaration(
        type=f"AWS::DataSync::{type_}",
        kind="transfer-location",
        service="datasync",
        doc=f"{_API}/API_{operation}.html",
        list=ListCall(
            "ListLocations", f"Locations[?starts_with(to_string(LocationUri), '{scheme}')]"
        ),
        describe=Describe(
            operation=operation, params={"LocationArn": "=item.LocationArn"}, result="@"
        ),
        id="{LocationArn}",
        native_id="LocationArn",
        uid="LocationArn",
        name="LocationUri",
        tags=None,
        relations=relations,
        secret=secret,
        keyed={path: "set" for path, nouns in _SETS.items() if noun in nouns},
        by_id=ById(operation=operation, params={"LocationArn": "=id"}, items="@"),
        events={
            f"CreateLocation{noun}": "responseElements.locationArn",
            f"UpdateLocation{noun}": "requestParameters.locationArn",
            "DeleteLocation": "requestParameters.locationArn",
        },
    )


DECLARATIONS = (TASK, AGENT, *(_location(*kind) for kind in _KINDS))
