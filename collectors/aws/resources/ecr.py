"""Amazon ECR: repositories with their policies, and the registry's own policy.

Images are not listed: there are too many, and what runs names its own.
https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference"
_CHANGES = (
    "CreateRepository",
    "DeleteRepository",
    "SetRepositoryPolicy",
    "DeleteRepositoryPolicy",
    "PutImageScanningConfiguration",
    "PutImageTagMutability",
)

REPOSITORY = Declaration(
    type="AWS::ECR::Repository",
    kind="image-repository",
    service="ecr",
    doc=f"{_API}/API_DescribeRepositories.html",
    list=ListCall("DescribeRepositories", "repositories"),
    id="{repositoryArn}",
    native_id="repositoryName",
    uid="createdAt",
    owner="registryId",
    name="repositoryName",
    tags="@",
    tags_aspect="tags",
    aliases=(("image", "repositoryUri"),),
    aspects=(
        Detail(
            aspect="policy",
            operation="GetRepositoryPolicy",
            params={"repositoryName": "=item.repositoryName"},
            result="policyText",
            absent=("RepositoryPolicyNotFoundException",),
        ),
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"resourceArn": "=item.repositoryArn"},
            result="tags",
        ),
    ),
    relations=(*encrypted_with("encryptionConfiguration.kmsKey"), *trusts("", aspect="policy")),
    json=("@policy",),
    keyed={"@tags": ("Key",), **policy_lists("@policy")},
    by_id=ById(
        params={"repositoryNames": "=ids"},
        batch=100,
        not_found=("RepositoryNotFoundException",),
    ),
    events=dict.fromkeys(_CHANGES, "requestParameters.repositoryName"),
)

REGISTRY = Declaration(
    type="AWS::ECR::Registry",
    kind="image-registry",
    service="ecr",
    doc=f"{_API}/API_DescribeRegistry.html",
    list=ListCall("DescribeRegistry", "@"),
    id="arn:{partition}:ecr:{region}:{account}:registry",
    native_id="registryId",
    name="registryId",
    tags=None,
    aspects=(
        Detail(
            aspect="policy",
            operation="GetRegistryPolicy",
            params={},
            result="policyText",
            absent=("RegistryPolicyNotFoundException",),
        ),
    ),
    relations=(
        *trusts("", aspect="policy"),
        Rel(
            "shared-with",
            "replicationConfiguration.rules[].destinations[].registryId",
            by="account",
        ),
    ),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    no_by_id="there is one for each account and region",
    events={"PutRegistryPolicy": "responseElements.registryId"},
)

DECLARATIONS = (REPOSITORY, REGISTRY)
