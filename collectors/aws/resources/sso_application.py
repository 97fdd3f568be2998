"""IAM Identity Center: applications that sign people in, and whose tokens are believed.

They answer to the account that owns the instance, and are asked there only.
https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/singlesignon/latest/APIReference"
_INSTANCE = "AWS::SSO::Instance"
_OF_INSTANCE = {"InstanceArn": "=parent.InstanceArn"}
_WITH_INSTANCE = {"InstanceArn": "InstanceArn"}
_IN_INSTANCE = Rel("part-of", "InstanceArn", by="arn")

APPLICATION = Declaration(
    type="AWS::SSO::Application",
    kind="application",
    service="sso-admin",
    doc=f"{_API}/API_ListApplications.html",
    list=ListCall(
        "ListApplications",
        "Applications",
        params=_OF_INSTANCE,
        each=_INSTANCE,
        own_parents=True,
    ),
    id="{ApplicationArn}",
    native_id="ApplicationArn",
    uid="CreatedDate",
    owner="ApplicationAccount",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="assignments",
            operation="ListApplicationAssignments",
            params={"ApplicationArn": "=item.ApplicationArn"},
            result="ApplicationAssignments",
        ),
    ),
    relations=(_IN_INSTANCE, Rel("trusts", "[].PrincipalId", aspect="assignments")),
    keyed={"@assignments": ("PrincipalType", "PrincipalId")},
    no_by_id="the document of the call by ARN is another than the list's",
    events={
        "CreateApplication": "responseElements.applicationArn",
        "UpdateApplication": "requestParameters.applicationArn",
        "DeleteApplication": "requestParameters.applicationArn",
        "CreateApplicationAssignment": "requestParameters.applicationArn",
        "DeleteApplicationAssignment": "requestParameters.applicationArn",
    },
)

TRUSTED_TOKEN_ISSUER = Declaration(
    type="AWS::SSO::TrustedTokenIssuer",
    kind="identity-provider",
    service="sso-admin",
    doc=f"{_API}/API_DescribeTrustedTokenIssuer.html",
    list=ListCall(
        "ListTrustedTokenIssuers",
        "TrustedTokenIssuers",
        params=_OF_INSTANCE,
        each=_INSTANCE,
        own_parents=True,
        stamp=_WITH_INSTANCE,
    ),
    describe=Describe(
        operation="DescribeTrustedTokenIssuer",
        params={"TrustedTokenIssuerArn": "=item.TrustedTokenIssuerArn"},
        result="@",
        merge=True,
    ),
    id="{TrustedTokenIssuerArn}",
    native_id="TrustedTokenIssuerArn",
    name="Name",
    tags=None,
    relations=(
        _IN_INSTANCE,
        Rel("trusts", "TrustedTokenIssuerConfiguration.OidcJwtConfiguration.IssuerUrl", by="oidc"),
    ),
    no_by_id="the document of the call by ARN does not bear the instance",
    events={
        "CreateTrustedTokenIssuer": "responseElements.trustedTokenIssuerArn",
        "UpdateTrustedTokenIssuer": "requestParameters.trustedTokenIssuerArn",
        "DeleteTrustedTokenIssuer": "requestParameters.trustedTokenIssuerArn",
    },
)

DECLARATIONS = (APPLICATION, TRUSTED_TOKEN_ISSUER)
