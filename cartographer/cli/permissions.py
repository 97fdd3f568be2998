"""`cartographer permissions`: the least policy that lets Cartographer read."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from cartographer.cli.form import indented, yaml
from cartographer.cli.invocation import Invocation
from cartographer.cli.option import verb
from cartographer.cli.permission_check import with_check
from cartographer.cli.source import checked_types
from cartographer.cli.text import count
from cartographer.model.error import UsageError

LONGEST = 6144
"""Characters, blanks left out, that a managed policy may have.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""
LONGEST_INLINE = 10_240
"""Characters, blanks left out, that the inline policies of a role may have together."""

_EXAMPLES = """
cartographer permissions --aws > policy.json
cartographer permissions --aws --type AWS::EC2::Instance --type AWS::S3::Bucket
cartographer permissions --aws --format terraform > cartographer.tf
cartographer permissions --aws --format cloudformation > cartographer.yaml
cartographer permissions --aws --format stackset > cartographer-stackset.yaml
cartographer permissions --aws --format stackset --trusted arn:aws:iam::111122223333:role/Scanner
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
    type=click.Choice(("json", "terraform", "cloudformation", "stackset")),
    default="json",
    show_default=True,
    help="What to print: the policy, what makes it, or the role for a whole organization.",
)
@click.option("--trusted", metavar="ARN", help="Who may take on the role of a stackset.")
@click.option("--role-name", metavar="NAME", help="Name of the role of a stackset.")
def command(
    invocation: Invocation,
    types: tuple[str, ...],
    form: str,
    trusted: str | None,
    role_name: str | None,
    *,
    aws: bool,
) -> int:
    """Print the least policy that lets Cartographer read.

    It is derived from the declarations of the types, so that it never lags behind them. No
    action in it changes anything. A stackset makes the role too, in every account of an
    organization; how to use it stands at the head of the template.
    """
    from cartographer.bootstrap import aws_actions
    from cartographer.cli.stackset import stackset

    if not aws:
        raise UsageError("for which cloud? give --aws")
    if form != "stackset" and (trusted is not None or role_name is not None):
        raise UsageError("--trusted and --role-name need --format stackset: it alone makes a role")
    types = checked_types(types)
    actions = aws_actions(types)
    parts = split(actions)
    if form == "json" and len(parts) > 1:
        invocation.notices.warn(_too_long(actions, parts))
    if form == "stackset":
        told = stackset([policy(part) for part in parts], trusted, role_name)
    else:
        told = _FORMS[form](actions, parts)
    for text in told:
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


def _too_long(actions: Sequence[str], parts: list[list[str]]) -> str:
    """Return what to do with a policy that is too long to be a managed one."""
    length = _OVERHEAD + sum(len(action) + len('"",') for action in actions)
    inline = "use it as an inline policy of a role, " if length <= LONGEST_INLINE else ""
    return (
        f"the policy is longer than a managed policy may be ({LONGEST:,} characters): {inline}"
        f"choose --type, or let --format terraform, cloudformation or stackset make "
        f"{count(len(parts), 'policy', 'policies')} of it"
    )


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

command = with_check(command)
