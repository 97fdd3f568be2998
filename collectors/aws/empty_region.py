"""What AWS puts into every region by itself, and how a trail shows that nothing else came.

The event history of CloudTrail is there without a trail, for 90 days and free of charge. It holds
every management event that wrote something in the region, and typically has it within five
minutes of the call.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
"""

from datetime import datetime, timedelta

from collectors.engine.transport import Ask, Knock, Transport

FURNITURE = frozenset(
    {
        "AWS::ApiGateway::Account",
        "AWS::Athena::DataCatalog",
        "AWS::Athena::WorkGroup",
        "AWS::Backup::BackupVault",
        "AWS::Bedrock::ModelInvocationLoggingConfiguration",
        "AWS::Cassandra::Keyspace",
        "AWS::Cassandra::Table",
        "AWS::EC2::AllowedImagesSettings",
        "AWS::EC2::DHCPOptions",
        "AWS::EC2::EbsEncryptionByDefault",
        "AWS::EC2::ImageBlockPublicAccess",
        "AWS::EC2::InstanceMetadataDefaults",
        "AWS::EC2::InternetGateway",
        "AWS::EC2::NetworkAcl",
        "AWS::EC2::PrefixList",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupRule",
        "AWS::EC2::SerialConsoleAccess",
        "AWS::EC2::SnapshotBlockPublicAccess",
        "AWS::EC2::Subnet",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCBlockPublicAccessOptions",
        "AWS::ECR::Registry",
        "AWS::EMR::BlockPublicAccessConfiguration",
        "AWS::ElastiCache::User",
        "AWS::EventSchemas::Registry",
        "AWS::Events::EventBus",
        "AWS::Glue::DataCatalogEncryptionSettings",
        "AWS::KMS::Alias",
        "AWS::LakeFormation::DataLakeSettings",
        "AWS::MemoryDB::ACL",
        "AWS::MemoryDB::User",
        "AWS::Route53Resolver::ResolverRule",
        "AWS::SSM::DocumentPublicSharing",
        "AWS::Scheduler::ScheduleGroup",
        "AWS::WorkSpaces::IpGroup",
    }
)
"""Native types that a region has, or may have, although nobody ever made anything there."""

_LATE = timedelta(minutes=15)
"""How late the history may have an event."""


def unchanged(transport: Transport, region: str, since: datetime, knock: Knock) -> bool:
    """Return whether the event history of a region shows no event that wrote something.

    Raises:
        Fault: it does not answer.
    """
    params = {
        "LookupAttributes": [{"AttributeKey": "ReadOnly", "AttributeValue": "false"}],
        "StartTime": since - _LATE,
        "MaxResults": 1,
    }
    ask = Ask("cloudtrail", region, "LookupEvents", params)
    for page in transport.pages(ask, lambda call: knock(ask, call)):
        if page.body.get("Events") != []:
            return False  # something was written, or this is not what such an answer looks like
    return True
