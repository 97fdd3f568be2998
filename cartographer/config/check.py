"""What no run could use although its type is right: refused before anything is done.

Every refusal names the file and the key, and prints no secret. Which keys there are, and their
types, patterns and bounds, stand in `setting`; which types a cloud has is told by the caller.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

from cartographer import cadence
from cartographer.config.secret_name import FORMS, has_password
from cartographer.config.setting import GapSettings, ScheduleSettings, Settings, SourceSettings
from cartographer.model.audience import NamedNetwork
from cartographer.model.error import UsageError
from cartographer.model.gap import terms

CheckTypes = Callable[[Sequence[str]], object]
"""Raises UsageError where names, sets and patterns stand for no type that is known."""

_Range = IPv4Network | IPv6Network
_OF_ACCOUNTS = ("role",)
_OF_ORGANIZATIONS = ("management", "member_role", "exclude")
_UNSET = SourceSettings("unset")
_KEPT = ("all", "daily", "weekly")
_NETWORK = re.compile(r"(?!internet$)[a-z][a-z0-9_-]*", re.IGNORECASE)
"""Name of a network: no address, no number, no name of a host."""
_SPAN = re.compile(r"\s*(\d{1,6}\s*[hdwy]|forever)\s*")


def any_type(_: Sequence[str]) -> None:
    """Let any type pass: what there is is known elsewhere."""


def check(settings: Settings, path: Path, check_types: CheckTypes = any_type) -> None:
    """Do nothing if the settings of a file can be used.

    Raises:
        UsageError: they cannot; the file and the key are named.
    """
    _check_names(settings, path)
    _check_secrets(settings, path)
    _check_keep(settings.store.keep, path)
    _check_rates("rate", settings.rate, path)
    for source in settings.source:
        _check_source(source, path)
    _check_schedules(settings, path, check_types)
    for gap in settings.gap:
        _check_gap(gap, path)
    _check_networks(settings.named_networks, path)
    for id_ in settings.external:
        if not re.fullmatch(r"[0-9]{12}", id_):
            message = f"settings {path}: external: {id_!r} is no account: give its 12 digits"
            raise UsageError(message)
    bundle = settings.http.ca_bundle
    if bundle is not None and not Path(bundle).is_file():
        message = f"settings {path}: http: ca_bundle: there is no file {bundle}"
        raise UsageError(message)


def _check_names(settings: Settings, path: Path) -> None:
    names = [one.name for one in settings.source]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = f"settings {path}: two sources are named {twice[0]!r}; give each its own name"
        raise UsageError(message)


def _check_source(source: SourceSettings, path: Path) -> None:
    """Refuse what means nothing for a kind of source."""
    wrong = _OF_ACCOUNTS if source.kind == "aws-organization" else _OF_ORGANIZATIONS
    for name in wrong:
        if getattr(source, name) != getattr(_UNSET, name):
            message = (
                f"settings {path}: source {source.name}: {name} means nothing for {source.kind}"
            )
            raise UsageError(message)
    _check_rates(f"source {source.name}: rate", source.rate or {}, path)


def _check_rates(where: str, rates: Mapping[str, float], path: Path) -> None:
    for name, rate in rates.items():
        if not rate >= 0:
            message = f"settings {path}: {where}: {name} = {rate} is no rate: give 0 or more"
            raise UsageError(message)


def _check_gap(gap: GapSettings, path: Path) -> None:
    try:
        terms(gap.scope)
    except ValueError as error:
        message = f"settings {path}: gap: {error}"
        raise UsageError(message) from error
    if not gap.reason.strip():
        message = f"settings {path}: gap: {gap.scope}: reason is empty: say why it is accepted"
        raise UsageError(message)


def _check_networks(networks: Sequence[NamedNetwork], path: Path) -> None:
    """Refuse ranges that are none, and those that overlap: an address is in one network."""
    held: list[tuple[str, _Range]] = []
    for network in networks:
        where = f"settings {path}: networks: {network.name}"
        if not _NETWORK.fullmatch(network.name):
            message = f"{where} is no name: give letters, digits, _ and -, and not internet"
            raise UsageError(message)
        if not network.ranges:
            raise UsageError(f"{where}: there is no range: give at least one prefix")
        for text in network.ranges:
            range_ = _range(text, where)
            for name, other in held:
                if _overlap(range_, other):
                    message = f"{where}: {range_} overlaps {other} of {name}: give each once"
                    raise UsageError(message)
            held.append((network.name, range_))


def _range(text: str, where: str) -> _Range:
    try:
        return ip_network(text)
    except ValueError as error:
        message = f"{where}: {error}: give a prefix such as 203.0.113.0/28"
        raise UsageError(message) from error


def _overlap(one: _Range, other: _Range) -> bool:
    if isinstance(one, IPv4Network):
        return isinstance(other, IPv4Network) and one.overlaps(other)
    return isinstance(other, IPv6Network) and one.overlaps(other)


def _check_schedules(settings: Settings, path: Path, check_types: CheckTypes) -> None:
    known = [one.name for one in settings.source]
    for number, schedule in enumerate(settings.schedule, 1):
        where = f"settings {path}: schedule" + (f" {number}" if number > 1 else "")
        wrong = _wrong(schedule, known)
        if wrong is not None:
            message = f"{where}: {wrong}"
            raise UsageError(message)
        try:
            check_types(schedule.types)
        except UsageError as error:
            message = f"{where}: types: {error}"
            raise UsageError(message) from error


def _wrong(schedule: ScheduleSettings, sources: Sequence[str]) -> str | None:
    """Return what is wrong with a schedule; none for nothing."""
    for name in schedule.sources:
        if name not in sources:
            there = f"there are {', '.join(sources)}" if sources else "there is none at all"
            return f"there is no source {name!r}: {there}"
    if not sources:
        return "there is no [[source]] to read"
    return cadence.wrong(schedule.every, schedule.cron, schedule.jitter)


def _check_keep(keep: Mapping[str, str], path: Path) -> None:
    for name, span in keep.items():
        if name not in _KEPT:
            message = f"settings {path}: store: keep.{name} is unknown: give {', '.join(_KEPT)}"
            raise UsageError(message)
        if not _SPAN.fullmatch(span):
            message = (
                f"settings {path}: store: keep.{name} = {span!r} is no span: "
                "give a number and h, d, w or y, or forever"
            )
            raise UsageError(message)


def _check_secrets(settings: Settings, path: Path) -> None:
    found = {f"source {one.name}: external_id": one.external_id for one in settings.source}
    found["redaction: key"] = settings.redaction.key
    for where, value in found.items():
        if value is not None and not value.startswith(FORMS):
            message = f"settings {path}: {where} is a secret: write it as env:NAME or file:PATH"
            raise UsageError(message)
    proxy = settings.http.proxy
    if proxy is not None and has_password(proxy):
        message = (
            f"settings {path}: http: proxy holds a password: write it as env:NAME or file:PATH"
        )
        raise UsageError(message)
    url = settings.store.url
    if url is not None and has_password(url):
        message = f"settings {path}: store: url holds a password: write it as env:NAME or file:PATH"
        raise UsageError(message)
