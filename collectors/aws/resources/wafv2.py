"""AWS WAF: web ACLs, IP sets and rule groups, of regions and of CloudFront.

Each is declared twice, once a scope: what is for CloudFront is listed in one region only.
https://docs.aws.amazon.com/waf/latest/APIReference/API_Operations_AWS_WAFV2.html
"""

from typing import Literal

from collectors.aws.vocabulary import arns
from collectors.engine.specification import (
    GLOBAL,
    REGIONAL,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
)

_API = "https://docs.aws.amazon.com/waf/latest/APIReference"
_Where = Literal["regional", "global"]
_SCOPES: tuple[tuple[str, _Where, str], ...] = (
    ("REGIONAL", REGIONAL, ""),
    ("CLOUDFRONT", GLOBAL, "CloudFront"),
)
_SECRETS = (
    "**.SearchString",
    "**.RegexString",
    "**.InsertHeaders[].Value",
    "**.ResponseHeaders[].Value",
    "CustomResponseBodies.*.Content",
)
"""What is looked for in requests, and what is written into them: headers that are passwords."""
_NO_ID = "its calls take name, id and scope at once"
_RULES = "Rules[].Statement.[IPSetReferenceStatement.ARN, RuleGroupReferenceStatement.ARN][]"


def _events(noun: str) -> dict[str, str]:
    """Return the events that make, change and end a thing."""
    return {
        f"Create{noun}": "responseElements.summary.id",
        f"Update{noun}": "requestParameters.id",
        f"Delete{noun}": "requestParameters.id",
    }


def _item(scope: str) -> dict[str, str]:
    """Return what the calls for one thing take."""
    return {"Name": "=item.Name", "Scope": scope, "Id": "=item.Id"}


def _web_acl(scope: str, where: _Where, prefix: str) -> Declaration:
    """Return the declaration of the web ACLs of a scope."""
    protects = Detail(
        aspect="protects",
        operation="ListResourcesForWebACL",
        params={"WebACLArn": "=item.ARN"},
        result="ResourceArns",
    )
    logging = Detail(
        aspect="logging",
        operation="GetLoggingConfiguration",
        params={"ResourceArn": "=item.ARN"},
        result="LoggingConfiguration",
        absent=("WAFNonexistentItemException",),
    )
    # CloudFront's own documents say which distributions a global one protects.
    regional = where == REGIONAL
    return Declaration(
        type=f"AWS::WAFv2::{prefix}WebACL",
        kind="web-acl",
        service="wafv2",
        doc=f"{_API}/API_GetWebACL.html",
        where=where,
        list=ListCall("ListWebACLs", "WebACLs", params={"Scope": scope}),
        describe=Describe(operation="GetWebACL", params=_item(scope), result="WebACL"),
        id="{ARN}",
        native_id="Id",
        uid="Id",
        name="Name",
        tags=None,
        aspects=(protects, logging) if regional else (logging,),
        relations=(
            Rel("refers-to", arns(_RULES), by="arn"),
            Rel("logs-to", "LogDestinationConfigs[]", by="arn", aspect="logging"),
            *((Rel("applies-to", "[]", by="arn", aspect="protects"),) if regional else ()),
        ),
        keyed={
            "Rules": ("Name",),
            "TokenDomains": "set",
            **({"@protects": "set"} if regional else {}),
        },
        secret=_SECRETS,
        no_by_id=_NO_ID,
        events=_events("WebACL"),
    )


def _ip_set(scope: str, where: _Where, prefix: str) -> Declaration:
    """Return the declaration of the IP sets of a scope."""
    return Declaration(
        type=f"AWS::WAFv2::{prefix}IPSet",
        kind="ip-set",
        service="wafv2",
        doc=f"{_API}/API_GetIPSet.html",
        where=where,
        list=ListCall("ListIPSets", "IPSets", params={"Scope": scope}),
        describe=Describe(operation="GetIPSet", params=_item(scope), result="IPSet"),
        id="{ARN}",
        native_id="Id",
        uid="Id",
        name="Name",
        tags=None,
        no_relations="it holds ranges of addresses; web ACLs name it",
        keyed={"Addresses": "set"},
        no_by_id=_NO_ID,
        events=_events("IPSet"),
    )


def _rule_group(scope: str, where: _Where, prefix: str) -> Declaration:
    """Return the declaration of the rule groups of a scope."""
    return Declaration(
        type=f"AWS::WAFv2::{prefix}RuleGroup",
        kind="rule-group",
        service="wafv2",
        doc=f"{_API}/API_GetRuleGroup.html",
        where=where,
        list=ListCall("ListRuleGroups", "RuleGroups", params={"Scope": scope}),
        describe=Describe(operation="GetRuleGroup", params=_item(scope), result="RuleGroup"),
        id="{ARN}",
        native_id="Id",
        uid="Id",
        name="Name",
        tags=None,
        relations=(Rel("refers-to", arns(_RULES), by="arn"),),
        keyed={"Rules": ("Name",), "AvailableLabels": ("Name",), "ConsumedLabels": ("Name",)},
        secret=_SECRETS,
        no_by_id=_NO_ID,
        events=_events("RuleGroup"),
    )


DECLARATIONS = tuple(make(*scope) for make in (_web_acl, _ip_set, _rule_group) for scope in _SCOPES)
