"""Which of a page of revisions are the newest of their families.

ECS lists task definitions as ARNs that end in family and revision, newest first if asked to. A
family that two pages share has a newest one in each.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
"""

from collections.abc import Iterator

from collectors.engine.expression import add_function


def add_functions() -> None:
    """Let expressions ask."""
    add_function("newest_revisions", newest_revisions)
    add_function("older_revisions", older_revisions)


def newest_revisions(arns: object) -> list[str]:
    """Return the first ARN of each family."""
    return [arn for arn, first in _told(arns) if first]


def older_revisions(arns: object) -> list[str]:
    """Return all others; what is no ARN stands among them as an empty one, which names nothing."""
    return [arn for arn, first in _told(arns) if not first]


def _told(arns: object) -> Iterator[tuple[str, bool]]:
    if arns is None:
        return
    known = set()
    for one in arns if isinstance(arns, list) else [None]:
        arn = one if isinstance(one, str) else ""
        family = arn.rpartition(":")[0]
        yield arn, bool(family) and family not in known
        known.add(family)
