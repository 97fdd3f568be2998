"""The credential report of IAM: of each user and the root, which credentials are in use.

The report is read and never made: GenerateCredentialReport counts as a read among IAM's
actions, but it sets work going that was not asked for. Where nobody had a report made in the
last four hours, IAM answers with `ReportNotPresent` or `ReportExpired`, and while one is being
made with `ReportInProgress`; then it is not available, and nothing is claimed.
An entry says what was so when the report was made, up to four hours before it was read.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from collectors.engine.specification import GLOBAL, Declaration, ListCall, Rel

_KEYS = tuple(
    f"access_key_{number}_last_used_{what}"
    for number in ("1", "2")
    for what in ("date", "region", "service")
)

ENTRY = Declaration(
    type="AWS::IAM::CredentialReportEntry",
    kind="credential-report",
    service="iam",
    doc="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html",
    where=GLOBAL,
    list=ListCall("GetCredentialReport", "csv(Content)"),
    id="{arn}#credential-report",
    native_id="join('#', [user, 'credential-report'])",
    uid="user_creation_time",
    name="user",
    tags=None,
    relations=(Rel("refers-to", "arn", by="arn"),),
    volatile=("password_last_used", *_KEYS),
    no_by_id="the report is read as a whole",
)

DECLARATIONS = (ENTRY,)
