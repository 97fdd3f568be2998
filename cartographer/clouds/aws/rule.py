"""Rules of a listener: which requests it hands on to which target group, first match first.

Anybody may send any host, path or method, so such a condition is named and keeps nobody away.
Only who knows it may send a header or a query, so nothing is certain behind one. An address of
the client is a packet's field: it cuts. What an earlier rule takes whatever the request says is
gone for later ones; of rules that look at requests it is not taken away.
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html

It refuses to know what stands in a group.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cartographer.clouds.aws.estate import Estate
from cartographer.clouds.aws.packet import at
from cartographer.clouds.aws.reads import ELB
from cartographer.model.key import Key
from cartographer.reach.bounds import Bounds
from cartographer.reach.traffic import Field, TrafficSet

_RULE = f"{ELB}ListenerRule"
_CONFIGS = {
    "host-header": ("host", "HostHeaderConfig"),
    "path-pattern": ("path", "PathPatternConfig"),
    "http-request-method": ("method", "HttpRequestMethodConfig"),
    "http-header": ("header", "HttpHeaderConfig"),
    "query-string": ("query", "QueryStringConfig"),
    "source-ip": ("source", "SourceIpConfig"),
}
"""Field of a condition -> our word for it, and the member that holds its values."""
_SECRET = frozenset({"http-header", "query-string"})
"""Conditions that only those meet who know them."""
_ANY = frozenset({"*", "/*"})
_ASKS = ("authenticate-oidc", "authenticate-cognito", "jwt-validation")
"""Actions that ask something of a client before the one that hands on."""
_CERTIFICATE = "client certificate"
Part = dict[str, Any]


class Handover(NamedTuple):
    """One way from a listener to a group."""

    group: str
    """ARN of the group."""
    condition: str | None = None
    takes: Bounds | None = None
    authorization: str | None = None


class _Rule(NamedTuple):
    conditions: tuple[Part, ...]
    actions: tuple[Part, ...]


def group_arns(estate: Estate, listener: Key) -> tuple[str, ...]:
    """Return the ARNs of the groups of a listener and of all its rules, each once."""
    found = [arn for rule in _rules(estate, listener) for arn in _forwarded(rule.actions)]
    return tuple(dict.fromkeys(found))


def handovers(estate: Estate, listener: Key) -> Iterator[Handover]:
    """Yield the ways to groups, in the order in which a listener tries its rules."""
    space = estate.space
    certificate = _mutual(estate.config(listener))
    left = space.everything
    for rule in _rules(estate, listener):
        sources, named, secret = _parted(estate, rule.conditions)
        here = left & sources
        takes = None if here is space.everything and not secret else Bounds.exactly(here)
        if secret:
            takes = Bounds(space.nothing, here)
        asks = (*certificate, *(one for one in _ASKS if _has(rule, one)))
        for arn in _forwarded(rule.actions) if here else ():
            yield Handover(arn, " and ".join(named) or None, takes, ", ".join(asks) or None)
        if not named:
            left -= sources


def _rules(estate: Estate, listener: Key) -> Iterator[_Rule]:
    """Yield the rules by priority, and at the end the default actions."""
    found = [estate.config(one) for one in estate.pointing(listener, "part-of", _RULE)]
    mine = [one for one in found if str(one.get("Priority", "")).isdecimal()]
    for config in sorted(mine, key=lambda one: int(one["Priority"])):
        yield _Rule(tuple(config.get("Conditions") or ()), tuple(config.get("Actions") or ()))
    yield _Rule((), tuple(estate.config(listener).get("DefaultActions") or ()))


def _forwarded(actions: tuple[Part, ...]) -> Iterator[str]:
    """Yield the groups that actions hand on to; one of weight 0 gets nothing."""
    for action in actions:
        groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or ()
        if not groups and action.get("TargetGroupArn"):
            yield action["TargetGroupArn"]
        for one in groups:
            if one.get("TargetGroupArn") and one.get("Weight") != 0:
                yield one["TargetGroupArn"]


def _parted(estate: Estate, conditions: tuple[Part, ...]) -> tuple[TrafficSet, list[str], bool]:
    """Return which sources meet conditions, what else they ask in words, and if that is secret."""
    sources, named, secret = estate.space.everything, [], False
    for one in conditions:
        field = str(one.get("Field"))
        word, member = _CONFIGS.get(field, (field, ""))
        config = one.get(member) or {}
        values = [*(one.get("Values") or config.get("Values") or ()), *_patterns(one, config)]
        if field == "source-ip":
            sources &= at(estate.space, Field.SOURCE, values)
        elif field in _SECRET or field not in _CONFIGS:
            secret = True
            named.append(" ".join((word, config.get("HttpHeaderName", ""))).strip())
        elif not _ANY.intersection(values):
            named.append(f"{word} {' or '.join(values)}")
    return sources, named, secret


def _patterns(condition: Part, config: Part) -> list[str]:
    return [*(condition.get("RegexValues") or ()), *(config.get("RegexValues") or ())]


def _has(rule: _Rule, kind: str) -> bool:
    return any(one.get("Type") == kind for one in rule.actions)


def _mutual(listener: Part) -> tuple[str, ...]:
    """Return what a listener asks of every client.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/mutual-authentication.html
    """
    mode = (listener.get("MutualAuthentication") or {}).get("Mode")
    return (_CERTIFICATE,) if mode == "verify" else ()
