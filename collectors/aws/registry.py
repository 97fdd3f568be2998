"""All declared AWS types: every module of `resources` adds its `DECLARATIONS`."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache

from msgspec.structs import replace

from cartographer.model.error import UsageError
from collectors.aws import resources
from collectors.aws.revision import add_functions as add_revision_functions
from collectors.aws.tagging import BORROWERS, SOURCE
from collectors.aws.undeclared import Undeclared
from collectors.engine.specification import Declaration


@cache
def declarations() -> tuple[Declaration, ...]:
    """Return every declared type, sorted by name; expressions may now ask what is of none.

    Raises:
        ValueError: two declarations bear the same type.
    """
    found: dict[str, Declaration] = {}
    for module in pkgutil.iter_modules(resources.__path__):
        loaded = importlib.import_module(f"{resources.__name__}.{module.name}")
        for declaration in loaded.DECLARATIONS:
            if declaration.type in found:
                message = f"declared twice: {declaration.type}"
                raise ValueError(message)
            found[declaration.type] = declaration
    declared = tuple(
        replace(found[type_], tags_from=SOURCE) if type_ in BORROWERS else found[type_]
        for type_ in sorted(found)
    )
    Undeclared(declared).add_functions()
    add_revision_functions()
    return declared


def check_services(names: Iterable[str]) -> None:
    """Refuse names of services, as rates are set by, that nothing calls.

    Raises:
        UsageError: one of them is none; the nearest are named.
    """
    known = {one.service for one in declarations()} | {"default", "sts"}
    for name in sorted(set(names) - known):
        near = difflib.get_close_matches(name, sorted(known), n=3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        message = f"rate: no service {name!r} is called{hint}"
        raise UsageError(message)
