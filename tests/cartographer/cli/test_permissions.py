"""permissions --format stackset: the role for every account of an organization."""

import json
import re
from urllib.parse import unquote

import boto3
import pytest
import yaml
from cfnlint.api import lint_all

from cartographer import bootstrap
from cartographer.cli import stackset
from cartographer.cli.permissions import LONGEST, policy, split
from cartographer.config import MEMBER_ROLE
from cartographer.model.error import CartographerError
from demo.moto_server import moto_server

WORDS = ("permissions", "--aws", "--format", "stackset")
SCANNER = "arn:aws:iam::111122223333:role/Scanner"
SECRET = "not-in-the-template-7f3a"  # an external id


@pytest.fixture
def made(run):
    """The template of all types, as text and as a document."""
    text = run(*WORDS, "--trusted", SCANNER).stdout
    return text, yaml.safe_load(text)


def documents_of(template):
    found = template["Resources"].values()
    return [
        one["Properties"]["PolicyDocument"]
        for one in found
        if one["Type"] == "AWS::IAM::ManagedPolicy"
    ]


def walk(value):
    """Yield every function call of a template, as its name and what it is given."""
    if isinstance(value, dict):
        for name, child in value.items():
            if name == "Ref" or name.startswith("Fn::"):
                yield name, child
            yield from walk(child)
    elif isinstance(value, list):
        for child in value:
            yield from walk(child)


def test_it_holds_the_exact_actions_in_as_many_policies_as_needed(run, made):
    """No action more or less than the policy names, and none by a wildcard."""
    statements = [one for document in documents_of(made[1]) for one in document["Statement"]]
    told = [action for one in statements for action in one["Action"]]
    assert told == json.loads(run("permissions", "--aws").stdout)["Statement"][0]["Action"]
    assert not any("*" in action for action in told)
    assert {one["Effect"] for one in statements} == {"Allow"}


def test_it_keeps_to_the_limits_of_iam_and_cloudformation(made):
    """Size of a policy, policies of a role, size of a template: all within the defaults."""
    text, template = made
    documents = documents_of(template)
    assert max(len(json.dumps(one, separators=(",", ":"))) for one in documents) <= LONGEST
    role = template["Resources"]["ReadRole"]["Properties"]
    assert len(role["ManagedPolicyArns"]) == len(documents) <= stackset.MOST_POLICIES
    assert ("--template-url" in text) is (len(text.encode()) > stackset.LONGEST_BODY)
    assert len(json.dumps(role["AssumeRolePolicyDocument"])) < 2048


