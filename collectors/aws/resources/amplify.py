"""AWS Amplify Hosting: apps and their branches.

Variables, credentials of the simple login, how it is built and which headers it sends become
digests: people put tokens into all of them.
https://docs.aws.amazon.com/amplify/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/amplify/latest/APIReference"
_APP = "AWS::Amplify::App"
_GONE = ("NotFoundException",)
_WITHOUT_PICTURE = "merge(@, {productionBranch: productionBranch.{branchName: branchName}})"
"""An app without the link to a picture of it, which is signed anew for each answer."""

_SECRETS = ("environmentVariables", "basicAuthCredentials", "buildSpec")

APP = Declaration(
    type=_APP,
    kind="application",
    service="amplify",
    doc=f"{_API}/API_ListApps.html",
    list=ListCall("ListApps", f"apps[].{_WITHOUT_PICTURE}"),
    id="{appArn}",
    native_id="appId",
    uid="appId",
    name="name",
    tags="tags",
    aliases=(("dns", "defaultDomain"),),
    relations=(
        Rel("runs-as", "iamServiceRoleArn", by="arn"),
        Rel("runs-as", "computeRoleArn", by="arn"),
        Rel("uses-filter", "wafConfiguration.webAclArn", by="arn"),
    ),
    volatile=("wafConfiguration.statusReason",),
    secret=(
        *_SECRETS,
        "customHeaders",
        *(f"autoBranchCreationConfig.{one}" for one in _SECRETS),
    ),
    keyed={"autoBranchCreationPatterns": "set"},
    by_id=ById(
        operation="GetApp",
        params={"appId": "=id"},
        items=f"app.{_WITHOUT_PICTURE}",
        not_found=_GONE,
    ),
    events={
        "CreateApp": "responseElements.app.appId",
        "UpdateApp": "requestParameters.appId",
        "DeleteApp": "requestParameters.appId",
    },
)

BRANCH = Declaration(
    type="AWS::Amplify::Branch",
    kind="branch",
    service="amplify",
    doc=f"{_API}/API_ListBranches.html",
    list=ListCall(
        "ListBranches",
        # The link to a picture of it is signed anew for each answer.
        "branches[].merge(@, {thumbnailUrl: `null`})",
        params={"appId": "=parent.appId"},
        each=_APP,
        stamp={"appId": "appId", "defaultDomain": "defaultDomain"},
        absent=_GONE,
    ),
    id="{branchArn}",
    native_id="branchName",
    uid="createTime",
    name="branchName",
    tags="tags",
    aliases=(("dns", "join('.', [displayName || branchName, defaultDomain])"),),
    relations=(
        Rel("part-of", "appId"),
        Rel("runs-as", "computeRoleArn", by="arn"),
        Rel("refers-to", "backend.stackArn", by="arn"),
        Rel("refers-to", "backendEnvironmentArn", by="arn"),
    ),
    volatile=("activeJobId", "totalNumberOfJobs"),
    secret=_SECRETS,
    keyed={"customDomains": "set", "associatedResources": "set"},
    no_by_id="its call takes the app too, which the id does not say",
    events=dict.fromkeys(
        ("CreateBranch", "UpdateBranch", "DeleteBranch"), "requestParameters.branchName"
    ),
)

DECLARATIONS = (APP, BRANCH)
