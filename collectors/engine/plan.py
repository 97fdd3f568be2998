"""From a selection to the list calls that answer it.

Types that are read out of the same call are asked for together; a type that is listed for
each of its parents brings its parents along.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated

from msgspec import Struct

from cartographer.model.coverage import GLOBAL_REGION, Selector
from cartographer.model.meaning import says
from collectors.engine.listing import sharing
from collectors.engine.specification import GLOBAL, Declaration


class Group(Struct, frozen=True):
    """The types that share one list call in one region."""

    region: Annotated[str, says("Region, or global.")]
    declarations: Annotated[tuple[Declaration, ...], says("Types that share the call.")]

    @property
    def service(self) -> str:
        """SDK name of the service that is called."""
        return self.declarations[0].service

    @property
    def parents(self) -> tuple[str, ...]:
        """Native types whose resources the call is made for; its own may be among them."""
        return parents_of(self.declarations[0])

    @property
    def also(self) -> bool:
        """Whether something is listed once besides what is listed for parents."""
        return self.declarations[0].list.also is not None

    @property
    def types(self) -> tuple[str, ...]:
        """Native types that are read out of the call."""
        return tuple(one.type for one in self.declarations)


def parents_of(declaration: Declaration) -> tuple[str, ...]:
    """Return the native types for whose resources a type is listed."""
    each = declaration.list.each
    if each is None:
        return ()
    return (each,) if isinstance(each, str) else tuple(each)


def closure(
    declarations: Mapping[str, Declaration], types: Iterable[str]
) -> tuple[Declaration, ...]:
    """Return the declarations of some types and of all their parents, sorted by type."""
    todo, found = list(types), {}
    while todo:
        type_ = todo.pop()
        if type_ not in found:
            found[type_] = declarations[type_]
            todo.extend(parents_of(declarations[type_]))
    return tuple(found[type_] for type_ in sorted(found))


def plan(
    declarations: Mapping[str, Declaration], selection: Selector, regions: Iterable[str]
) -> tuple[Group, ...]:
    """Return the groups that answer a selection in an account with some enabled regions."""
    types = selection.types or tuple(declarations)
    chosen = closure(declarations, types)
    where = [one for one in regions if not selection.regions or one in selection.regions]
    groups: dict[tuple[str, ...], list[Declaration]] = {}
    for declaration in chosen:
        for region in _regions(declaration, where, selection):
            groups.setdefault((region, *sharing(declaration)), []).append(declaration)
    return tuple(Group(key[0], tuple(group)) for key, group in sorted(groups.items()))


def left_to_do(groups: Iterable[Group], done: Callable[[str, str], bool]) -> tuple[Group, ...]:
    """Return the groups of which a type is still to be listed, and those that list its parents.

    `done` says of a region and a native type whether it was listed to its end already.
    """
    every = tuple(groups)
    found = {
        number
        for number, group in enumerate(every)
        if not all(done(group.region, type_) for type_ in group.types)
    }
    todo = list(found)
    while todo:
        group = every[todo.pop()]
        for number, other in enumerate(every):
            parent = other.region == group.region and set(other.types).intersection(group.parents)
            if parent and number not in found:
                found.add(number)
                todo.append(number)
    return tuple(every[number] for number in sorted(found))


def _regions(
    declaration: Declaration, regional: Iterable[str], selection: Selector
) -> Iterable[str]:
    if declaration.where != GLOBAL:
        return regional
    wanted = not selection.regions or GLOBAL_REGION in selection.regions
    return (GLOBAL_REGION,) if wanted else ()
