"""All managed endpoints, by the type of what has them.

A type that was not read has no doors here, and `exposures` ends with what was not seen.
It refuses to know how a door is made.
"""

from __future__ import annotations

from collections.abc import Callable

from cartographer.clouds.aws.accelerator import accelerator
from cartographer.clouds.aws.api import api, domain_name, rest_api
from cartographer.clouds.aws.distribution import distribution
from cartographer.clouds.aws.endpoint import cluster, function_url, search_domain, service
from cartographer.clouds.aws.estate import Estate
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.reads import (
    ACCELERATOR,
    API,
    API_DOMAIN,
    CLUSTER,
    DISTRIBUTION,
    HAS_DOOR,
    REST_API,
    RUNNER,
    SEARCH_DOMAIN,
    URL,
)
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.network import Door, Element, Id, Opaque
from cartographer.reach.traffic import Traffic

DOOR = "door"
_MAKE: dict[str, Callable[[Estate, Key], Door]] = {
    URL: function_url,
    REST_API: rest_api,
    API: api,
    API_DOMAIN: domain_name,
    DISTRIBUTION: distribution,
    CLUSTER: cluster,
    RUNNER: service,
    SEARCH_DOMAIN: search_domain,
    ACCELERATOR: accelerator,
}
"""Type -> what makes the door of one of it."""


def door(context: Context, space: Traffic, key_text: str) -> Element:
    """Return the door of a resource."""
    key = Key.parse(key_text)
    estate = Estate(context, space)
    make = _MAKE.get(key.type)
    if make is None or not estate.config(key):
        return Opaque(name(DOOR, key), "door-not-seen")
    return make(estate, key)


def doors(context: Context, space: Traffic) -> tuple[Id, ...]:
    """Return all doors."""
    del space
    return tuple(name(DOOR, one.key) for type_ in HAS_DOOR for one in context.of_type(type_))
