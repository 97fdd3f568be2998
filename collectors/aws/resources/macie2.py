"""Amazon Macie: whether it looks into buckets, which ones, and where it writes what it found.

Where Macie is not enabled, its calls are denied with `AccessDeniedException`, as they are for
somebody who may not ask. The two differ in the message alone, which is looked at for it.
Findings and what they hold are not read.
https://docs.aws.amazon.com/macie/latest/APIReference/operations.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/macie/latest/APIReference"
_SESSION = "AWS::Macie::Session"
_BUCKET = "AWS::S3::Bucket"
_EXPORT = "s3Destination"

SESSION = Declaration(
    type=_SESSION,
    kind="data-classifier",
    service="macie2",
    doc=f"{_API}/macie.html",
    list=ListCall("GetMacieSession", "@"),
    id="arn:{partition}:macie2:{region}:{account}:session",
    native_id="'macie2'",
    uid="createdAt",
    name="'macie2'",
    tags=None,
    aspects=(
        Detail(
            aspect="administrator",
            operation="GetAdministratorAccount",
            params={},
            result="administrator.{accountId: accountId, relationshipStatus: relationshipStatus}",
            absent=("ResourceNotFoundException",),
        ),
        Detail(
            aspect="export",
            operation="GetClassificationExportConfiguration",
            params={},
            result="configuration",
        ),
    ),
    relations=(
        Rel("runs-as", "serviceRole", by="arn"),
        # The administrator sees the findings and sets what is looked for.
        Rel("shared-with", "accountId", by="account", aspect="administrator"),
        Rel("logs-to", f"{_EXPORT}.bucketName", by="name", type=_BUCKET, aspect="export"),
        *encrypted_with(f"{_EXPORT}.kmsKeyArn", aspect="export"),
    ),
    no_by_id="there is one for each region",
)

CLASSIFICATION_JOB = Declaration(
    type="AWS::Macie::ClassificationJob",
    kind="classification-job",
    service="macie2",
    doc=f"{_API}/jobs-list.html",
    list=ListCall("ListClassificationJobs", "items", each=_SESSION),
    id="arn:{partition}:macie2:{region}:{account}:classification-job/{jobId}",
    native_id="jobId",
    uid="jobId",
    name="name",
    tags=None,
    relations=(
        Rel("applies-to", "bucketDefinitions[].buckets[]", by="name", type=_BUCKET),
        Rel("applies-to", "bucketDefinitions[].accountId", by="account"),
    ),
    volatile=("jobStatus", "lastRunErrorStatus", "userPausedDetails"),
    keyed={
        "bucketDefinitions": ("accountId",),
        "bucketDefinitions[].buckets": "set",
        "bucketCriteria.includes.and": "set",
        "bucketCriteria.excludes.and": "set",
    },
    no_by_id="the call by id answers with another document than the list",
    events={
        "CreateClassificationJob": "responseElements.jobId",
        "UpdateClassificationJob": "requestParameters.jobId",
    },
)

FINDINGS_FILTER = Declaration(
    type="AWS::Macie::FindingsFilter",
    kind="finding-filter",
    service="macie2",
    doc=f"{_API}/findingsfilters-id.html",
    list=ListCall("ListFindingsFilters", "findingsFilterListItems", each=_SESSION),
    describe=Describe(operation="GetFindingsFilter", params={"id": "=item.id"}, result="@"),
    id="{arn}",
    native_id="id",
    uid="id",
    name="name",
    tags="tags",
    no_relations="it matches findings by what they say",
    keyed={f"findingCriteria.criterion.*.{name}": "set" for name in ("eq", "eqExactMatch", "neq")},
    by_id=ById(
        operation="GetFindingsFilter",
        params={"id": "=id"},
        items="@",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "CreateFindingsFilter": "responseElements.id",
        "UpdateFindingsFilter": "requestParameters.id",
        "DeleteFindingsFilter": "requestParameters.id",
    },
)

DECLARATIONS = (SESSION, CLASSIFICATION_JOB, FINDINGS_FILTER)
