"""AWS Config: configuration items of snapshots, histories and advanced queries.

Each item becomes an observation at the time at which Config captured it. Config does not say
which types it was told to record, nor what it could not read: items prove that something is
there, and never that something else is not.

https://docs.aws.amazon.com/config/latest/APIReference/API_ConfigurationItem.html
https://docs.aws.amazon.com/config/latest/APIReference/API_SelectResourceConfig.html
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Struct

from cartographer.model.coverage import GLOBAL_REGION
from cartographer.model.meaning import says
from cartographer.model.resource import ABSENT, Aspect, Observation, present, unknown
from collectors.aws.config_name import ALIASES, config_secrets
from collectors.aws.recorded.authorization import decoded
from collectors.aws.recorded.casing import Casing
from collectors.aws.recorded.document import decode
from collectors.aws.recorded.place import UNKNOWN, partition_of
from collectors.aws.recorded.supplement import SUPPLEMENTS, corrected
from collectors.engine.credential import scrubbed
from collectors.engine.expression import path
from collectors.engine.fault import NOT_SUPPLIED
from collectors.engine.normalize import MalformedError, Place, observe
from collectors.engine.redact import Redactor
from collectors.engine.specification import GLOBAL, Declaration, Detail

_GONE = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded", "ResourceNotRecorded"})
_PARENT = "{parent}"
_ASPECT = "@"


class Rejected(Struct, frozen=True, order=True):
    """An item that did not become an observation."""

    what: Annotated[str, says("Its type.")]
    reason: Annotated[str, says("Why not.")]
    gone: Annotated[bool, says("It says itself that its resource is gone.")] = False
    scope: Annotated[
        tuple[str, str, str] | None, says("Account, region and type, where it is malformed.")
    ] = None


def is_config(content: Any) -> bool:  # noqa: ANN401  any JSON
    """Return whether a document holds Config items."""
    if not isinstance(content, dict):
        return False
    results = content.get("Results")
    if isinstance(results, list) and all(isinstance(one, str) for one in results):
        return bool(results) or "QueryInfo" in content
    return isinstance(content.get("configurationItems"), list)


def items(content: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the items of a snapshot, or the rows of a query's answer."""
    yield from content.get("configurationItems") or ()
    for row in content.get("Results") or ():
        try:
            yield decode(row)
        except (ValueError, RecursionError, TypeError):
            yield row


def places(content: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return the accounts and regions that items name."""
    return {_place(one) for one in items(content) if isinstance(one, dict)}


def _place(item: Mapping[str, Any]) -> tuple[str, str]:
    account = item.get("awsAccountId") or item.get("accountId")
    region = item.get("awsRegion")
    return (
        account if isinstance(account, str) else UNKNOWN,
        region if isinstance(region, str) and region else UNKNOWN,
    )


class ConfigAdapter:
    """Makes observations of Config items."""

    def __init__(
        self, declarations: Iterable[Declaration], redactor: Redactor, read_at: datetime
    ) -> None:
        """Take the declared types; `read_at` stands in where an item bears no time."""
        self._declarations = {one.type: one for one in declarations}
        self._casings = {one.type: Casing(one) for one in self._declarations.values()}
        self._secrets = {one.type: config_secrets(one) for one in self._declarations.values()}
        self._redactor = redactor
        self._read_at = read_at

    def adapt(self, item: Any) -> Observation | Rejected:  # noqa: ANN401  any JSON
        """Return what an item says, or why it says nothing."""
        if not isinstance(item, dict):
            return Rejected(type(item).__name__, "an item is no document")
        type_ = item.get("resourceType")
        if not isinstance(type_, str):
            return Rejected("row", "it bears no resourceType: select it in the query")
        declaration = self._declarations.get(ALIASES.get(type_, type_))
        if item.get("configurationItemStatus") in _GONE:
            return Rejected(type_, str(item["configurationItemStatus"]), gone=True)
        if declaration is None:
            return Rejected(type_, "the type is not declared")
        if _PARENT in declaration.id:
            return Rejected(type_, "its id is made of its parent, which the item does not name")
        return self._observed(declaration, item)

    def _observed(self, declaration: Declaration, item: dict[str, Any]) -> Observation | Rejected:
        account, region = _place(item)
        where = GLOBAL_REGION if declaration.where == GLOBAL else region
        document = self._document(declaration, item)
        if document is None:
            return Rejected(declaration.type, "it bears no configuration: select it in the query")
        try:
            return observe(
                declaration,
                self._hidden(declaration, document),
                self._aspects(declaration, document, item),
                Place("aws", _partition(item, region), account, where),
                self._time(item),
                self._redactor,
            )
        except (MalformedError, TypeError, AttributeError, ValueError) as error:
            scope = (account, where, declaration.type)
            return Rejected(declaration.type, scrubbed(f"malformed: {error}"), scope=scope)

    def _hidden(self, declaration: Declaration, document: dict[str, Any]) -> dict[str, Any]:
        """Return a document without secrets, where the answers have them and elsewhere.

        What stands where the answers have it gets the digest that it has in a live run.
        """
        type_, texts = declaration.type, declaration.json
        plain = tuple(one for one in declaration.secret if not one.startswith((_ASPECT, *texts)))
        document = self._redactor.redact(type_, document, plain)
        hidden = self._redactor.redact(type_, document, self._secrets[type_], loose=True)
        return hidden if isinstance(hidden, dict) else document

    def _document(self, declaration: Declaration, item: dict[str, Any]) -> dict[str, Any] | None:
        raw = item.get("configuration")
        if isinstance(raw, str):
            try:
                raw = decode(raw)
            except (ValueError, RecursionError):
                return None
        if not isinstance(raw, dict) or not raw:
            return None
        document = self._casings[declaration.type].apply(raw)
        if declaration.service == "iam":
            document = decoded(document)
        return corrected(declaration, document, item)

    def _aspects(
        self, declaration: Declaration, document: dict[str, Any], item: dict[str, Any]
    ) -> dict[str, Aspect]:
        return {
            detail.aspect: self._aspect(declaration, detail, document, item)
            for detail in declaration.aspects
        }

    def _aspect(
        self,
        declaration: Declaration,
        detail: Detail,
        document: dict[str, Any],
        item: dict[str, Any],
    ) -> Aspect:
        if detail.when and not path(detail.when)(document):
            return ABSENT
        supplement = SUPPLEMENTS.get((declaration.type, detail.aspect))
        held = item.get("supplementaryConfiguration")
        if supplement is None or not isinstance(held, dict) or supplement.member not in held:
            return unknown(NOT_SUPPLIED)
        value = held[supplement.member]
        if isinstance(value, str) and value[:1] in ("{", "["):
            try:
                value = decode(value)
            except (ValueError, RecursionError):
                return unknown("malformed")
        adapted = supplement.adapt(value, self._casings[declaration.type])
        if adapted is None:
            return ABSENT
        secret = self._secrets[declaration.type]
        return present(self._redactor.redact(declaration.type, adapted, secret, loose=True))

    def _time(self, item: dict[str, Any]) -> datetime:
        captured = item.get("configurationItemCaptureTime")
        try:
            time = msgspec.convert(captured, datetime)
        except msgspec.ValidationError:
            return self._read_at
        return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def _partition(item: Mapping[str, Any], region: str) -> str:
    arn = item.get("arn") or item.get("ARN")
    if isinstance(arn, str) and arn.startswith("arn:") and arn.count(":") > 1:
        return arn.split(":")[1]
    return partition_of(region) or "aws"
