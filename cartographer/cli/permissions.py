"""`cartographer permissions`: the least policy that lets Cartographer read."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from cartographer.cli.form import indented, yaml
from cartographer.cli.invocation import Invocation
from cartographer.cli.option import verb
from cartographer.cli.source import check_types
from cartographer.cli.text import count
from cartographer.model.error import UsageError

LONGEST = 6144
"""Characters, blanks left out, that a managed policy may have.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""
_EXAMPLES = """
cartographer permissions --aws > policy.json
cartographer permissions --aws --type AWS::EC2::Instance --type AWS::S3::Bucket
cartographer permissions --aws --format terraform > cartographer.tf
cartographer permissions --aws --format cloudformation > cartographer.yaml
"""
_VERSION = "2012-10-17"
_OVERHEAD = 120
Policy = dict[str, Any]


@verb(
    "permissions",
    forms=(),
    examples=_EXAMPLES,
    why_not="use --type and --format",
)
@click.option("--aws", is_flag=True, help="For AWS.")
@click.option("--type", "types", multiple=True, metavar="TYPE", help="Only for this native type.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("json", "terraform", "cloudformation")),
    default="json",
    show_default=True,
    help="What to print: the policy, or what makes it.",
)
def command(invocation: Invocation, types: tuple[str, ...], form: str, *, aws: bool) -> int:
    """Print the least policy that lets Cartographer read.

    It is derived from the declarations of the types, so that it never lags behind them. No
    action in it changes anything.
    """
    from cartographer.bootstrap import aws_actions

    if not aws:
        raise UsageError("for which cloud? give --aws")
    check_types(invocation, types)
    actions = aws_actions(types)
    parts = split(actions)
    if form == "json" and len(parts) > 1:
        invocation.notices.warn(
            f"the policy is longer than a managed policy may be ({LONGEST:,} characters): use it "
            f"as an inline policy, choose --type, or let --format terraform or cloudformation "
            f"make {count(len(parts), 'policy', 'policies')} of it"
        )
    for text in _FORMS[form](actions, parts):
        click.echo(text, nl=False)
    return 0


def policy(actions: Sequence[str]) -> Policy:
    """Return a policy that allows some actions.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
    """
    statement = {
        "Sid": "CartographerRead",
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": "*",
    }
    return {"Version": _VERSION, "Statement": [statement]}


def split(actions: Sequence[str]) -> list[list[str]]:
    """Return actions in as many parts as fit into managed policies."""
    parts: list[list[str]] = [[]]
    length = _OVERHEAD
    for action in actions:
        cost = len(action) + len('"",')
        if length + cost > LONGEST:
            parts.append([])
            length = _OVERHEAD
        parts[-1].append(action)
        length += cost
    return parts


def _json(actions: Sequence[str], _: list[list[str]]) -> Iterator[str]:
    yield indented(policy(actions))


def _terraform(_: Sequence[str], parts: list[list[str]]) -> Iterator[str]:
    """Yield a managed policy for each part, in Terraform's own syntax."""
    for number, actions in enumerate(parts, 1):
        name = _name(number, parts)
        yield "" if number == 1 else "\n"
        yield f'resource "aws_iam_policy" "{name.lower().replace("-", "_")}" {{\n'
        yield f'  name        = "{name}"\n'
        yield '  description = "What Cartographer reads. It changes nothing."\n'
        yield "  policy = jsonencode({\n"
        yield f'    Version = "{_VERSION}"\n'
        yield "    Statement = [{\n"
        yield '      Sid      = "CartographerRead"\n      Effect   = "Allow"\n'
        yield '      Resource = "*"\n      Action = [\n'
        yield from (f'        "{action}",\n' for action in actions)
        yield "      ]\n    }]\n  })\n}\n"


def _cloudformation(_: Sequence[str], parts: list[list[str]]) -> Iterator[str]:
    """Yield a template with a managed policy for each part."""
    made = {
        _name(number, parts).replace("-", ""): {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {
                "ManagedPolicyName": _name(number, parts),
                "Description": "What Cartographer reads. It changes nothing.",
                "PolicyDocument": policy(actions),
            },
        }
        for number, actions in enumerate(parts, 1)
    }
    outputs = {f"{name}Arn": {"Value": {"Ref": name}} for name in made}
    yield from yaml(
        {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": "The least policy that lets Cartographer read.",
            "Resources": made,
            "Outputs": outputs,
        }
    )


def _name(number: int, parts: list[list[str]]) -> str:
    return "CartographerRead" if len(parts) == 1 else f"CartographerRead-{number}"


_FORMS: dict[str, Callable[[Sequence[str], list[list[str]]], Iterator[str]]] = {
    "json": _json,
    "terraform": _terraform,
    "cloudformation": _cloudformation,
}