def test_every_reference_has_its_target(made):
    """Parameters, conditions and resources that are named are there, and all are used."""
    template = made[1]
    names = template["Parameters"].keys() | template["Resources"].keys()
    calls = list(walk({name: template[name] for name in ("Conditions", "Resources", "Outputs")}))
    refs = {told for name, told in calls if name == "Ref"}
    refs |= {
        one for name, told in calls if name == "Fn::Sub" for one in re.findall(r"\${(\w+)", told)
    }
    assert refs - {"AWS::NoValue"} <= names
    assert template["Parameters"].keys() <= refs
    assert {told[0] for name, told in calls if name == "Fn::If"} == template["Conditions"].keys()
    assert {told[0] for name, told in calls if name == "Fn::GetAtt"} <= names
    asked = template["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
    assert {one for group in asked for one in group["Parameters"]} == template["Parameters"].keys()


def test_nobody_gets_in_without_the_external_id(made):
    """Taking on the role asks for it; it is never echoed, never short and never in the file."""
    text, template = made
    trust = template["Resources"]["ReadRole"]["Properties"]["AssumeRolePolicyDocument"]
    for statement in trust["Statement"]:
        assert statement["Principal"] == {"AWS": {"Ref": "TrustedPrincipal"}}
        if "sts:AssumeRole" in statement["Action"]:
            equals = statement["Condition"]["StringEquals"]
            assert equals["sts:ExternalId"] == {"Ref": "ExternalId"}
    asked = template["Parameters"]["ExternalId"]
    assert asked["NoEcho"] is True
    assert asked["MinLength"] >= 16
    assert "Default" not in asked
    assert not re.search(r"ExternalId,ParameterValue=(?!\"\$)", text)


def test_the_source_identity_is_not_bound_to_a_key_that_its_action_lacks(made):
    """STS tests SetSourceIdentity without the external id: asked for, it would fail."""
    trust = made[1]["Resources"]["ReadRole"]["Properties"]["AssumeRolePolicyDocument"]
    (statement,) = [one for one in trust["Statement"] if one["Action"] == "sts:SetSourceIdentity"]
    assert "sts:ExternalId" not in json.dumps(statement)
    assert "aws:PrincipalOrgID" in json.dumps(statement)


def test_cloudformations_own_rules_hold(made):
    """The linter of CloudFormation's authors finds no error and nothing to warn of."""
    found = [str(one) for one in lint_all(made[0]) if one.rule.severity != "informational"]
    assert found == []


def test_the_commands_stand_at_its_head(made):
    """What is to be run is said in comments that a shell understands once they are bare."""
    text = made[0]
    head = [line for line in text.splitlines() if line.startswith("#")]
    assert text.startswith("# ")
    told = "\n".join(line.removeprefix("#").strip() for line in head)
    assert "aws cloudformation create-stack-set \\\n" in told
    assert "--permission-model SERVICE_MANAGED" in told
    assert "--capabilities CAPABILITY_NAMED_IAM" in told
    assert f"ParameterKey=TrustedPrincipal,ParameterValue={SCANNER} \\" in told
    assert f'member_role = "{MEMBER_ROLE}"' in told


def test_names_may_be_chosen(run):
    """The principal and the name of the role are defaults of the parameters."""
    text = run(*WORDS, "--trusted", "111122223333", "--role-name", "Audit.Read").stdout
    asked = yaml.safe_load(text)["Parameters"]
    assert asked["TrustedPrincipal"]["Default"] == "111122223333"
    assert asked["RoleName"]["Default"] == "Audit.Read"
    assert 'member_role = "Audit.Read"' in text
    plain = run(*WORDS).stdout
    asked = yaml.safe_load(plain)["Parameters"]
    assert "Default" not in asked["TrustedPrincipal"]
    assert asked["RoleName"]["Default"] == MEMBER_ROLE
    assert "ParameterValue=PRINCIPAL_ARN" in plain


@pytest.mark.parametrize(
    "words",
    [
        ("--trusted", "*"),
        ("--trusted", "arn:aws:iam::*:root"),
        ("--trusted", "arn:aws:s3:::bucket"),
        ("--trusted", "11112222333"),
        ("--trusted", f"{SCANNER}\nevil: true"),
        ("--trusted", "arn:aws:iam::111122223333:role/a b"),
        ("--role-name", "a/b"),
        ("--role-name", "x" * 65),
        ("--role-name", 'a"\nb'),
        ("--role-name", ""),
    ],
)
def test_what_iam_would_refuse_is_refused(run, words):
    """Nobody is trusted by a wildcard, and no text leaves its place in the template."""
    told = run(*WORDS, *words, code=2)
    assert words[0] in told.stderr
    assert told.stdout == ""


def test_its_flags_mean_nothing_to_other_formats(run):
    """A flag is never silently ignored."""
    for form in ("json", "terraform", "cloudformation"):
        told = run("permissions", "--aws", "--format", form, "--role-name", "x", code=2)
        assert "--format stackset" in told.stderr


def parts(actions):
    many = [f"service{number:05}:DescribeSomethingLongEnough" for number in range(actions)]
    return [policy(part) for part in split(many)]


def test_a_template_that_fits_into_a_call_is_read_from_its_file():
    """No bucket is asked for where none is needed."""
    told = "".join(stackset.stackset(parts(200), None, None))
    assert "--template-body file://" in told
    assert "s3" not in told.partition('"AWSTemplateFormatVersion"')[0]


def test_a_template_that_is_too_long_for_a_call_says_that_it_goes_to_s3():
    """Its head then has the upload and the URL instead of the file."""
    told = "".join(stackset.stackset(parts(1000), SCANNER, None))
    assert len(told.encode()) > stackset.LONGEST_BODY
    assert "aws s3 cp" in told
    assert "--template-url" in told
    assert "--template-body" not in told
    assert len(documents_of(yaml.safe_load(told))) <= stackset.MOST_POLICIES


def test_more_policies_than_a_role_may_have_are_refused():
    """The message says how many there are, and what to do."""
    with pytest.raises(CartographerError, match="a role may have 10: choose fewer types") as fault:
        list(stackset.stackset(parts(2000), None, None))
    assert fault.value.exit_code == 1


def test_advice_on_a_long_policy_is_true(run):
    """Only what fits into a role's inline policies is said to."""
    told = run("permissions", "--aws").stderr
    assert len(bootstrap.aws_actions(())) > 400
    assert "inline" not in told
    assert "stackset" in told


@pytest.mark.parametrize(
    ("more", "organization", "boundary"),
    [
        ({}, None, None),
        (
            {
                "OrganizationId": "o-a1b2c3d4e5",
                "PermissionsBoundaryArn": "arn:aws:iam::aws:policy/ReadOnlyAccess",
                "RoleName": "Other",
                "MaxSessionDuration": "7200",
            },
            "o-a1b2c3d4e5",
            "arn:aws:iam::aws:policy/ReadOnlyAccess",
        ),
    ],
    ids=["plain", "bounded"],
)
def test_a_cloud_makes_the_role_of_it(made, more, organization, boundary):
    """The stack has the policies, and the role with its trust, boundary and tags.

    That the role bears the policies is not looked at: moto does not read `ManagedPolicyArns`.
    """
    given = {"ExternalId": SECRET, **more}
    name = given.get("RoleName", MEMBER_ROLE)
    with moto_server() as url:
        options = {
            "endpoint_url": url,
            "region_name": "us-east-1",
            "aws_access_key_id": "test",
            "aws_secret_access_key": "test",
        }
        clouds, iam = boto3.client("cloudformation", **options), boto3.client("iam", **options)
        clouds.create_stack(
            StackName="cartographer-read",
            TemplateBody=made[0],
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[
                {"ParameterKey": key, "ParameterValue": value} for key, value in given.items()
            ],
        )
        (stack,) = clouds.describe_stacks(StackName="cartographer-read")["Stacks"]
        role = iam.get_role(RoleName=name)["Role"]
        policies = {
            one["PolicyName"]: iam.get_policy_version(PolicyArn=one["Arn"], VersionId="v1")
            for one in iam.list_policies(Scope="Local")["Policies"]
        }
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    assert [one["OutputValue"] for one in stack["Outputs"]] == [role["Arn"]]
    numbers = range(1, len(policies) + 1)
    assert policies.keys() == {f"{name}-{number}" for number in numbers}
    actions = [
        action
        for number in numbers
        for action in policies[f"{name}-{number}"]["PolicyVersion"]["Document"]["Statement"][0][
            "Action"
        ]
    ]
    assert actions == sorted(bootstrap.aws_actions(()))
    assert role["MaxSessionDuration"] == int(given.get("MaxSessionDuration", 3600))
    assert role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn") == boundary
    assert {"Key": "application", "Value": "cartographer"} in role["Tags"]
    trust = role["AssumeRolePolicyDocument"]
    trust = json.loads(unquote(trust)) if isinstance(trust, str) else trust
    first, second = trust["Statement"]
    wanted = {"sts:ExternalId": SECRET}
    wanted |= {"aws:PrincipalOrgID": organization} if organization else {}
    assert first["Condition"] == {"StringEquals": wanted}
    assert first["Principal"] == second["Principal"] == {"AWS": SCANNER}
    if organization is None:
        assert "Condition" not in second
    else:
        assert second["Condition"] == {"StringEquals": {"aws:PrincipalOrgID": organization}}
