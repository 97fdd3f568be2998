"""What bears or bore a tag and is of no declared type: the ARN and the tags, and no more.

A resource is in the answer if it is *currently tagged or ever had a tag*, whichever service it
is of. So what was in it once stays in it until it is gone, and a listing to the end proves
that what it does not name is gone. The service is said to forget some of what lost all its
tags: then an untagged resource of an undeclared type counts as removed. The other way round
it may go on naming for a while what was deleted. When a later version declares a type, its
resources are no longer generic: these records end, and those of the new type begin.
https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
https://github.com/aws/aws-sdk/issues/302

It names the tags also of declared types whose own documents do not bear them; the run joins
these by ARN where this type is read too, and where it is not, they are unknown.

What is in no region (Route 53, CloudFront, ...) is listed in us-east-1, and seen only if that
region is asked. https://github.com/cloud-custodian/cloud-custodian/pull/2729
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import Declaration, ListCall

_LAST = "split(split(ResourceARN, ':')[-1], '/')[-1]"

TAGGED_RESOURCE = Declaration(
    type="AWS::ResourceGroupsTagging::TaggedResource",
    kind="generic",
    service="resourcegroupstaggingapi",
    doc="https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html",
    list=ListCall(
        "GetResources",
        "ResourceTagMappingList[?undeclared_arn(ResourceARN)]",
        {"ResourcesPerPage": 100},
        tags="ResourceTagMappingList[?borrows_tags(ResourceARN)].{id: ResourceARN, tags: Tags}",
    ),
    id="{ResourceARN}",
    native_id="ResourceARN",
    owner="split(ResourceARN, ':')[4]",
    region="split(ResourceARN, ':')[3] || 'global'",
    name=f"(Tags[?Key=='Name'].Value | [0]) || {_LAST}",
    # Ids of EC2 are unique, and other documents name its resources by them.
    aliases=(("id", f"split(ResourceARN, ':')[2]=='ec2' && {_LAST}"),),
    no_relations="its tags and its name are all that is known of it",
    keyed=TAGS,
    no_by_id="of an ARN that it does not know, the call says nothing at all",
)

DECLARATIONS = (TAGGED_RESOURCE,)
