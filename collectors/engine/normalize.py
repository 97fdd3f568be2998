"""From a listed document to an observation: key, owner, secrets out, volatile aside, order."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from cartographer.model.coverage import GLOBAL_REGION
from cartographer.model.document import encode, order, replace_at, take
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.resource import CONFIG, Aspect, Observation, present, unknown
from cartographer.model.shape import NOTHING_KEYED, KeyedTree, KeyFields
from collectors.engine.expression import fill, name, text
from collectors.engine.redact import Redactor
from collectors.engine.specification import Declaration

_ASPECT = "@"
_DEEPEST = 100


class Place(Struct, frozen=True):
    """Where a document was read, and under which parent."""

    provider: Annotated[str, says("Cloud.")]
    partition: Annotated[str, says("Partition.")]
    viewer: Annotated[str, says("Account whose view it is.")]
    region: Annotated[str, says("Region that was asked, or global.")]
    parent: Annotated[Observation | None, says("Resource that the list call was made for.")] = None


class MalformedError(ValueError):
    """A document without what its key is made of."""


def plain(value: Any) -> Any:  # noqa: ANN401  any SDK value
    """Return an SDK's answer as JSON values: times as RFC 3339 text, bytes as base64."""
    built = msgspec.to_builtins(value, str_keys=True)
    try:
        encode(built)
    except UnicodeEncodeError:
        return _mended(built)
    return built


def _mended(value: Any) -> Any:  # noqa: ANN401
    """Return a value with half characters, which JSON can spell and UTF-8 cannot, as `?`."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_mended(name): _mended(child) for name, child in value.items()}
    return [_mended(child) for child in value] if isinstance(value, list) else value


def identity(declaration: Declaration, document: Any, place: Place) -> Key:  # noqa: ANN401
    """Return the key of a document.

    Raises:
        MalformedError: a field that the id is made of is missing.
    """
    names = {
        "partition": place.partition,
        "account": owner(declaration, document, place),
        "region": region(declaration, document, place),
    }
    if place.parent is not None:
        names["parent"] = place.parent.key.id
    try:
        id_ = fill(declaration.id, document, names)
    except KeyError as missing:
        message = f"no {missing.args[0]} in the document"
        raise MalformedError(message) from missing
    return Key(place.provider, place.partition, declaration.type, id_)


def owner(declaration: Declaration, document: Any, place: Place) -> str:  # noqa: ANN401
    """Return the account that owns what a document describes."""
    if place.parent is not None and declaration.owner is None:
        return place.parent.account
    return text(declaration.owner, document) or place.viewer


def region(declaration: Declaration, document: Any, place: Place) -> str:  # noqa: ANN401
    """Return the region that holds what a document describes."""
    return text(declaration.region, document) or place.region or GLOBAL_REGION


def observe(  # noqa: PLR0913, PLR0917  the parts of one observation
    declaration: Declaration,
    document: Any,  # noqa: ANN401
    aspects: dict[str, Aspect],
    place: Place,
    observed_at: datetime,
    redactor: Redactor,
    *,
    described: str | None = None,
) -> Observation:
    """Return what a document and its aspects say, ready for the store.

    `described` is the reason for which only the listed item, not the document, was seen.

    Raises:
        MalformedError: the document has no id.
    """
    key = identity(declaration, document, place)
    whole = {name: value for name, value in document.items() if not name.startswith(_ASPECT)}
    whole.update({_ASPECT + name: aspect.value for name, aspect in aspects.items() if aspect.known})
    whole = redactor.redact(declaration.type, _parsed(declaration, whole), declaration.secret)
    whole = redactor.catch(declaration.type, whole)
    # Only now: what is kept aside may be secret too.
    whole, volatile = take(whole, declaration.volatile)
    whole = order(whole, _tree(declaration))
    seen = {
        name: present(whole[_ASPECT + name]) if aspect.state == "present" else aspect
        for name, aspect in aspects.items()
    }
    if described is not None:
        seen[CONFIG] = unknown(described)
    config = {name: value for name, value in whole.items() if not name.startswith(_ASPECT)}
    return Observation(
        key=key,
        viewer=place.viewer,
        observed_at=observed_at,
        account=owner(declaration, document, place),
        region=region(declaration, document, place),
        listed_in=place.region,
        native_id=name(declaration.native_id, document) or key.id,
        config=None if described is not None else config,
        uid=text(declaration.uid, document),
        aspects=seen,
        volatile=volatile,
    )


def _parsed(declaration: Declaration, whole: dict[str, Any]) -> dict[str, Any]:
    for at in declaration.json:
        whole = replace_at(whole, at, parse_text)
    return whole


def parse_text(value: Any) -> Any:  # noqa: ANN401
    """Return the document that a text holds; a text that holds none stays as it is.

    Some services escape the text once more, so that it is the inside of a JSON string.
    """
    if not isinstance(value, str):
        return value
    try:
        document = msgspec.json.decode(value)
    except (ValueError, RecursionError):
        try:
            document = msgspec.json.decode(msgspec.json.decode(f'"{value}"', type=str))
        except (ValueError, RecursionError):
            return value
    return document if _within(_DEEPEST, document) else value


def _within(levels: int, value: Any) -> bool:  # noqa: ANN401
    """Return whether a document nests no deeper than some levels: what walks it recurses."""
    if not isinstance(value, dict | list):
        return True
    children = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(_within(levels - 1, child) for child in children)


_TREES: dict[str, tuple[dict[str, KeyFields], KeyedTree]] = {}


def _tree(declaration: Declaration) -> KeyedTree:
    keyed, tree = _TREES.get(declaration.type, (None, NOTHING_KEYED))
    if keyed is not declaration.keyed:
        tree = KeyedTree.of(declaration.keyed)
        _TREES[declaration.type] = declaration.keyed, tree
    return tree
