"""Amazon MQ: brokers with their users' names, and configurations; never a message.

https://docs.aws.amazon.com/amazon-mq/latest/api-reference/resources.html
"""

from collectors.aws.vocabulary import encrypted_with, host_in
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/amazon-mq/latest/api-reference"
_CONFIGURATION = "AWS::AmazonMQ::Configuration"
_GONE = ("NotFoundException",)
_LDAP = ("LdapServerMetadata", "PendingLdapServerMetadata")

BROKER = Declaration(
    type="AWS::AmazonMQ::Broker",
    kind="broker",
    service="mq",
    doc=f"{_API}/brokers-broker-id.html",
    list=ListCall("ListBrokers", "BrokerSummaries"),
    describe=Describe(
        operation="DescribeBroker", params={"BrokerId": "=item.BrokerId"}, result="@"
    ),
    id="{BrokerArn}",
    native_id="BrokerId",
    uid="BrokerId",
    name="BrokerName",
    tags="Tags",
    aliases=(
        ("dns", host_in("BrokerInstances[].Endpoints[]")),
        ("dns", host_in("BrokerInstances[].ConsoleURL")),
    ),
    relations=(
        Rel("in-subnet", "SubnetIds[]"),
        Rel("uses-filter", "SecurityGroups[]"),
        *encrypted_with("EncryptionOptions.KmsKeyId"),
        Rel(
            "logs-to",
            "Logs.[GeneralLogGroup, AuditLogGroup][]",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        Rel("refers-to", "Configurations.Current.Id", by="name", type=_CONFIGURATION),
        Rel("refers-to", "LdapServerMetadata.Hosts[]", by="dns"),
        Rel("refers-to", "DataReplicationMetadata.DataReplicationCounterpart.BrokerId"),
    ),
    volatile=("BrokerState", "ActionsRequired"),
    keyed={
        "SubnetIds": "set",
        "SecurityGroups": "set",
        "PendingSecurityGroups": "set",
        "Users": ("Username",),
        "Configurations.History": ("Id", "Revision"),
        "BrokerInstances[].Endpoints": "set",
        **{f"{one}.Hosts": "set" for one in _LDAP},
    },
    by_id=ById(operation="DescribeBroker", params={"BrokerId": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateBroker": "responseElements.brokerId",
        **dict.fromkeys(
            ("UpdateBroker", "DeleteBroker", "CreateUser", "UpdateUser", "DeleteUser"),
            'requestParameters.brokerId || requestParameters."broker-id"',
        ),
    },
)

CONFIGURATION = Declaration(
    type=_CONFIGURATION,
    kind="configuration",
    service="mq",
    doc=f"{_API}/configurations.html",
    list=ListCall("ListConfigurations", "Configurations"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags="Tags",
    no_relations="brokers name it; it names nothing",
    by_id=ById(
        operation="DescribeConfiguration",
        params={"ConfigurationId": "=id"},
        items="@",
        not_found=_GONE,
    ),
    events={
        "CreateConfiguration": "responseElements.id",
        "UpdateConfiguration": (
            'requestParameters.configurationId || requestParameters."configuration-id"'
        ),
    },
)

DECLARATIONS = (BROKER, CONFIGURATION)
