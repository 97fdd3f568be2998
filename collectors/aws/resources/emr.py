"""Amazon EMR: clusters that are not ended yet, how data is encrypted, studios, public access.

Passwords of Kerberos come back in clear if people set them; what is set for applications and
handed to bootstrap scripts may hold any secret: all of these become digests.
https://docs.aws.amazon.com/emr/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with, host_in
from collectors.engine.specification import Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/emr/latest/APIReference"
_BUCKET = "AWS::S3::Bucket"
_SECURITY = "AWS::EMR::SecurityConfiguration"
_MACHINES = "Ec2InstanceAttributes"
_AT_REST = "SecurityConfiguration.EncryptionConfiguration.AtRestEncryptionConfiguration"
_NO_CODE = "that it is gone, the call for one says with the code of any bad request"
_NOT_ARN = "[?@ && !starts_with(@, 'arn:')]"


def _role(path: str) -> tuple[Rel, ...]:
    """Return the relations to a role that is named by ARN or by name."""
    return (
        by_arn("runs-as", path),
        Rel("runs-as", f"[{path}]{_NOT_ARN}", by="name", type="AWS::IAM::Role"),
    )


CLUSTER = Declaration(
    type="AWS::EMR::Cluster",
    kind="cluster",
    service="emr",
    doc=f"{_API}/API_DescribeCluster.html",
    list=ListCall(
        "ListClusters",
        "Clusters",
        params={
            "ClusterStates": ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"]
        },
    ),
    describe=Describe(
        operation="DescribeCluster", params={"ClusterId": "=item.Id"}, result="Cluster"
    ),
    id="{ClusterArn}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags="Tags",
    aliases=(("dns", "MasterPublicDnsName"),),
    aspects=(
        Detail(
            aspect="bootstrap",
            operation="ListBootstrapActions",
            params={"ClusterId": "=item.Id"},
            result="BootstrapActions",
            doc=f"{_API}/API_ListBootstrapActions.html",
        ),
    ),
    relations=(
        *_role("ServiceRole"),
        *_role("AutoScalingRole"),
        Rel(
            "refers-to",
            f"[{_MACHINES}.IamInstanceProfile]{_NOT_ARN}",
            by="name",
            type="AWS::IAM::InstanceProfile",
        ),
        by_arn("refers-to", f"{_MACHINES}.IamInstanceProfile"),
        Rel("in-subnet", f"{_MACHINES}.Ec2SubnetId"),
        Rel("uses-filter", f"{_MACHINES}.EmrManagedMasterSecurityGroup"),
        Rel("uses-filter", f"{_MACHINES}.EmrManagedSlaveSecurityGroup"),
        Rel("uses-filter", f"{_MACHINES}.ServiceAccessSecurityGroup"),
        Rel("uses-filter", f"{_MACHINES}.AdditionalMasterSecurityGroups[]"),
        Rel("uses-filter", f"{_MACHINES}.AdditionalSlaveSecurityGroups[]"),
        Rel("refers-to", f"{_MACHINES}.Ec2KeyName", by="name", type="AWS::EC2::KeyPair"),
        Rel("refers-to", "SecurityConfiguration", by="name", type=_SECURITY),
        Rel("derived-from", "CustomAmiId"),
        Rel("logs-to", host_in("LogUri"), by="name", type=_BUCKET),
        *encrypted_with("LogEncryptionKmsKeyId"),
        Rel(
            "logs-to",
            "MonitoringConfiguration.CloudWatchLogConfiguration.LogGroupName",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        Rel(
            "derived-from",
            host_in("[].ScriptPath"),
            by="name",
            type=_BUCKET,
            aspect="bootstrap",
        ),
    ),
    volatile=("Status", "NormalizedInstanceHours"),
    secret=(
        "Configurations[].Properties",
        "Configurations[].Configurations",
        "Applications[].Args",
        "Applications[].AdditionalInfo",
        "KerberosAttributes.KdcAdminPassword",
        "KerberosAttributes.CrossRealmTrustPrincipalPassword",
        "KerberosAttributes.ADDomainJoinPassword",
        "@bootstrap[].Args",
    ),
    keyed={
        "Tags": ("Key",),
        "Applications": ("Name",),
        "Configurations": ("Classification",),
        "PlacementGroups": ("InstanceRole",),
        f"{_MACHINES}.RequestedEc2SubnetIds": "set",
        f"{_MACHINES}.RequestedEc2AvailabilityZones": "set",
        f"{_MACHINES}.AdditionalMasterSecurityGroups": "set",
        f"{_MACHINES}.AdditionalSlaveSecurityGroups": "set",
    },
    no_by_id=_NO_CODE,
    events={
        "RunJobFlow": "responseElements.jobFlowId",
        "TerminateJobFlows": "requestParameters.jobFlowIds",
        "ModifyCluster": "requestParameters.clusterId",
    },
)

SECURITY_CONFIGURATION = Declaration(
    type=_SECURITY,
    kind="security-configuration",
    service="emr",
    doc=f"{_API}/API_DescribeSecurityConfiguration.html",
    list=ListCall("ListSecurityConfigurations", "SecurityConfigurations"),
    describe=Describe(
        operation="DescribeSecurityConfiguration", params={"Name": "=item.Name"}, result="@"
    ),
    id="arn:{partition}:elasticmapreduce:{region}:{account}:security-configuration/{Name}",
    native_id="Name",
    uid="CreationDateTime",
    name="Name",
    tags=None,
    relations=(
        *encrypted_with(f"{_AT_REST}.S3EncryptionConfiguration.AwsKmsKey"),
        *encrypted_with(f"{_AT_REST}.LocalDiskEncryptionConfiguration.AwsKmsKey"),
    ),
    json=("SecurityConfiguration",),
    no_by_id=_NO_CODE,
    events=dict.fromkeys(
        ("CreateSecurityConfiguration", "DeleteSecurityConfiguration"), "requestParameters.name"
    ),
)

STUDIO = Declaration(
    type="AWS::EMR::Studio",
    kind="workspace",
    service="emr",
    doc=f"{_API}/API_DescribeStudio.html",
    list=ListCall("ListStudios", "Studios"),
    describe=Describe(
        operation="DescribeStudio", params={"StudioId": "=item.StudioId"}, result="Studio"
    ),
    id="arn:{partition}:elasticmapreduce:{region}:{account}:studio/{StudioId}",
    native_id="StudioId",
    uid="StudioId",
    name="Name",
    tags="Tags",
    aliases=(("dns", "Url"),),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetIds[]"),
        Rel("uses-filter", "WorkspaceSecurityGroupId"),
        Rel("uses-filter", "EngineSecurityGroupId"),
        *_role("ServiceRole"),
        *_role("UserRole"),
        Rel("encrypted-with", "EncryptionKeyArn", by="arn"),
        Rel("refers-to", host_in("DefaultS3Location"), by="name", type=_BUCKET),
        Rel("refers-to", "IdcInstanceArn", by="arn"),
    ),
    keyed={"Tags": ("Key",), "SubnetIds": "set"},
    no_by_id=_NO_CODE,
    events={
        "CreateStudio": "responseElements.studioId",
        "UpdateStudio": "requestParameters.studioId",
        "DeleteStudio": "requestParameters.studioId",
    },
)

BLOCK_PUBLIC_ACCESS = Declaration(
    type="AWS::EMR::BlockPublicAccessConfiguration",
    kind="account-settings",
    service="emr",
    doc=f"{_API}/API_GetBlockPublicAccessConfiguration.html",
    list=ListCall(
        "GetBlockPublicAccessConfiguration", "BlockPublicAccessConfiguration", own_only=True
    ),
    id="arn:{partition}:elasticmapreduce:{region}:{account}:block-public-access",
    native_id="'block-public-access'",
    tags=None,
    no_relations="it holds for the whole region of the account",
    keyed={"PermittedPublicSecurityGroupRuleRanges": ("MinRange", "MaxRange")},
    no_by_id="there is one a region, and no id",
    events={"PutBlockPublicAccessConfiguration": "awsRegion && 'block-public-access'"},
)

DECLARATIONS = (CLUSTER, SECURITY_CONFIGURATION, STUDIO, BLOCK_PUBLIC_ACCESS)
