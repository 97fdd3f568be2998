"""Amazon Redshift: clusters, and all by which they are reached from elsewhere or shared.

No credentials are asked for, and no query is run.
https://docs.aws.amazon.com/redshift/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS, encrypted_with, trusts
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel, policy_lists

_API = "https://docs.aws.amazon.com/redshift/latest/APIReference"
_CLUSTER = "AWS::Redshift::Cluster"
_SUBNETS = "AWS::Redshift::ClusterSubnetGroup"
_ARN = "arn:{partition}:redshift:{region}:{account}"
_NAME = "requestParameters.clusterIdentifier"
_ADMIN = (
    Rel("refers-to", "MasterPasswordSecretArn", by="arn"),
    *encrypted_with("MasterPasswordSecretKmsKeyId"),
)
_FILTERS = Rel("uses-filter", "VpcSecurityGroups[].VpcSecurityGroupId")

CLUSTER = Declaration(
    type=_CLUSTER,
    kind="database-cluster",
    service="redshift",
    doc=f"{_API}/API_DescribeClusters.html",
    list=ListCall("DescribeClusters", "Clusters"),
    id=_ARN + ":cluster:{ClusterIdentifier}",
    native_id="ClusterIdentifier",
    uid="ClusterCreateTime",
    zone="AvailabilityZone",
    name="ClusterIdentifier",
    # Policies and shares of data name a cluster by its namespace.
    aliases=(
        ("arn", "ClusterNamespaceArn"),
        ("dns", "Endpoint.Address"),
        ("dns", "CustomDomainName"),
    ),
    aspects=(
        Detail(
            aspect="policy",
            operation="GetResourcePolicy",
            params={"ResourceArn": "=item.ClusterNamespaceArn"},
            result="ResourcePolicy.Policy",
            absent=("ResourceNotFoundFault",),
            when="ClusterNamespaceArn",
        ),
        Detail(
            aspect="logging",
            operation="DescribeLoggingStatus",
            params={"ClusterIdentifier": "=item.ClusterIdentifier"},
            doc=f"{_API}/API_DescribeLoggingStatus.html",
        ),
    ),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("refers-to", "ClusterSubnetGroupName", by="name", type=_SUBNETS),
        _FILTERS,
        Rel("attached-to", "Endpoint.VpcEndpoints[].NetworkInterfaces[].NetworkInterfaceId"),
        Rel("runs-as", "IamRoles[].IamRoleArn", by="arn"),
        *encrypted_with("KmsKeyId"),
        *_ADMIN,
        Rel("refers-to", "CustomDomainCertificateArn", by="arn"),
        Rel("logs-to", "BucketName", by="name", type="AWS::S3::Bucket", aspect="logging"),
        *trusts("", aspect="policy"),
    ),
    volatile=(
        "ClusterStatus",
        "ClusterAvailabilityStatus",
        "ModifyStatus",
        "DataTransferProgress",
        "RestoreStatus",
        "ExpectedNextSnapshotScheduleTime",
        "ExpectedNextSnapshotScheduleTimeStatus",
        "NextMaintenanceWindowStartTime",
        "LoggingPublishStatus.S3Tables.LastIngestionTimes",
        "@logging.LastSuccessfulDeliveryTime",
        "@logging.LastFailureTime",
        "@logging.LastFailureMessage",
        "@logging.S3Tables.LastIngestionTimes",
    ),
    secret=("PendingModifiedValues.MasterUserPassword",),
    json=("@policy",),
    keyed={
        **TAGS,
        "VpcSecurityGroups": ("VpcSecurityGroupId",),
        "ClusterSecurityGroups": ("ClusterSecurityGroupName",),
        "ClusterParameterGroups": ("ParameterGroupName",),
        "ClusterParameterGroups[].ClusterParameterStatusList": ("ParameterName",),
        "ClusterNodes": ("NodeRole", "PrivateIPAddress"),
        "IamRoles": ("IamRoleArn",),
        "Endpoint.VpcEndpoints": ("VpcEndpointId",),
        "Endpoint.VpcEndpoints[].NetworkInterfaces": ("NetworkInterfaceId",),
        "PendingActions": "set",
        "DeferredMaintenanceWindows": ("DeferMaintenanceIdentifier",),
        "@logging.LogExports": "set",
        **policy_lists("@policy"),
    },
    by_id=ById(params={"ClusterIdentifier": "=id"}, not_found=("ClusterNotFound",)),
    events=dict.fromkeys(
        (
            "CreateCluster",
            "ModifyCluster",
            "DeleteCluster",
            "ModifyClusterIamRoles",
            "RestoreFromClusterSnapshot",
            "EnableLogging",
            "DisableLogging",
        ),
        _NAME,
    ),
)

SUBNET_GROUP = Declaration(
    type=_SUBNETS,
    kind="subnet-group",
    service="redshift",
    doc=f"{_API}/API_DescribeClusterSubnetGroups.html",
    list=ListCall("DescribeClusterSubnetGroups", "ClusterSubnetGroups"),
    id=_ARN + ":subnetgroup:{ClusterSubnetGroupName}",
    native_id="ClusterSubnetGroupName",
    name="ClusterSubnetGroupName",
    relations=(Rel("in-network", "VpcId"), Rel("refers-to", "Subnets[].SubnetIdentifier")),
    keyed={
        **TAGS,
        "Subnets": ("SubnetIdentifier",),
        "SupportedClusterIpAddressTypes": "set",
    },
    by_id=ById(
        params={"ClusterSubnetGroupName": "=id"}, not_found=("ClusterSubnetGroupNotFoundFault",)
    ),
    events=dict.fromkeys(
        ("CreateClusterSubnetGroup", "ModifyClusterSubnetGroup", "DeleteClusterSubnetGroup"),
        "requestParameters.clusterSubnetGroupName",
    ),
)

SNAPSHOT = Declaration(
    type="AWS::Redshift::ClusterSnapshot",
    kind="snapshot",
    service="redshift",
    doc=f"{_API}/API_DescribeClusterSnapshots.html",
    list=ListCall("DescribeClusterSnapshots", "Snapshots"),
    id=_ARN + ":snapshot:{ClusterIdentifier}/{SnapshotIdentifier}",
    native_id="SnapshotIdentifier",
    uid="SnapshotCreateTime",
    owner="OwnerAccount",
    name="SnapshotIdentifier",
    relations=(
        Rel("derived-from", "ClusterIdentifier", by="name", type=_CLUSTER),
        Rel("shared-with", "AccountsWithRestoreAccess[].AccountId", by="account"),
        *encrypted_with("KmsKeyId"),
        *_ADMIN,
    ),
    volatile=(
        "BackupProgressInMegaBytes",
        "CurrentBackupRateInMegaBytesPerSecond",
        "EstimatedSecondsToCompletion",
        "ElapsedTimeInSeconds",
        "ManualSnapshotRemainingDays",
        "TotalBackupSizeInMegaBytes",
        "ActualIncrementalBackupSizeInMegaBytes",
    ),
    keyed={**TAGS, "AccountsWithRestoreAccess": ("AccountId",), "RestorableNodeTypes": "set"},
    by_id=ById(params={"SnapshotIdentifier": "=id"}, not_found=("ClusterSnapshotNotFound",)),
    events=dict.fromkeys(
        (
            "CreateClusterSnapshot",
            "DeleteClusterSnapshot",
            "AuthorizeSnapshotAccess",
            "RevokeSnapshotAccess",
        ),
        "requestParameters.snapshotIdentifier",
    ),
)

ENDPOINT = Declaration(
    type="AWS::Redshift::EndpointAccess",
    kind="endpoint",
    service="redshift",
    doc=f"{_API}/API_DescribeEndpointAccess.html",
    list=ListCall("DescribeEndpointAccess", "EndpointAccessList"),
    id=_ARN + ":endpointaccess:{EndpointName}",
    native_id="EndpointName",
    uid="EndpointCreateTime",
    name="EndpointName",
    tags=None,
    aliases=(("dns", "Address"),),
    relations=(
        Rel("targets", "ClusterIdentifier", by="name", type=_CLUSTER),
        Rel("in-network", "VpcEndpoint.VpcId"),
        Rel("refers-to", "SubnetGroupName", by="name", type=_SUBNETS),
        Rel("in-subnet", "VpcEndpoint.NetworkInterfaces[].SubnetId"),
        Rel("attached-to", "VpcEndpoint.NetworkInterfaces[].NetworkInterfaceId"),
        Rel("refers-to", "VpcEndpoint.VpcEndpointId"),
        _FILTERS,
    ),
    volatile=("EndpointStatus",),
    keyed={
        "VpcSecurityGroups": ("VpcSecurityGroupId",),
        "VpcEndpoint.NetworkInterfaces": ("NetworkInterfaceId",),
    },
    by_id=ById(params={"EndpointName": "=id"}, not_found=("EndpointNotFound",)),
    events=dict.fromkeys(
        ("CreateEndpointAccess", "ModifyEndpointAccess", "DeleteEndpointAccess"),
        "requestParameters.endpointName",
    ),
)

AUTHORIZATION = Declaration(
    type="AWS::Redshift::EndpointAuthorization",
    kind="resource-policy",
    service="redshift",
    doc=f"{_API}/API_DescribeEndpointAuthorization.html",
    # Those that others gave us are theirs to list.
    list=ListCall(
        "DescribeEndpointAuthorization", "EndpointAuthorizationList", params={"Grantee": False}
    ),
    id=_ARN + ":cluster:{ClusterIdentifier}#authorization/{Grantee}",
    native_id="join('/', [ClusterIdentifier, Grantee])",
    uid="AuthorizeTime",
    owner="Grantor",
    name="Grantee",
    tags=None,
    relations=(
        Rel("applies-to", "ClusterIdentifier", by="name", type=_CLUSTER),
        Rel("shared-with", "Grantee", by="account"),
        Rel("refers-to", "AllowedVPCs[]"),
    ),
    volatile=("ClusterStatus", "EndpointCount"),
    keyed={"AllowedVPCs": "set"},
    no_by_id="its call takes cluster and account, which the id joins",
    events=dict.fromkeys(
        ("AuthorizeEndpointAccess", "RevokeEndpointAccess"),
        f"join('/', [{_NAME}, requestParameters.account])",
    ),
)

_SHARED = "DataShareAssociations[].ConsumerIdentifier"
_NUMBER = "length(@)==`12`"

DATA_SHARE = Declaration(
    type="AWS::Redshift::DataShare",
    kind="data-share",
    service="redshift",
    doc=f"{_API}/API_DescribeDataShares.html",
    list=ListCall("DescribeDataShares", "DataShares"),
    id="{DataShareArn}",
    native_id="DataShareArn",
    owner="split(DataShareArn, ':')[4]",
    region="split(DataShareArn, ':')[3]",
    name="split(DataShareArn, '/')[-1]",
    tags=None,
    relations=(
        Rel("part-of", "ProducerArn", by="arn"),
        Rel("shared-with", f"{_SHARED} | [?{_NUMBER}]", by="account"),
        Rel("shared-with", f"{_SHARED} | [?starts_with(@, 'arn:')]", by="arn"),
    ),
    keyed={"DataShareAssociations": ("ConsumerIdentifier", "ConsumerRegion")},
    by_id=ById(params={"DataShareArn": "=id"}, not_found=("InvalidDataShareFault",)),
    events=dict.fromkeys(
        ("AuthorizeDataShare", "DeauthorizeDataShare", "RejectDataShare"),
        "requestParameters.dataShareArn",
    ),
)

DECLARATIONS = (CLUSTER, SUBNET_GROUP, SNAPSHOT, ENDPOINT, AUTHORIZATION, DATA_SHARE)
