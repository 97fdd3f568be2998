"""How far each type's declaration is proven, as `cartographer types` shows it.

Every declaration is held against botocore's service model by the tests. What goes further is
listed here, and tests see to it that the lists are what the demo's estate and the recorded
cases really hold.
"""

from typing import Literal

from collectors.engine.specification import Declaration

Proof = Literal["live", "recorded by others", "moto", "model only"]

LIVE: frozenset[str] = frozenset()
"""Types that were read from a real account."""

RECORDED: frozenset[str] = frozenset(
    {
        "AWS::EC2::CustomerGateway",
        "AWS::EC2::EIP",
        "AWS::EC2::Instance",
        "AWS::EC2::InternetGateway",
        "AWS::EC2::NatGateway",
        "AWS::EC2::NetworkAcl",
        "AWS::EC2::NetworkInterface",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::Subnet",
        "AWS::EC2::TransitGateway",
        "AWS::EC2::TransitGatewayAttachment",
        "AWS::EC2::TransitGatewayRouteTable",
        "AWS::EC2::TransitGatewayRouteTablePropagation",
        "AWS::EC2::TransitGatewayVpcAttachment",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCEndpoint",
        "AWS::EC2::VPCPeeringConnection",
        "AWS::EC2::VPNConnection",
        "AWS::EC2::VPNGateway",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Role",
        "AWS::IAM::User",
    }
)
"""Types that were read from answers which others recorded in real accounts."""

MOTO: frozenset[str] = frozenset(
    {
        "AWS::ApiGateway::Resource",
        "AWS::ApiGateway::RestApi",
        "AWS::ApiGateway::Stage",
        "AWS::ApiGatewayV2::Api",
        "AWS::ApiGatewayV2::Integration",
        "AWS::ApiGatewayV2::Route",
        "AWS::ApiGatewayV2::Stage",
        "AWS::ApiGatewayV2::VpcLink",
        "AWS::AutoScaling::AutoScalingGroup",
        "AWS::AutoScaling::ScalingPolicy",
        "AWS::CertificateManager::Certificate",
        "AWS::CloudFormation::Stack",
        "AWS::CloudFront::Distribution",
        "AWS::CloudFront::OriginAccessControl",
        "AWS::CloudTrail::Trail",
        "AWS::CloudWatch::Alarm",
        "AWS::DynamoDB::Table",
        "AWS::EC2::CustomerGateway",
        "AWS::EC2::DHCPOptions",
        "AWS::EC2::EIP",
        "AWS::EC2::FlowLog",
        "AWS::EC2::Image",
        "AWS::EC2::Instance",
        "AWS::EC2::InternetGateway",
        "AWS::EC2::KeyPair",
        "AWS::EC2::LaunchTemplate",
        "AWS::EC2::NatGateway",
        "AWS::EC2::NetworkAcl",
        "AWS::EC2::NetworkInterface",
        "AWS::EC2::PrefixList",
        "AWS::EC2::RouteTable",
        "AWS::EC2::SecurityGroup",
        "AWS::EC2::SecurityGroupRule",
        "AWS::EC2::Snapshot",
        "AWS::EC2::Subnet",
        "AWS::EC2::TransitGateway",
        "AWS::EC2::TransitGatewayAttachment",
        "AWS::EC2::TransitGatewayPeeringAttachment",
        "AWS::EC2::TransitGatewayRouteTable",
        "AWS::EC2::TransitGatewayRouteTableAssociation",
        "AWS::EC2::TransitGatewayRouteTablePropagation",
        "AWS::EC2::TransitGatewayVpcAttachment",
        "AWS::EC2::VPC",
        "AWS::EC2::VPCEndpoint",
        "AWS::EC2::VPCEndpointService",
        "AWS::EC2::VPCPeeringConnection",
        "AWS::EC2::VPNConnection",
        "AWS::EC2::VPNGateway",
        "AWS::EC2::Volume",
        "AWS::ECR::Registry",
        "AWS::ECR::Repository",
        "AWS::ECS::Cluster",
        "AWS::ECS::Service",
        "AWS::ECS::TaskDefinition",
        "AWS::EFS::AccessPoint",
        "AWS::EFS::FileSystem",
        "AWS::EFS::MountTarget",
        "AWS::EKS::Cluster",
        "AWS::EKS::Nodegroup",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::ElastiCache::SubnetGroup",
        "AWS::ElasticLoadBalancing::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::Listener",
        "AWS::ElasticLoadBalancingV2::ListenerRule",
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "AWS::Events::EventBus",
        "AWS::Events::Rule",
        "AWS::IAM::AccessKey",
        "AWS::IAM::AccountSettings",
        "AWS::IAM::Group",
        "AWS::IAM::InstanceProfile",
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::OIDCProvider",
        "AWS::IAM::Role",
        "AWS::IAM::SAMLProvider",
        "AWS::IAM::User",
        "AWS::KMS::Alias",
        "AWS::KMS::Key",
        "AWS::Lambda::EventSourceMapping",
        "AWS::Lambda::Function",
        "AWS::Logs::LogGroup",
        "AWS::Organizations::Account",
        "AWS::Organizations::Organization",
        "AWS::Organizations::OrganizationalUnit",
        "AWS::Organizations::ResourceControlPolicy",
        "AWS::Organizations::Root",
        "AWS::Organizations::ServiceControlPolicy",
        "AWS::RDS::DBCluster",
        "AWS::RDS::DBClusterSnapshot",
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBSnapshot",
        "AWS::RDS::DBSubnetGroup",
        "AWS::Route53::HostedZone",
        "AWS::Route53::RecordSet",
        "AWS::S3::Bucket",
        "AWS::SNS::Subscription",
        "AWS::SNS::Topic",
        "AWS::SQS::Queue",
        "AWS::SSM::Parameter",
        "AWS::SecretsManager::Secret",
        "AWS::StepFunctions::StateMachine",
        "AWS::WAFv2::CloudFrontWebACL",
        "AWS::WAFv2::WebACL",
    }
)
"""Types that the sample estate holds, read through moto's server."""


def proof(type_: str) -> Proof:
    """Return the strongest proof of a type."""
    if type_ in LIVE:
        return "live"
    if type_ in RECORDED:
        return "recorded by others"
    return "moto" if type_ in MOTO else "model only"


def describe(declaration: Declaration) -> dict[str, object]:
    """Return what `cartographer types` says of a declaration."""
    by_id = declaration.by_id
    return {
        "type": declaration.type,
        "kind": declaration.kind,
        "provider": "aws",
        "service": declaration.service,
        "where": declaration.where,
        "list": declaration.list.operation,
        "aspects": [detail.aspect for detail in declaration.aspects],
        "by_id": None if by_id is None else by_id.operation or declaration.list.operation,
        "no_by_id": declaration.no_by_id,
        "events": sorted(declaration.events),
        "relations": sorted({one.kind for one in declaration.relations}),
        "no_relations": declaration.no_relations,
        "proof": proof(declaration.type),
        "doc": declaration.doc,
    }
