"""Rules of AWS Network Firewall, as sets of packets: who sends, to whom, by which protocol.

A rule whose options look further than that (names, content, the state of a connection) may match
or not: certain is nothing, possible is all of its header. One that cannot be read may do anything.
https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-ips.html
https://docs.suricata.io/en/suricata-7.0.8/rules/intro.html

It refuses to know in which order rules count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from cartographer.clouds.aws.packet import at
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Verb
from cartographer.reach.traffic import ICMP, ICMPV6, TCP, UDP, Field, Traffic

HOME, EXTERNAL = "HOME_NET", "EXTERNAL_NET"
_LAST_PORT = 65535
_ANY = "any"
_PROTOCOLS = {"tcp": (TCP,), "udp": (UDP,), "icmp": (ICMP, ICMPV6)}
"""Protocols of a header that are ones of packets; others are of what packets carry."""
_VERBS = {"pass": Verb.FINAL, "drop": Verb.DENY, "reject": Verb.DENY}
"""What an action does to a flow; `alert` does nothing."""
_DECIDES_NOTHING = frozenset(
    {"msg", "sid", "rev", "gid", "metadata", "classtype", "reference", "priority", "noalert"}
)
"""Options that only describe a rule, or order rules of the same action."""
_FLOW = "flow"
_SENT = {"to_server": True, "from_client": True, "to_client": False, "from_server": False}
"""Settings of `flow` that say whether requests are looked at, or replies.

https://docs.suricata.io/en/suricata-7.0.8/rules/flow-keywords.html
"""
_PLACE = r"(!?\[[^\s(]*\]|\S+)"
_RULE = re.compile(
    rf"(?P<action>[a-z]+)\s+(?P<protocol>\S+)\s+{_PLACE}\s+{_PLACE}\s+(?P<arrow>->|<>)\s+"
    rf"{_PLACE}\s+{_PLACE}\s*\((?P<options>.*)\)\s*"
)
_OPTION = re.compile(r'((?:[^;"\\]|\\.|"(?:[^"\\]|\\.)*")+);')
Words = Mapping[str, Sequence[str] | None]
"""What names stand for; none for what was not read."""


class Said(NamedTuple):
    """What one rule does to flows, by the packets that it matches."""

    text: str
    verb: Verb
    match: Bounds
    requests: bool = True
    """Whether it looks at what the client sends."""
    replies: bool = True
    """Whether it looks at what the server sends."""


class Group(NamedTuple):
    """One group of rules: its document, and what the names in it stand for."""

    document: Mapping[str, Any]
    addresses: Words
    ports: Words


def said(space: Traffic, group: Group) -> Iterator[Said]:
    """Yield the rules of a stateful group that decide, in their order."""
    source = group.document.get("RulesSource") or {}
    yield from _written(space, group, source.get("RulesString") or "")
    for rule in source.get("StatefulRules") or ():
        yield from _told(space, group, rule)
    if source.get("RulesSourceList"):
        yield from _names(space, group, source["RulesSourceList"])


def unread(space: Traffic, text: str) -> tuple[Said, Said]:
    """Return what stands for rules that nobody read: they may pass anything, or drop it."""
    either = Bounds.unknown(space)
    return Said(text, Verb.FINAL, either), Said(text, Verb.DENY, either)


# --- forms of a rule --------------------------------------------------------------------------


def _written(space: Traffic, group: Group, rules: str) -> Iterator[Said]:
    """Yield rules that are written as text, a line each."""
    for line in map(str.strip, rules.replace("\\\n", " ").splitlines()):
        if not line or line.startswith("#"):
            continue
        found = _RULE.fullmatch(_close(line))
        if found is None:
            yield from unread(space, line)
            continue
        action, protocol, source, source_port, arrow, target, target_port, options = found.groups()
        ends = (source, source_port, target, target_port)
        named = [one.partition(":") for one in _OPTION.findall(options)]
        said_ = {word.strip(): [setting] for word, _, setting in named}
        yield from _rule(space, group, (action, protocol, arrow == "<>", ends, said_))


def _close(line: str) -> str:
    """Return a rule without spaces within its lists."""
    header, found, rest = line.partition("(")
    return (
        re.sub(r"\s*,\s*|(?<=\[)\s+|\s+(?=\])", lambda one: one[0].strip(), header) + found + rest
    )


def _told(space: Traffic, group: Group, rule: Mapping[str, Any]) -> Iterator[Said]:
    """Yield a rule that is told by members of a document."""
    header = rule.get("Header") or {}
    places = ("Source", "SourcePort", "Destination", "DestinationPort")
    ends = tuple(str(header.get(one, _ANY)) for one in places)
    rows = rule.get("RuleOptions") or ()
    said_ = {str(one.get("Keyword")): list(one.get("Settings") or ()) for one in rows}
    both = header.get("Direction") == "ANY"
    action, protocol = str(rule.get("Action", "")).lower(), str(header.get("Protocol", "ip"))
    yield from _rule(space, group, (action, protocol, both, ends, said_))


_Parts = tuple[str, str, bool, tuple[str, ...], dict[str, list[str]]]
"""Action, protocol, whether both directions match, both ends' addresses and ports, options."""


