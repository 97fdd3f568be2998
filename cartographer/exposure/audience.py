"""Who gets there, and how many: addresses at the far end of packets, in people's words.

An audience is a named network, or the internet: whoever has no name. How wide it is, is said by
a name that covers it, else by numbers.

It refuses to know how the packets go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cartographer.model.audience import INTERNET
from cartographer.reach.address import spelt
from cartographer.reach.network import Addresses
from cartographer.reach.rewriting import at
from cartographer.reach.traffic import BITS, IPV4, IPV6, Field, Traffic, TrafficSet

ANY = "any"
_NEARLY = 0.9
"""Share of all addresses from which on it is any: private ranges, and a few denied, are not all."""
_WIDE = 0.01
"""Share of all addresses from which on nobody is told apart any more."""
_NETWORK = 64
"""Bits of an IPv6 address that stand for one network."""
_FAMILIES = {IPV4: "IPv4", IPV6: "IPv6"}


class Audiences:
    """Names for the addresses at one end of packets."""

    def __init__(
        self,
        space: Traffic,
        networks: Mapping[str, Addresses],
        lists: Mapping[str, Addresses],
        *,
        alone: str | None = None,
        field: Field = Field.SOURCE,
    ) -> None:
        """Know networks, which are audiences, and lists of prefixes, which say how wide one is.

        If one `alone` is asked about, all packets are its. Sources are told apart, or what else
        the field says.
        """
        self._alone = alone
        self._field = field
        self._networks = {name: at(space, field, held) for name, held in sorted(networks.items())}
        named = {**lists, **networks}
        self._named = [
            (name, at(space, field, named[name]))
            for name in sorted(named, key=lambda one: (one in lists, _size(named[one]), one))
        ]

    def of(self, traffic: TrafficSet) -> Iterator[tuple[str, TrafficSet]]:
        """Yield each audience of some packets, with its part of them.

        A wide one is the internet alone, whoever else is in it.
        """
        if self._alone is not None:
            yield self._alone, traffic
            return
        left = traffic
        for name, held in self._networks.items() if self._share(traffic) < _WIDE else ():
            part = left & held
            if part:
                yield name, part
                left -= held
        if left:
            yield INTERNET, left

    def width(self, traffic: TrafficSet) -> str:
        """Return how wide an audience is: any, one address, a name that covers it, or numbers.

        Networks before lists, narrow ones before wide ones.
        """
        if self._share(traffic) > _NEARLY:
            return ANY
        single = self._single(traffic)
        if single is not None:
            return single
        for name, held in self._named:
            if traffic <= held:
                return name
        return " and ".join(self._numbers(traffic))

    def _share(self, traffic: TrafficSet) -> float:
        """Return the share of all addresses of a family, of the one of which there is more."""
        counts = self._counts(traffic)
        return max(count / (1 << BITS[family]) for family, count in counts.items())

    def _counts(self, traffic: TrafficSet) -> dict[int, int]:
        return {
            family: sum(high - low + 1 for low, high in traffic.values(self._field, family))
            for family in (IPV4, IPV6)
        }

    def _single(self, traffic: TrafficSet) -> str | None:
        if sum(self._counts(traffic).values()) != 1:
            return None
        return next(
            spelt(family, low)
            for family in (IPV4, IPV6)
            for low, _ in traffic.values(self._field, family)
        )

    def _numbers(self, traffic: TrafficSet) -> Iterator[str]:
        for family, count in self._counts(traffic).items():
            share = count / (1 << BITS[family])
            if share >= _WIDE:
                yield f"{share:.0%} of {_FAMILIES[family]}"
            elif count >> _NETWORK:
                yield _counted(count >> _NETWORK, f"{_FAMILIES[family]} /{_NETWORK}", "s")
            elif count:
                yield _counted(count, "address", "es")


def _counted(count: int, what: str, more: str) -> str:
    return f"{count:,} {what}{more if count != 1 else ''}"


def _size(addresses: Addresses) -> int:
    return sum(high - low + 1 for _, (low, high) in addresses)
