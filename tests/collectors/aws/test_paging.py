"""No declared call is read by its first page alone."""

import botocore.session
import pytest
from botocore import xform_name

from collectors.aws.paging import undeclared_paging
from collectors.aws.registry import declarations

SESSION = botocore.session.get_session()
TOKEN = ("token", "marker")


def calls():
    """Every call that a declaration names, with the service that answers it."""
    found = set()
    for one in declarations():
        found.add((one.service, one.list.operation))
        if one.describe is not None:
            found.add((one.service, one.describe.operation))
        if one.by_id is not None and one.by_id.operation is not None:
            found.add((one.service, one.by_id.operation))
        found |= {(detail.service or one.service, detail.operation) for detail in one.aspects}
    return sorted(found)


def tokens(shape) -> set[str]:
    """Names in a shape that look like a token of paging."""
    return {name for name in shape.members if any(one in name.lower() for one in TOKEN)}


def paginated(service: str, operation: str) -> bool:
    try:
        return bool(SESSION.get_paginator_model(service).get_paginator(operation))
    except (ValueError, botocore.exceptions.UnknownServiceError):
        return False


@pytest.mark.parametrize(("service", "operation"), calls())
def test_a_call_that_answers_in_pages_is_followed(service, operation):
    """Else the first page would pass for the whole list, and prove absence."""
    model = SESSION.get_service_model(service).operation_model(operation)
    if model.output_shape is None or model.input_shape is None or paginated(service, operation):
        return
    # What has to be given with the very first call is no token of a page.
    optional = tokens(model.input_shape).difference(model.input_shape.required_members)
    if tokens(model.output_shape) & optional:
        assert undeclared_paging(model) is not None, xform_name(operation)


def test_a_token_that_is_spelt_in_two_ways_is_followed_too():
    """CloudFront's functions ask for a Marker and answer with a NextMarker further in."""
    model = SESSION.get_service_model("cloudfront").operation_model("ListFunctions")
    assert undeclared_paging(model)["output_token"] == "FunctionList.NextMarker"


def test_a_call_without_a_token_is_one_page():
    """Nothing is followed that is not there."""
    model = SESSION.get_service_model("sts").operation_model("GetCallerIdentity")
    assert undeclared_paging(model) is None
