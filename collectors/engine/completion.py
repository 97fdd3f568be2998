"""The work of one thread on listed items: their documents, their aspects, their observations.

A call that fails costs one aspect or one document and nothing else; only an interruption
ends the work.
"""

from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

from msgspec import Struct, field

from cartographer.model.coverage import State
from cartographer.model.meaning import says
from cartographer.model.resource import ABSENT, Aspect, Observation, present, unknown
from collectors.engine.expression import arguments, path, text
from collectors.engine.fault import Fault, unexpected
from collectors.engine.listing import Bench, Listed
from collectors.engine.normalize import MalformedError, identity, observe, owner, plain, region
from collectors.engine.specification import Declaration, Describe, Detail
from collectors.engine.transport import Ask, Page

MALFORMED = "malformed"
NOT_ASKED = "not-asked"
_Item = TypeVar("_Item")


class Completed(Struct):
    """What a handful of items came to."""

    seen: Annotated[list[Observation], says("Observations.")] = field(default_factory=list)
    malformed: Annotated[list[str], says("What was wrong with items that were lost.")] = field(
        default_factory=list
    )
    fault: Annotated[Fault | None, says("The interruption that ended the work.")] = None


class _Row(Struct):
    """A listed item on its way: its document, why that is not the described one, its aspects."""

    listed: Listed
    document: dict[str, Any]
    undescribed: str | None = None
    aspects: dict[str, Aspect] = field(default_factory=dict)


class Completion:
    """Completes listed items of one type in one region."""

    def __init__(self, bench: Bench, declaration: Declaration) -> None:
        """Work at a bench."""
        self._bench = bench
        self._declaration = declaration
        self._scope = bench.scope(declaration.type)

    def complete(self, items: list[Listed], *, described: bool = False) -> Completed:
        """Return what some items come to; `described` says that they are whole documents."""
        done = Completed()
        try:
            usable = self._usable(items, done)
            rows = list(map(_row, usable) if described else self._described(usable))
            fresh = [row for row in rows if not self._read_before(row)]
            for detail in self._declaration.aspects:
                self._add_aspect(detail, fresh)
        except Fault as interruption:
            done.fault = interruption
            return done
        except Exception as error:  # noqa: BLE001  an answer of any shape costs no more than this
            done.fault = unexpected(error)
            return done
        for row in rows:
            self._observe(row, done)
        return done

    def _read_before(self, row: _Row) -> bool:
        """Return whether this sweep has read an item's details before it was interrupted."""
        sighted = self._bench.caller.sighted
        if not sighted or not self._declaration.aspects:
            return False
        place = self._bench.place(row.listed.parent)
        try:
            key = identity(self._declaration, row.document, place)
        except MalformedError:
            return False
        if key not in sighted:
            return False
        uid = text(self._declaration.uid, row.document)
        if None not in {uid, sighted[key]} and uid != sighted[key]:
            return False  # it was made anew
        row.aspects = {one.aspect: unknown(NOT_ASKED) for one in self._declaration.aspects}
        return True

    def _call(self, service: str, where: str, operation: str, params: Any) -> list[Page]:  # noqa: ANN401
        ask = Ask(service, where, operation, params)
        return list(self._bench.caller.pages(ask, self._scope, self._bench.deadline))

    def _observe(self, row: _Row, done: Completed) -> None:
        try:
            seen = observe(
                self._declaration,
                row.document,
                row.aspects,
                self._bench.place(row.listed.parent),
                row.listed.started_at,
                self._bench.redactor,
                described=row.undescribed,
            )
        except Exception as error:  # noqa: BLE001  whatever is wrong with it, it is one item
            done.malformed.append(f"{self._declaration.type}: {error}")
        else:
            done.seen.append(seen)

    # --- documents ----------------------------------------------------------------------

    def _usable(self, items: list[Listed], done: Completed) -> Iterator[Listed]:
        """Yield the items that a key can be made of, or that are described first."""
        for listed in items:
            problem = self._problem(listed)
            if problem is None:
                yield listed
            else:
                done.malformed.append(f"{self._declaration.type}: {problem}")

    def _problem(self, listed: Listed) -> str | None:
        if not isinstance(listed.item, dict):
            return f"an item is {type(listed.item).__name__}, not a document"
        if self._declaration.describe is None:
            try:
                identity(self._declaration, listed.item, self._bench.place(listed.parent))
            except MalformedError as error:
                return str(error)
        return None

    def _described(self, items: Iterator[Listed]) -> Iterator[_Row]:
        describe = self._declaration.describe
        if describe is None:
            yield from map(_row, items)
        elif describe.batch:
            for batch in _batches(list(items), describe.batch, lambda one: one.parent):
                yield from self._describe_batch(describe, batch)
        else:
            yield from (self._describe(describe, listed) for listed in items)

    def _describe(self, describe: Describe, listed: Listed) -> _Row:
        if describe.sparing and path(describe.sparing)(listed.item):
            return _Row(listed, listed.item, NOT_ASKED)
        if describe.when and not path(describe.when)(listed.item):
            return _Row(listed, listed.item)
        params = arguments(describe.params, self._bench.context(listed.parent, item=listed.item))
        try:
            pages = self._call(
                self._declaration.service, self._bench.region, describe.operation, params
            )
        except Fault as fault:
            return _Row(listed, listed.item, _survived(fault).reason)
        return _documented(describe, listed, _result(describe.result, pages))

    def _describe_batch(self, describe: Describe, batch: list[Listed]) -> Iterator[_Row]:
        ids = [text(self._declaration.native_id, one.item) for one in batch]
        params = arguments(describe.params, self._bench.context(batch[0].parent, ids=ids))
        try:
            pages = self._call(
                self._declaration.service, self._bench.region, describe.operation, params
            )
        except Fault as fault:
            reason = _survived(fault).reason
            yield from (_Row(listed, listed.item, reason) for listed in batch)
            return
        match = describe.match or self._declaration.native_id
        found = {text(match, one): one for one in _result(describe.result, pages) or []}
        for listed, id_ in zip(batch, ids, strict=True):
            yield _documented(describe, listed, found.get(id_))

    # --- aspects ------------------------------------------------------------------------

    def _add_aspect(self, detail: Detail, rows: list[_Row]) -> None:
        wanted = []
        for row in rows:
            if detail.when and not path(detail.when)(row.document):
                # What an unknown document does not say is not known either.
                row.aspects[detail.aspect] = (
                    ABSENT if row.undescribed is None else unknown(row.undescribed)
                )
            elif _has_none(detail, row.aspects):
                row.aspects[detail.aspect] = ABSENT
            else:
                wanted.append(row)
        if detail.batch:
            for batch in _batches(wanted, detail.batch, lambda row: row.listed.parent):
                self._detail_batch(detail, batch)
        else:
            for row in wanted:
                row.aspects[detail.aspect] = self._detail(detail, row)

    def _detail(self, detail: Detail, row: _Row) -> Aspect:
        place = self._bench.place(row.listed.parent)
        context = self._bench.context(
            row.listed.parent,
            item=row.document,
            owner=owner(self._declaration, row.document, place),
        )
        where = region(self._declaration, row.document, place)
        service = detail.service or self._declaration.service
        try:
            pages = self._call(service, where, detail.operation, arguments(detail.params, context))
        except Fault as fault:
            return _failed(detail, fault)
        value = _result(detail.result, pages)
        return ABSENT if value is None else present(value)

    def _detail_batch(self, detail: Detail, batch: list[_Row]) -> None:
        ids = [text(self._declaration.native_id, row.document) for row in batch]
        params = arguments(detail.params, self._bench.context(batch[0].listed.parent, ids=ids))
        service = detail.service or self._declaration.service
        try:
            pages = self._call(service, self._bench.region, detail.operation, params)
        except Fault as fault:
            for row in batch:
                row.aspects[detail.aspect] = _failed(detail, fault)
            return
        match = detail.match or self._declaration.native_id
        found: dict[str | None, list[Any]] = {}
        for one in _result(detail.result, pages) or []:
            found.setdefault(text(match, one), []).append(one)
        for row, id_ in zip(batch, ids, strict=True):
            row.aspects[detail.aspect] = _one_or_all(found.get(id_, []))


