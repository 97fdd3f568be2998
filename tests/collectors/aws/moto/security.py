"""Who watches over an account, who signs in to it, and what joins networks and accounts."""

from collections.abc import Callable
from typing import Any

MADE = frozenset(
    {
        "AWS::ACMPCA::CertificateAuthority",
        "AWS::Cognito::IdentityPool",
        "AWS::Cognito::UserPool",
        "AWS::Cognito::UserPoolClient",
        "AWS::Cognito::UserPoolGroup",
        "AWS::Cognito::UserPoolIdentityProvider",
        "AWS::Config::AggregationAuthorization",
        "AWS::Config::ConfigRule",
        "AWS::Config::ConfigurationAggregator",
        "AWS::Config::ConfigurationRecorder",
        "AWS::Config::DeliveryChannel",
        "AWS::GuardDuty::Detector",
        "AWS::IAM::CredentialReportEntry",
        "AWS::IdentityStore::Group",
        "AWS::IdentityStore::GroupMembership",
        "AWS::IdentityStore::User",
        "AWS::InspectorV2::Account",
        "AWS::InspectorV2::Filter",
        "AWS::Macie::Session",
        "AWS::NetworkManager::CoreNetwork",
        "AWS::NetworkManager::GlobalNetwork",
        "AWS::RAM::ResourceShare",
        "AWS::Route53Resolver::ResolverEndpoint",
        "AWS::Route53Resolver::ResolverQueryLoggingConfig",
        "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
        "AWS::Route53Resolver::ResolverRule",
        "AWS::Route53Resolver::ResolverRuleAssociation",
        "AWS::SSO::Assignment",
        "AWS::SSO::Instance",
        "AWS::SSO::PermissionSet",
        "AWS::SSO::ProvisionedPermissionSet",
        "AWS::SecurityHub::Hub",
        "AWS::Shield::Protection",
        "AWS::Shield::Subscription",
        "AWS::VpcLattice::Service",
        "AWS::VpcLattice::ServiceNetwork",
    }
)

_ACCOUNT = "123456789012"
_ROLE = f"arn:aws:iam::{_ACCOUNT}:role/watch"


def build(client: Callable[[str], Any]) -> None:
    """Make everything."""
    _watch(client)
    _config(client("config"))
    _people(client)
    _cognito(client)
    _resolver(client)
    _lattice(client("vpc-lattice"))
    _share(client)


def _watch(client: Callable[[str], Any]) -> None:
    client("guardduty").create_detector(Enable=True)
    client("securityhub").enable_security_hub()
    client("macie2").enable_macie()
    inspector = client("inspector2")
    inspector.enable(accountIds=[_ACCOUNT], resourceTypes=["EC2"])
    criteria = {"findingStatus": [{"comparison": "EQUALS", "value": "ACTIVE"}]}
    inspector.create_filter(action="SUPPRESS", filterCriteria=criteria, name="quiet")
    shield = client("shield")
    shield.create_subscription()
    address = client("ec2").allocate_address(Domain="vpc")["AllocationId"]
    arn = f"arn:aws:ec2:us-east-1:{_ACCOUNT}:eip-allocation/{address}"
    shield.create_protection(Name="front", ResourceArn=arn)


def _config(config: Any) -> None:
    group = {"allSupported": True, "includeGlobalResourceTypes": True}
    recorder = {"name": "default", "roleARN": _ROLE, "recordingGroup": group}
    config.put_configuration_recorder(ConfigurationRecorder=recorder)
    config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": "trail"})
    source = {"Owner": "AWS", "SourceIdentifier": "S3_BUCKET_PUBLIC_READ_PROHIBITED"}
    config.put_config_rule(ConfigRule={"ConfigRuleName": "closed", "Source": source})
    config.put_configuration_aggregator(
        ConfigurationAggregatorName="all",
        AccountAggregationSources=[{"AccountIds": [_ACCOUNT], "AllAwsRegions": True}],
    )
    config.put_aggregation_authorization(
        AuthorizedAccountId="444455556666", AuthorizedAwsRegion="eu-west-1"
    )


