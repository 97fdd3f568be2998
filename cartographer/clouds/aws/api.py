"""Doors of API Gateway: the endpoints of APIs, and the domain names in front of them.

A private API is called by interface endpoints alone. One whose own endpoint is off answers by its
domain names only. What a method asks of a caller is access' to judge, and named here.
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-disable-default-endpoint.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mutual-tls.html

Regional endpoints listen to 443 alone; those at the edge stand behind a distribution, of which no
page says that it does not listen to 80.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cartographer.clouds.aws.door import (
    HTTP,
    HTTPS,
    Traits,
    either,
    of_family,
    ports,
    targets,
    web,
)
from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.name import name, resource
from cartographer.clouds.aws.reads import API, API_ROUTE, INTEGRATION, REST_API, REST_RESOURCE
from cartographer.model.key import Key
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import Door, Id

_SUFFIX = {"aws-cn": "amazonaws.com.cn"}
_PRIVATE, _EDGE = "PRIVATE", "EDGE"
_NOBODY_ASKED = "NONE"
_NAMES = ("domainName", "regionalDomainName", "distributionDomainName")
_ENDPOINT = f"{EC2}VPCEndpoint"
_OFF = "default-endpoint-disabled"
_CERTIFICATE = "client certificate"
_NOT_READ = "methods not read"


def endpoint_name(estate: Estate, key: Key) -> str | None:
    """Return the host name by which a REST API is called."""
    held = estate.get(key)
    if held is None:
        return None
    suffix = _SUFFIX.get(key.partition, "amazonaws.com")
    return f"{held.record.native_id}.execute-api.{held.record.region}.{suffix}"


def rest_api(estate: Estate, key: Key) -> Door:
    """Return the endpoint of a REST API."""
    config = estate.config(key)
    off = _OFF if config.get("disableExecuteApiEndpoint") else None
    traits = Traits(
        _asked(estate, key),
        behind=_behind(estate, key),
        shut=_private(config) or off,
        inside=None if _private(config) else _inside(estate, key),
    )
    return web(estate, key, [endpoint_name(estate, key)], _admits(estate, config), traits)


def api(estate: Estate, key: Key) -> Door:
    """Return the endpoint of an HTTP or WebSocket API."""
    config = estate.config(key)
    both = config.get("IpAddressType") == "dualstack"
    admits = ports(estate.space, HTTPS).within(of_family(estate.space, both))
    off = _OFF if config.get("DisableExecuteApiEndpoint") else None
    inside = _inside(estate, key)
    traits = Traits(_asked(estate, key), behind=_behind(estate, key), shut=off, inside=inside)
    return web(estate, key, [config.get("ApiEndpoint")], admits, traits)


def domain_name(estate: Estate, key: Key) -> Door:
    """Return a domain name in front of APIs: they stand behind it, not what they hand on to."""
    config = estate.config(key)
    known = estate.aspect(key, "mappings") is not None
    mapped = targets(estate, key)
    trusted = (config.get("mutualTlsAuthentication") or {}).get("truststoreUri")
    words = [_CERTIFICATE if trusted else None]
    words += [_asked(estate, one) for one in _apis(mapped)] if known else [_NOT_READ]
    traits = Traits(
        "; ".join(dict.fromkeys(filter(None, words))) or None,
        behind=mapped if known else None,
        shut=_private(config),
        inside=None if _private(config) else (),
    )
    return web(estate, key, [config.get(one) for one in _NAMES], _admits(estate, config), traits)


def _apis(mapped: tuple[Id, ...]) -> Iterator[Key]:
    for text in mapped:
        found = resource(text)
        if found is not None and found.type in {REST_API, API}:
            yield found


def _admits(estate: Estate, config: dict[str, Any]) -> Bounds:
    said = config.get("endpointConfiguration") or {}
    perhaps = (HTTP,) if _EDGE in (said.get("types") or ()) else ()
    both = said.get("ipAddressType") == "dualstack"
    return ports(estate.space, HTTPS, perhaps=perhaps).within(of_family(estate.space, both))


def _inside(estate: Estate, key: Key) -> tuple[Id, ...] | None:
    """Return the VPCs in which the names of APIs lead to an interface endpoint instead.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
    """
    if not estate.seen(_ENDPOINT, key):
        return None
    found = set()
    for one in estate.context.of_type(_ENDPOINT):
        config = one.record.config
        service = str(config.get("ServiceName", ""))
        if service.endswith(".execute-api") and config.get("PrivateDnsEnabled"):
            vpc = estate.find(f"{EC2}VPC", config.get("VpcId"))
            found.add(name("vpc", vpc) if vpc else "")
    return tuple(sorted(found))


def _private(config: dict[str, Any]) -> str | None:
    types = (config.get("endpointConfiguration") or {}).get("types") or ()
    return "private-endpoint" if _PRIVATE in types else None


def _behind(estate: Estate, key: Key) -> tuple[Id, ...] | None:
    """Return what the integrations of an API call."""
    type_ = REST_RESOURCE if key.type == REST_API else INTEGRATION
    if not estate.seen(type_, key):
        return None
    parts = estate.pointing(key, "part-of", type_)
    return tuple(dict.fromkeys(one for part in parts for one in targets(estate, part)))


def _asked(estate: Estate, key: Key) -> str | None:
    """Return what an API asks of a caller: by its policy, and by method or route."""
    type_ = REST_RESOURCE if key.type == REST_API else API_ROUTE
    words = ["resource policy"] if estate.config(key).get("policy") else []
    kinds = set(_kinds(estate, estate.pointing(key, "part-of", type_)))
    if not estate.seen(type_, key):
        words.append(_NOT_READ)
    elif kinds - {_NOBODY_ASKED}:
        words.append(f"by method {either(kinds)}")
    return " and ".join(words) or None


def _kinds(estate: Estate, parts: tuple[Key, ...]) -> Iterator[str]:
    """Yield what each method or route asks of a caller."""
    for part in parts:
        config = estate.config(part)
        methods = config.get("resourceMethods")
        for one in (methods or {}).values() if part.type == REST_RESOURCE else (config,):
            kind = one.get("authorizationType", one.get("AuthorizationType"))
            key = one.get("apiKeyRequired", one.get("ApiKeyRequired"))
            yield f"{kind or _NOBODY_ASKED} with API key" if key else str(kind or _NOBODY_ASKED)
