"""Reads that no inventory should have: they hand out secrets, credentials or people's data.

A test holds this list against every declaration. It names calls that look like reads by their
verb; calls that write are kept out by their verb alone.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from typing import Annotated

from msgspec import Struct

from cartographer.model.meaning import says


class DeniedRead(Struct, frozen=True):
    """One call that no declaration may name."""

    service: Annotated[str, says("SDK name of the service.")]
    operation: Annotated[str, says("API operation.")]
    reason: Annotated[str, says("What it would hand out.")]
    parameter: Annotated[
        str | None, says("It is denied only with this parameter set; null for always.")
    ] = None


_SECRETS = "values of secrets"
_CREDENTIALS = "credentials that work"
_DATA = "the customers' own data"
_CODE = "an address from which the code can be fetched"
_OUTPUT = "what a machine printed, which may hold anything"

_BY_REASON: dict[str, tuple[tuple[str, str], ...]] = {
    _SECRETS: (
        ("secretsmanager", "GetSecretValue"),
        ("secretsmanager", "BatchGetSecretValue"),
        ("ec2", "GetPasswordData"),
        ("ec2", "GetVpnConnectionDeviceSampleConfiguration"),
        ("ec2", "GetLaunchTemplateData"),
        ("kms", "Decrypt"),
        ("kms", "GetParametersForImport"),
        ("dms", "DescribeCertificates"),
        ("storagegateway", "DescribeChapCredentials"),
        ("cognito-idp", "ListUserPoolClientSecrets"),
        ("lightsail", "GetInstanceAccessDetails"),
        ("lightsail", "GetRelationalDatabaseMasterUserPassword"),
        ("lightsail", "DownloadDefaultKeyPair"),
        ("appconfigdata", "GetLatestConfiguration"),
        ("appconfig", "GetConfiguration"),
        ("appconfig", "GetHostedConfigurationVersion"),
        ("apigateway", "GetUsagePlanKey"),
        ("apigateway", "GetUsagePlanKeys"),
        ("servicecatalog", "GetProvisionedProductOutputs"),
        ("stepfunctions", "GetActivityTask"),
    ),
    _CREDENTIALS: (
        ("amplify", "GetArtifactUrl"),
        ("amplify", "GetWebhook"),
        ("amplify", "ListWebhooks"),
        ("appsync", "ListApiKeys"),
        ("athena", "GetSessionEndpoint"),
        ("codeartifact", "GetAuthorizationToken"),
        ("codepipeline", "GetJobDetails"),
        ("codepipeline", "GetThirdPartyJobDetails"),
        ("cognito-identity", "GetCredentialsForIdentity"),
        ("cognito-identity", "GetId"),
        ("cognito-identity", "GetOpenIdToken"),
        ("cognito-identity", "GetOpenIdTokenForDeveloperIdentity"),
        ("cognito-idp", "GetClientToken"),
        ("cognito-idp", "GetDerivedToken"),
        ("cognito-idp", "GetTokensFromRefreshToken"),
        ("connect", "GetFederationToken"),
        ("ecr", "GetAuthorizationToken"),
        ("ecr", "GetDownloadUrlForLayer"),
        ("ecr-public", "GetAuthorizationToken"),
        ("emr", "GetClusterSessionCredentials"),
        ("emr", "GetOnClusterAppUIPresignedURL"),
        ("emr", "GetPersistentAppUIPresignedURL"),
        ("emr", "GetSessionEndpoint"),
        ("emr-containers", "GetManagedEndpointSessionCredentials"),
        ("emr-serverless", "GetDashboardForJobRun"),
        ("emr-serverless", "GetResourceDashboard"),
        ("emr-serverless", "GetSessionEndpoint"),
        ("lakeformation", "GetTemporaryDataLocationCredentials"),
        ("lakeformation", "GetTemporaryGlueFunctionCredentials"),
        ("lakeformation", "GetTemporaryGluePartitionCredentials"),
        ("lakeformation", "GetTemporaryGlueTableCredentials"),
        ("redshift", "GetClusterCredentials"),
        ("redshift", "GetClusterCredentialsWithIAM"),
        ("redshift-serverless", "GetCredentials"),
        ("redshift", "GetIdentityCenterAuthToken"),
        ("redshift-serverless", "GetIdentityCenterAuthToken"),
        ("sso", "GetRoleCredentials"),
        ("ssm", "GetAccessToken"),
        ("sts", "GetFederationToken"),
        ("sts", "GetSessionToken"),
        ("sts", "GetWebIdentityToken"),
    ),
    _DATA: (
        ("athena", "GetQueryResults"),
        ("bedrock-agent", "GetKnowledgeBaseDocuments"),
        ("dynamodb", "BatchGetItem"),
        ("dynamodb", "GetItem"),
        ("lakeformation", "GetWorkUnitResults"),
        ("sagemaker-featurestore-runtime", "BatchGetRecord"),
        ("sagemaker-featurestore-runtime", "GetRecord"),
        ("dynamodbstreams", "GetRecords"),
        ("neptunedata", "GetPropertygraphStream"),
        ("neptunedata", "GetSparqlStream"),
        ("redshift-data", "GetStatementResult"),
        ("redshift-data", "GetStatementResultV2"),
        ("kinesis", "GetRecords"),
        ("logs", "GetLogEvents"),
        ("logs", "GetLogRecord"),
        ("logs", "GetQueryResults"),
        ("s3", "GetObject"),
        ("s3", "GetObjectTorrent"),
        ("s3", "SelectObjectContent"),
        ("s3", "ListObjects"),
        ("s3", "ListObjectsV2"),
        ("s3", "ListObjectVersions"),
        ("glacier", "GetJobOutput"),
        ("ebs", "GetSnapshotBlock"),
        ("appstream", "DescribeUsers"),
        ("cloudfront-keyvaluestore", "GetKey"),
        ("cloudfront-keyvaluestore", "ListKeys"),
        ("cloudtrail", "GetQueryResults"),
        ("account", "GetAlternateContact"),
        ("account", "GetContactInformation"),
        ("account", "GetPrimaryEmail"),
        ("cognito-identity", "DescribeIdentity"),
        ("cognito-identity", "ListIdentities"),
        ("cognito-identity", "LookupDeveloperIdentity"),
        ("cognito-idp", "GetDevice"),
        ("cognito-idp", "GetUser"),
        ("cognito-idp", "ListDevices"),
        ("cognito-idp", "ListUsers"),
        ("cognito-idp", "ListUsersInGroup"),
        ("cognito-idp", "ListUserSessions"),
        ("macie2", "GetSensitiveDataOccurrences"),
        ("shield", "DescribeEmergencyContactSettings"),
        ("connect", "DescribeContact"),
        ("connect", "GetContactAttributes"),
        ("connect", "SearchContacts"),
        ("iot-data", "GetRetainedMessage"),
        ("iot-data", "GetThingShadow"),
        ("route53domains", "GetDomainDetail"),
        ("sesv2", "GetContact"),
        ("sesv2", "GetMessageInsights"),
        ("sesv2", "GetSuppressedDestination"),
        ("sesv2", "ListContacts"),
        ("sesv2", "ListSuppressedDestinations"),
        ("stepfunctions", "DescribeExecution"),
        ("stepfunctions", "GetExecutionHistory"),
    ),
    _CODE: (
        ("lambda", "GetFunction"),
        ("lambda", "GetLayerVersion"),
        ("lambda", "GetLayerVersionByArn"),
        ("codeartifact", "GetPackageVersionAsset"),
        ("codecommit", "GetBlob"),
        ("codecommit", "GetFile"),
        ("codecommit", "GetFolder"),
        ("inspector2", "BatchGetCodeSnippet"),
    ),
    _OUTPUT: (
        ("ec2", "GetConsoleOutput"),
        ("ec2", "GetConsoleScreenshot"),
        ("glue", "GetStatement"),
        ("glue", "ListStatements"),
        ("lightsail", "GetContainerLog"),
        ("lightsail", "GetRelationalDatabaseLogEvents"),
        ("ssm", "GetCommandInvocation"),
        ("ssm", "GetAutomationExecution"),
        ("ssm", "ListCommandInvocations"),
        ("ssm", "ListCommands"),
    ),
}

_WITH_A_PARAMETER: tuple[tuple[str, str, str], ...] = (
    ("ssm", "GetParameter", "WithDecryption"),
    ("ssm", "GetParameters", "WithDecryption"),
    ("ssm", "GetParametersByPath", "WithDecryption"),
    ("ssm", "GetParameterHistory", "WithDecryption"),
    ("apigateway", "GetApiKey", "includeValue"),
    ("apigateway", "GetApiKeys", "includeValues"),
)

DENIED_READS: tuple[DeniedRead, ...] = (
    *(
        DeniedRead(service, operation, reason)
        for reason, calls in _BY_REASON.items()
        for service, operation in calls
    ),
    *(
        DeniedRead(service, operation, _SECRETS, parameter)
        for service, operation, parameter in _WITH_A_PARAMETER
    ),
)
"""Every denied read; the tests and the documentation read this same table."""
