"""AWS Lake Formation: who administers a lake, which places are in it, and who may read what.

A grant has no id of its own: whom it is for and what on makes its key.
https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/lake-formation/latest/APIReference"
_PRINCIPAL = "DataLakePrincipalIdentifier"
_WHO = f"Principal.{_PRINCIPAL}"
_PARTS = (
    "CatalogId",
    "Id",
    "TableCatalogId",
    "DatabaseName",
    "TableName",
    "Name",
    "ResourceArn",
    "ResourceType",
    "TagKey",
    "ExpressionName",
)
_VALUES = "values(Resource)[]"
_LISTS = (
    f"sort({_VALUES}.TagValues[])",
    f"sort({_VALUES}.ColumnNames[])",
    f"sort({_VALUES}.ColumnWildcard.ExcludedColumnNames[])",
    f"sort({_VALUES}.Expression[].join('=', [TagKey, join(',', sort(TagValues))]))",
)
_WHAT = ", ".join((*(f"{_VALUES}.{one}" for one in _PARTS), *_LISTS))
_ALL = f"[{_WHO}, keys(Resource), {_WHAT}, Condition.Expression]"
_NATURAL = f"join('|', {_ALL}[] | [?type(@)=='string'])"
_ACCOUNT = "length(@)==`12`"


def _principals(kind: str, path: str) -> tuple[Rel, ...]:
    """Return the relations to principals, which are ARNs or accounts."""
    return (
        by_arn(kind, path),
        Rel(kind, f"[{path}][] | [?{_ACCOUNT} && to_number(@)]", by="account"),
    )


SETTINGS = Declaration(
    type="AWS::LakeFormation::DataLakeSettings",
    kind="account-settings",
    service="lakeformation",
    doc=f"{_API}/API_GetDataLakeSettings.html",
    list=ListCall("GetDataLakeSettings", "DataLakeSettings", own_only=True),
    id="arn:{partition}:lakeformation:{region}:{account}:data-lake-settings",
    native_id="'data-lake-settings'",
    tags=None,
    relations=(
        *_principals("trusts", f"DataLakeAdmins[].{_PRINCIPAL}"),
        *_principals("trusts", f"ReadOnlyAdmins[].{_PRINCIPAL}"),
        *_principals("trusts", f"ExternalDataFilteringAllowList[].{_PRINCIPAL}"),
        Rel("trusts", "TrustedResourceOwners[]", by="account"),
    ),
    keyed={
        "DataLakeAdmins": (_PRINCIPAL,),
        "ReadOnlyAdmins": (_PRINCIPAL,),
        "CreateDatabaseDefaultPermissions": "set",
        "CreateDatabaseDefaultPermissions[].Permissions": "set",
        "CreateTableDefaultPermissions": "set",
        "CreateTableDefaultPermissions[].Permissions": "set",
        "TrustedResourceOwners": "set",
        "ExternalDataFilteringAllowList": (_PRINCIPAL,),
        "AuthorizedSessionTagValueList": "set",
    },
    no_by_id="there is one a region, and no id",
    events={"PutDataLakeSettings": "awsRegion && 'data-lake-settings'"},
)

RESOURCE = Declaration(
    type="AWS::LakeFormation::Resource",
    kind="lake-location",
    service="lakeformation",
    doc=f"{_API}/API_ListResources.html",
    list=ListCall("ListResources", "ResourceInfoList"),
    # The ARN is that of the bucket or of a folder in it.
    id="arn:{partition}:lakeformation:{region}:{account}:resource/{ResourceArn}",
    native_id="ResourceArn",
    name="ResourceArn",
    tags=None,
    relations=(
        Rel("runs-as", "RoleArn", by="arn"),
        Rel("refers-to", "[ResourceArn] | [?@].split(@, '/')[0]", by="arn"),
    ),
    volatile=("LastModified",),
    by_id=ById(
        operation="DescribeResource",
        params={"ResourceArn": "=id"},
        items="ResourceInfo",
        not_found=("EntityNotFoundException",),
    ),
    events=dict.fromkeys(
        ("RegisterResource", "UpdateResource", "DeregisterResource"),
        "requestParameters.resourceArn",
    ),
)

PERMISSION = Declaration(
    type="AWS::LakeFormation::PrincipalPermissions",
    kind="grant",
    service="lakeformation",
    doc=f"{_API}/API_ListPermissions.html",
    list=ListCall(
        "ListPermissions", f"PrincipalResourcePermissions[].merge(@, {{Key: {_NATURAL}}})"
    ),
    id="arn:{partition}:lakeformation:{region}:{account}:permission/{Key}",
    native_id="Key",
    tags=None,
    relations=(
        *_principals("trusts", _WHO),
        Rel("grants", "Resource.DataLocation.ResourceArn", by="arn"),
        Rel("grants", "Resource.Database.Name", by="name", type="AWS::Glue::Database"),
        by_arn("refers-to", "AdditionalDetails.ResourceShare"),
    ),
    keyed={
        "Permissions": "set",
        "PermissionsWithGrantOption": "set",
        "AdditionalDetails.ResourceShare": "set",
        "Resource.TableWithColumns.ColumnNames": "set",
        "Resource.TableWithColumns.ColumnWildcard.ExcludedColumnNames": "set",
        "Resource.LFTag.TagValues": "set",
        "Resource.LFTagPolicy.Expression": ("TagKey",),
        "Resource.LFTagPolicy.Expression[].TagValues": "set",
    },
    no_by_id="it has no id",
)

DECLARATIONS = (SETTINGS, RESOURCE, PERMISSION)
