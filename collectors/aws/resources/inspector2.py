"""Amazon Inspector: what is scanned in a region, and which findings are suppressed.

The state of an account is in the answer also where nothing is scanned; filters are asked for
only where it is. https://docs.aws.amazon.com/inspector/v2/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, ListCall

_API = "https://docs.aws.amazon.com/inspector/v2/APIReference"
_ACCOUNT = "AWS::InspectorV2::Account"
_CRITERIA = (
    "awsAccountId",
    "ec2InstanceImageId",
    "ec2InstanceSubnetId",
    "ec2InstanceVpcId",
    "ecrImageRepositoryName",
    "ecrImageTags",
    "findingArn",
    "findingStatus",
    "findingType",
    "lambdaFunctionName",
    "resourceId",
    "resourceTags",
    "resourceType",
    "severity",
    "title",
    "vulnerabilityId",
    "vulnerablePackages",
)

ACCOUNT = Declaration(
    type=_ACCOUNT,
    kind="account-settings",
    service="inspector2",
    doc=f"{_API}/API_BatchGetAccountStatus.html",
    list=ListCall(
        "BatchGetAccountStatus", "accounts", params={"accountIds": ["=account"]}, own_only=True
    ),
    id="arn:{partition}:inspector2:{region}:{account}:account-status",
    native_id="'inspector2'",
    name="'inspector2'",
    tags=None,
    no_relations="settings of the account itself",
    no_by_id="there is one for each region",
)

FILTER = Declaration(
    type="AWS::InspectorV2::Filter",
    kind="finding-filter",
    service="inspector2",
    doc=f"{_API}/API_ListFilters.html",
    list=ListCall(
        "ListFilters",
        "filters",
        params={"maxResults": 100},
        each=_ACCOUNT,
        when="state.status == 'ENABLED'",
    ),
    id="{arn}",
    native_id="arn",
    uid="createdAt",
    owner="ownerId",
    name="name",
    tags="tags",
    no_relations="it matches findings by what they say",
    keyed={f"criteria.{name}": "set" for name in _CRITERIA},
    by_id=ById(params={"arns": "=ids"}, batch=10, not_found=("ResourceNotFoundException",)),
    events={
        "CreateFilter": "responseElements.arn",
        "UpdateFilter": "responseElements.arn",
        "DeleteFilter": "responseElements.arn",
    },
)

DECLARATIONS = (ACCOUNT, FILTER)
