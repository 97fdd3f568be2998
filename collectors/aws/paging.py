"""How operations are paged that the SDK has no paginator for; it reads a model and calls nobody."""

from typing import Any

_TOKENS = ("NextToken", "nextToken", "NextMarker", "Marker")
_ODD_TOKENS = {
    ("cloudfront", "ListCachePolicies"): ("Marker", "CachePolicyList.NextMarker"),
    ("cloudfront", "ListContinuousDeploymentPolicies"): (
        "Marker",
        "ContinuousDeploymentPolicyList.NextMarker",
    ),
    ("cloudfront", "ListFunctions"): ("Marker", "FunctionList.NextMarker"),
    ("cloudfront", "ListKeyGroups"): ("Marker", "KeyGroupList.NextMarker"),
    ("cloudfront", "ListOriginRequestPolicies"): ("Marker", "OriginRequestPolicyList.NextMarker"),
    ("cloudfront", "ListRealtimeLogConfigs"): ("Marker", "RealtimeLogConfigs.NextMarker"),
    ("cloudfront", "ListResponseHeadersPolicies"): (
        "Marker",
        "ResponseHeadersPolicyList.NextMarker",
    ),
    ("cloudfront", "ListVpcOrigins"): ("Marker", "VpcOriginList.NextMarker"),
    ("lightsail", "GetBuckets"): ("pageToken", "nextPageToken"),
    ("servicecatalog", "DescribePortfolioShares"): ("PageToken", "NextPageToken"),
    ("servicecatalog", "ListPortfolioAccess"): ("PageToken", "NextPageToken"),
}
"""Paging that botocore does not declare, where input and output spell the token differently."""


def undeclared_paging(operation: Any) -> dict[str, Any] | None:  # noqa: ANN401  a botocore model
    """Return how an operation is paged that botocore has no paginator for, if it is paged.

    The service model shows it: the same token stands in input and output. Without this the
    first page would pass for the whole list, and prove absence.
    """
    asked = operation.input_shape.members if operation.input_shape else {}
    given = operation.output_shape.members if operation.output_shape else {}
    into, out = next(((one, one) for one in _TOKENS if one in asked and one in given), ("", ""))
    if not into:
        name = (operation.service_model.service_name, operation.name)
        into, out = _ODD_TOKENS.get(name, ("", ""))
    if not into:
        return None
    lists = [name for name, shape in given.items() if shape.type_name == "list"]
    return {"input_token": into, "output_token": out, "result_key": (lists or [out])[0]}
