"""AWS Database Migration Service: instances, the databases they join, and their tasks.

Passwords are not handed out by the API; every member that might hold one is a digest all the same.
Certificates are not read, for a wallet may hold a private key.
https://docs.aws.amazon.com/dms/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with, host_in, texts
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/dms/latest/APIReference"
_SUBNETS = "AWS::DMS::ReplicationSubnetGroup"
_KAFKA = texts("KafkaSettings.Broker")
_NONE = ("ResourceNotFoundFault",)
_RUN = (
    "Status",
    "LastFailureMessage",
    "StopReason",
    "ReplicationTaskStartDate",
    "RecoveryCheckpoint",
    "ReplicationTaskStats",
)
_TAGS = Detail(
    aspect="tags",
    operation="ListTagsForResource",
    params={"ResourceArnList": "=ids"},
    result="TagList",
    batch=20,
    match="ResourceArn",
)
_TAG_LIST = "[@][]"
"""What a batch leaves of one resource's tags: a list, or a single tag alone."""


def _by(name: str) -> ById:
    return ById(params={"Filters": [{"Name": name, "Values": "=ids"}]}, not_found=_NONE)


INSTANCE = Declaration(
    type="AWS::DMS::ReplicationInstance",
    kind="replication-instance",
    service="dms",
    doc=f"{_API}/API_DescribeReplicationInstances.html",
    list=ListCall("DescribeReplicationInstances", "ReplicationInstances", absent=_NONE),
    id="{ReplicationInstanceArn}",
    native_id="ReplicationInstanceArn",
    uid="ReplicationInstanceArn",
    zone="AvailabilityZone",
    name="ReplicationInstanceIdentifier",
    tags=_TAG_LIST,
    tags_aspect="tags",
    aspects=(_TAGS,),
    relations=(
        Rel("in-network", "ReplicationSubnetGroup.VpcId"),
        Rel("in-subnet", "ReplicationSubnetGroup.Subnets[].SubnetIdentifier"),
        Rel(
            "refers-to",
            "ReplicationSubnetGroup.ReplicationSubnetGroupIdentifier",
            by="name",
            type=_SUBNETS,
        ),
        Rel("uses-filter", "VpcSecurityGroups[].VpcSecurityGroupId"),
        *encrypted_with("KmsKeyId"),
        by_arn("refers-to", "KerberosAuthenticationSettings.KeyCacheSecretId"),
        by_arn("runs-as", "KerberosAuthenticationSettings.KeyCacheSecretIamArn"),
    ),
    volatile=("ReplicationInstanceStatus", "FreeUntil"),
    secret=("KerberosAuthenticationSettings.Krb5FileContents",),
    keyed={
        "VpcSecurityGroups": ("VpcSecurityGroupId",),
        "ReplicationSubnetGroup.Subnets": ("SubnetIdentifier",),
        "ReplicationSubnetGroup.SupportedNetworkTypes": "set",
        "ReplicationInstancePublicIpAddresses": "set",
        "ReplicationInstancePrivateIpAddresses": "set",
        "ReplicationInstanceIpv6Addresses": "set",
    },
    by_id=_by("replication-instance-arn"),
    events={
        "CreateReplicationInstance": "responseElements.replicationInstance.replicationInstanceArn",
        "ModifyReplicationInstance": "requestParameters.replicationInstanceArn",
        "DeleteReplicationInstance": "requestParameters.replicationInstanceArn",
    },
)

SUBNET_GROUP = Declaration(
    type=_SUBNETS,
    kind="subnet-group",
    service="dms",
    doc=f"{_API}/API_DescribeReplicationSubnetGroups.html",
    list=ListCall("DescribeReplicationSubnetGroups", "ReplicationSubnetGroups", absent=_NONE),
    id="arn:{partition}:dms:{region}:{account}:subgrp:{ReplicationSubnetGroupIdentifier}",
    native_id="ReplicationSubnetGroupIdentifier",
    name="ReplicationSubnetGroupIdentifier",
    tags=None,
    relations=(Rel("in-network", "VpcId"), Rel("refers-to", "Subnets[].SubnetIdentifier")),
    keyed={"Subnets": ("SubnetIdentifier",), "SupportedNetworkTypes": "set"},
    by_id=_by("replication-subnet-group-id"),
    events=dict.fromkeys(
        (
            "CreateReplicationSubnetGroup",
            "ModifyReplicationSubnetGroup",
            "DeleteReplicationSubnetGroup",
        ),
        "requestParameters.replicationSubnetGroupIdentifier",
    ),
)

