"""Published CloudFormation templates: what moto makes of each is found again by its physical id.

Run with `-s` to see the table of what each template declares, what of it was found, and why the
rest was not. The templates stay where they are: nothing of them is copied.
"""

import io
import json
import os
import sys
import urllib.request
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import boto3
import jmespath
import pytest

from cartographer.model.coverage import Selector
from collectors.aws.registry import declarations
from collectors.aws.session import AwsDoor, Login
from collectors.engine.collector import EngineCollector
from collectors.engine.rate import Rates
from collectors.engine.redact import Redactor
from collectors.engine.tools import Limits
from demo.moto_server import moto_server
from tests.collectors.aws.account import DeafProgress, NothingHeld, StillClock

DATA = os.environ.get("CARTOGRAPHER_REAL_DATA")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(DATA is None, reason="CARTOGRAPHER_REAL_DATA is not set"),
    pytest.mark.timeout(600),
]

FOLDER = Path(DATA or ".", "aws-templates")
INDEX = json.loads((FOLDER / "index.json").read_bytes()) if DATA else []
REGION = "us-east-1"
DECLARED = {one.type for one in declarations()}
STACK = "real"

INSIDE = {
    "AWS::ApiGateway::Method": ("AWS::ApiGateway::Resource", "values(config.resourceMethods)"),
    "AWS::EC2::Route": ("AWS::EC2::RouteTable", "config.Routes[?GatewayId!='local']"),
    "AWS::EC2::SubnetRouteTableAssociation": (
        "AWS::EC2::RouteTable",
        "config.Associations[?SubnetId]",
    ),
    "AWS::EC2::VPCGatewayAttachment": ("AWS::EC2::InternetGateway", "config.Attachments"),
    "AWS::Lambda::Permission": ("AWS::Lambda::Function", "aspects.policy.Statement"),
}
"""Types of CloudFormation that are a part of another type's document: which, and where in it."""

HIDDEN = {
    "AWS::EC2::SubnetRouteTableAssociation": (
        "moto's route tables do not name it if CloudFormation made it"
    ),
}
"""Parts that moto's answers leave out of their wholes, and why."""

NOT_MADE = {"AWS::CloudFormation::WaitConditionHandle"}
"""Types that moto does not make."""

NOT_DECLARED = {
    "AWS::IoT::Thing": "no declared type",
    "AWS::Lambda::Version": "no declared type",
}
"""Types that the templates name and nothing reads, and why."""


@dataclass
class Outcome:
    """What became of one template."""

    name: str
    declared: dict[str, str]
    """Type by logical id, as the template has them."""
    made: list[dict[str, str]]
    """What moto says that it made."""
    seen: list[dict[str, object]]
    """What the collector found, as documents."""
    incomplete: list[str] = field(default_factory=list)
    """Types whose scope was not read to its end."""

    def of_type(self, type_):
        """Return what was found of a type."""
        return [one for one in self.seen if one["type"] == type_]

    def sought(self):
        """Return what moto made of declared types."""
        return [one for one in self.made if one["ResourceType"] in DECLARED]

    def found(self):
        """Return the logical ids of what was found, by physical id, or by number without one."""
        by_id, nameless = set(), Counter()
        for one in self.sought():
            if "PhysicalResourceId" not in one:
                nameless[one["ResourceType"]] += 1
            elif self.named(one["ResourceType"], one["PhysicalResourceId"]):
                by_id.add(one["LogicalResourceId"])
        for type_, count in nameless.items():
            if len(self.of_type(type_)) == count:
                by_id |= {
                    one["LogicalResourceId"] for one in self.made if one["ResourceType"] == type_
                }
        return by_id

    def named(self, type_, physical_id):
        """Return what was found of a type under an id."""
        return [one for one in self.of_type(type_) if physical_id in one["names"]]

    def parts(self, type_):
        """Return how many parts of a type are in the documents of what this template made."""
        whole, path = INSIDE[type_]
        ids = {
            one["PhysicalResourceId"]
            for one in self.made
            if one["ResourceType"] == whole and "PhysicalResourceId" in one
        }
        wholes = [one for one in self.of_type(whole) if ids & one["names"]]
        return sum(len(jmespath.search(path, one) or ()) for one in wholes)

    def reasons(self):
        """Return why what is declared was not found as a resource of its own."""
        made = {one["LogicalResourceId"] for one in self.made}
        missing = {id_: type_ for id_, type_ in self.declared.items() if id_ not in self.found()}
        for id_, type_ in missing.items():
            if type_ in NOT_MADE:
                yield f"{_short(type_)}: moto does not make it"
            elif id_ not in made:
                yield f"{_short(type_)}: its condition is false"
            elif type_ in HIDDEN:
                yield f"{_short(type_)}: {HIDDEN[type_]}"
            elif type_ in INSIDE:
                yield f"{_short(type_)}: read inside {_short(INSIDE[type_][0])}"
            elif type_ in NOT_DECLARED:
                yield f"{_short(type_)}: {NOT_DECLARED[type_]}"
            else:
                yield f"{_short(type_)}: not found"


def _short(type_):
    return type_.removeprefix("AWS::")


