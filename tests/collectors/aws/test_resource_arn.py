"""Which type an ARN is of: every declared type is covered, and no two without a word."""

import re

import pytest

from collectors.aws.arn_form import FORMS, SHARED
from collectors.aws.registry import declarations
from collectors.aws.resource_arn import ResourceArns, forms

KNOWN = {one.type: one for one in declarations()}
ARNS = ResourceArns(KNOWN.values())
FIELD = re.compile(r"\{([^{}]+)\}")
PLACES = {"partition": "aws", "region": "eu-west-1", "account": "111122223333"}


def sample(form):
    """Return an ARN of a form."""
    service, _, resource = form.partition(":")
    resource = resource.replace("**", "a/b-1").replace("*", "c-2")
    return f"arn:aws:{service}:eu-west-1:111122223333:{resource}"


def spelt(type_):
    """Return an ARN as the id of a type spells it, or nothing."""
    declaration = KNOWN[type_]
    each = declaration.list.each or ()
    parents = (each,) if isinstance(each, str) else each
    if "#" in declaration.id or type_ in FORMS:
        return None
    above = {}
    if parents:
        said = forms(parents[0], KNOWN) or ("",)
        above["parent"] = spelt(parents[0]) or sample(said[0])
    filled = FIELD.sub(lambda field: {**PLACES, **above}.get(field[1], "d-3"), declaration.id)
    return filled if filled.startswith("arn:") else None


def test_every_type_says_the_form_of_its_arns():
    """A type whose id does not spell an ARN has a line in `FORMS`."""
    missing = [f"{type_}: id {KNOWN[type_].id}" for type_ in KNOWN if forms(type_, KNOWN) is None]

    assert not missing, "\n".join(("without a line in FORMS:", *missing))


def test_forms_are_of_declared_types():
    """No line of the table is left of a type that is gone."""
    assert set(FORMS) - set(KNOWN) == set()


@pytest.mark.parametrize("type_", KNOWN)
def test_arn_of_a_form_gives_back_its_type(type_):
    """An ARN of each form is of that type and of no other, unless both are said to share it."""
    for form in forms(type_, KNOWN) or ():
        found = ARNS.types_of(sample(form))
        assert type_ in found, form
        assert len(found) == 1 or form in SHARED, (form, found)
        assert ARNS.type_of(sample(form)) == found[0]


@pytest.mark.parametrize("type_", [type_ for type_ in KNOWN if spelt(type_)])
def test_arn_that_an_id_spells_gives_back_its_type(type_):
    """The id itself, filled in, is an ARN of the type."""
    assert type_ in ARNS.types_of(spelt(type_))


def test_shared_forms_are_shared():
    """What is said to be shared is."""
    assert [form for form in SHARED if len(ARNS.types_of(sample(form))) == 1] == []


@pytest.mark.parametrize(
    ("arn", "type_"),
    [
        ("arn:aws:lambda:eu-west-1:111122223333:function:shop", "AWS::Lambda::Function"),
        ("arn:aws:lambda:eu-west-1:111122223333:function:shop:live", "AWS::Lambda::Alias"),
        ("arn:aws-cn:s3:::a-bucket", "AWS::S3::Bucket"),
        ("arn:aws:s3:eu-west-1:111122223333:accesspoint/ap", "AWS::S3::AccessPoint"),
        ("arn:aws:iam::111122223333:role/service-role/x", "AWS::IAM::Role"),
        ("arn:aws:apigateway:eu-west-1::/restapis/abc", "AWS::ApiGateway::RestApi"),
        ("arn:aws:apigateway:eu-west-1::/restapis/abc/stages/live", "AWS::ApiGateway::Stage"),
        ("arn:aws:apigateway:eu-west-1::/apis/abc/stages/$default", "AWS::ApiGatewayV2::Stage"),
        ("arn:aws:ec2:eu-west-1::image/ami-1", "AWS::EC2::Image"),
        ("arn:aws:logs:eu-west-1:111122223333:log-group:/aws/x:*", "AWS::Logs::LogGroup"),
        ("arn:aws:sns:eu-west-1:111122223333:orders", "AWS::SNS::Topic"),
        ("arn:aws:sns:eu-west-1:111122223333:orders:0a1b", "AWS::SNS::Subscription"),
        ("arn:aws:ssm:eu-west-1:111122223333:parameter/a/b/c", "AWS::SSM::Parameter"),
        ("arn:aws:rds:eu-west-1:111122223333:snapshot:rds:db-2026-01-01", "AWS::RDS::DBSnapshot"),
        (
            "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/shop",
            "AWS::ElasticLoadBalancing::LoadBalancer",
        ),
        (
            "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/50dc6c49",
            "AWS::ElasticLoadBalancingV2::LoadBalancer",
        ),
    ],
)
def test_arns_of_the_documentation(arn, type_):
    """ARNs as the services write them are of the right type."""
    assert ARNS.type_of(arn) == type_


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:comprehend:eu-west-1:111122223333:entity-recognizer/invoices",
        "arn:aws:ec2:eu-west-1:111122223333:no-such-thing/x-1",
        "arn:aws:lambda:eu-west-1:111122223333:no-such-thing:x-1",
        "arn:aws:s3:::a-bucket/an/object",
        "arn:aws:lambda:eu-west-1",
        "urn:aws:lambda:eu-west-1:111122223333:function:shop",
        "function:shop",
        "",
    ],
)
def test_arns_of_no_declared_type(arn):
    """What nobody declared is of no type, and so is what is no ARN."""
    assert (ARNS.type_of(arn), ARNS.types_of(arn)) == (None, ())
