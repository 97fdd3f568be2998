"""Amazon EventBridge Schemas: registries with the policies that share them; never a schema.

https://docs.aws.amazon.com/eventbridge/latest/schema-reference/index.html
"""

from collectors.aws.vocabulary import trusts
from collectors.engine.specification import (
    Declaration,
    Detail,
    ListCall,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/eventbridge/latest/schema-reference"

REGISTRY = Declaration(
    type="AWS::EventSchemas::Registry",
    kind="schema-registry",
    service="schemas",
    doc=f"{_API}/v1-registries.html",
    # The registry of AWS's own events is the same in every account.
    list=ListCall("ListRegistries", "Registries[?!starts_with(RegistryName, 'aws.')]"),
    id="{RegistryArn}",
    native_id="RegistryName",
    name="RegistryName",
    tags="Tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetResourcePolicy",
            params={"RegistryName": "=item.RegistryName"},
            result="Policy",
            absent=("NotFoundException",),
            doc=f"{_API}/v1-policy.html",
        ),
    ),
    relations=trusts("", aspect="policy"),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    no_by_id="the call by name brings more than the list call",
    events=dict.fromkeys(
        (
            "CreateRegistry",
            "UpdateRegistry",
            "DeleteRegistry",
            "PutResourcePolicy",
            "DeleteResourcePolicy",
        ),
        "requestParameters.registryName",
    ),
)

DECLARATIONS = (REGISTRY,)
