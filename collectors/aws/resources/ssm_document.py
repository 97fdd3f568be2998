"""AWS Systems Manager: documents and whom they are shared with, and how sessions are run.

Of documents the account's own are listed, without their content. The one document whose
content is read holds the preferences of Session Manager: where sessions are logged, and as whom
they run.
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import EVERYONE, TAGS, encrypted_with
from collectors.engine.specification import Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/systems-manager/latest/APIReference"
_DOCUMENT = "AWS::SSM::Document"
_PREFERENCES = "SSM-SessionManagerRunShell"
_SHARING = "/ssm/documents/console/public-sharing-permission"
_ALL = "@=='all' || @=='All'"
"""Everybody, in either way that the API takes it."""
_INPUTS = "Content.inputs"

DOCUMENT = Declaration(
    type=_DOCUMENT,
    kind="document",
    service="ssm",
    doc=f"{_API}/API_ListDocuments.html",
    list=ListCall(
        "ListDocuments",
        "DocumentIdentifiers",
        params={"Filters": [{"Key": "Owner", "Values": ["Self"]}]},
        own_only=True,
    ),
    id="arn:{partition}:ssm:{region}:{account}:document/{Name}",
    native_id="Name",
    uid="CreatedDate",
    name="Name",
    aspects=(
        Detail(
            aspect="sharing",
            operation="DescribeDocumentPermission",
            params={"Name": "=item.Name", "PermissionType": "Share"},
            result="AccountIds",
            absent=("InvalidDocument",),
            doc=f"{_API}/API_DescribeDocumentPermission.html",
        ),
    ),
    relations=(
        Rel("shared-with", f"[?!({_ALL})]", by="account", aspect="sharing"),
        Rel("shared-with", f"[?{_ALL}]", by=EVERYONE, aspect="sharing"),
        Rel("refers-to", "Requires[].Name", by="name", type=_DOCUMENT),
    ),
    keyed={
        **TAGS,
        "PlatformTypes": "set",
        "CloudProviders": "set",
        "Requires": ("Name",),
        "@sharing": "set",
    },
    no_by_id="the call by name brings more than the list call",
    events=dict.fromkeys(
        (
            "CreateDocument",
            "UpdateDocument",
            "UpdateDocumentDefaultVersion",
            "DeleteDocument",
            "ModifyDocumentPermission",
        ),
        "requestParameters.name",
    ),
)

SESSION_PREFERENCES = Declaration(
    type="AWS::SSM::SessionManagerPreferences",
    kind="account-settings",
    service="ssm",
    doc="https://docs.aws.amazon.com/systems-manager/latest/userguide/"
    "getting-started-create-preferences-cli.html",
    list=ListCall(
        "GetDocument",
        "{Name: Name, DocumentVersion: DocumentVersion, Content: Content}",
        params={"Name": _PREFERENCES, "DocumentFormat": "JSON"},
        own_only=True,
        # Nobody has set any.
        absent=("InvalidDocument",),
    ),
    id="arn:{partition}:ssm:{region}:{account}:session-manager-preferences",
    native_id="Name",
    tags=None,
    relations=(
        Rel("logs-to", f"{_INPUTS}.s3BucketName", by="name", type="AWS::S3::Bucket"),
        Rel(
            "logs-to",
            f"{_INPUTS}.cloudWatchLogGroupName",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        *encrypted_with(f"{_INPUTS}.kmsKeyId"),
    ),
    # What every session begins with, as somebody typed it in.
    secret=(f"{_INPUTS}.shellProfile",),
    json=("Content",),
    no_by_id="there is one in each region; it is listed whole",
    events=dict.fromkeys(
        ("CreateDocument", "UpdateDocument", "DeleteDocument", "UpdateDocumentDefaultVersion"),
        f"requestParameters.name == '{_PREFERENCES}' && requestParameters.name",
    ),
)

PUBLIC_SHARING = Declaration(
    type="AWS::SSM::DocumentPublicSharing",
    kind="account-settings",
    service="ssm",
    doc="https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-ssm-sharing.html",
    list=ListCall(
        "GetServiceSetting", "ServiceSetting", params={"SettingId": _SHARING}, own_only=True
    ),
    id="arn:{partition}:ssm:{region}:{account}:servicesetting{SettingId}",
    native_id="SettingId",
    tags=None,
    no_relations="it holds for the whole region of the account",
    volatile=("LastModifiedDate",),
    no_by_id="there is one in each region; it is listed whole",
    events=dict.fromkeys(
        ("UpdateServiceSetting", "ResetServiceSetting"), "requestParameters.settingId"
    ),
)

DECLARATIONS = (DOCUMENT, SESSION_PREFERENCES, PUBLIC_SHARING)
