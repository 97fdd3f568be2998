"""AWS Secrets Manager: secrets without their values, with their policies.

The values are never asked for.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS, encrypted_with, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/secretsmanager/latest/apireference"
_CHANGES = (
    "UpdateSecret",
    "DeleteSecret",
    "RestoreSecret",
    "RotateSecret",
    "PutResourcePolicy",
    "DeleteResourcePolicy",
    "TagResource",
    "UntagResource",
)

SECRET = Declaration(
    type="AWS::SecretsManager::Secret",
    kind="secret",
    service="secretsmanager",
    doc=f"{_API}/API_ListSecrets.html",
    list=ListCall("ListSecrets", "SecretList"),
    id="{ARN}",
    native_id="Name",
    uid="CreatedDate",
    name="Name",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetResourcePolicy",
            params={"SecretId": "=item.ARN"},
            result="ResourcePolicy",
            doc=f"{_API}/API_GetResourcePolicy.html",
        ),
    ),
    relations=(
        *encrypted_with("KmsKeyId"),
        Rel("refers-to", "RotationLambdaARN", by="arn"),
        Rel("runs-as", "ExternalSecretRotationRoleArn", by="arn"),
        *trusts("", aspect="policy"),
    ),
    volatile=("LastAccessedDate", "NextRotationDate"),
    json=("@policy",),
    keyed={
        **TAGS,
        "SecretVersionsToStages.*": "set",
        "ExternalSecretRotationMetadata": ("Key",),
        **policy_lists("@policy"),
    },
    # The filter matches beginnings: what else it brings is whole and true as well.
    by_id=ById(params={"Filters": [{"Key": "name", "Values": "=ids"}]}, batch=10),
    events={
        "CreateSecret": "requestParameters.name",
        **dict.fromkeys(_CHANGES, "requestParameters.secretId"),
    },
)

DECLARATIONS = (SECRET,)
