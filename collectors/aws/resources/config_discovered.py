"""What AWS Config records and nobody else names: of no declared type, and without tags.

What bears tags is left to the tagging API, so that one thing does not stand here twice. It
still does if it lost its tags, or if Config does not record them: then both bear its ARN.

Config does not say which types it was told to record, and without a recorder it answers with
nothing, which is no error. So a listing proves that something is there and never that
something else is not: it makes no claim, and what it once named stays until it is forgotten.

The query leaves out as many declared types as its length allows; the others are left out of
the answer. Only what identifies a thing is asked for, and its relationships: where an
undeclared type keeps secrets in its configuration, nobody here knows.
https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html
https://docs.aws.amazon.com/config/latest/developerguide/querying-AWS-resources.html
"""

from collectors.engine.specification import Declaration, ListCall, Rel

_FIELDS = (
    "accountId, arn, availabilityZone, awsRegion, relationships, resourceCreationTime, "
    "resourceId, resourceName, resourceType, tags"
)
# What is no document is let through, so that it counts as malformed.
_ELSEWHERE_UNNAMED = (
    "type(@)!='object' || (undeclared_type(resourceType) && undeclared_arn(arn) && !tags)"
)


def _related(type_: str) -> str:
    return f"relationships[?resourceType=='{type_}'].resourceId"


DISCOVERED_RESOURCE = Declaration(
    type="AWS::Config::DiscoveredResource",
    kind="generic",
    service="config",
    doc="https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html",
    list=ListCall(
        "SelectResourceConfig",
        f"Results[] | [*].json(@) | [?{_ELSEWHERE_UNNAMED}]",
        {"Expression": f"=leaving_out_declared('SELECT {_FIELDS}')", "Limit": 100},
        claims=False,
    ),
    id="{arn || join('/', [accountId, awsRegion, resourceType, resourceId])}",
    native_id="resourceId",
    uid="resourceCreationTime",
    owner="accountId",
    region="awsRegion",
    zone="starts_with(availabilityZone, awsRegion) && availabilityZone",
    name="resourceName || resourceId",
    tags=None,
    relations=(
        Rel("in-network", _related("AWS::EC2::VPC")),
        Rel("in-subnet", _related("AWS::EC2::Subnet")),
        Rel("uses-filter", _related("AWS::EC2::SecurityGroup")),
        Rel("encrypted-with", _related("AWS::KMS::Key")),
    ),
    keyed={"relationships": ("resourceType", "resourceId", "relationshipName")},
    no_by_id="Config has no call that says of a resource that it is gone",
)

DECLARATIONS = (DISCOVERED_RESOURCE,)
