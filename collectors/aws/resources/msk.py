"""Amazon MSK: Kafka clusters, their brokers, and connections to them; never a topic's content.

The names that clients use are those of the brokers.
https://docs.aws.amazon.com/MSK/2.0/APIReference/v2-clusters.html
"""

from collectors.aws.vocabulary import encrypted_with, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/msk/1.0/apireference"
_CLUSTER = "AWS::MSK::Cluster"
_GONE = ("NotFoundException",)
_BROKERS = "Provisioned.BrokerNodeGroupInfo"
_SERVERLESS = "Serverless.VpcConfigs[]"
_LOGS = "Provisioned.LoggingInfo.[AuthorizerLogs, BrokerLogs][]"

CLUSTER = Declaration(
    type=_CLUSTER,
    kind="cluster",
    service="kafka",
    doc="https://docs.aws.amazon.com/MSK/2.0/APIReference/v2-clusters.html",
    list=ListCall("ListClustersV2", "ClusterInfoList"),
    id="{ClusterArn}",
    native_id="ClusterArn",
    uid="ClusterArn",
    name="ClusterName",
    tags="Tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetClusterPolicy",
            params={"ClusterArn": "=item.ClusterArn"},
            result="Policy",
            absent=_GONE,
            doc=f"{_API}/clusters-clusterarn-policy.html",
        ),
        Detail(
            aspect="logins",
            operation="ListScramSecrets",
            params={"ClusterArn": "=item.ClusterArn"},
            result="SecretArnList",
            when="Provisioned.ClientAuthentication.Sasl.Scram.Enabled",
            doc=f"{_API}/clusters-clusterarn-scram-secrets.html",
        ),
    ),
    relations=(
        Rel("in-subnet", f"{_BROKERS}.ClientSubnets[]"),
        Rel("uses-filter", f"{_BROKERS}.SecurityGroups[]"),
        Rel("in-subnet", f"{_SERVERLESS}.SubnetIds[]"),
        Rel("uses-filter", f"{_SERVERLESS}.SecurityGroupIds[]"),
        *encrypted_with("Provisioned.EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId"),
        Rel("refers-to", "Provisioned.CurrentBrokerSoftwareInfo.ConfigurationArn", by="arn"),
        Rel(
            "trusts",
            "Provisioned.ClientAuthentication.Tls.CertificateAuthorityArnList[]",
            by="arn",
        ),
        Rel("logs-to", f"{_LOGS}.CloudWatchLogs.LogGroup", by="name", type="AWS::Logs::LogGroup"),
        Rel("logs-to", f"{_LOGS}.S3.Bucket", by="name", type="AWS::S3::Bucket"),
        Rel(
            "logs-to",
            f"{_LOGS}.Firehose.DeliveryStream",
            by="name",
            type="AWS::KinesisFirehose::DeliveryStream",
        ),
        Rel("refers-to", "[]", by="arn", aspect="logins"),
        *trusts("", aspect="policy"),
    ),
    volatile=("State", "StateInfo", "ActiveOperationArn", "CurrentVersion"),
    json=("@policy",),
    keyed={
        f"{_BROKERS}.ClientSubnets": "set",
        f"{_BROKERS}.SecurityGroups": "set",
        f"{_BROKERS}.ZoneIds": "set",
        f"{_SERVERLESS}.SubnetIds": "set",
        f"{_SERVERLESS}.SecurityGroupIds": "set",
        "Provisioned.ClientAuthentication.Tls.CertificateAuthorityArnList": "set",
        "@logins": "set",
        **policy_lists("@policy"),
    },
    by_id=ById(
        operation="DescribeClusterV2",
        params={"ClusterArn": "=id"},
        items="ClusterInfo",
        not_found=_GONE,
    ),
    events={
        "CreateCluster": "responseElements.clusterArn",
        "CreateClusterV2": "responseElements.clusterArn",
        **dict.fromkeys(
            (
                "DeleteCluster",
                "UpdateSecurity",
                "UpdateConnectivity",
                "UpdateClusterConfiguration",
                "PutClusterPolicy",
                "DeleteClusterPolicy",
            ),
            "requestParameters.clusterArn",
        ),
    },
)

BROKER = Declaration(
    type="AWS::MSK::Broker",
    kind="broker",
    service="kafka",
    doc=f"{_API}/clusters-clusterarn-nodes.html",
    list=ListCall(
        "ListNodes",
        "NodeInfoList[?BrokerNodeInfo]",
        params={"ClusterArn": "=parent.ClusterArn"},
        each=_CLUSTER,
        when="ClusterType == 'PROVISIONED'",
        stamp={"ClusterArn": "ClusterArn"},
        absent=_GONE,
    ),
    id="{NodeARN}",
    native_id="NodeARN",
    uid="NodeARN",
    name="BrokerNodeInfo.Endpoints[0]",
    tags=None,
    aliases=(("dns", "BrokerNodeInfo.Endpoints[]"),),
    relations=(
        Rel("part-of", "ClusterArn", by="arn"),
        Rel("in-subnet", "BrokerNodeInfo.ClientSubnet"),
        Rel("attached-to", "BrokerNodeInfo.AttachedENIId"),
        Rel("refers-to", "BrokerNodeInfo.CurrentBrokerSoftwareInfo.ConfigurationArn", by="arn"),
    ),
    keyed={"BrokerNodeInfo.Endpoints": "set"},
    no_by_id="there is no call for one broker",
)

CONFIGURATION = Declaration(
    type="AWS::MSK::Configuration",
    kind="configuration",
    service="kafka",
    doc=f"{_API}/configurations.html",
    list=ListCall("ListConfigurations", "Configurations"),
    id="{Arn}",
    native_id="Arn",
    uid="Arn",
    name="Name",
    tags=None,
    no_relations="clusters name it; it names nothing",
    keyed={"KafkaVersions": "set"},
    by_id=ById(
        operation="DescribeConfiguration", params={"Arn": "=id"}, items="@", not_found=_GONE
    ),
    events={
        "CreateConfiguration": "responseElements.arn",
        "UpdateConfiguration": "requestParameters.arn",
        "DeleteConfiguration": "requestParameters.arn",
    },
)

VPC_CONNECTION = Declaration(
    type="AWS::MSK::VpcConnection",
    kind="endpoint",
    service="kafka",
    doc=f"{_API}/vpc-connection-arn.html",
    list=ListCall("ListVpcConnections", "VpcConnections"),
    describe=Describe(
        operation="DescribeVpcConnection", params={"Arn": "=item.VpcConnectionArn"}, result="@"
    ),
    id="{VpcConnectionArn}",
    native_id="VpcConnectionArn",
    uid="VpcConnectionArn",
    name="split(VpcConnectionArn, '/')[-1]",
    tags="Tags",
    relations=(
        Rel("targets", "TargetClusterArn", by="arn"),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "Subnets[]"),
        Rel("uses-filter", "SecurityGroups[]"),
    ),
    volatile=("State",),
    keyed={"Subnets": "set", "SecurityGroups": "set"},
    by_id=ById(
        operation="DescribeVpcConnection", params={"Arn": "=id"}, items="@", not_found=_GONE
    ),
    events={
        "CreateVpcConnection": "responseElements.vpcConnectionArn",
        "DeleteVpcConnection": "requestParameters.arn",
    },
)

DECLARATIONS = (CLUSTER, BROKER, CONFIGURATION, VPC_CONNECTION)
