"""What shall go wrong, for which requests, and how often.

A rule is a value; how often it matched and fired is kept beside it, by whoever runs it.
"""

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from random import Random
from threading import Lock
from typing import Any, Final, Literal, get_args

from demo.fault_proxy.call import Call

Kind = Literal[
    "deny",  # the caller lacks the permission
    "barred",  # a service control policy forbids it to everyone
    "throttle",  # too many requests, as the service says it
    "error500",  # the service failed
    "expired",  # the credentials are too old
    "drop",  # the connection ends before any byte of the answer
    "cut",  # the connection ends after half of the body
    "truncated",  # a whole answer, whose body ends in the middle of its XML or JSON
    "repeat_token",  # a page that names itself as the next one
    "malformed_item",  # a page with one item whose fields have the wrong type
    "slow",  # the body trickles, one byte at a time
]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


@dataclass(frozen=True)
class Fault:
    """A rule: what goes wrong with the requests that it matches.

    A filter that is None matches everything. `service` is boto3's name; `action` may be a
    pattern (`Describe*`, `GET /*?policy`). The first `after` matching requests pass, then at
    most `times` are hit, each with the probability `rate`; `pause` is the seconds between two
    bytes of a slow body.
    """

    kind: Kind
    service: str | None = None
    region: str | None = None
    action: str | None = None
    access_key: str | None = None
    times: int | None = None
    after: int = 0
    rate: float | None = None
    pause: float = 0.05

    def __post_init__(self) -> None:
        """Refuse a kind that nobody could make happen."""
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; there are: {', '.join(KINDS)}")

    def matches(self, call: Call) -> bool:
        """Return whether the rule is about this request."""
        exact = ("service", "region", "access_key")
        return all(getattr(self, name) in {None, getattr(call, name)} for name in exact) and (
            self.action is None or fnmatchcase(call.action, self.action)
        )


def expire_after(calls: int, **filters: Any) -> Fault:
    """Return the rule of credentials that serve for some calls and are expired from then on."""
    return Fault("expired", after=calls, **filters)


@dataclass
class _Rule:
    fault: Fault
    matched: int = 0
    fired: int = 0


@dataclass
class Faults:
    """The rules in force, in the order in which they were added; safe to share among threads."""

    seed: int = 0
    _rules: list[_Rule] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        """Seed the dice, so that the same requests have the same faults."""
        self._random = Random(self.seed)

    def add(self, fault: Fault) -> None:
        """Put a rule in force."""
        with self._lock:
            self._rules.append(_Rule(fault))

    def remove(self, fault: Fault) -> None:
        """Take a rule out of force; one that is not in force is no error."""
        with self._lock:
            self._rules = [rule for rule in self._rules if rule.fault != fault]

    def clear(self) -> None:
        """Take every rule out of force."""
        with self._lock:
            self._rules = []

    def fired(self, fault: Fault) -> int:
        """Return how many requests a rule in force has hit."""
        with self._lock:
            return sum(rule.fired for rule in self._rules if rule.fault == fault)

    def draw(self, call: Call) -> Fault | None:
        """Return what goes wrong with a request: the first rule that fires, or None."""
        with self._lock:
            for rule in self._rules:
                if rule.fault.matches(call) and self._fires(rule):
                    return rule.fault
        return None

    def _fires(self, rule: _Rule) -> bool:
        fault = rule.fault
        rule.matched += 1
        spent = fault.times is not None and rule.fired >= fault.times
        spared = fault.rate is not None and self._random.random() >= fault.rate
        if rule.matched <= fault.after or spent or spared:
            return False
        rule.fired += 1
        return True