ENDPOINT = Declaration(
    type="AWS::DMS::Endpoint",
    kind="endpoint",
    service="dms",
    doc=f"{_API}/API_DescribeEndpoints.html",
    list=ListCall("DescribeEndpoints", "Endpoints", absent=_NONE),
    id="{EndpointArn}",
    native_id="EndpointArn",
    uid="EndpointArn",
    name="EndpointIdentifier",
    tags=_TAG_LIST,
    tags_aspect="tags",
    aspects=(_TAGS,),
    # Each kind of database has its settings in a member of its own.
    relations=(
        *encrypted_with("KmsKeyId"),
        *encrypted_with("S3Settings.ServerSideEncryptionKmsKeyId"),
        *encrypted_with("RedshiftSettings.ServerSideEncryptionKmsKeyId"),
        Rel("refers-to", "CertificateArn", by="arn"),
        Rel("runs-as", "ServiceAccessRoleArn", by="arn"),
        by_arn("runs-as", "*.ServiceAccessRoleArn"),
        by_arn("runs-as", "*.SecretsManagerAccessRoleArn"),
        by_arn("runs-as", "OracleSettings.SecretsManagerOracleAsmAccessRoleArn"),
        by_arn("refers-to", "*.SecretsManagerSecretId"),
        by_arn("refers-to", "OracleSettings.SecretsManagerOracleAsmSecretId"),
        Rel("targets", "ServerName", by="dns"),
        Rel("targets", "*.ServerName", by="dns"),
        Rel("targets", f"{_KAFKA}.split(@, ',')[] | [].split(@, ':')[0]", by="dns"),
        Rel("targets", host_in("ElasticsearchSettings.EndpointUri"), by="dns"),
        Rel("targets", "KinesisSettings.StreamArn", by="arn"),
        Rel("targets", "LakehouseSettings.Arn", by="arn"),
        Rel(
            "targets",
            "[*.BucketName, NeptuneSettings.S3BucketName][] | []",
            by="name",
            type="AWS::S3::Bucket",
        ),
    ),
    volatile=("Status",),
    secret=(
        "ExtraConnectionAttributes",
        "ExternalId",
        "*.Password",
        "*.AfterConnectScript",
        "KafkaSettings.SaslPassword",
        "KafkaSettings.SslClientKeyPassword",
        "OracleSettings.AsmPassword",
        "OracleSettings.SecurityDbEncryption",
        "RedisSettings.AuthPassword",
    ),
    keyed={"OracleSettings.ExtraArchivedLogDestIds": "set"},
    by_id=_by("endpoint-arn"),
    events={
        "CreateEndpoint": "responseElements.endpoint.endpointArn",
        "ModifyEndpoint": "requestParameters.endpointArn",
        "DeleteEndpoint": "requestParameters.endpointArn",
    },
)

TASK = Declaration(
    type="AWS::DMS::ReplicationTask",
    kind="replication-task",
    service="dms",
    doc=f"{_API}/API_DescribeReplicationTasks.html",
    list=ListCall("DescribeReplicationTasks", "ReplicationTasks", absent=_NONE),
    id="{ReplicationTaskArn}",
    native_id="ReplicationTaskArn",
    uid="ReplicationTaskArn",
    name="ReplicationTaskIdentifier",
    tags=None,
    relations=(
        Rel("part-of", "ReplicationInstanceArn", by="arn"),
        Rel("refers-to", "SourceEndpointArn", by="arn"),
        Rel("targets", "TargetEndpointArn", by="arn"),
    ),
    volatile=_RUN,
    secret=("TaskData",),
    json=("TableMappings", "ReplicationTaskSettings"),
    by_id=_by("replication-task-arn"),
    events={
        "CreateReplicationTask": "responseElements.replicationTask.replicationTaskArn",
        **dict.fromkeys(
            ("ModifyReplicationTask", "MoveReplicationTask", "DeleteReplicationTask"),
            "requestParameters.replicationTaskArn",
        ),
    },
)

CONFIG = Declaration(
    type="AWS::DMS::ReplicationConfig",
    kind="replication-task",
    service="dms",
    doc=f"{_API}/API_DescribeReplicationConfigs.html",
    list=ListCall("DescribeReplicationConfigs", "ReplicationConfigs", absent=_NONE),
    id="{ReplicationConfigArn}",
    native_id="ReplicationConfigArn",
    uid="ReplicationConfigCreateTime",
    name="ReplicationConfigIdentifier",
    tags=None,
    relations=(
        Rel("refers-to", "SourceEndpointArn", by="arn"),
        Rel("targets", "TargetEndpointArn", by="arn"),
        Rel("refers-to", "ComputeConfig.ReplicationSubnetGroupId", by="name", type=_SUBNETS),
        Rel("uses-filter", "ComputeConfig.VpcSecurityGroupIds[]"),
        *encrypted_with("ComputeConfig.KmsKeyId"),
    ),
    secret=("SupplementalSettings",),
    json=("TableMappings", "ReplicationSettings"),
    keyed={"ComputeConfig.VpcSecurityGroupIds": "set"},
    by_id=_by("replication-config-arn"),
    events={
        "CreateReplicationConfig": "responseElements.replicationConfig.replicationConfigArn",
        "ModifyReplicationConfig": "requestParameters.replicationConfigArn",
        "DeleteReplicationConfig": "requestParameters.replicationConfigArn",
    },
)

DECLARATIONS = (INSTANCE, SUBNET_GROUP, ENDPOINT, TASK, CONFIG)
