"""IAM Access Analyzer: analyzers of outside, inside and unused access, and what they archive.

Findings are not read. https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/access-analyzer/latest/APIReference"
_ANALYZER = "AWS::AccessAnalyzer::Analyzer"
_UNUSED = "configuration.unusedAccess.analysisRule.exclusions"
_INTERNAL = "configuration.internalAccess.analysisRule.inclusions"

ANALYZER = Declaration(
    type=_ANALYZER,
    kind="access-analyzer",
    service="accessanalyzer",
    doc=f"{_API}/API_AnalyzerSummary.html",
    list=ListCall("ListAnalyzers", "analyzers"),
    id="arn:{partition}:access-analyzer:{region}:{account}:analyzer/{name}",
    native_id="name",
    uid="createdAt",
    name="name",
    tags="tags",
    relations=(
        Rel("refers-to", f"{_UNUSED}[].accountIds[]", by="account"),
        Rel("applies-to", f"{_INTERNAL}[].accountIds[]", by="account"),
        Rel("applies-to", f"{_INTERNAL}[].resourceArns[]", by="arn"),
    ),
    volatile=("lastResourceAnalyzed", "lastResourceAnalyzedAt"),
    keyed={
        _UNUSED: "set",
        f"{_UNUSED}[].accountIds": "set",
        f"{_UNUSED}[].resourceTags": "set",
        _INTERNAL: "set",
        f"{_INTERNAL}[].accountIds": "set",
        f"{_INTERNAL}[].resourceArns": "set",
        f"{_INTERNAL}[].resourceTypes": "set",
    },
    by_id=ById(
        operation="GetAnalyzer",
        params={"analyzerName": "=id"},
        items="analyzer",
        not_found=("ResourceNotFoundException",),
    ),
    events=dict.fromkeys(
        ("CreateAnalyzer", "UpdateAnalyzer", "DeleteAnalyzer"), "requestParameters.analyzerName"
    ),
)

ARCHIVE_RULE = Declaration(
    type="AWS::AccessAnalyzer::ArchiveRule",
    kind="finding-filter",
    service="accessanalyzer",
    doc=f"{_API}/API_ListArchiveRules.html",
    list=ListCall(
        "ListArchiveRules",
        "archiveRules",
        params={"analyzerName": "=parent.name"},
        each=_ANALYZER,
        stamp={"analyzerName": "name"},
        absent=("ResourceNotFoundException",),
    ),
    id="{parent}/archive-rule/{ruleName}",
    native_id="join('/', [analyzerName, ruleName])",
    uid="createdAt",
    name="ruleName",
    tags=None,
    relations=(Rel("part-of", "analyzerName", by="name", type=_ANALYZER),),
    keyed={f"filter.*.{name}": "set" for name in ("eq", "neq", "contains")},
    no_by_id="its call takes the analyzer too, and its document does not bear it",
    events=dict.fromkeys(
        ("CreateArchiveRule", "UpdateArchiveRule", "DeleteArchiveRule"),
        "requestParameters.join('/', [analyzerName, ruleName])",
    ),
)

DECLARATIONS = (ANALYZER, ARCHIVE_RULE)
