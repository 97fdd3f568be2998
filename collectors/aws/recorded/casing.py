"""From the spelling of AWS Config to the SDK's: member names of documents.

Config writes most documents with lower first letters (`instanceId`, `dNSName`) where the
service's API has `InstanceId`, `DNSName`, and some as the service or CloudFormation has them.
Names that a declaration's paths mention are spelt as there; of others only the first letter
changes, to the case that the service's API uses. What is data and no member name (tags,
environment variables, labels, policies) is left alone.
"""

import re
from typing import Any

from collectors.engine.specification import Declaration

_NAME = re.compile(r"[A-Za-z_]\w*(?!\w*\()")
_LITERAL = re.compile(r"'[^']*'|`[^`]*`")
_NO_NAME = re.compile(r"@[\w-]+|![\w,-]+|\([a-z-]+\)$")
"""Aspects; of secrets, members that are none, and how much of them is hidden."""
_MEMBER = re.compile(r"^[A-Za-z][A-Za-z0-9]*$")
_DATA = frozenset({"tags", "variables", "labels", "condition", "parameters", "attributes"})
_SPELT = {
    "cidripv6": "CidrIpv6",
    "kmsmasterkeyid": "KMSMasterKeyID",
    "ssealgorithm": "SSEAlgorithm",
}
"""Names that no declaration mentions and that the heuristic would get wrong."""


class Casing:
    """The spelling of one type's documents."""

    def __init__(self, declaration: Declaration) -> None:
        """Learn the names that a declaration mentions."""
        names = [name for one in _paths(declaration) for name in _names(one)]
        self._known = {**_SPELT, **{name.lower(): name for name in names}}
        lower = sum(1 for name in names if name[0].islower())
        self._lower = lower > len(names) - lower

    def apply(self, value: Any) -> Any:  # noqa: ANN401  any JSON
        """Return a document in the SDK's spelling; members without a value are left out."""
        if isinstance(value, list):
            return [self.apply(one) for one in value]
        if not isinstance(value, dict):
            return value
        return {
            self._name(name): one
            if name.lower() in _DATA and isinstance(one, dict)
            else self.apply(one)
            for name, one in value.items()
            if one is not None
        }

    def _name(self, name: str) -> str:
        if name.lower() in self._known:
            return self._known[name.lower()]
        if not _MEMBER.match(name):
            return name
        first = name[0].lower() if self._lower else name[0].upper()
        return first + name[1:]


def _paths(declaration: Declaration) -> list[str]:
    paths = [
        *re.findall(r"\{(\w+)\}", declaration.id),
        declaration.native_id,
        declaration.uid,
        declaration.owner,
        declaration.zone,
        declaration.name,
        declaration.tags,
        *(rel.path for rel in declaration.relations),
        *(expression for _, expression in declaration.aliases),
        *declaration.keyed,
        *(name for fields in declaration.keyed.values() if fields != "set" for name in fields),
        *declaration.volatile,
        *declaration.secret,
    ]
    ours = {"partition", "account", "region", "parent"}
    return [one for one in paths if one and one not in ours]


def _names(expression: str) -> list[str]:
    """Return the member names in an expression: no literals, functions, names of aspects."""
    bare = _NO_NAME.sub("", _LITERAL.sub("", expression))
    return _NAME.findall(bare)
