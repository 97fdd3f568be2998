"""Amazon Cognito identity pools: whom they believe, and which roles they hand out.

Identities are never listed. A pool that allows identities without a login trusts everybody.
https://docs.aws.amazon.com/cognitoidentity/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import EVERYONE
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/cognitoidentity/latest/APIReference"

POOL = Declaration(
    type="AWS::Cognito::IdentityPool",
    kind="identity-pool",
    service="cognito-identity",
    doc=f"{_API}/API_DescribeIdentityPool.html",
    list=ListCall("ListIdentityPools", "IdentityPools", params={"MaxResults": 60}),
    describe=Describe(
        operation="DescribeIdentityPool",
        params={"IdentityPoolId": "=item.IdentityPoolId"},
        result="@",
    ),
    id="arn:{partition}:cognito-identity:{region}:{account}:identitypool/{IdentityPoolId}",
    native_id="IdentityPoolId",
    uid="IdentityPoolId",
    name="IdentityPoolName",
    tags="IdentityPoolTags",
    aspects=(
        Detail(
            aspect="roles",
            operation="GetIdentityPoolRoles",
            params={"IdentityPoolId": "=item.IdentityPoolId"},
            result="{Roles: Roles, RoleMappings: RoleMappings}",
        ),
    ),
    relations=(
        Rel("runs-as", "Roles.*", by="arn", aspect="roles"),
        Rel(
            "runs-as",
            "RoleMappings.*.RulesConfiguration[].Rules[].RoleARN",
            by="arn",
            aspect="roles",
        ),
        Rel("trusts", "OpenIdConnectProviderARNs[]", by="arn"),
        Rel("trusts", "SamlProviderARNs[]", by="arn"),
        Rel("trusts", "CognitoIdentityProviders[].ProviderName", by="oidc"),
        Rel("trusts", "keys(SupportedLoginProviders)", by="oidc"),
        Rel("trusts", "AllowUnauthenticatedIdentities && '*'", by=EVERYONE),
    ),
    keyed={
        "CognitoIdentityProviders": ("ProviderName", "ClientId"),
        "OpenIdConnectProviderARNs": "set",
        "SamlProviderARNs": "set",
    },
    by_id=ById(
        operation="DescribeIdentityPool",
        params={"IdentityPoolId": "=id"},
        items="@",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "CreateIdentityPool": "responseElements.identityPoolId",
        "UpdateIdentityPool": "requestParameters.identityPoolId",
        "DeleteIdentityPool": "requestParameters.identityPoolId",
        "SetIdentityPoolRoles": "requestParameters.identityPoolId",
    },
)

DECLARATIONS = (POOL,)
