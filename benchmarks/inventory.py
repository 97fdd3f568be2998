"""What a program found, so that what two of them found can be held against each other.

Programs name resources differently: by ARN, by id, by name. Two findings are taken for the same
resource where they are of one service and share a region and a name.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from msgspec import Struct

from cartographer.model.meaning import says
from cartographer.model.snapshot import Snapshot, resources
from collectors.engine.specification import Declaration

GLOBAL = "global"


class Found(Struct, frozen=True):
    """One resource, as a program tells it."""

    service: Annotated[str, says("Service, as boto3 names it.")]
    region: Annotated[str, says("Region, or global.")]
    label: Annotated[str, says("What the program calls its kind.")]
    names: Annotated[frozenset[str], says("ARN, id and name that it goes by.")]
    texts: Annotated[frozenset[str], says("Every text of its document.")]


class Overlap(Struct, frozen=True):
    """What one program found, by whether another found it too."""

    same: Annotated[int, says("Found by the other as a resource.")]
    inside: Annotated[dict[str, int], says("Only named in the other's documents, by kind.")]
    absent: Annotated[dict[str, int], says("Nowhere in what the other found, by kind.")]


class _Index:
    """Texts that stand somewhere, by service and region; an ARN is known by itself."""

    def __init__(self, texts: Iterable[tuple[Found, frozenset[str]]]) -> None:
        self._known: set[tuple[str, str, str]] = set()
        self._arns: set[str] = set()
        for found, group in texts:
            self._known.update((found.service, found.region, text) for text in group)
            self._arns.update(text for text in group if text.startswith("arn:"))

    def knows(self, found: Found) -> bool:
        regions = {found.region, GLOBAL}
        return any(
            name in self._arns
            or any((found.service, region, name) in self._known for region in regions)
            or (found.region == GLOBAL and self._elsewhere(found.service, name))
            for name in found.names
        )

    def _elsewhere(self, service: str, name: str) -> bool:
        """Return whether a text stands in any region: a bucket may be listed in none."""
        return any(one[0] == service and one[2] == name for one in self._known)


def overlap(ours: Iterable[Found], theirs: Iterable[Found]) -> Overlap:
    """Return which of the first is among the second."""
    others = list(theirs)
    named = _Index((one, one.names) for one in others)
    told = _Index((one, one.texts) for one in others)
    same = 0
    inside: Counter[str] = Counter()
    absent: Counter[str] = Counter()
    for found in ours:
        if named.knows(found):
            same += 1
        else:
            (inside if told.knows(found) else absent)[found.label] += 1
    return Overlap(same, dict(inside.most_common()), dict(absent.most_common()))


def strings(value: Any) -> Iterator[str]:
    """Yield every text within a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one)


def held(head: Snapshot, declarations: Iterable[Declaration]) -> Iterator[Found]:
    """Yield what a snapshot holds."""
    services = {one.type: one.service for one in declarations}
    for one in resources(head):
        record = one.record
        names = {record.key.id, record.native_id, record.uid}
        documents = (record.config, *(aspect.value for aspect in record.aspects.values()))
        yield Found(
            services.get(record.key.type, ""),
            record.region,
            record.key.type,
            frozenset(name for name in names if name),
            frozenset(text for document in documents for text in strings(document)),
        )
