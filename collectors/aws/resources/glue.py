"""AWS Glue's catalog: databases, the names of their tables, who may read it, how it is encrypted.

Of tables only the names are asked for: an account keeps thousands, and their columns are data.
https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, host_in, trusts
from collectors.engine.specification import ById, Declaration, ListCall, Rel, policy_lists

_API = "https://docs.aws.amazon.com/glue/latest/webapi"
_DATABASE = "AWS::Glue::Database"
_GONE = ("EntityNotFoundException",)
_ENCRYPTION = "EncryptionConfiguration"
_ONE = "there is one a region, and no id"

DATABASE = Declaration(
    type=_DATABASE,
    kind="catalog-database",
    service="glue",
    doc=f"{_API}/API_GetDatabases.html",
    list=ListCall("GetDatabases", "DatabaseList"),
    id="arn:{partition}:glue:{region}:{account}:database/{Name}",
    native_id="Name",
    uid="CreateTime",
    name="Name",
    tags=None,
    relations=(
        Rel("refers-to", host_in("LocationUri"), by="name", type="AWS::S3::Bucket"),
        Rel(
            "derived-from",
            "FederatedDatabase.ConnectionName",
            by="name",
            type="AWS::Glue::Connection",
        ),
        Rel("derived-from", "TargetDatabase.CatalogId", by="account"),
    ),
    secret=("Parameters",),
    keyed={"CreateTableDefaultPermissions": "set"},
    by_id=ById(operation="GetDatabase", params={"Name": "=id"}, items="Database", not_found=_GONE),
    events={
        "CreateDatabase": "requestParameters.databaseInput.name",
        "UpdateDatabase": "requestParameters.name",
        "DeleteDatabase": "requestParameters.name",
    },
)

TABLE = Declaration(
    type="AWS::Glue::Table",
    kind="catalog-table",
    service="glue",
    doc=f"{_API}/API_GetTables.html",
    list=ListCall(
        "GetTables",
        "TableList[].{Name: Name, TableType: TableType}",
        params={"DatabaseName": "=parent.Name", "AttributesToGet": ["NAME", "TABLE_TYPE"]},
        each=_DATABASE,
        # What is elsewhere is listed there: a link's tables are those of another database.
        when="!TargetDatabase && !FederatedDatabase",
        stamp={"DatabaseName": "Name"},
        absent=_GONE,
    ),
    id="arn:{partition}:glue:{region}:{account}:table/{DatabaseName}/{Name}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(Rel("part-of", "DatabaseName", by="name", type=_DATABASE),),
    # None of it is asked for; who answers with more than that must not fill a recording with it.
    secret=(
        "Parameters",
        "Description",
        "StorageDescriptor.**.Parameters",
        "PartitionKeys[].Parameters",
        "ViewOriginalText",
        "ViewExpandedText",
    ),
    no_by_id="its call takes the database too, which the id does not say",
    events={
        "CreateTable": "requestParameters.tableInput.name",
        "DeleteTable": "requestParameters.name",
    },
)

RESOURCE_POLICY = Declaration(
    type="AWS::Glue::ResourcePolicy",
    kind="resource-policy",
    service="glue",
    doc=f"{_API}/API_GetResourcePolicy.html",
    list=ListCall(
        "GetResourcePolicy",
        "[@][?PolicyInJson].{PolicyInJson: PolicyInJson, CreateTime: CreateTime}",
        own_only=True,
        absent=_GONE,
    ),
    id="arn:{partition}:glue:{region}:{account}:catalog",
    native_id="'catalog'",
    uid="CreateTime",
    tags=None,
    relations=trusts("PolicyInJson"),
    json=("PolicyInJson",),
    keyed=policy_lists("PolicyInJson"),
    no_by_id=_ONE,
    events=dict.fromkeys(("PutResourcePolicy", "DeleteResourcePolicy"), "awsRegion && 'catalog'"),
)

ENCRYPTION_SETTINGS = Declaration(
    type="AWS::Glue::DataCatalogEncryptionSettings",
    kind="account-settings",
    service="glue",
    doc=f"{_API}/API_GetDataCatalogEncryptionSettings.html",
    list=ListCall(
        "GetDataCatalogEncryptionSettings", "DataCatalogEncryptionSettings", own_only=True
    ),
    id="arn:{partition}:glue:{region}:{account}:catalog-encryption",
    native_id="'catalog-encryption'",
    tags=None,
    relations=(
        *encrypted_with("EncryptionAtRest.SseAwsKmsKeyId"),
        *encrypted_with("ConnectionPasswordEncryption.AwsKmsKeyId"),
        Rel("runs-as", "EncryptionAtRest.CatalogEncryptionServiceRole", by="arn"),
    ),
    no_by_id=_ONE,
    events={"PutDataCatalogEncryptionSettings": "awsRegion && 'catalog-encryption'"},
)

SECURITY_CONFIGURATION = Declaration(
    type="AWS::Glue::SecurityConfiguration",
    kind="security-configuration",
    service="glue",
    doc=f"{_API}/API_GetSecurityConfigurations.html",
    list=ListCall("GetSecurityConfigurations", "SecurityConfigurations"),
    id="arn:{partition}:glue:{region}:{account}:securityConfiguration/{Name}",
    native_id="Name",
    uid="CreatedTimeStamp",
    name="Name",
    tags=None,
    relations=(
        *encrypted_with(f"{_ENCRYPTION}.S3Encryption[].KmsKeyArn"),
        *encrypted_with(f"{_ENCRYPTION}.CloudWatchEncryption.KmsKeyArn"),
        *encrypted_with(f"{_ENCRYPTION}.JobBookmarksEncryption.KmsKeyArn"),
        *encrypted_with(f"{_ENCRYPTION}.DataQualityEncryption.KmsKeyArn"),
    ),
    keyed={f"{_ENCRYPTION}.S3Encryption": "set"},
    by_id=ById(
        operation="GetSecurityConfiguration",
        params={"Name": "=id"},
        items="SecurityConfiguration",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateSecurityConfiguration", "DeleteSecurityConfiguration"), "requestParameters.name"
    ),
)

DECLARATIONS = (
    DATABASE,
    TABLE,
    RESOURCE_POLICY,
    ENCRYPTION_SETTINGS,
    SECURITY_CONFIGURATION,
)
