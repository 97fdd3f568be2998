"""AWS Verified Access: instances, whom they believe, and what lets people in to which endpoint.

Policies are written in Cedar and stay the text that they are. The secret of a trust provider's
client comes with its description and becomes a digest.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/OperationList-query-verified-access.html
"""

from collectors.aws.vocabulary import TAGS, encrypted_with
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_INSTANCE = "VerifiedAccessInstanceId"
_KEY = encrypted_with("SseSpecification.KmsKeyArn")


def _by_id(noun: str) -> ById:
    """Return how a thing is read again."""
    return ById(
        params={f"VerifiedAccess{noun}Ids": "=ids"},
        batch=100,
        not_found=(f"InvalidVerifiedAccess{noun}Id.NotFound",),
    )


def _events(noun: str, *more: str) -> dict[str, str]:
    """Return the events that make, change and end a thing."""
    made = f"Create{noun}"
    answer = f"v{noun[1:]}.v{noun[1:]}Id"
    changes = (f"Modify{noun}", f"Delete{noun}", *more)
    return {
        made: f"responseElements.{made}Response.{answer}",
        **{name: f"requestParameters.{name}Request.{noun}Id" for name in changes},
    }


INSTANCE = Declaration(
    type="AWS::EC2::VerifiedAccessInstance",
    kind="access-proxy",
    service="ec2",
    doc=f"{_API}/API_DescribeVerifiedAccessInstances.html",
    list=ListCall("DescribeVerifiedAccessInstances", "VerifiedAccessInstances"),
    id="arn:{partition}:ec2:{region}:{account}:verified-access-instance/{VerifiedAccessInstanceId}",
    native_id=_INSTANCE,
    uid=_INSTANCE,
    aspects=(
        Detail(
            aspect="logging",
            operation="DescribeVerifiedAccessInstanceLoggingConfigurations",
            params={f"{_INSTANCE}s": "=ids"},
            result="LoggingConfigurations",
            batch=10,
            doc=f"{_API}/API_DescribeVerifiedAccessInstanceLoggingConfigurations.html",
        ),
    ),
    relations=(
        Rel("trusts", "VerifiedAccessTrustProviders[].VerifiedAccessTrustProviderId"),
        Rel(
            "logs-to",
            "AccessLogs.S3.BucketName",
            by="name",
            type="AWS::S3::Bucket",
            aspect="logging",
        ),
        Rel(
            "logs-to",
            "AccessLogs.CloudWatchLogs.LogGroup",
            by="name",
            type="AWS::Logs::LogGroup",
            aspect="logging",
        ),
        Rel(
            "logs-to",
            "AccessLogs.KinesisDataFirehose.DeliveryStream",
            by="name",
            type="AWS::KinesisFirehose::DeliveryStream",
            aspect="logging",
        ),
    ),
    volatile=(
        "@logging.AccessLogs.S3.DeliveryStatus",
        "@logging.AccessLogs.CloudWatchLogs.DeliveryStatus",
        "@logging.AccessLogs.KinesisDataFirehose.DeliveryStatus",
    ),
    keyed={
        **TAGS,
        "VerifiedAccessTrustProviders": ("VerifiedAccessTrustProviderId",),
        "CidrEndpointsCustomSubDomain.Nameservers": "set",
    },
    by_id=_by_id("Instance"),
    events=_events(
        "VerifiedAccessInstance",
        "AttachVerifiedAccessTrustProvider",
        "DetachVerifiedAccessTrustProvider",
        "ModifyVerifiedAccessInstanceLoggingConfiguration",
    ),
)

GROUP = Declaration(
    type="AWS::EC2::VerifiedAccessGroup",
    kind="access-group",
    service="ec2",
    doc=f"{_API}/API_DescribeVerifiedAccessGroups.html",
    list=ListCall("DescribeVerifiedAccessGroups", "VerifiedAccessGroups"),
    id="arn:{partition}:ec2:{region}:{account}:verified-access-group/{VerifiedAccessGroupId}",
    native_id="VerifiedAccessGroupId",
    uid="VerifiedAccessGroupId",
    owner="Owner",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetVerifiedAccessGroupPolicy",
            params={"VerifiedAccessGroupId": "=item.VerifiedAccessGroupId"},
            result="{PolicyEnabled: PolicyEnabled, PolicyDocument: PolicyDocument}",
            doc=f"{_API}/API_GetVerifiedAccessGroupPolicy.html",
        ),
    ),
    relations=(Rel("part-of", _INSTANCE), *_KEY),
    keyed={**TAGS},
    by_id=_by_id("Group"),
    events=_events("VerifiedAccessGroup", "ModifyVerifiedAccessGroupPolicy"),
)

