"""What is held of one account in recorded forms, answering as its cloud would.

Our own recordings come first, then describe and list answers, then wrappers. An index of
items by their parent is kept for a few files at a time; whole contents are not.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from cartographer.model.coverage import GLOBAL_REGION, State
from cartographer.model.meaning import says
from collectors.aws.recorded import document
from collectors.aws.recorded.layout import (
    WRAPPERS,
    Form,
    Members,
    parent_params,
    read_items,
    share,
    told,
)
from collectors.engine.expression import path
from collectors.engine.fault import NOT_SUPPLIED, Fault
from collectors.engine.recording import FORMAT, Manifest
from collectors.engine.replay import MALFORMED, Tape, UnreadableError
from collectors.engine.specification import Declaration, ListCall
from collectors.engine.transport import Ask, Page

TYPE = "#type"
"""Parameter by which a list call says for which type it is made: each has answers of its own."""

_ITEMS = "items"
_INDEXES = 8
_Index = dict[tuple[str, ...], list[Any]]


class Source(Struct, frozen=True):
    """One member of one file."""

    path: Annotated[Path, says("File.")]
    member: Annotated[str, says("Member of its document.")]
    goes_on: Annotated[bool, says("The answer says that it is not all.")] = False


class Book:
    """What is held of one account."""

    def __init__(
        self, account: str, declarations: Mapping[str, Declaration], members: Members
    ) -> None:
        """Begin with nothing held; `members` know how types are read out of files."""
        self.account = account
        self.partition = "aws"
        self.regions: set[str] = set()
        self.tape = Tape()
        self.sources: dict[tuple[str, str], list[Source]] = {}
        self.wrappers: dict[tuple[str, str], list[Source]] = {}
        self.broken: dict[tuple[str, str], str] = {}
        self.read_at = datetime.min.replace(tzinfo=UTC)
        self._declarations = declarations
        self._members = members
        self._indexes: OrderedDict[tuple[str, str], _Index] = OrderedDict()
        self._lock = threading.Lock()

    def manifest(self) -> Manifest:
        """Return what is known of the account itself."""
        taped = self.tape.manifest
        # The details of what is global are asked for in regions that were not.
        called = taped.regions if taped else (call[0] for call in self.tape.files)
        known = tuple(sorted({*self.regions, *called} - {GLOBAL_REGION}))
        if taped is None:
            return Manifest(FORMAT, self.account, self.partition, known)
        other = self.sources or self.wrappers or self.tape.files
        fault = None if other else taped.fault
        return msgspec.structs.replace(taped, regions=known, fault=fault)

    def declarations(self) -> Iterator[Declaration]:
        """Yield the declarations as this account's answers are read by them."""
        whole = set()
        if self.tape.manifest is None:
            whole = {
                type_
                for (_, type_), sources in self.sources.items()
                if any(self._form(type_, one).documents for one in sources)
            }
        for declaration in self._declarations.values():
            yield _tuned(declaration, whole=declaration.type in whole)

    def _form(self, type_: str, source: Source) -> Form:
        return self._members.form(source.member, type_)

    # --- answers ------------------------------------------------------------------------

    def answer(self, ask: Ask) -> Iterator[Page] | None:
        """Return the pages of an answer, or none where no form has it.

        Raises:
            Fault: it was recorded as a fault, or its file cannot be read.
        """
        type_ = ask.params.get(TYPE)
        params = {name: value for name, value in ask.params.items() if name != TYPE}
        asked = Ask(ask.service, ask.region, ask.operation, params)
        pages = self.tape.answer(asked)
        if type_ is None:
            return pages if pages is not None else self._wrapped(asked, None)
        declaration = self._declarations[type_]
        if pages is not None:
            return (_page(_found(declaration, one.body), one.started_at) for one in pages)
        if (ask.region, type_) in self.sources or (ask.region, type_) in self.broken:
            return self._listed(declaration, asked)
        return self._wrapped(asked, declaration)

    def _listed(self, declaration: Declaration, ask: Ask) -> Iterator[Page]:
        at = (ask.region, declaration.type)
        sources = self.sources.get(at, [])
        if declaration.list.each is not None and not any(
            self._form(declaration.type, one).documents for one in sources
        ):
            yield _page(self._of_parent(declaration, ask, sources), self.read_at)
        else:
            for source in sources:
                items = read_items(self._form(declaration.type, source), _read(source.path))
                yield _page(items, self.read_at)
        if at in self.broken:
            raise Fault(State.FAILED, MALFORMED, self.broken[at])
        unfinished = next((one for one in sources if one.goes_on), None)
        if unfinished is not None:
            message = f"{unfinished.path}: a page of an answer that goes on"
            raise Fault(State.NOT_ASKED, NOT_SUPPLIED, message)

    def _of_parent(self, declaration: Declaration, ask: Ask, sources: list[Source]) -> list[Any]:
        """Return the items that bear the ids of the parent which is asked about."""
        names = parent_params(declaration)

        def rows() -> Iterator[tuple[tuple[str, ...], Any]]:
            for source in sources:
                for item in read_items(self._form(declaration.type, source), _read(source.path)):
                    of = item if isinstance(item, dict) else {}
                    yield tuple(str(of.get(name)) for name in names), item

        index = self._index((ask.region, declaration.type), rows)
        return index.get(tuple(str(ask.params.get(name)) for name in names), [])

    def _wrapped(self, ask: Ask, declaration: Declaration | None) -> Iterator[Page] | None:
        for member, (service, operation, joint) in WRAPPERS.items():
            sources = self.wrappers.get((ask.region, member), [])
            if (service, operation) == (ask.service, ask.operation) and sources:
                return self._unwrapped(ask, declaration, member, joint, sources)
        return None

    def _unwrapped(
        self,
        ask: Ask,
        declaration: Declaration | None,
        member: str,
        joint: str,
        sources: list[Source],
    ) -> Iterator[Page] | None:
        def rows() -> Iterator[tuple[tuple[str, ...], Any]]:
            for source in sources:
                for one in _read(source.path).get(source.member, ()):
                    if isinstance(one, dict):
                        yield (str(one.get(joint)),), one

        held = share(member, ask.params)
        if not held or (held < 1 and declaration is None):
            return None  # an aspect is known as a whole or not at all
        index = self._index((ask.region, member), rows)
        found = index.get((str(ask.params.get(joint)),))
        if found is None:
            return None
        bodies = [{name: one[name] for name in one if name != joint} for one in found]
        if declaration is None:
            return (Page(body, self.read_at) for body in bodies)
        return self._items_in(declaration, bodies, None if held == 1 else member)

    def _items_in(
        self, declaration: Declaration, bodies: list[dict[str, Any]], partial: str | None
    ) -> Iterator[Page]:
        for body in bodies:
            yield _page(_found(declaration, body), self.read_at)
        if partial is not None:
            raise Fault(State.NOT_ASKED, NOT_SUPPLIED, f"{partial} holds only a part")

    def _index(
        self, at: tuple[str, str], rows: Callable[[], Iterator[tuple[tuple[str, ...], Any]]]
    ) -> _Index:
        """Return an index of items by their parent's ids, made at most once in a while."""
        with self._lock:
            index = self._indexes.get(at)
            if index is None:
                index = {}
                for key, item in rows():
                    index.setdefault(key, []).append(item)
                self._indexes[at] = index
                if len(self._indexes) > _INDEXES:
                    self._indexes.popitem(last=False)
            else:
                self._indexes.move_to_end(at)
            return index