def _rule(space: Traffic, group: Group, parts: _Parts) -> Iterator[Said]:
    action, protocol, both, ends, options = parts
    text = f"{action} {protocol.lower()} {ends[0]} {ends[1]} {'<>' if both else '->'} {ends[2]}"
    text = f"{text} {ends[3]}"
    if action == "alert":
        return
    if action not in _VERBS:
        yield from unread(space, text)
        return
    match = _ends(space, group, ends)
    if both:
        match |= match.reverse()
    carried = _PROTOCOLS.get(protocol.lower())
    if carried is not None:
        match = match.within(space.union(space.protocol(one) for one in carried))
    more = options.keys() - {*_DECIDES_NOTHING, _FLOW}
    flow = {one.strip() for setting in options.get(_FLOW, ()) for one in setting.split(",")}
    if more or flow - _SENT.keys() or (carried is None and protocol.lower() != "ip"):
        match = _maybe(match)
    sent = {_SENT[one] for one in flow & _SENT.keys()} or {True, False}
    yield Said(text, _VERBS[action], match, requests=True in sent, replies=False in sent)


def _names(space: Traffic, group: Group, listed: Mapping[str, Any]) -> Iterator[Said]:
    """Yield a list of domains: it looks at what clients at home say by TCP to elsewhere.

    https://docs.aws.amazon.com/network-firewall/latest/developerguide/stateful-rule-groups-domain-names.html
    """
    kind = str(listed.get("GeneratedRulesType"))
    ends = _ends(space, group, (f"${HOME}", _ANY, f"${EXTERNAL}", _ANY))
    match = _maybe(ends.within(space.protocol(TCP)))
    verbs = {"ALLOWLIST": (Verb.FINAL, Verb.DENY), "ALERTLIST": ()}.get(kind, (Verb.DENY,))
    for verb in verbs:
        yield Said(f"domains, {kind.lower()}", verb, match, replies=False)


def _maybe(match: Bounds) -> Bounds:
    return Bounds(match.certain.space.nothing, match.possible)


# --- words of a header ------------------------------------------------------------------------


def _ends(space: Traffic, group: Group, ends: tuple[str, ...]) -> Bounds:
    """Return the packets between two ends: addresses and ports of each."""
    source, source_port, target, target_port = ends
    return (
        _Header(space, Field.SOURCE, group.addresses).set(source)
        & _Header(space, Field.SOURCE_PORT, group.ports).set(source_port)
        & _Header(space, Field.DESTINATION, group.addresses).set(target)
        & _Header(space, Field.DESTINATION_PORT, group.ports).set(target_port)
    )


class _Header(NamedTuple):
    """One field of a header, and what the names in it stand for."""

    space: Traffic
    field: Field
    names: Words

    def set(self, word: str) -> Bounds:
        """Return the packets that a word means; of one that cannot be read, nobody knows."""
        everything = Bounds.exactly(self.space.everything)
        if word.lower() == _ANY:
            return everything
        if word.startswith("!"):
            return everything - self.set(word[1:])
        if word.startswith("[") and word.endswith("]"):
            return self.all(_parts(word[1:-1]))
        if word[:1] in {"$", "@"}:
            return self._named(word[1:])
        try:
            return self._one(word)
        except ValueError:
            return Bounds.unknown(self.space)

    def _named(self, name: str) -> Bounds:
        rest = dict(self.names)
        words = rest.pop(name, None)
        if words is None:
            return Bounds.unknown(self.space)
        return self._replace(names=rest).all(words)

    def all(self, words: Sequence[str]) -> Bounds:
        """Return the packets of a list: those of any word, less those of words behind `!`."""
        found = Bounds.exactly(self.space.nothing)
        less = found
        for word in words:
            if word.startswith("!"):
                less |= self.set(word[1:])
            else:
                found |= self.set(word)
        if all(word.startswith("!") for word in words):
            found = Bounds.exactly(self.space.everything)
        return found - less

    def _one(self, word: str) -> Bounds:
        if self.field in {Field.SOURCE, Field.DESTINATION}:
            return Bounds.exactly(at(self.space, self.field, (word,)))
        low, range_, high = word.partition(":")
        first, last = int(low or 0), int(high or _LAST_PORT) if range_ else int(low)
        ports = self.space.where(self.field, ((first, last),))
        return Bounds.exactly(ports & self.space.with_ports)


def _parts(words: str) -> list[str]:
    """Return the words of a list, lists within it as they are."""
    return [one.strip() for one in re.findall(r"(?:[^,\[]|\[[^\]]*\])+", words)]
