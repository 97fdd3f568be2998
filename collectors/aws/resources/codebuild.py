"""AWS CodeBuild: projects, whom they are shared with, and the credentials of their sources.

Which variables are secrets the service does not say: what a build is given all becomes digests,
the build's own commands and the address of the webhook, which carries a token, among it.
https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/codebuild/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_BUCKET = "AWS::S3::Bucket"


def _bucket(path: str) -> Rel:
    """Return a relation to the bucket of a location such as `bucket/folder`."""
    where = f"{path}.location | [?@ && !starts_with(@, 'arn:')].split(@, '/')[0]"
    return Rel("refers-to", where, by="name", type=_BUCKET)


PROJECT = Declaration(
    type="AWS::CodeBuild::Project",
    kind="build-project",
    service="codebuild",
    doc=f"{_API}/API_BatchGetProjects.html",
    list=ListCall("ListProjects", "projects[].{name: @}"),
    describe=Describe(
        operation="BatchGetProjects", params={"names": "=ids"}, result="projects", batch=100
    ),
    id="arn:{partition}:codebuild:{region}:{account}:project/{name}",
    native_id="name",
    uid="created",
    name="name",
    tags="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetResourcePolicy",
            params={"resourceArn": "=item.arn"},
            result="policy",
            absent=_GONE,
            doc=f"{_API}/API_GetResourcePolicy.html",
        ),
    ),
    relations=(
        Rel("runs-as", "serviceRole", by="arn"),
        Rel("runs-as", "buildBatchConfig.serviceRole", by="arn"),
        Rel("refers-to", "resourceAccessRole", by="arn"),
        *encrypted_with("encryptionKey"),
        Rel("in-network", "vpcConfig.vpcId"),
        Rel("in-subnet", "vpcConfig.subnets[]"),
        Rel("uses-filter", "vpcConfig.securityGroupIds[]"),
        Rel("uses-filter", "environment.dockerServer.securityGroupIds[]"),
        Rel(
            "derived-from",
            "[environment.image] | [?@].split(split(@, '@')[0], ':')[0]",
            by="image",
        ),
        by_arn("refers-to", "environment.registryCredential.credential"),
        by_arn("refers-to", "environment.fleet.fleetArn"),
        by_arn("refers-to", "source.auth.resource"),
        by_arn("refers-to", "secondarySources[].auth.resource"),
        _bucket("[artifacts][?type=='S3']"),
        _bucket("secondaryArtifacts[?type=='S3']"),
        _bucket("[cache][?type=='S3']"),
        Rel(
            "logs-to",
            "logsConfig.cloudWatchLogs.groupName",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        Rel(
            "logs-to",
            "[logsConfig.s3Logs.location] | [?@].split(@, '/')[0]",
            by="name",
            type=_BUCKET,
        ),
        *trusts("", aspect="policy"),
    ),
    volatile=("environment.dockerServer.status", "webhook.status", "webhook.statusMessage"),
    secret=(
        "environment.environmentVariables[].value",
        "source.buildspec",
        "secondarySources[].buildspec",
        "webhook.secret",
        "webhook.payloadUrl",
        "badge.badgeRequestUrl",
    ),
    json=("@policy",),
    keyed={
        "tags": ("key",),
        "environment.environmentVariables": ("name",),
        "environment.dockerServer.securityGroupIds": "set",
        "secondarySources": ("sourceIdentifier",),
        "secondarySourceVersions": ("sourceIdentifier",),
        "secondaryArtifacts": ("artifactIdentifier",),
        "cache.modes": "set",
        "vpcConfig.subnets": "set",
        "vpcConfig.securityGroupIds": "set",
        "fileSystemLocations": ("identifier",),
        "buildBatchConfig.restrictions.computeTypesAllowed": "set",
        "buildBatchConfig.restrictions.fleetsAllowed": "set",
        "webhook.pullRequestBuildPolicy.approverRoles": "set",
        **policy_lists("@policy"),
    },
    by_id=ById(operation="BatchGetProjects", params={"names": "=ids"}, items="projects", batch=100),
    events=dict.fromkeys(
        ("CreateProject", "UpdateProject", "DeleteProject"), "requestParameters.name"
    ),
)

SOURCE_CREDENTIAL = Declaration(
    type="AWS::CodeBuild::SourceCredential",
    kind="credential",
    service="codebuild",
    doc=f"{_API}/API_ListSourceCredentials.html",
    # The token itself is never handed out.
    list=ListCall("ListSourceCredentials", "sourceCredentialsInfos"),
    id="{arn}",
    native_id="arn",
    name="serverType",
    tags=None,
    relations=(by_arn("refers-to", "resource"),),
    no_by_id="there is no call for one; the list call is one for them all",
    events={
        "ImportSourceCredentials": "responseElements.arn",
        "DeleteSourceCredentials": "requestParameters.arn",
    },
)

DECLARATIONS = (PROJECT, SOURCE_CREDENTIAL)
