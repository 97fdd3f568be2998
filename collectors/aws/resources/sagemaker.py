"""Amazon SageMaker AI, where people work: notebooks, their scripts, Studio domains, profiles.

The service lowers the case of names in its ARNs: an id is the ARN as given wherever the list
bears one. A call by name answers a missing thing as it answers a malformed name, with
ValidationException, so that most types are not read by id.
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with, host_in
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference"
_BUCKET = "AWS::S3::Bucket"
_LIFECYCLE = "AWS::SageMaker::NotebookInstanceLifecycleConfig"
_NO_CODE = "that it is gone, the call for one says with the code of any bad request"
_STUDIO_SETS = (
    "SecurityGroups",
    "JupyterServerAppSettings.LifecycleConfigArns",
    "KernelGatewayAppSettings.LifecycleConfigArns",
    "JupyterLabAppSettings.LifecycleConfigArns",
    "CodeEditorAppSettings.LifecycleConfigArns",
    "StudioWebPortalSettings.HiddenMlTools",
    "StudioWebPortalSettings.HiddenAppTypes",
    "StudioWebPortalSettings.HiddenInstanceTypes",
)


def _tags(path: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTags",
        params={"ResourceArn": f"=item.{path}"},
        result="Tags",
        when=path,
    )


def _settings(path: str) -> tuple[Rel, ...]:
    """Return the relations that the settings of users in a domain state."""
    canvas = f"{path}.CanvasAppSettings"
    return (
        Rel("runs-as", f"{path}.ExecutionRole", by="arn"),
        Rel("uses-filter", f"{path}.SecurityGroups[]"),
        Rel("refers-to", host_in(f"{path}.SharingSettings.S3OutputPath"), "name", _BUCKET),
        *encrypted_with(f"{path}.SharingSettings.S3KmsKeyId"),
        Rel("refers-to", f"{path}.JupyterLabAppSettings.EmrSettings.AssumableRoleArns[]", "arn"),
        Rel("runs-as", f"{path}.JupyterLabAppSettings.EmrSettings.ExecutionRoleArns[]", "arn"),
        Rel("refers-to", f"{canvas}.IdentityProviderOAuthSettings[].SecretArn", by="arn"),
        Rel(
            "refers-to",
            f"{canvas}.ModelRegisterSettings.CrossAccountModelRegisterRoleArn",
            by="arn",
        ),
        Rel("runs-as", f"{canvas}.TimeSeriesForecastingSettings.AmazonForecastRoleArn", "arn"),
        Rel("runs-as", f"{canvas}.GenerativeAiSettings.AmazonBedrockRoleArn", by="arn"),
        Rel("refers-to", f"{path}.CustomFileSystemConfigs[].EFSFileSystemConfig.FileSystemId"),
    )


NOTEBOOK_INSTANCE = Declaration(
    type="AWS::SageMaker::NotebookInstance",
    kind="notebook",
    service="sagemaker",
    doc=f"{_API}/API_DescribeNotebookInstance.html",
    list=ListCall("ListNotebookInstances", "NotebookInstances"),
    describe=Describe(
        operation="DescribeNotebookInstance",
        params={"NotebookInstanceName": "=item.NotebookInstanceName"},
        result="@",
    ),
    id="{NotebookInstanceArn}",
    native_id="NotebookInstanceName",
    uid="CreationTime",
    name="NotebookInstanceName",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "Url"),),
    aspects=(_tags("NotebookInstanceArn"),),
    relations=(
        Rel("runs-as", "RoleArn", by="arn"),
        Rel("in-subnet", "SubnetId"),
        Rel("uses-filter", "SecurityGroups[]"),
        Rel("attached-to", "NetworkInterfaceId"),
        *encrypted_with("KmsKeyId"),
        Rel("refers-to", "NotebookInstanceLifecycleConfigName", by="name", type=_LIFECYCLE),
    ),
    keyed={
        "SecurityGroups": "set",
        "AcceleratorTypes": "set",
        "AdditionalCodeRepositories": "set",
        "@tags": ("Key",),
    },
    no_by_id=_NO_CODE,
    events=dict.fromkeys(
        (
            "CreateNotebookInstance",
            "UpdateNotebookInstance",
            "DeleteNotebookInstance",
            "StartNotebookInstance",
            "StopNotebookInstance",
        ),
        "requestParameters.notebookInstanceName",
    ),
)

LIFECYCLE_CONFIG = Declaration(
    type=_LIFECYCLE,
    kind="notebook-script",
    service="sagemaker",
    doc=f"{_API}/API_DescribeNotebookInstanceLifecycleConfig.html",
    list=ListCall("ListNotebookInstanceLifecycleConfigs", "NotebookInstanceLifecycleConfigs"),
    describe=Describe(
        operation="DescribeNotebookInstanceLifecycleConfig",
        params={"NotebookInstanceLifecycleConfigName": "=item.NotebookInstanceLifecycleConfigName"},
        result="@",
    ),
    id="{NotebookInstanceLifecycleConfigArn}",
    native_id="NotebookInstanceLifecycleConfigName",
    uid="CreationTime",
    name="NotebookInstanceLifecycleConfigName",
    tags=None,
    no_relations="notebooks say which script they run",
    secret=("OnCreate[].Content", "OnStart[].Content"),
    no_by_id=_NO_CODE,
    events=dict.fromkeys(
        (
            "CreateNotebookInstanceLifecycleConfig",
            "UpdateNotebookInstanceLifecycleConfig",
            "DeleteNotebookInstanceLifecycleConfig",
        ),
        "requestParameters.notebookInstanceLifecycleConfigName",
    ),
)

DOMAIN = Declaration(
    type="AWS::SageMaker::Domain",
    kind="workspace",
    service="sagemaker",
    doc=f"{_API}/API_DescribeDomain.html",
    list=ListCall("ListDomains", "Domains"),
    describe=Describe(
        operation="DescribeDomain", params={"DomainId": "=item.DomainId"}, result="@"
    ),
    id="{DomainArn}",
    native_id="DomainId",
    uid="DomainId",
    name="DomainName",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "Url"),),
    aspects=(_tags("DomainArn"),),
    relations=(
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetIds[]"),
        Rel("uses-filter", "SecurityGroupIdForDomainBoundary"),
        Rel("uses-filter", "DomainSettings.SecurityGroupIds[]"),
        *encrypted_with("KmsKeyId"),
        Rel("refers-to", "HomeEfsFileSystemId"),
        Rel("refers-to", "SingleSignOnApplicationArn", by="arn"),
        by_arn("runs-as", "DomainSettings.RStudioServerProDomainSettings.DomainExecutionRoleArn"),
        *_settings("DefaultUserSettings"),
        *_settings("DefaultSpaceSettings")[:2],
    ),
    keyed={
        "SubnetIds": "set",
        "DomainSettings.SecurityGroupIds": "set",
        "DomainSettings.DockerSettings.VpcOnlyTrustedAccounts": "set",
        "DefaultSpaceSettings.SecurityGroups": "set",
        **{f"DefaultUserSettings.{one}": "set" for one in _STUDIO_SETS},
        "@tags": ("Key",),
    },
    by_id=ById(
        operation="DescribeDomain",
        params={"DomainId": "=id"},
        items="@",
        not_found=("ResourceNotFound",),
    ),
    events={
        "CreateDomain": "responseElements.domainId",
        "UpdateDomain": "requestParameters.domainId",
        "DeleteDomain": "requestParameters.domainId",
    },
)

USER_PROFILE = Declaration(
    type="AWS::SageMaker::UserProfile",
    kind="user",
    service="sagemaker",
    doc=f"{_API}/API_DescribeUserProfile.html",
    list=ListCall("ListUserProfiles", "UserProfiles"),
    describe=Describe(
        operation="DescribeUserProfile",
        params={"DomainId": "=item.DomainId", "UserProfileName": "=item.UserProfileName"},
        result="@",
    ),
    id="arn:{partition}:sagemaker:{region}:{account}:user-profile/{DomainId}/{UserProfileName}",
    native_id="UserProfileName",
    uid="CreationTime",
    name="UserProfileName",
    tags=None,
    aliases=(("arn", "UserProfileArn"),),
    relations=(Rel("part-of", "DomainId"), *_settings("UserSettings")),
    keyed={f"UserSettings.{one}": "set" for one in _STUDIO_SETS},
    no_by_id="its call takes the domain too, which the id does not say",
    events=dict.fromkeys(
        ("CreateUserProfile", "UpdateUserProfile", "DeleteUserProfile"),
        "requestParameters.userProfileName",
    ),
)

DECLARATIONS = (NOTEBOOK_INSTANCE, LIFECYCLE_CONFIG, DOMAIN, USER_PROFILE)
