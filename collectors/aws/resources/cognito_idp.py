"""Amazon Cognito user pools: their settings, and who may sign in to what through them.

Users are never listed. Secrets of clients and of identity providers come with the only calls
that say how these are set up; they become digests.
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference"
_POOL = "AWS::Cognito::UserPool"
_GONE = ("ResourceNotFoundException",)
_OF_POOL = {"UserPoolId": "=parent.Id"}
_PART = Rel("part-of", "UserPoolId")
_NO_ID = "its call takes the pool too, which the id does not say"
_DETAILS = "ProviderDetails"

POOL = Declaration(
    type=_POOL,
    kind="user-pool",
    service="cognito-idp",
    doc=f"{_API}/API_DescribeUserPool.html",
    list=ListCall("ListUserPools", "UserPools", params={"MaxResults": 60}),
    describe=Describe(
        operation="DescribeUserPool", params={"UserPoolId": "=item.Id"}, result="UserPool"
    ),
    id="arn:{partition}:cognito-idp:{region}:{account}:userpool/{Id}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags="UserPoolTags",
    aliases=(
        (
            "dns",
            "Domain && join('', [Domain, '.auth.', split(Arn, ':')[3], '.amazoncognito.com'])",
        ),
        ("dns", "CustomDomain"),
        ("oidc", "join('', ['cognito-idp.', split(Id, '_')[0], '.amazonaws.com/', Id])"),
    ),
    relations=(
        by_arn("refers-to", "LambdaConfig.*"),
        by_arn("refers-to", "LambdaConfig.*.LambdaArn"),
        *encrypted_with("LambdaConfig.KMSKeyID"),
        Rel("encrypted-with", "KeyConfiguration.KmsKeyArn", by="arn"),
        Rel("runs-as", "SmsConfiguration.SnsCallerArn", by="arn"),
        Rel("runs-as", "SmsConfiguration.EumsSms.CallerArn", by="arn"),
        Rel("refers-to", "EmailConfiguration.SourceArn", by="arn"),
    ),
    volatile=("EstimatedNumberOfUsers",),
    secret=("SmsConfiguration.ExternalId", "SmsConfiguration.EumsSms.ExternalId"),
    keyed={
        "AccountRecoverySetting.RecoveryMechanisms": ("Name",),
        "AliasAttributes": "set",
        "AutoVerifiedAttributes": "set",
        "Policies.SignInPolicy.AllowedFirstAuthFactors": "set",
        "SchemaAttributes": ("Name",),
        "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate": "set",
        "UsernameAttributes": "set",
    },
    by_id=ById(
        operation="DescribeUserPool",
        params={"UserPoolId": "=id"},
        items="UserPool",
        not_found=_GONE,
    ),
    events={
        "CreateUserPool": "responseElements.userPool.id",
        "UpdateUserPool": "requestParameters.userPoolId",
        "DeleteUserPool": "requestParameters.userPoolId",
        "SetUserPoolMfaConfig": "requestParameters.userPoolId",
        "CreateUserPoolDomain": "requestParameters.userPoolId",
        "DeleteUserPoolDomain": "requestParameters.userPoolId",
    },
)

CLIENT = Declaration(
    type="AWS::Cognito::UserPoolClient",
    kind="application",
    service="cognito-idp",
    doc=f"{_API}/API_DescribeUserPoolClient.html",
    list=ListCall(
        "ListUserPoolClients",
        "UserPoolClients",
        params={**_OF_POOL, "MaxResults": 60},
        each=_POOL,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeUserPoolClient",
        params={**_OF_POOL, "ClientId": "=item.ClientId"},
        result="UserPoolClient",
    ),
    id="{parent}#client/{ClientId}",
    native_id="ClientId",
    uid="ClientId",
    name="ClientName",
    tags=None,
    relations=(
        _PART,
        Rel("runs-as", "AnalyticsConfiguration.RoleArn", by="arn"),
        Rel("refers-to", "AnalyticsConfiguration.ApplicationArn", by="arn"),
        Rel("refers-to", "ClientSecretArn", by="arn"),
    ),
    secret=("ClientSecret", "AnalyticsConfiguration.ExternalId"),
    keyed=dict.fromkeys(
        (
            "AllowedOAuthFlows",
            "AllowedOAuthScopes",
            "CallbackURLs",
            "ExplicitAuthFlows",
            "LogoutURLs",
            "ReadAttributes",
            "SupportedIdentityProviders",
            "WriteAttributes",
        ),
        "set",
    ),
    no_by_id=_NO_ID,
    events={
        "CreateUserPoolClient": "responseElements.userPoolClient.clientId",
        "UpdateUserPoolClient": "requestParameters.clientId",
        "DeleteUserPoolClient": "requestParameters.clientId",
    },
)

PROVIDER = Declaration(
    type="AWS::Cognito::UserPoolIdentityProvider",
    kind="identity-provider",
    service="cognito-idp",
    doc=f"{_API}/API_DescribeIdentityProvider.html",
    list=ListCall(
        "ListIdentityProviders",
        "Providers",
        params={**_OF_POOL, "MaxResults": 60},
        each=_POOL,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeIdentityProvider",
        params={**_OF_POOL, "ProviderName": "=item.ProviderName"},
        result="IdentityProvider",
    ),
    id="{parent}#provider/{ProviderName}",
    native_id="ProviderName",
    uid="CreationDate",
    name="ProviderName",
    tags=None,
    relations=(_PART, Rel("trusts", f"{_DETAILS}.oidc_issuer", by="oidc")),
    secret=(f"{_DETAILS}.client_secret", f"{_DETAILS}.private_key"),
    keyed={"IdpIdentifiers": "set"},
    no_by_id=_NO_ID,
    events=dict.fromkeys(
        ("CreateIdentityProvider", "UpdateIdentityProvider", "DeleteIdentityProvider"),
        "requestParameters.providerName",
    ),
)

DOMAIN = Declaration(
    type="AWS::Cognito::UserPoolDomain",
    kind="endpoint",
    service="cognito-idp",
    doc=f"{_API}/API_DescribeUserPoolDomain.html",
    # That of Cognito's own names is all said in the pool.
    list=ListCall(
        "DescribeUserPoolDomain",
        "DomainDescription",
        params={"Domain": "=parent.CustomDomain"},
        each=_POOL,
        when="CustomDomain",
        absent=_GONE,
    ),
    id="{parent}#domain/{Domain}",
    native_id="Domain",
    owner="AWSAccountId",
    name="Domain",
    tags=None,
    aliases=(("dns", "Domain"),),
    relations=(
        _PART,
        Rel("refers-to", "CustomDomainConfig.CertificateArn", by="arn"),
        Rel("resolves-to", "CloudFrontDistribution", by="dns"),
        Rel("refers-to", "Routing.Failover.PrimaryRoute53HealthCheckId"),
    ),
    by_id=ById(params={"Domain": "=id"}, not_found=_GONE),
    events=dict.fromkeys(
        ("CreateUserPoolDomain", "UpdateUserPoolDomain", "DeleteUserPoolDomain"),
        "requestParameters.domain",
    ),
)

GROUP = Declaration(
    type="AWS::Cognito::UserPoolGroup",
    kind="group",
    service="cognito-idp",
    doc=f"{_API}/API_ListGroups.html",
    list=ListCall("ListGroups", "Groups", params=_OF_POOL, each=_POOL, absent=_GONE),
    id="{parent}#group/{GroupName}",
    native_id="join('/', [UserPoolId, GroupName])",
    uid="CreationDate",
    name="GroupName",
    tags=None,
    relations=(_PART, Rel("runs-as", "RoleArn", by="arn")),
    no_by_id=_NO_ID,
    events=dict.fromkeys(
        ("CreateGroup", "UpdateGroup", "DeleteGroup"),
        "requestParameters.join('/', [userPoolId, groupName])",
    ),
)

DECLARATIONS = (POOL, CLIENT, PROVIDER, DOMAIN, GROUP)
