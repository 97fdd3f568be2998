"""Amazon ECR Public: repositories that everyone may pull from, and who may push to them.

https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import EVERYONE, trusts
from collectors.engine.specification import (
    GLOBAL,
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/AmazonECRPublic/latest/APIReference"

# One region alone answers for them; they are in none.
REPOSITORY = Declaration(
    type="AWS::ECR::PublicRepository",
    kind="image-repository",
    service="ecr-public",
    doc=f"{_API}/API_DescribeRepositories.html",
    where=GLOBAL,
    list=ListCall("DescribeRepositories", "repositories"),
    id="{repositoryArn}",
    native_id="repositoryName",
    uid="createdAt",
    owner="registryId",
    name="repositoryName",
    tags=None,
    aliases=(("image", "repositoryUri"),),
    aspects=(
        Detail(
            aspect="policy",
            operation="GetRepositoryPolicy",
            params={"repositoryName": "=item.repositoryName"},
            result="policyText",
            absent=("RepositoryPolicyNotFoundException",),
            doc=f"{_API}/API_GetRepositoryPolicy.html",
        ),
    ),
    relations=(
        # No document says so: it is what a public repository is.
        Rel("shared-with", "repositoryArn && '*'", by=EVERYONE),
        *trusts("", aspect="policy"),
    ),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    by_id=ById(
        params={"repositoryNames": "=ids"},
        batch=100,
        not_found=("RepositoryNotFoundException",),
    ),
    events=dict.fromkeys(
        (
            "CreateRepository",
            "DeleteRepository",
            "SetRepositoryPolicy",
            "DeleteRepositoryPolicy",
        ),
        "requestParameters.repositoryName",
    ),
)

DECLARATIONS = (REPOSITORY,)
