"""Amazon Athena: work groups and data catalogs; never a query or what it found.

https://docs.aws.amazon.com/athena/latest/APIReference/API_Operations.html
"""

from collectors.aws.partition import own_arn
from collectors.aws.vocabulary import by_arn, encrypted_with, host_in
from collectors.engine.specification import Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/athena/latest/APIReference"
_BUCKET = "AWS::S3::Bucket"
_SETTINGS = "Configuration"
_RESULTS = f"{_SETTINGS}.ResultConfiguration"
_MONITORING = f"{_SETTINGS}.MonitoringConfiguration"
_ENGINE = f"{_SETTINGS}.EngineConfiguration"
_NO_CODE = "that it is gone, the call for one says with the code of any bad request"


def _tags(kind: str, name: str) -> Detail:
    """Return the call for tags; no answer bears an ARN, so it is built."""
    return Detail(
        aspect="tags",
        operation="ListTagsForResource",
        params={"ResourceARN": own_arn("athena", f"join('/', ['{kind}', item.{name}])")},
        result="Tags",
    )


WORK_GROUP = Declaration(
    type="AWS::Athena::WorkGroup",
    kind="query-group",
    service="athena",
    doc=f"{_API}/API_GetWorkGroup.html",
    list=ListCall("ListWorkGroups", "WorkGroups"),
    describe=Describe(
        operation="GetWorkGroup", params={"WorkGroup": "=item.Name"}, result="WorkGroup"
    ),
    id="arn:{partition}:athena:{region}:{account}:workgroup/{Name}",
    native_id="Name",
    uid="CreationTime",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("workgroup", "Name"),),
    relations=(
        Rel("runs-as", f"{_SETTINGS}.ExecutionRole", by="arn"),
        Rel("refers-to", host_in(f"{_RESULTS}.OutputLocation"), by="name", type=_BUCKET),
        *encrypted_with(f"{_RESULTS}.EncryptionConfiguration.KmsKey"),
        *encrypted_with(
            f"{_SETTINGS}.ManagedQueryResultsConfiguration.EncryptionConfiguration.KmsKey"
        ),
        *encrypted_with(f"{_SETTINGS}.CustomerContentEncryptionConfiguration.KmsKey"),
        Rel(
            "logs-to",
            f"{_MONITORING}.CloudWatchLoggingConfiguration.LogGroup",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        Rel(
            "logs-to",
            host_in(f"{_MONITORING}.S3LoggingConfiguration.LogLocation"),
            by="name",
            type=_BUCKET,
        ),
        Rel("refers-to", "IdentityCenterApplicationArn", by="arn"),
    ),
    secret=(
        f"{_SETTINGS}.AdditionalConfiguration",
        f"{_ENGINE}.AdditionalConfigs",
        f"{_ENGINE}.SparkProperties",
        f"{_ENGINE}.Classifications[].Properties",
    ),
    keyed={
        f"{_ENGINE}.Classifications": ("Name",),
        f"{_SETTINGS}.SystemTableStatuses": ("TableName",),
        "@tags": ("Key",),
    },
    no_by_id=_NO_CODE,
    events={
        "CreateWorkGroup": "requestParameters.name",
        "UpdateWorkGroup": "requestParameters.workGroup",
        "DeleteWorkGroup": "requestParameters.workGroup",
    },
)

DATA_CATALOG = Declaration(
    type="AWS::Athena::DataCatalog",
    kind="data-catalog",
    service="athena",
    doc=f"{_API}/API_GetDataCatalog.html",
    list=ListCall("ListDataCatalogs", "DataCatalogsSummary[].merge(@, {Name: CatalogName})"),
    describe=Describe(
        operation="GetDataCatalog", params={"Name": "=item.Name"}, result="DataCatalog"
    ),
    id="arn:{partition}:athena:{region}:{account}:datacatalog/{Name}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(
        by_arn("refers-to", "values(Parameters) || `[]`"),
        Rel("refers-to", 'Parameters."catalog-id"', by="account"),
    ),
    secret=("Parameters.!catalog-id,function,metadata-function,record-function,sdk-version",),
    no_by_id=_NO_CODE,
    events=dict.fromkeys(
        ("CreateDataCatalog", "UpdateDataCatalog", "DeleteDataCatalog"), "requestParameters.name"
    ),
)

DECLARATIONS = (WORK_GROUP, DATA_CATALOG)