def _tuned(declaration: Declaration, *, whole: bool) -> Declaration:
    """Return a declaration whose list call says its type and gives items as they are.

    `whole` says that the documents themselves are listed.
    """
    call = declaration.list
    if whole:
        listed = ListCall(
            call.operation,
            _ITEMS,
            {TYPE: declaration.type},
            own_only=call.own_only,
            claims=call.claims,
        )
        return msgspec.structs.replace(declaration, list=listed, describe=None)
    params = {**call.params, TYPE: declaration.type}
    return msgspec.structs.replace(
        declaration, list=msgspec.structs.replace(call, items=_ITEMS, params=params)
    )


def _found(declaration: Declaration, body: Mapping[str, Any]) -> Any:  # noqa: ANN401
    return path(declaration.list.items)(body)


def _page(items: Any, started_at: datetime) -> Page:  # noqa: ANN401
    return Page({_ITEMS: items}, started_at)


def _read(file: Path) -> dict[str, Any]:
    """Return the document of a file that was read before.

    Raises:
        Fault: it cannot be read any more.
    """
    try:
        found = told(document.read(file))
    except (UnreadableError, document.NotJsonError) as error:
        raise Fault(State.FAILED, MALFORMED, f"{file}: {error}") from error
    if not isinstance(found, dict):
        raise Fault(State.FAILED, MALFORMED, f"{file}: it has changed while it was read")
    return found
