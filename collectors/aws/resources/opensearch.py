"""Amazon OpenSearch Service: domains with their policies, and the endpoints that lead to them.

Domains of Elasticsearch stand in the same list. No index and no document is read.
https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_Operations_Amazon_OpenSearch_Service.html
"""

from cartographer.model.shape import KeyFields
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

_API = "https://docs.aws.amazon.com/opensearch-service/latest/APIReference"
_GROUP = "LogPublishingOptions.*.CloudWatchLogsLogGroupArn"


def _in_network(path: str) -> tuple[Rel, ...]:
    return (
        Rel("in-network", f"{path}.VPCId"),
        Rel("in-subnet", f"{path}.SubnetIds[]"),
        Rel("uses-filter", f"{path}.SecurityGroupIds[]"),
    )


def _network_lists(path: str) -> dict[str, KeyFields]:
    return dict.fromkeys(
        (f"{path}.{one}" for one in ("SubnetIds", "AvailabilityZones", "SecurityGroupIds")), "set"
    )


DOMAIN = Declaration(
    type="AWS::OpenSearchService::Domain",
    kind="search-domain",
    service="opensearch",
    doc=f"{_API}/API_DescribeDomains.html",
    list=ListCall("ListDomainNames", "DomainNames"),
    describe=Describe(
        operation="DescribeDomains",
        params={"DomainNames": "=ids"},
        result="DomainStatusList",
        batch=5,
    ),
    id="arn:{partition}:es:{region}:{account}:domain/{DomainName}",
    native_id="DomainName",
    uid="DomainId",
    name="DomainName",
    tags="@",
    tags_aspect="tags",
    aliases=(
        ("dns", "Endpoint"),
        ("dns", "EndpointV2"),
        ("dns", "Endpoints.*"),
        ("dns", "DomainEndpointOptions.CustomEndpoint"),
    ),
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTags",
            params={"ARN": "=item.ARN"},
            result="TagList",
            when="ARN",
        ),
        Detail(
            aspect="endpoint-access",
            operation="ListVpcEndpointAccess",
            params={"DomainName": "=item.DomainName"},
            result="AuthorizedPrincipalList",
            when="VPCOptions.VPCId",
            doc=f"{_API}/API_ListVpcEndpointAccess.html",
        ),
    ),
    relations=(
        *_in_network("VPCOptions"),
        *encrypted_with("EncryptionAtRestOptions.KmsKeyId"),
        Rel("logs-to", f"[{_GROUP}][] | [?@].split(@, ':*')[0]", by="arn"),
        Rel("runs-as", "CognitoOptions.RoleArn", by="arn"),
        Rel("refers-to", "CognitoOptions.[UserPoolId, IdentityPoolId][]"),
        Rel("refers-to", "DomainEndpointOptions.CustomEndpointCertificateArn", by="arn"),
        Rel("refers-to", "IdentityCenterOptions.IdentityCenterInstanceARN", by="arn"),
        Rel("refers-to", "IdentityCenterOptions.IdentityCenterApplicationARN", by="arn"),
        *trusts("AccessPolicies"),
        Rel(
            "shared-with",
            "[?PrincipalType=='AWS_ACCOUNT'].Principal",
            by="account",
            aspect="endpoint-access",
        ),
        Rel(
            "trusts",
            "[?PrincipalType=='AWS_SERVICE'].Principal",
            by="service",
            aspect="endpoint-access",
        ),
    ),
    volatile=(
        "Processing",
        "UpgradeProcessing",
        "DomainProcessingStatus",
        "ChangeProgressDetails",
        "ServiceSoftwareOptions",
        "AutoTuneOptions.State",
    ),
    json=("AccessPolicies",),
    keyed={
        **_network_lists("VPCOptions"),
        "ClusterConfig.NodeOptions": ("NodeType",),
        "ModifyingProperties": ("Name",),
        "@tags": ("Key",),
        "@endpoint-access": ("PrincipalType", "Principal"),
        "@endpoint-access[].ServiceOptions.SupportedRegions": "set",
        **policy_lists("AccessPolicies"),
    },
    by_id=ById(
        operation="DescribeDomains", params={"DomainNames": "=ids"}, items="DomainStatusList"
    ),
    events=dict.fromkeys(
        (
            "CreateDomain",
            "UpdateDomainConfig",
            "DeleteDomain",
            "AuthorizeVpcEndpointAccess",
            "RevokeVpcEndpointAccess",
        ),
        "requestParameters.domainName",
    ),
)

VPC_ENDPOINT = Declaration(
    type="AWS::OpenSearchService::VpcEndpoint",
    kind="endpoint",
    service="opensearch",
    doc=f"{_API}/API_DescribeVpcEndpoints.html",
    list=ListCall("ListVpcEndpoints", "VpcEndpointSummaryList"),
    describe=Describe(
        operation="DescribeVpcEndpoints",
        params={"VpcEndpointIds": "=ids"},
        result="VpcEndpoints",
        batch=10,
    ),
    id="arn:{partition}:es:{region}:{account}:vpc-endpoint/{VpcEndpointId}",
    native_id="VpcEndpointId",
    uid="VpcEndpointId",
    owner="VpcEndpointOwner",
    name="VpcEndpointId",
    tags=None,
    aliases=(("dns", "Endpoint"),),
    relations=(Rel("targets", "DomainArn", by="arn"), *_in_network("VpcOptions")),
    volatile=("Status",),
    keyed=_network_lists("VpcOptions"),
    by_id=ById(
        operation="DescribeVpcEndpoints", params={"VpcEndpointIds": "=ids"}, items="VpcEndpoints"
    ),
    events={
        "CreateVpcEndpoint": "responseElements.vpcEndpoint.vpcEndpointId",
        "UpdateVpcEndpoint": "requestParameters.vpcEndpointId",
        "DeleteVpcEndpoint": "requestParameters.vpcEndpointId",
    },
)

DECLARATIONS = (DOMAIN, VPC_ENDPOINT)
