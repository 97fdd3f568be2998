"""Doors of Global Accelerator: addresses of its own, and endpoints behind them.

https://docs.aws.amazon.com/global-accelerator/latest/dg/introduction-how-it-works.html
https://docs.aws.amazon.com/global-accelerator/latest/api/API_Listener.html
https://docs.aws.amazon.com/global-accelerator/latest/dg/preserve-client-ip-address.html

It refuses to know whether an endpoint admits what it hands on.
"""

from __future__ import annotations

from msgspec.structs import replace

from cartographer.clouds.aws.door import Traits, targets, web
from cartographer.clouds.aws.estate import Estate
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.reads import ACCELERATOR, ACCELERATOR_GROUP, ACCELERATOR_LISTENER
from cartographer.model.key import Key
from cartographer.reach.address import span, spelt
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Door, Id, State
from cartographer.reach.traffic import TCP, UDP, Field

_OFF = "accelerator-disabled"
_PROTOCOLS = {"TCP": TCP, "UDP": UDP}


def accelerator(estate: Estate, key: Key) -> Door:
    """Return an accelerator: it takes what its listeners do."""
    config = estate.config(key)
    listeners = estate.pointing(key, "part-of", ACCELERATOR_LISTENER)
    complete = estate.seen(ACCELERATOR_LISTENER, key)
    traits = Traits(
        behind=_endpoints(estate, key, listeners) if complete else None,
        state=State() if config.get("Enabled", True) else State(up=False, code=_OFF),
    )
    admits = _admits(estate, listeners) if complete else Bounds.unknown(estate.space)
    names = [config.get("DnsName"), config.get("DualStackDnsName")]
    made = web(estate, key, names, admits, traits)
    own = [one for of in config.get("IpSets") or () for one in of.get("IpAddresses") or ()]
    code = made.code if complete else "listener-not-seen"
    return replace(made, addresses=tuple(sorted(map(span, own))), code=code)


def holding(estate: Estate, family: int, address: int) -> tuple[Id, ...]:
    """Return the accelerators that an address is of."""
    return tuple(
        name("door", one) for one in estate.named(ACCELERATOR, spelt(family, address), "ip")
    )


def _admits(estate: Estate, listeners: tuple[Key, ...]) -> Bounds:
    space = estate.space
    taken = space.nothing
    for config in map(estate.config, listeners):
        ranges = [(one["FromPort"], one["ToPort"]) for one in config.get("PortRanges") or ()]
        protocol = space.protocol(_PROTOCOLS[config.get("Protocol", "TCP")])
        taken |= protocol & space.where(Field.DESTINATION_PORT, ranges)
    return Bounds.exactly(taken)


def _endpoints(estate: Estate, key: Key, listeners: tuple[Key, ...]) -> tuple[Id, ...] | None:
    if not estate.seen(ACCELERATOR_GROUP, key):
        return None
    groups = [
        group for one in listeners for group in estate.pointing(one, "part-of", ACCELERATOR_GROUP)
    ]
    return tuple(dict.fromkeys(one for group in groups for one in targets(estate, group)))
