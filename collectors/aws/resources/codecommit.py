"""AWS CodeCommit: repositories; never what is in them.

https://docs.aws.amazon.com/codecommit/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall

_API = "https://docs.aws.amazon.com/codecommit/latest/APIReference"

REPOSITORY = Declaration(
    type="AWS::CodeCommit::Repository",
    kind="repository",
    service="codecommit",
    doc=f"{_API}/API_BatchGetRepositories.html",
    list=ListCall("ListRepositories", "repositories"),
    describe=Describe(
        operation="BatchGetRepositories",
        params={"repositoryNames": "=ids"},
        result="repositories",
        batch=25,
    ),
    id="arn:{partition}:codecommit:{region}:{account}:{repositoryName}",
    native_id="repositoryName",
    uid="repositoryId",
    owner="accountId",
    name="repositoryName",
    tags="@",
    tags_aspect="tags",
    aliases=(("url", "cloneUrlHttp"), ("url", "cloneUrlSsh")),
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"resourceArn": "=item.Arn"},
            result="tags",
            when="Arn",
        ),
    ),
    relations=encrypted_with("kmsKeyId"),
    volatile=("lastModifiedDate",),
    by_id=ById(
        operation="BatchGetRepositories",
        params={"repositoryNames": "=ids"},
        items="repositories",
        batch=25,
    ),
    events=dict.fromkeys(
        (
            "CreateRepository",
            "DeleteRepository",
            "UpdateRepositoryDescription",
            "UpdateRepositoryEncryptionKey",
        ),
        "requestParameters.repositoryName",
    ),
)

DECLARATIONS = (REPOSITORY,)
