"""AWS CodeArtifact: domains and repositories with their policies; never a package.

https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, trusts
from collectors.engine.specification import (
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/codeartifact/latest/APIReference"
_NONE = ("ResourceNotFoundException",)
_REPOSITORY = {
    "domain": "=item.domainName",
    "domainOwner": "=item.domainOwner",
    "repository": "=item.name",
}
_TAGS = Detail(
    aspect="tags",
    operation="ListTagsForResource",
    params={"resourceArn": "=item.arn"},
    result="tags",
)
_BY_NAME = "its calls take more than its name"

DOMAIN = Declaration(
    type="AWS::CodeArtifact::Domain",
    kind="domain",
    service="codeartifact",
    doc=f"{_API}/API_ListDomains.html",
    list=ListCall("ListDomains", "domains"),
    id="{arn}",
    native_id="name",
    uid="createdTime",
    owner="owner",
    name="name",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetDomainPermissionsPolicy",
            params={"domain": "=item.name", "domainOwner": "=item.owner"},
            result="policy.document",
            absent=_NONE,
            doc=f"{_API}/API_GetDomainPermissionsPolicy.html",
        ),
        _TAGS,
    ),
    relations=(*encrypted_with("encryptionKey"), *trusts("", aspect="policy")),
    json=("@policy",),
    keyed={"@tags": ("key",), **policy_lists("@policy")},
    no_by_id=_BY_NAME,
    events=dict.fromkeys(
        (
            "CreateDomain",
            "DeleteDomain",
            "PutDomainPermissionsPolicy",
            "DeleteDomainPermissionsPolicy",
        ),
        "requestParameters.domain",
    ),
)

REPOSITORY = Declaration(
    type="AWS::CodeArtifact::Repository",
    kind="repository",
    service="codeartifact",
    doc=f"{_API}/API_DescribeRepository.html",
    list=ListCall("ListRepositories", "repositories"),
    # What it draws from (upstreams, the public registries) is not in the list.
    describe=Describe(operation="DescribeRepository", params=_REPOSITORY, result="repository"),
    id="{arn}",
    native_id="name",
    uid="createdTime",
    owner="split(arn, ':')[4]",
    name="name",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetRepositoryPermissionsPolicy",
            params=_REPOSITORY,
            result="policy.document",
            absent=_NONE,
            doc=f"{_API}/API_GetRepositoryPermissionsPolicy.html",
        ),
        _TAGS,
    ),
    relations=(
        Rel("part-of", "domainName", by="name", type="AWS::CodeArtifact::Domain"),
        Rel(
            "derived-from",
            "upstreams[].repositoryName",
            by="name",
            type="AWS::CodeArtifact::Repository",
        ),
        *trusts("", aspect="policy"),
    ),
    json=("@policy",),
    keyed={
        "externalConnections": ("externalConnectionName",),
        "@tags": ("key",),
        **policy_lists("@policy"),
    },
    no_by_id=_BY_NAME,
    events=dict.fromkeys(
        (
            "CreateRepository",
            "UpdateRepository",
            "DeleteRepository",
            "AssociateExternalConnection",
            "DisassociateExternalConnection",
            "PutRepositoryPermissionsPolicy",
            "DeleteRepositoryPermissionsPolicy",
        ),
        "requestParameters.repository",
    ),
)

DECLARATIONS = (DOMAIN, REPOSITORY)
