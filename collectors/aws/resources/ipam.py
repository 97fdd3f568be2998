"""Amazon VPC IP Address Manager: IPAMs and the pools that networks take their addresses from.

Owners and home regions stand in the documents: a pool may be shared with other accounts.
https://docs.aws.amazon.com/vpc/latest/ipam/what-it-is-ipam.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"

IPAM = Declaration(
    type="AWS::EC2::IPAM",
    kind="ipam",
    service="ec2",
    doc=f"{_API}/API_DescribeIpams.html",
    list=ListCall("DescribeIpams", "Ipams"),
    id="{IpamArn}",
    native_id="IpamId",
    uid="IpamId",
    owner="OwnerId",
    no_relations="its pools say that they are part of it",
    volatile=("StateMessage", "ScopeCount", "ResourceDiscoveryAssociationCount"),
    keyed={**TAGS, "OperatingRegions": ("RegionName",)},
    by_id=ById(params={"IpamIds": "=ids"}, batch=100, not_found=("InvalidIpamId.NotFound",)),
    events={
        "CreateIpam": "responseElements.CreateIpamResponse.ipam.ipamId",
        "ModifyIpam": "requestParameters.ModifyIpamRequest.IpamId",
        "DeleteIpam": "requestParameters.DeleteIpamRequest.IpamId",
    },
)

IPAM_POOL = Declaration(
    type="AWS::EC2::IPAMPool",
    kind="address-pool",
    service="ec2",
    doc=f"{_API}/API_DescribeIpamPools.html",
    list=ListCall("DescribeIpamPools", "IpamPools"),
    id="{IpamPoolArn}",
    native_id="IpamPoolId",
    uid="IpamPoolId",
    owner="OwnerId",
    relations=(
        Rel("part-of", "IpamArn", by="arn"),
        Rel("derived-from", "SourceIpamPoolId"),
        Rel("attached-to", "SourceResource.ResourceId"),
    ),
    volatile=("StateMessage",),
    keyed={**TAGS, "AllocationResourceTags": ("Key",)},
    by_id=ById(
        params={"IpamPoolIds": "=ids"}, batch=100, not_found=("InvalidIpamPoolId.NotFound",)
    ),
    events={
        "CreateIpamPool": "responseElements.CreateIpamPoolResponse.ipamPool.ipamPoolId",
        "ModifyIpamPool": "requestParameters.ModifyIpamPoolRequest.IpamPoolId",
        "DeleteIpamPool": "requestParameters.DeleteIpamPoolRequest.IpamPoolId",
    },
)

DECLARATIONS = (IPAM, IPAM_POOL)