def _package():
    """Return an archive that may pass for the code of a function."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("index.py", "")
    return held.getvalue()


def _ground(template, parameters):
    """Make what a template takes for granted, and return its parameters with ids that exist."""
    ec2 = boto3.client("ec2", region_name=REGION)
    ec2.create_key_pair(KeyName=parameters.get("KeyName", "key"))
    there = {
        "vpc-": iter([one["VpcId"] for one in ec2.describe_vpcs()["Vpcs"]]),
        "subnet-": iter([one["SubnetId"] for one in ec2.describe_subnets()["Subnets"]]),
        "sg-": iter([one["GroupId"] for one in ec2.describe_security_groups()["SecurityGroups"]]),
    }

    def existing(value):
        kind = next((prefix for prefix in there if value.startswith(prefix)), None)
        return value if kind is None else next(there[kind])

    if "LambdaS3BucketName" in parameters:
        bucket = parameters["LambdaS3BucketName"]
        key = template["Parameters"]["LambdaZipFileName"]["Default"]
        s3 = boto3.client("s3", region_name=REGION)
        s3.create_bucket(Bucket=bucket)
        s3.put_object(Bucket=bucket, Key=key, Body=_package())
    return {
        name: ",".join(existing(part) for part in value.split(","))
        for name, value in parameters.items()
    }


def _deploy(template, parameters):
    """Deploy a template, and return what moto made."""
    formation = boto3.client("cloudformation", region_name=REGION)
    formation.create_stack(
        StackName=STACK,
        TemplateBody=json.dumps(template),
        Parameters=[
            {"ParameterKey": name, "ParameterValue": value}
            for name, value in _ground(template, parameters).items()
        ],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    (stack,) = formation.describe_stacks(StackName=STACK)["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    listed = formation.describe_stack_resources(StackName=STACK)["StackResources"]
    # What a condition leaves out is listed without an id.
    return [one for one in listed if "LogicalResourceId" in one]


def _collect(types):
    """Return what a run over the account comes to."""
    collector = EngineCollector(
        "test",
        "aws",
        [AwsDoor(Login(regions=(REGION,)))],
        declarations(),
        redactor=Redactor(b"key of the tests"),
        rates=Rates(default=0),
        limits=Limits(tries=1),
        clock=StillClock(),
    )
    (patch,) = collector.collect(Selector(types=types), DeafProgress(), NothingHeld())
    return patch


def _document(observation):
    """Return an observation as what the paths of this test are over."""
    return {
        "type": observation.key.type,
        "names": {observation.native_id, observation.key.id, observation.uid},
        "config": observation.config,
        "aspects": {name: one.value for name, one in observation.aspects.items()},
    }


@pytest.fixture(scope="module")
def outcomes():
    """What became of each template, by its source; printed as a table in the end."""
    found = {}
    with moto_server() as url, pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "test")
        environment.setenv("AWS_ENDPOINT_URL", url)
        for entry in INDEX:
            reset = urllib.request.Request(f"{url}/moto-api/reset", method="POST")  # noqa: S310  loopback
            urllib.request.urlopen(reset).close()  # noqa: S310  loopback
            found[entry["source"]] = _outcome(entry)
    yield found
    sys.stdout.write("\n" + "\n".join(_table(found.values())) + "\n")


def _outcome(entry):
    template = json.loads((FOLDER / entry["file"]).read_bytes())
    made = _deploy(template, entry["parameters"])
    declared = {id_: one["Type"] for id_, one in template["Resources"].items()}
    patch = _collect(tuple(sorted(DECLARED & set(declared.values()))))
    return Outcome(
        Path(entry["source"]).stem,
        declared,
        made,
        [_document(one) for one in patch.upserts],
        [str(one.scope) for one in patch.coverage if one.state != "complete"],
    )


def _table(outcomes):
    yield "| template | declared | made, of declared types | found | the others |"
    yield "| --- | --- | --- | --- | --- |"
    total = Counter()
    for one in outcomes:
        counts = (len(one.declared), len(one.sought()), len(one.found()))
        total.update(dict(zip("dsf", counts, strict=True)))
        reasons = Counter(one.reasons())
        told = "; ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        yield f"| {one.name} | {' | '.join(map(str, counts))} | {told} |"
    yield f"| all | {total['d']} | {total['s']} | {total['f']} | |"


def test_there_are_22_templates():
    """All of the index are there."""
    assert len(INDEX) == 22


@pytest.mark.parametrize("source", [one["source"] for one in INDEX], ids=lambda one: Path(one).stem)
def test_what_moto_made_is_found(outcomes, source):
    """Each resource of a declared type, once, and every scope was read to its end."""
    outcome = outcomes[source]

    assert outcome.incomplete == []
    assert outcome.found() == {one["LogicalResourceId"] for one in outcome.sought()}
    for one in outcome.sought():
        if "PhysicalResourceId" in one:
            assert len(outcome.named(one["ResourceType"], one["PhysicalResourceId"])) == 1


@pytest.mark.parametrize("source", [one["source"] for one in INDEX], ids=lambda one: Path(one).stem)
def test_what_is_a_part_is_inside(outcomes, source):
    """Routes, associations, attachments, methods and permissions are in their wholes' documents."""
    outcome = outcomes[source]
    declared = Counter(one["ResourceType"] for one in outcome.made)

    inside = {type_: outcome.parts(type_) for type_ in INSIDE.keys() - HIDDEN if declared[type_]}

    assert inside == {type_: declared[type_] for type_ in inside}


@pytest.mark.parametrize("source", [one["source"] for one in INDEX], ids=lambda one: Path(one).stem)
def test_it_is_known_why_the_others_are_not_found(outcomes, source):
    """Each other one has a reason, and a condition is one only where the template has it."""
    outcome = outcomes[source]
    others = {one["ResourceType"] for one in outcome.made} - DECLARED
    (entry,) = (one for one in INDEX if one["source"] == source)
    template = json.loads((FOLDER / entry["file"]).read_bytes())
    made = {one["LogicalResourceId"] for one in outcome.made}
    left_out = {id_ for id_, type_ in outcome.declared.items() if type_ not in NOT_MADE} - made

    assert others <= INSIDE.keys() | NOT_DECLARED.keys()
    assert [id_ for id_ in left_out if "Condition" not in template["Resources"][id_]] == []
