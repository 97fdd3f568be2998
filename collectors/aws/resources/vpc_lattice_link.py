"""Amazon VPC Lattice: what joins networks, services and resources to each other.

https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_Operations.html
"""

from collectors.aws.resources.vpc_lattice import (
    GONE,
    OWNER,
    SERVICE_NETWORK,
    SHARING,
    by_arn_or_id,
    events_of,
)
from collectors.aws.vocabulary import trusts
from collectors.engine.specification import Declaration, Describe, ListCall, Rel, policy_lists

_API = "https://docs.aws.amazon.com/vpc-lattice/latest/APIReference"
_OF_NETWORK = {"serviceNetworkIdentifier": "=parent.arn"}

VPC_ASSOCIATION = Declaration(
    type="AWS::VpcLattice::ServiceNetworkVpcAssociation",
    kind="attachment",
    service="vpc-lattice",
    doc=f"{_API}/API_GetServiceNetworkVpcAssociation.html",
    list=ListCall(
        "ListServiceNetworkVpcAssociations",
        "items",
        params=_OF_NETWORK,
        each=SERVICE_NETWORK,
        absent=GONE,
    ),
    describe=Describe(
        operation="GetServiceNetworkVpcAssociation",
        params={"serviceNetworkVpcAssociationIdentifier": "=item.arn"},
        result="@",
    ),
    id="{arn}",
    native_id="id",
    uid="id",
    owner=OWNER,
    name="id",
    tags=None,
    relations=(
        Rel("attached-to", "serviceNetworkArn", by="arn"),
        Rel("in-network", "vpcId"),
        Rel("uses-filter", "securityGroupIds[]"),
    ),
    keyed={"securityGroupIds": "set", "dnsOptions.privateDnsSpecifiedDomains": "set"},
    by_id=by_arn_or_id("GetServiceNetworkVpcAssociation", "serviceNetworkVpcAssociationIdentifier"),
    events=events_of("ServiceNetworkVpcAssociation", "serviceNetworkVpcAssociationIdentifier"),
)


def _association(noun: str, other: str) -> Declaration:
    """Return the declaration of what joins services or resources to a network."""
    parameter = f"serviceNetwork{noun}AssociationIdentifier"
    return Declaration(
        type=f"AWS::VpcLattice::ServiceNetwork{noun}Association",
        kind="attachment",
        service="vpc-lattice",
        doc=f"{_API}/API_ListServiceNetwork{noun}Associations.html",
        list=ListCall(
            f"ListServiceNetwork{noun}Associations",
            "items",
            params=_OF_NETWORK,
            each=SERVICE_NETWORK,
            absent=GONE,
        ),
        id="{arn}",
        native_id="id",
        uid="id",
        owner=OWNER,
        name="id",
        tags=None,
        aliases=(("dns", "dnsEntry.domainName"),),
        relations=(
            Rel("attached-to", "serviceNetworkArn", by="arn"),
            Rel("attached-to", other, by="arn"),
        ),
        no_by_id="the call by id answers with another document than the list",
        events={
            f"CreateServiceNetwork{noun}Association": "responseElements.id",
            f"DeleteServiceNetwork{noun}Association": (
                f"requestParameters.split({parameter}, '/')[-1]"
            ),
        },
    )


SERVICE_ASSOCIATION = _association("Service", "serviceArn")
RESOURCE_ASSOCIATION = _association("Resource", "resourceConfigurationArn")

RESOURCE_GATEWAY = Declaration(
    type="AWS::VpcLattice::ResourceGateway",
    kind="gateway",
    service="vpc-lattice",
    doc=f"{_API}/API_ResourceGatewaySummary.html",
    list=ListCall("ListResourceGateways", "items"),
    id="{arn}",
    native_id="id",
    uid="id",
    name="name",
    tags=None,
    relations=(
        Rel("in-network", "vpcIdentifier"),
        Rel("in-subnet", "subnetIds[]"),
        Rel("uses-filter", "securityGroupIds[]"),
    ),
    keyed={"subnetIds": "set", "securityGroupIds": "set"},
    no_by_id="the call by id answers with another document than the list",
    events=events_of("ResourceGateway", "resourceGatewayIdentifier"),
)

_DEFINITION = "resourceConfigurationDefinition"

RESOURCE_CONFIGURATION = Declaration(
    type="AWS::VpcLattice::ResourceConfiguration",
    kind="endpoint-service",
    service="vpc-lattice",
    doc=f"{_API}/API_GetResourceConfiguration.html",
    list=ListCall("ListResourceConfigurations", "items"),
    describe=Describe(
        operation="GetResourceConfiguration",
        params={"resourceConfigurationIdentifier": "=item.arn"},
        result="@",
    ),
    id="{arn}",
    native_id="id",
    uid="id",
    owner=OWNER,
    name="name",
    tags=None,
    aliases=(("dns", "customDomainName"),),
    aspects=(SHARING,),
    relations=(
        Rel("attached-to", "resourceGatewayId"),
        Rel("part-of", "resourceConfigurationGroupId"),
        Rel("targets", f"{_DEFINITION}.dnsResource.domainName", by="dns"),
        Rel("targets", f"{_DEFINITION}.ipResource.ipAddress", by="ip"),
        Rel("targets", f"{_DEFINITION}.arnResource.arn", by="arn"),
        *trusts("", aspect="resource-policy"),
    ),
    json=("@resource-policy",),
    keyed={
        "portRanges": "set",
        f"{_DEFINITION}.cidrResource.cidrRanges": "set",
        **policy_lists("@resource-policy"),
    },
    by_id=by_arn_or_id("GetResourceConfiguration", "resourceConfigurationIdentifier"),
    events=events_of("ResourceConfiguration", "resourceConfigurationIdentifier"),
)

DECLARATIONS = (
    VPC_ASSOCIATION,
    SERVICE_ASSOCIATION,
    RESOURCE_ASSOCIATION,
    RESOURCE_GATEWAY,
    RESOURCE_CONFIGURATION,
)
