"""AWS AppConfig: applications, where they are configured, and from where; never a content.

https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/appconfig/2019-10-09/APIReference"
_APPLICATION = "AWS::AppConfig::Application"
_GONE = ("ResourceNotFoundException",)
_PART = Rel("part-of", "ApplicationId", by="name", type=_APPLICATION)
_OF_APPLICATION = {"ApplicationId": "=parent.Id"}
_NO_APPLICATION = "its call takes the application too, which the id does not say"


def _located(scheme: str, type_: str) -> Rel:
    """Return the relation to what a location of one scheme names."""
    where = f"[LocationUri][?starts_with(@, '{scheme}://')]"
    # The name of a parameter may begin with a slash of its own.
    name = f"{where}.split(@, '://')[1]"
    return Rel("derived-from", name, by="name", type=type_)


APPLICATION = Declaration(
    type=_APPLICATION,
    kind="application",
    service="appconfig",
    doc=f"{_API}/API_ListApplications.html",
    list=ListCall("ListApplications", "Items"),
    id="arn:{partition}:appconfig:{region}:{account}:application/{Id}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    no_relations="its parts say that they are part of it",
    by_id=ById(
        operation="GetApplication", params={"ApplicationId": "=id"}, items="@", not_found=_GONE
    ),
    events={
        "CreateApplication": "responseElements.id",
        "UpdateApplication": "requestParameters.applicationId",
        "DeleteApplication": "requestParameters.applicationId",
    },
)

ENVIRONMENT = Declaration(
    type="AWS::AppConfig::Environment",
    kind="environment",
    service="appconfig",
    doc=f"{_API}/API_ListEnvironments.html",
    list=ListCall(
        "ListEnvironments", "Items", params=_OF_APPLICATION, each=_APPLICATION, absent=_GONE
    ),
    id="{parent}/environment/{Id}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    relations=(
        _PART,
        Rel("refers-to", "Monitors[].AlarmArn", by="arn"),
        Rel("runs-as", "Monitors[].AlarmRoleArn", by="arn"),
    ),
    volatile=("State",),
    keyed={"Monitors": ("AlarmArn",)},
    no_by_id=_NO_APPLICATION,
    events={
        "CreateEnvironment": "responseElements.id",
        "UpdateEnvironment": "requestParameters.environmentId",
        "DeleteEnvironment": "requestParameters.environmentId",
    },
)

CONFIGURATION_PROFILE = Declaration(
    type="AWS::AppConfig::ConfigurationProfile",
    kind="configuration-profile",
    service="appconfig",
    doc=f"{_API}/API_GetConfigurationProfile.html",
    list=ListCall(
        "ListConfigurationProfiles",
        "Items",
        params=_OF_APPLICATION,
        each=_APPLICATION,
        absent=_GONE,
    ),
    describe=Describe(
        operation="GetConfigurationProfile",
        params={**_OF_APPLICATION, "ConfigurationProfileId": "=item.Id"},
        result="@",
    ),
    id="{parent}/configurationprofile/{Id}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    relations=(
        _PART,
        Rel("runs-as", "RetrievalRoleArn", by="arn"),
        *encrypted_with("KmsKeyArn || KmsKeyIdentifier"),
        Rel(
            "derived-from",
            "[LocationUri][?starts_with(@, 's3://')].split(@, '/')[2]",
            by="name",
            type="AWS::S3::Bucket",
        ),
        _located("ssm-parameter", "AWS::SSM::Parameter"),
        _located("ssm-document", "AWS::SSM::Document"),
        _located("codepipeline", "AWS::CodePipeline::Pipeline"),
        _located("secretsmanager", "AWS::SecretsManager::Secret"),
        by_arn("derived-from", "LocationUri"),
    ),
    secret=("Validators[].Content",),
    keyed={"Validators": "set"},
    no_by_id=_NO_APPLICATION,
    events={
        "CreateConfigurationProfile": "responseElements.id",
        "UpdateConfigurationProfile": "requestParameters.configurationProfileId",
        "DeleteConfigurationProfile": "requestParameters.configurationProfileId",
    },
)

DECLARATIONS = (APPLICATION, ENVIRONMENT, CONFIGURATION_PROFILE)
