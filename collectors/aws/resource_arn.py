"""Which declared type an ARN belongs to, so that what belongs to none can be told.

The form of a type's ARNs is read out of its id where the id spells them; where the id is the
ARN as the provider gives it, the form stands in a table.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from collectors.aws.arn_form import FORMS
from collectors.engine.specification import Declaration

_PARTS = 6
_SPELT = re.compile(r"^arn:\{partition\}:([\w-]+):[^:]*:[^:]*:(.+)$")
_FIELD = re.compile(r"\{[^{}]+\}")
_WILD = re.compile(r"\*\*?")
_PARENT = "{parent}"


def forms(type_: str, known: Mapping[str, Declaration]) -> tuple[str, ...] | None:
    """Return the forms of a type's ARNs; empty if it has none, and none if nobody said."""
    if type_ in FORMS:
        said = FORMS[type_]
        return (said,) if isinstance(said, str) else said
    declaration = known[type_]
    if "#" in declaration.id:
        return ()  # a part of something else, without an ARN of its own
    if declaration.id.startswith(_PARENT):
        rest = _FIELD.sub("*", declaration.id.removeprefix(_PARENT))
        each = declaration.list.each or ()
        above = [forms(one, known) for one in ([each] if isinstance(each, str) else each)]
        return tuple(form + rest for one in above for form in one or ()) or None
    spelt = _SPELT.match(declaration.id)
    return None if spelt is None else (f"{spelt[1]}:{_FIELD.sub('*', spelt[2])}",)


class ResourceArns:
    """Tells of which of some declared types an ARN is."""

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        """Take the declared types; nothing is read out of them before the first question."""
        self._known = {one.type: one for one in declarations}

    def types_of(self, arn: str) -> tuple[str, ...]:
        """Return the types that an ARN may be of; more than one only if they are `SHARED`."""
        parts = arn.split(":", _PARTS - 1)
        found = self._services.get(parts[2]) if len(parts) == _PARTS and parts[0] == "arn" else None
        if found is None:
            return ()
        pattern, types = found
        match = pattern.fullmatch(parts[-1])
        return () if match is None or match.lastindex is None else types[match.lastindex - 1]

    def type_of(self, arn: str) -> str | None:
        """Return the type that an ARN is of, the first by name of those that may be."""
        return next(iter(self.types_of(arn)), None)

    @cached_property
    def _services(self) -> dict[str, tuple[re.Pattern[str], tuple[tuple[str, ...], ...]]]:
        """For each service one pattern of all its forms, and the types of each of its groups."""
        services: dict[str, dict[str, list[str]]] = {}
        for type_ in self._known:
            for form in forms(type_, self._known) or ():
                service, _, resource = form.partition(":")
                services.setdefault(service, {}).setdefault(resource, []).append(type_)
        found = {}
        for service, resources in services.items():
            ordered = sorted(resources, key=_looseness)
            pattern = re.compile("|".join(f"({_pattern(one)})" for one in ordered), re.DOTALL)
            found[service] = pattern, tuple(tuple(sorted(resources[one])) for one in ordered)
        return found


def _looseness(resource: str) -> tuple[int, int, int, str]:
    """Return what puts the form that says most before those that would fit as well."""
    return resource.count("**"), resource.count("*"), -len(resource), resource


def _pattern(resource: str) -> str:
    wild = [".+" if one == "**" else "[^:/]+" for one in _WILD.findall(resource)] + [""]
    literal = [re.escape(one) for one in _WILD.split(resource)]
    return "".join(a + b for a, b in zip(literal, wild, strict=True))
