"""What endpoints of networks lead to in VPC Lattice: a resource, or a whole service network.

https://docs.aws.amazon.com/vpc/latest/privatelink/use-resource-endpoint.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import Declaration, ListCall, Rel

ENDPOINT_ASSOCIATION = Declaration(
    type="AWS::EC2::VPCEndpointAssociation",
    kind="endpoint-association",
    service="ec2",
    doc="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointAssociations.html",
    list=ListCall("DescribeVpcEndpointAssociations", "VpcEndpointAssociations"),
    id="arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{VpcEndpointId}#association/{Id}",
    native_id="Id",
    uid="Id",
    aliases=(("dns", "DnsEntry.DnsName"), ("dns", "PrivateDnsEntry.DnsName")),
    relations=(
        Rel("part-of", "VpcEndpointId"),
        Rel("targets", "ServiceNetworkArn", by="arn"),
        Rel("targets", "AssociatedResourceArn", by="arn"),
        Rel("part-of", "ResourceConfigurationGroupArn", by="arn"),
    ),
    keyed=TAGS,
    no_by_id="the call takes endpoints and not associations",
)

DECLARATIONS = (ENDPOINT_ASSOCIATION,)