_RDS = "RdsOptions"
_SUBNETS = "[LoadBalancerOptions, RdsOptions, CidrOptions][].SubnetIds[]"

ENDPOINT = Declaration(
    type="AWS::EC2::VerifiedAccessEndpoint",
    kind="endpoint",
    service="ec2",
    doc=f"{_API}/API_DescribeVerifiedAccessEndpoints.html",
    list=ListCall("DescribeVerifiedAccessEndpoints", "VerifiedAccessEndpoints"),
    id="arn:{partition}:ec2:{region}:{account}:verified-access-endpoint/{VerifiedAccessEndpointId}",
    native_id="VerifiedAccessEndpointId",
    uid="VerifiedAccessEndpointId",
    aliases=(("dns", "ApplicationDomain"), ("dns", "EndpointDomain")),
    aspects=(
        Detail(
            aspect="policy",
            operation="GetVerifiedAccessEndpointPolicy",
            params={"VerifiedAccessEndpointId": "=item.VerifiedAccessEndpointId"},
            result="{PolicyEnabled: PolicyEnabled, PolicyDocument: PolicyDocument}",
            doc=f"{_API}/API_GetVerifiedAccessEndpointPolicy.html",
        ),
    ),
    relations=(
        Rel("part-of", "VerifiedAccessGroupId"),
        Rel("refers-to", _INSTANCE),
        Rel("refers-to", "DomainCertificateArn", by="arn"),
        Rel("uses-filter", "SecurityGroupIds[]"),
        Rel("in-subnet", _SUBNETS),
        Rel("targets", "LoadBalancerOptions.LoadBalancerArn", by="arn"),
        Rel("targets", "NetworkInterfaceOptions.NetworkInterfaceId"),
        Rel("targets", f"{_RDS}.RdsDbInstanceArn", by="arn"),
        Rel("targets", f"{_RDS}.RdsDbClusterArn", by="arn"),
        Rel("targets", f"{_RDS}.RdsDbProxyArn", by="arn"),
        Rel("targets", f"{_RDS}.RdsEndpoint", by="dns"),
        *_KEY,
    ),
    keyed={
        **TAGS,
        "SecurityGroupIds": "set",
        "CidrOptions.SubnetIds": "set",
        "CidrOptions.PortRanges": "set",
        "LoadBalancerOptions.SubnetIds": "set",
        "LoadBalancerOptions.PortRanges": "set",
        "NetworkInterfaceOptions.PortRanges": "set",
        "RdsOptions.SubnetIds": "set",
    },
    by_id=_by_id("Endpoint"),
    events=_events("VerifiedAccessEndpoint", "ModifyVerifiedAccessEndpointPolicy"),
)

TRUST_PROVIDER = Declaration(
    type="AWS::EC2::VerifiedAccessTrustProvider",
    kind="identity-provider",
    service="ec2",
    doc=f"{_API}/API_DescribeVerifiedAccessTrustProviders.html",
    list=ListCall("DescribeVerifiedAccessTrustProviders", "VerifiedAccessTrustProviders"),
    id=(
        "arn:{partition}:ec2:{region}:{account}:verified-access-trust-provider/"
        "{VerifiedAccessTrustProviderId}"
    ),
    native_id="VerifiedAccessTrustProviderId",
    uid="VerifiedAccessTrustProviderId",
    relations=(
        Rel("trusts", "OidcOptions.Issuer", by="oidc"),
        Rel("trusts", "NativeApplicationOidcOptions.Issuer", by="oidc"),
        *_KEY,
    ),
    secret=("OidcOptions.ClientSecret",),
    keyed={**TAGS},
    by_id=_by_id("TrustProvider"),
    events=_events("VerifiedAccessTrustProvider"),
)

DECLARATIONS = (INSTANCE, GROUP, ENDPOINT, TRUST_PROVIDER)