def _row(listed: Listed) -> _Row:
    return _Row(listed, listed.item)


def _documented(describe: Describe, listed: Listed, document: Any) -> _Row:  # noqa: ANN401
    """Return a row with its described document; a missing one leaves it undescribed."""
    if not isinstance(document, dict):
        return _Row(listed, listed.item, MALFORMED)
    return _Row(listed, {**listed.item, **document} if describe.merge else document)


def _has_none(detail: Detail, earlier: dict[str, Aspect]) -> bool:
    """Return whether aspects that were read before say that there is nothing to ask for."""
    lacking = detail.needs is not None and earlier[detail.needs] == ABSENT
    return lacking or (detail.unless is not None and earlier[detail.unless].state == "present")


def _one_or_all(found: list[Any]) -> Aspect:
    if not found:
        return ABSENT
    return present(found[0] if len(found) == 1 else found)


def _failed(detail: Detail, fault: Fault) -> Aspect:
    if fault.code in detail.absent:
        return ABSENT
    return unknown(_survived(fault).reason)


def _survived(fault: Fault) -> Fault:
    """Return a fault that costs one detail; an interruption ends the work.

    Raises:
        Fault: the run was told to stop.
    """
    if fault.state is State.SKIPPED:
        raise fault
    return fault


def _result(expression: str | None, pages: list[Page]) -> Any:  # noqa: ANN401
    """Return what a path leads to over all pages: lists are joined, else the first counts.

    Of mappings the members are joined so. A page where it leads to nothing is an empty one.
    """
    found = [
        plain(page.body if expression is None else path(expression)(page.body)) for page in pages
    ]
    result = None
    for value in found:
        result = _joined(result, value)
    return result


def _joined(first: Any, second: Any) -> Any:  # noqa: ANN401
    if first is None or second is None:
        return second if first is None else first
    if isinstance(first, list) and isinstance(second, list):
        return [*first, *second]
    if isinstance(first, dict) and isinstance(second, dict):
        names = {**first, **second}
        return {name: _joined(first.get(name), second.get(name)) for name in names}
    return first


def _batches(items: list[_Item], size: int, parent: Any) -> Iterator[list[_Item]]:  # noqa: ANN401
    """Yield items in batches of a size; a batch never mixes parents."""
    batch: list[_Item] = []
    for item in items:
        if batch and (len(batch) == size or parent(batch[0]) is not parent(item)):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
