"""Amazon SageMaker AI, what answers: models, endpoints, how they are set up, feature groups.

What a model's containers are given as variables becomes digests.
https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, host_in
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/sagemaker/latest/APIReference"
_BUCKET = "AWS::S3::Bucket"
_MODEL = "AWS::SageMaker::Model"
_CONFIG = "AWS::SageMaker::EndpointConfig"
_NO_CODE = "that it is gone, the call for one says with the code of any bad request"
_CONTAINERS = ("PrimaryContainer", "Containers[]")
_VARIANTS = ("ProductionVariants", "ShadowProductionVariants")
_BASELINE = "ExplainerConfig.ClarifyExplainerConfig.ShapConfig.ShapBaselineConfig.ShapBaseline"
_CAPTURED = (
    Rel("refers-to", host_in("DataCaptureConfig.DestinationS3Uri"), by="name", type=_BUCKET),
    *encrypted_with("DataCaptureConfig.KmsKeyId"),
    Rel("refers-to", host_in("AsyncInferenceConfig.OutputConfig.S3OutputPath"), "name", _BUCKET),
    *encrypted_with("AsyncInferenceConfig.OutputConfig.KmsKeyId"),
    Rel("refers-to", "AsyncInferenceConfig.OutputConfig.NotificationConfig.*", by="arn"),
)
_MOVING = (
    "CurrentWeight",
    "CurrentInstanceCount",
    "VariantStatus",
    "InstancePools[].CurrentInstanceCount",
    "CapacityReservationConfig.TotalInstanceCount",
    "CapacityReservationConfig.AvailableInstanceCount",
    "CapacityReservationConfig.UsedByCurrentEndpoint",
    "CapacityReservationConfig.Ec2CapacityReservations",
)


def _tags(path: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTags",
        params={"ResourceArn": f"=item.{path}"},
        result="Tags",
    )


MODEL = Declaration(
    type=_MODEL,
    kind="model",
    service="sagemaker",
    doc=f"{_API}/API_DescribeModel.html",
    list=ListCall("ListModels", "Models"),
    describe=Describe(
        operation="DescribeModel", params={"ModelName": "=item.ModelName"}, result="@"
    ),
    id="{ModelArn}",
    native_id="ModelName",
    uid="CreationTime",
    name="ModelName",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("ModelArn"),),
    relations=(
        Rel("runs-as", "ExecutionRoleArn", by="arn"),
        Rel("in-subnet", "VpcConfig.Subnets[]"),
        Rel("uses-filter", "VpcConfig.SecurityGroupIds[]"),
        *(
            Rel(
                "derived-from",
                f"[{one}.Image][] | [?@].split(split(@, '@')[0], ':')[0]",
                by="image",
            )
            for one in _CONTAINERS
        ),
        *(
            Rel("refers-to", host_in(f"{one}.ModelDataUrl"), by="name", type=_BUCKET)
            for one in _CONTAINERS
        ),
        *(
            Rel(
                "refers-to",
                host_in(f"{one}.ModelDataSource.S3DataSource.S3Uri"),
                by="name",
                type=_BUCKET,
            )
            for one in _CONTAINERS
        ),
        *(
            Rel(
                "refers-to",
                f"{one}.ImageConfig.RepositoryAuthConfig.RepositoryCredentialsProviderArn",
                by="arn",
            )
            for one in _CONTAINERS
        ),
    ),
    secret=(
        *(f"{one}.Environment" for one in _CONTAINERS),
        "DeploymentRecommendation.RealTimeInferenceRecommendations[].Environment",
    ),
    keyed={
        "VpcConfig.Subnets": "set",
        "VpcConfig.SecurityGroupIds": "set",
        "@tags": ("Key",),
    },
    no_by_id=_NO_CODE,
    events=dict.fromkeys(("CreateModel", "DeleteModel"), "requestParameters.modelName"),
)

ENDPOINT_CONFIG = Declaration(
    type=_CONFIG,
    kind="endpoint-config",
    service="sagemaker",
    doc=f"{_API}/API_DescribeEndpointConfig.html",
    list=ListCall("ListEndpointConfigs", "EndpointConfigs"),
    describe=Describe(
        operation="DescribeEndpointConfig",
        params={"EndpointConfigName": "=item.EndpointConfigName"},
        result="@",
    ),
    id="{EndpointConfigArn}",
    native_id="EndpointConfigName",
    uid="CreationTime",
    name="EndpointConfigName",
    tags=None,
    relations=(
        Rel("runs-as", "ExecutionRoleArn", by="arn"),
        Rel("in-subnet", "VpcConfig.Subnets[]"),
        Rel("uses-filter", "VpcConfig.SecurityGroupIds[]"),
        *encrypted_with("KmsKeyId"),
        *(Rel("refers-to", f"{one}[].ModelName", by="name", type=_MODEL) for one in _VARIANTS),
        *_CAPTURED,
    ),
    secret=(_BASELINE,),
    keyed={
        **dict.fromkeys(_VARIANTS, ("VariantName",)),
        "VpcConfig.Subnets": "set",
        "VpcConfig.SecurityGroupIds": "set",
        "DataCaptureConfig.CaptureOptions": "set",
    },
    no_by_id=_NO_CODE,
    events=dict.fromkeys(
        ("CreateEndpointConfig", "DeleteEndpointConfig"), "requestParameters.endpointConfigName"
    ),
)

ENDPOINT = Declaration(
    type="AWS::SageMaker::Endpoint",
    kind="endpoint",
    service="sagemaker",
    doc=f"{_API}/API_DescribeEndpoint.html",
    list=ListCall("ListEndpoints", "Endpoints"),
    describe=Describe(
        operation="DescribeEndpoint", params={"EndpointName": "=item.EndpointName"}, result="@"
    ),
    id="{EndpointArn}",
    native_id="EndpointName",
    uid="CreationTime",
    name="EndpointName",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("EndpointArn"),),
    relations=(
        Rel("derived-from", "EndpointConfigName", by="name", type=_CONFIG),
        *_CAPTURED,
        Rel(
            "refers-to",
            "LastDeploymentConfig.AutoRollbackConfiguration.Alarms[].AlarmName",
            by="name",
            type="AWS::CloudWatch::Alarm",
        ),
    ),
    volatile=(
        "PendingDeploymentSummary",
        *(f"{variants}[].{one}" for variants in _VARIANTS for one in _MOVING),
    ),
    secret=(_BASELINE,),
    keyed={**dict.fromkeys(_VARIANTS, ("VariantName",)), "@tags": ("Key",)},
    no_by_id=_NO_CODE,
    events=dict.fromkeys(
        (
            "CreateEndpoint",
            "UpdateEndpoint",
            "UpdateEndpointWeightsAndCapacities",
            "DeleteEndpoint",
        ),
        "requestParameters.endpointName",
    ),
)

FEATURE_GROUP = Declaration(
    type="AWS::SageMaker::FeatureGroup",
    kind="feature-group",
    service="sagemaker",
    doc=f"{_API}/API_DescribeFeatureGroup.html",
    list=ListCall("ListFeatureGroups", "FeatureGroupSummaries"),
    describe=Describe(
        operation="DescribeFeatureGroup",
        params={"FeatureGroupName": "=item.FeatureGroupName"},
        result="@",
    ),
    id="{FeatureGroupArn}",
    native_id="FeatureGroupName",
    uid="CreationTime",
    name="FeatureGroupName",
    tags=None,
    relations=(
        Rel("runs-as", "RoleArn", by="arn"),
        *encrypted_with("OnlineStoreConfig.SecurityConfig.KmsKeyId"),
        *encrypted_with("OfflineStoreConfig.S3StorageConfig.KmsKeyId"),
        Rel(
            "refers-to",
            host_in("OfflineStoreConfig.S3StorageConfig.S3Uri"),
            by="name",
            type=_BUCKET,
        ),
    ),
    volatile=("OnlineStoreTotalSizeBytes", "NextToken"),
    keyed={"FeatureDefinitions": ("FeatureName",)},
    by_id=ById(
        operation="DescribeFeatureGroup",
        params={"FeatureGroupName": "=id"},
        items="@",
        not_found=("ResourceNotFound",),
    ),
    events=dict.fromkeys(
        ("CreateFeatureGroup", "UpdateFeatureGroup", "DeleteFeatureGroup"),
        "requestParameters.featureGroupName",
    ),
)

DECLARATIONS = (MODEL, ENDPOINT_CONFIG, ENDPOINT, FEATURE_GROUP)