def _people(client: Callable[[str], Any]) -> None:
    iam = client("iam")
    iam.create_user(UserName="reported")
    iam.generate_credential_report()
    sso = client("sso-admin")
    instance = sso.list_instances()["Instances"][0]
    arn, store = instance["InstanceArn"], instance["IdentityStoreId"]
    people = client("identitystore")
    user = people.create_user(
        IdentityStoreId=store,
        UserName="ann",
        DisplayName="Ann",
        Name={"GivenName": "Ann", "FamilyName": "A"},
    )["UserId"]
    group = people.create_group(IdentityStoreId=store, DisplayName="admins")["GroupId"]
    people.create_group_membership(IdentityStoreId=store, GroupId=group, MemberId={"UserId": user})
    made = sso.create_permission_set(InstanceArn=arn, Name="read")["PermissionSet"]
    chosen = {"InstanceArn": arn, "PermissionSetArn": made["PermissionSetArn"]}
    sso.create_account_assignment(
        **chosen,
        TargetId=_ACCOUNT,
        TargetType="AWS_ACCOUNT",
        PrincipalType="GROUP",
        PrincipalId=group,
    )
    sso.provision_permission_set(**chosen, TargetType="AWS_ACCOUNT", TargetId=_ACCOUNT)


def _cognito(client: Callable[[str], Any]) -> None:
    cognito = client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="shop")["UserPool"]["Id"]
    cognito.create_user_pool_client(UserPoolId=pool, ClientName="web", GenerateSecret=True)
    cognito.create_identity_provider(
        UserPoolId=pool,
        ProviderName="Corp",
        ProviderType="OIDC",
        ProviderDetails={"client_id": "i", "client_secret": "s", "oidc_issuer": "https://id.corp"},
    )
    cognito.create_group(UserPoolId=pool, GroupName="staff", RoleArn=_ROLE)
    client("cognito-identity").create_identity_pool(
        IdentityPoolName="guests", AllowUnauthenticatedIdentities=True
    )


def _resolver(client: Callable[[str], Any]) -> None:
    ec2, resolver = client("ec2"), client("route53resolver")
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=vpc, CidrBlock=f"10.9.{n}.0/24", AvailabilityZone=f"us-east-1{zone}"
        )
        for n, zone in enumerate("ab")
    ]
    filter_ = ec2.create_security_group(GroupName="dns", Description="dns", VpcId=vpc)["GroupId"]
    endpoint = resolver.create_resolver_endpoint(
        CreatorRequestId="1",
        Name="out",
        Direction="OUTBOUND",
        SecurityGroupIds=[filter_],
        IpAddresses=[
            {"SubnetId": one["Subnet"]["SubnetId"], "Ip": f"10.9.{n}.9"}
            for n, one in enumerate(subnets)
        ],
    )["ResolverEndpoint"]["Id"]
    rule = resolver.create_resolver_rule(
        CreatorRequestId="2",
        RuleType="FORWARD",
        DomainName="corp.example",
        TargetIps=[{"Ip": "192.0.2.53", "Port": 53}],
        ResolverEndpointId=endpoint,
    )["ResolverRule"]["Id"]
    resolver.associate_resolver_rule(ResolverRuleId=rule, VPCId=vpc)
    log = resolver.create_resolver_query_log_config(
        Name="queries",
        DestinationArn=f"arn:aws:logs:us-east-1:{_ACCOUNT}:log-group:/dns:*",
        CreatorRequestId="3",
    )["ResolverQueryLogConfig"]["Id"]
    resolver.associate_resolver_query_log_config(ResolverQueryLogConfigId=log, ResourceId=vpc)


def _lattice(lattice: Any) -> None:
    lattice.create_service_network(name="inner", authType="AWS_IAM")
    lattice.create_service(name="orders", authType="AWS_IAM")


def _share(client: Callable[[str], Any]) -> None:
    client("acm-pca").create_certificate_authority(
        CertificateAuthorityConfiguration={
            "KeyAlgorithm": "RSA_2048",
            "SigningAlgorithm": "SHA256WITHRSA",
            "Subject": {"CommonName": "shop.example"},
        },
        CertificateAuthorityType="ROOT",
    )
    wan = client("networkmanager")
    around = wan.create_global_network(Description="all")["GlobalNetwork"]["GlobalNetworkId"]
    wan.create_core_network(GlobalNetworkId=around)
    client("ram").create_resource_share(name="nets")
