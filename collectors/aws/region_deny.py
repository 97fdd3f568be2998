"""Which regions the collected service control policies bar, and for which actions not.

A denial does not always say that it was a control policy's: many services name neither the
policy nor its kind. What the policies say that were collected before tells it then. The form is
that of the vendor's own example: deny, but for some actions, where the requested region is not
one of a list. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
Conditions on who asks are not looked at: what is denied has been asked already.
"""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from typing import Annotated, Any

from msgspec import Struct

from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot
from collectors.aws.permission import action

_POLICY = "AWS::Organizations::ServiceControlPolicy"
_ACCOUNT = "AWS::Organizations::Account"
_UNIT = "AWS::Organizations::OrganizationalUnit"
_REGION = "aws:requestedregion"
_OUTSIDE = {"StringNotEquals", "StringNotLike", "StringNotEqualsIgnoreCase"}
_INSIDE = {"StringEquals", "StringLike", "StringEqualsIgnoreCase"}


class _Deny(Struct, frozen=True):
    """A statement that denies by region."""

    policy: Annotated[str, says("Id of its policy.")]
    actions: Annotated[tuple[str, ...], says("Patterns of the actions that it is about.")]
    but: Annotated[bool, says("It is about all others.")]
    regions: Annotated[tuple[str, ...], says("Patterns of regions.")]
    outside: Annotated[bool, says("It denies in all others.")]

    def bars(self, asked: str, region: str) -> bool:
        """Return whether an action is denied in a region."""
        named = any(fnmatchcase(asked.lower(), pattern.lower()) for pattern in self.actions)
        listed = any(fnmatchcase(region, pattern) for pattern in self.regions)
        return named != self.but and listed != self.outside


class RegionDenies:
    """The denials by region that hold for each account, as they were collected."""

    def __init__(self, head: Snapshot) -> None:
        """Read the policies and the tree of the organization."""
        self._denies: dict[str, list[_Deny]] = {}
        for policy in head.of_type(_POLICY):
            aspects = policy.record.aspects
            found = list(_denies(policy.record.native_id, _value(aspects.get("document"))))
            targets = _value(aspects.get("targets")) if found else None
            for target in targets if isinstance(targets, list) else ():
                self._denies.setdefault(target.get("TargetId", ""), []).extend(found)
        self._parents: dict[str, str] = {}
        if self._denies:
            for type_ in (_ACCOUNT, _UNIT):
                for one in head.of_type(type_):
                    self._parents[one.record.native_id] = one.record.config.get("ParentId", "")

    def barring(self, account: str, service: str, operation: str, region: str) -> str | None:
        """Return the policy that bars an operation from a region of an account, if one does."""
        if not self._denies:
            return None
        asked = action(service, operation)
        for holder in self._above(account):
            for deny in self._denies.get(holder, ()):
                if deny.bars(asked, region):
                    return deny.policy
        return None

    def _above(self, account: str) -> Iterator[str]:
        """Yield an account and all that contain it; a tree that bites its tail ends."""
        seen: set[str] = set()
        here = account
        while here and here not in seen:
            seen.add(here)
            yield here
            here = self._parents.get(here, "")


def _value(aspect: Any) -> Any:  # noqa: ANN401  an aspect's document
    return None if aspect is None else aspect.value


def _denies(policy: str, document: Any) -> Iterator[_Deny]:  # noqa: ANN401  a policy's
    statements = document.get("Statement") if isinstance(document, dict) else None
    for statement in _list(statements):
        if not isinstance(statement, dict) or statement.get("Effect") != "Deny":
            continue
        but = "NotAction" in statement
        actions = tuple(_texts(statement.get("NotAction" if but else "Action")))
        for operator, keys in _conditions(statement):
            for key, regions in keys.items():
                if key.lower() == _REGION and operator in _OUTSIDE | _INSIDE:
                    patterns = tuple(_texts(regions))
                    yield _Deny(policy, actions, but, patterns, operator in _OUTSIDE)


def _conditions(statement: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    conditions = statement.get("Condition")
    if isinstance(conditions, dict):
        for operator, keys in conditions.items():
            if isinstance(keys, dict):
                yield operator.rpartition(":")[2].removesuffix("IfExists"), keys


def _list(value: Any) -> Iterable[Any]:  # noqa: ANN401  any JSON
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401  any JSON
    return (one for one in _list(value) if isinstance(one, str))
