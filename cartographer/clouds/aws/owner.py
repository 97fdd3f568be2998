"""Whom an interface serves: the machine, balancer, task or file system that people know it by.

It refuses to know what gets there.
"""

from __future__ import annotations

from cartographer.clouds.aws.balancer import load_balancer
from cartographer.clouds.aws.classic import classic_balancer
from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.reads import FILE_SYSTEM_TARGET, TASK
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.traffic import Traffic

_HOLDERS = (TASK, FILE_SYSTEM_TARGET, f"{EC2}VPCEndpoint")
"""Types that state which interfaces are theirs."""


def owner(context: Context, space: Traffic, interface_text: str) -> Key:
    """Return whom an interface serves; the interface itself if nobody says so."""
    estate = Estate(context, space)
    key = Key.parse(interface_text)
    for relation in context.out(key, "attached-to"):
        for found in context.resolve(relation.target):
            return found
    for type_ in _HOLDERS:
        for found in estate.pointing(key, "attached-to", type_):
            return found
    return load_balancer(estate, key) or classic_balancer(estate, key) or key
