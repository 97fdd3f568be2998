"""The tags that one type's listing names of resources of other types.

The conducting thread of an account fills the `TagJoin` page by page and asks it once all is
listed. It knows canonical ids and no form of them.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from cartographer.model.coverage import GLOBAL_REGION
from cartographer.model.resource import ABSENT, Aspect, Observation, present, unknown
from collectors.engine.plan import Group
from collectors.engine.specification import TAGS, Declaration

_NOT_ASKED = "not-asked"
_Place = tuple[str, str]
"""Region and native type."""


class TagJoin:
    """What the listings of an account name of the tags of resources of other types.

    What is in no region may be named in any, so all regions must have been listed to the end
    before it counts as untagged.
    """

    def __init__(self, groups: Iterable[Group], regions: Iterable[str]) -> None:
        """Take all that will be listed, and the regions of the account."""
        self._regions = tuple(regions)
        self._pending: set[_Place] = {
            (group.region, group.types[0])
            for group in groups
            if group.declarations[0].list.tags is not None
        }
        self._ended: dict[_Place, str | None] = {}
        self._named: dict[_Place, dict[str, dict[str, str]]] = {}

    def add(self, group: Group, tags: Mapping[str, dict[str, str]]) -> None:
        """Take in what pages of a listing name."""
        if tags:
            self._named.setdefault((group.region, group.types[0]), {}).update(tags)

    def end(self, group: Group, doubt: str | None) -> None:
        """Take note that a listing is over; `doubt` is why it is not whole."""
        place = group.region, group.types[0]
        if place in self._pending:
            self._pending.remove(place)
            self._ended[place] = doubt

    def ready(self, group: Group) -> bool:
        """Return whether all that names tags of a group's types was listed."""
        return not any(
            place in self._pending
            for one in group.declarations
            for place in self._places(one, group.region)
        )

    def joined(self, group: Group, seen: Observation, of: Declaration) -> Observation:
        """Return an observation with the aspect that its tags are."""
        if of.tags_from is None:
            return seen
        aspect = self._aspect(self._places(of, group.region), seen.key.id.rstrip("/"))
        return replace(seen, aspects={**seen.aspects, TAGS: aspect})

    def _places(self, of: Declaration, region: str) -> tuple[_Place, ...]:
        if of.tags_from is None:
            return ()
        regions = self._regions if region == GLOBAL_REGION else (region,)
        return tuple((one, of.tags_from) for one in regions)

    def _aspect(self, places: tuple[_Place, ...], id_: str) -> Aspect:
        """Return what is known: named once and now without tags is as good as never named."""
        for place in places:
            found = self._named.get(place, {}).get(id_)
            if found is not None:
                return present(found) if found else ABSENT
        doubts = list(self._doubts(places))
        return unknown(doubts[0]) if doubts else ABSENT

    def _doubts(self, places: tuple[_Place, ...]) -> Iterator[str]:
        """Yield why it may bear tags that no listing named, what was asked in vain first."""
        ended = [self._ended.get(place, _NOT_ASKED) for place in places]
        yield from sorted((one for one in ended if one), key=lambda one: one == _NOT_ASKED)
