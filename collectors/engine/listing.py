"""The work of one thread on a list call: the items of every type that shares it.

Nothing here decides about coverage: a fault is handed up with whatever came before it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct, field

from cartographer.model.coverage import Scope, State
from cartographer.model.meaning import says
from cartographer.model.resource import CONFIG, Observation
from collectors.engine.caller import Caller, Deadline
from collectors.engine.expression import arguments, misfits, path
from collectors.engine.fault import NOT_SUPPLIED, Fault, unexpected
from collectors.engine.normalize import Place, plain
from collectors.engine.redact import Redactor
from collectors.engine.specification import Declaration, ListCall
from collectors.engine.tag import read_tags
from collectors.engine.transport import Ask, Page


class Listed(Struct, frozen=True):
    """One listed item, with the parent that it was listed for."""

    item: Annotated[Any, says("The item as the page has it.")]
    parent: Annotated[Observation | None, says("Resource that the call was made for.")]
    started_at: Annotated[datetime, says("Start of the call that listed it.")]


class Listing(Struct):
    """What a list call gave, for each native type that is read out of it."""

    items: Annotated[dict[str, list[Listed]], says("Items by native type.")] = field(
        default_factory=dict
    )
    started_at: Annotated[datetime | None, says("Start of the first call.")] = None
    fault: Annotated[Fault | None, says("Why it is not all.")] = None
    tags: Annotated[
        dict[str, dict[str, str]], says("Tags of resources of other types, by canonical id.")
    ] = field(default_factory=dict)

    def start(self, at: datetime) -> None:
        """Take note of the start of a call."""
        self.started_at = at if self.started_at is None else min(self.started_at, at)


class Bench(Struct, frozen=True):
    """Where one scope is worked on: the caller, the place, and the time that is left."""

    provider: Annotated[str, says("Cloud.")]
    region: Annotated[str, says("Region that is asked, or global.")]
    caller: Annotated[Caller, says("Who makes the calls.")]
    redactor: Annotated[Redactor, says("Who takes the secrets out.")]
    deadline: Annotated[Deadline, says("End of the scope's time.")]

    def scope(self, type_: str) -> Scope:
        """Return the scope of a type here."""
        return Scope(self.provider, self.caller.transport.account, self.region, type_)

    def place(self, parent: Observation | None) -> Place:
        """Return the place of what is listed under a parent."""
        transport = self.caller.transport
        return Place(self.provider, transport.partition, transport.account, self.region, parent)

    def context(self, parent: Observation | None, **more: object) -> dict[str, Any]:
        """Return what the expressions in parameters may lead to."""
        return {
            "account": self.caller.transport.account,
            "region": self.region,
            "parent": document_of(parent),
            **more,
        }


def document_of(parent: Observation | None) -> dict[str, Any]:
    """Return a parent's document; empty where there is none."""
    return {} if parent is None or parent.config is None else parent.config


def list_items(
    bench: Bench,
    declarations: tuple[Declaration, ...],
    parents: Iterable[Observation | None],
) -> Listing:
    """Return the items of one call a parent, for all the types that share the call."""
    listing = Listing(items={one.type: [] for one in declarations})
    viewer = bench.caller.transport.account
    for parent in parents:
        call = called(declarations[0].list, parent)
        if call.own_parents and parent is not None and parent.account != viewer:
            continue
        if (closed := _closed(call, parent)) is not None:
            listing.fault = listing.fault or closed
            continue
        began = bench.caller.tools.clock.now()
        try:
            for page in _pages(bench, declarations[0], parent):
                listing.start(page.started_at)
                _sort_items(listing, declarations, page, parent)
                if call.tags is not None:
                    named = tags_in(path(call.tags)(page.body))
                    listing.tags.update(_harmless(bench, declarations[0].type, named))
        except Fault as fault:
            # Also *there is none* is an answer, and a claim needs its time.
            listing.start(began)
            if fault.code not in call.absent:
                listing.fault = fault
                if fault.state is not State.NOT_ASKED:
                    break  # a recording may well have the other parents' answers
        except Exception as error:  # noqa: BLE001  an answer of any shape costs no more than this
            listing.fault = unexpected(error)
            break
    return listing


def _harmless(
    bench: Bench, type_: str, named: Iterable[tuple[str, dict[str, str]]]
) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield tags without the secrets that people put there: nobody else sees them on their way."""
    for id_, tags in named:
        yield id_, bench.redactor.catch(type_, {"Tags": tags})["Tags"]


def called(call: ListCall, parent: Observation | None) -> ListCall:
    """Return the call that is made for a parent, or once where it is made for none."""
    return call.also if parent is None and call.also is not None else call


def _closed(call: ListCall, parent: Observation | None) -> Fault | None:
    """Return why a call is not made for a parent, or none."""
    if parent is None:
        return None
    if parent.config is None:
        # Whether it has any, and how to ask for them, stands in what nobody could read.
        return _unread(parent)
    held = parent.aspects.get(call.unless or "")
    if held is None or held.state != "present":
        return None
    message = f"{parent.key.id} has another account as its {call.unless}, which alone may ask"
    return Fault(State.UNAVAILABLE, "administrator-only", message)


def _unread(parent: Observation) -> Fault:
    """Return the fault of a parent whose document is unknown."""
    reason = parent.aspects[CONFIG].reason or State.FAILED.value
    if reason == NOT_SUPPLIED:
        return Fault(State.NOT_ASKED, NOT_SUPPLIED)
    state = State(reason) if reason in set(State) else State.FAILED
    return Fault(state, reason, f"{parent.key.id} could not be read")


def _pages(bench: Bench, first: Declaration, parent: Observation | None) -> Iterator[Page]:
    call = called(first.list, parent)
    if call.when and not path(call.when)(document_of(parent)):
        return
    params = arguments(call.params, bench.context(parent))
    ask = Ask(first.service, bench.region, call.operation, params)
    yield from bench.caller.pages(ask, bench.scope(first.type), bench.deadline)


def _sort_items(
    listing: Listing,
    declarations: Iterable[Declaration],
    page: Page,
    parent: Observation | None,
) -> None:
    for declaration in declarations:
        call = called(declaration.list, parent)
        found = path(call.items)(page.body)
        misfit = misfits(call.items, page.body)
        if misfit and listing.fault is None:
            message = f"{misfit} places of a page are not built as {call.items} says"
            listing.fault = Fault(State.FAILED, "malformed", message)
        if found is None:
            continue
        items = found if isinstance(found, list) else [found]
        listing.items[declaration.type].extend(
            Listed(stamped(call, plain(item), parent), parent, page.started_at) for item in items
        )


def tags_in(found: Any) -> Iterator[tuple[str, dict[str, str]]]:  # noqa: ANN401
    """Yield the tags that a page names, by canonical id."""
    for one in found if isinstance(found, list) else []:
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            yield one["id"].rstrip("/"), read_tags(plain(one.get("tags")))


def stamped(call: ListCall, item: Any, parent: Observation | None) -> Any:  # noqa: ANN401
    """Return an item with what its list call adds to it of its parent."""
    if not call.stamp or not isinstance(item, dict):
        return item
    document = document_of(parent)
    return {**item, **{name: path(where)(document) for name, where in call.stamp.items()}}


def sharing(declaration: Declaration) -> tuple[str, ...]:
    """Return what the list calls of types must have in common to be made once."""
    call = declaration.list
    return (
        declaration.where,
        declaration.service,
        call.operation,
        repr(sorted(call.params.items())),
        repr((call.each, call.when, call.own_parents, call.absent, call.unless, call.also)),
    )
