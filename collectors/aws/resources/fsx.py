"""Amazon FSx: file systems, the servers and volumes in them, and backups.

https://docs.aws.amazon.com/fsx/latest/APIReference/API_Operations.html
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import TAGS, by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/fsx/latest/APIReference"
_PASSWORD = "OntapConfiguration.FsxAdminPassword"  # noqa: S105  the name of a member
_CONFIGURATIONS = ("OntapConfiguration", "OpenZFSConfiguration")
_WORK = ("ProgressPercent", "RemainingTransferBytes", "TotalTransferBytes", "Status", "Message")
_DIRECTORY = "SelfManagedActiveDirectoryConfiguration"
_JOINS = f"{_DIRECTORY}.DomainJoinServiceAccountSecret"
_MOVES = tuple(f"AdministrativeActions[].{one}" for one in _WORK)
_DONE: dict[str, KeyFields] = {"AdministrativeActions": ("AdministrativeActionType", "RequestTime")}


def _endpoints(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple(("dns", f"{name}.DNSName") for name in names)


FILE_SYSTEM = Declaration(
    type="AWS::FSx::FileSystem",
    kind="file-system",
    service="fsx",
    doc=f"{_API}/API_DescribeFileSystems.html",
    list=ListCall("DescribeFileSystems", "FileSystems"),
    id="{ResourceARN}",
    native_id="FileSystemId",
    uid="FileSystemId",
    owner="OwnerId",
    aliases=(
        ("dns", "DNSName"),
        ("dns", "WindowsConfiguration.RemoteAdministrationEndpoint"),
        ("dns", "WindowsConfiguration.Aliases[].Name"),
        *_endpoints("OntapConfiguration.Endpoints.*"),
    ),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetIds[]"),
        Rel("attached-to", "NetworkInterfaceIds[]"),
        *encrypted_with("KmsKeyId"),
        Rel("refers-to", "WindowsConfiguration.ActiveDirectoryId"),
        by_arn("refers-to", f"WindowsConfiguration.{_JOINS}"),
        by_arn("logs-to", "WindowsConfiguration.AuditLogConfiguration.AuditLogDestination"),
        by_arn("logs-to", "WindowsConfiguration.FsrmConfiguration.EventLogDestination"),
        by_arn("logs-to", "LustreConfiguration.LogConfiguration.Destination"),
        Rel(
            "refers-to",
            "LustreConfiguration.DataRepositoryConfiguration.[ImportPath, ExportPath][]"
            ".split(@, '/')[2]",
            by="name",
            type="AWS::S3::Bucket",
        ),
        Rel("refers-to", "[OntapConfiguration, OpenZFSConfiguration][].RouteTableIds[]"),
    ),
    volatile=("Lifecycle", *_MOVES),
    secret=(_PASSWORD, f"AdministrativeActions[].TargetFileSystemValues.{_PASSWORD}"),
    keyed={
        **TAGS,
        **_DONE,
        "SubnetIds": "set",
        "NetworkInterfaceIds": "set",
        "WindowsConfiguration.Aliases": ("Name",),
        f"WindowsConfiguration.{_DIRECTORY}.DnsIps": "set",
        "WindowsConfiguration.MaintenanceOperationsInProgress": "set",
        "LustreConfiguration.RootSquashConfiguration.NoSquashNids": "set",
        **{f"{one}.RouteTableIds": "set" for one in _CONFIGURATIONS},
    },
    by_id=ById(params={"FileSystemIds": "=ids"}, not_found=("FileSystemNotFound",)),
    events={
        "CreateFileSystem": "responseElements.fileSystem.fileSystemId",
        "CreateFileSystemFromBackup": "responseElements.fileSystem.fileSystemId",
        "UpdateFileSystem": "requestParameters.fileSystemId",
        "DeleteFileSystem": "requestParameters.fileSystemId",
    },
)

SERVER = Declaration(
    type="AWS::FSx::StorageVirtualMachine",
    kind="file-server",
    service="fsx",
    doc=f"{_API}/API_DescribeStorageVirtualMachines.html",
    list=ListCall("DescribeStorageVirtualMachines", "StorageVirtualMachines"),
    id="{ResourceARN}",
    native_id="StorageVirtualMachineId",
    uid="StorageVirtualMachineId",
    name="Name",
    aliases=_endpoints(*(f"Endpoints.{one}" for one in ("Iscsi", "Management", "Nfs", "Smb"))),
    relations=(
        Rel("part-of", "FileSystemId"),
        by_arn("refers-to", f"ActiveDirectoryConfiguration.{_JOINS}"),
    ),
    volatile=("Lifecycle",),
    keyed={**TAGS, f"ActiveDirectoryConfiguration.{_DIRECTORY}.DnsIps": "set"},
    by_id=ById(
        params={"StorageVirtualMachineIds": "=ids"}, not_found=("StorageVirtualMachineNotFound",)
    ),
    events={
        "CreateStorageVirtualMachine": (
            "responseElements.storageVirtualMachine.storageVirtualMachineId"
        ),
        "UpdateStorageVirtualMachine": "requestParameters.storageVirtualMachineId",
        "DeleteStorageVirtualMachine": "requestParameters.storageVirtualMachineId",
    },
)

VOLUME = Declaration(
    type="AWS::FSx::Volume",
    kind="volume",
    service="fsx",
    doc=f"{_API}/API_DescribeVolumes.html",
    list=ListCall("DescribeVolumes", "Volumes"),
    id="{ResourceARN}",
    native_id="VolumeId",
    uid="VolumeId",
    name="Name",
    relations=(
        Rel("part-of", "FileSystemId"),
        Rel("part-of", "OntapConfiguration.StorageVirtualMachineId"),
        Rel("part-of", "OpenZFSConfiguration.ParentVolumeId"),
        Rel("derived-from", "OpenZFSConfiguration.OriginSnapshot.SnapshotARN", by="arn"),
    ),
    volatile=("Lifecycle", *_MOVES),
    secret=(f"AdministrativeActions[].TargetFileSystemValues.{_PASSWORD}",),
    keyed={
        **TAGS,
        **_DONE,
        "OpenZFSConfiguration.UserAndGroupQuotas": ("Type", "Id"),
        "OpenZFSConfiguration.NfsExports[].ClientConfigurations": ("Clients",),
    },
    by_id=ById(params={"VolumeIds": "=ids"}, not_found=("VolumeNotFound",)),
    events={
        "CreateVolume": "responseElements.volume.volumeId",
        "CreateVolumeFromBackup": "responseElements.volume.volumeId",
        "UpdateVolume": "requestParameters.volumeId",
        "DeleteVolume": "requestParameters.volumeId",
    },
)

SNAPSHOT = Declaration(
    type="AWS::FSx::Snapshot",
    kind="snapshot",
    service="fsx",
    doc=f"{_API}/API_DescribeSnapshots.html",
    list=ListCall("DescribeSnapshots", "Snapshots"),
    id="{ResourceARN}",
    native_id="SnapshotId",
    uid="SnapshotId",
    name="Name",
    relations=(Rel("derived-from", "VolumeId"),),
    volatile=("Lifecycle", *_MOVES),
    secret=(f"AdministrativeActions[].TargetFileSystemValues.{_PASSWORD}",),
    keyed={**TAGS, **_DONE},
    by_id=ById(params={"SnapshotIds": "=ids"}, not_found=("SnapshotNotFound",)),
    events={
        "CreateSnapshot": "responseElements.snapshot.snapshotId",
        "DeleteSnapshot": "requestParameters.snapshotId",
    },
)

BACKUP = Declaration(
    type="AWS::FSx::Backup",
    kind="backup",
    service="fsx",
    doc=f"{_API}/API_DescribeBackups.html",
    list=ListCall("DescribeBackups", "Backups"),
    id="{ResourceARN}",
    native_id="BackupId",
    uid="BackupId",
    owner="OwnerId",
    relations=(
        Rel("derived-from", "FileSystem.FileSystemId"),
        Rel("derived-from", "Volume.VolumeId"),
        Rel("derived-from", "SourceBackupId"),
        *encrypted_with("KmsKeyId"),
    ),
    volatile=("Lifecycle", "ProgressPercent", "SizeInBytes", "FileSystem.Lifecycle"),
    secret=(
        f"FileSystem.{_PASSWORD}",
        f"FileSystem.AdministrativeActions[].TargetFileSystemValues.{_PASSWORD}",
        f"Volume.AdministrativeActions[].TargetFileSystemValues.{_PASSWORD}",
    ),
    keyed={
        **TAGS,
        "FileSystem.SubnetIds": "set",
        "FileSystem.NetworkInterfaceIds": "set",
        "FileSystem.Tags": ("Key",),
    },
    by_id=ById(params={"BackupIds": "=ids"}, not_found=("BackupNotFound",)),
    events={
        "CreateBackup": "responseElements.backup.backupId",
        "CopyBackup": "responseElements.backup.backupId",
        "DeleteBackup": "requestParameters.backupId",
    },
)

DECLARATIONS = (FILE_SYSTEM, SERVER, VOLUME, SNAPSHOT, BACKUP)
