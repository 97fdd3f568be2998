"""What interfaces take that the provider runs for a service.

https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html

It refuses to know what a machine of ours listens to.
"""

from __future__ import annotations

from typing import Any

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.model.key import Key
from cartographer.reach.bounds import Bounds
from cartographer.reach.network import State
from cartographer.reach.traffic import TCP, UDP, Field, Traffic, TrafficSet

_PORTS = {
    "email-smtp": (25, 465, 587, 2465, 2587),
    "elasticfilesystem": (2049,),
    "airflow": (5432,),
    "sftp": (22,),
    "transfer": (22,),
    "git-codecommit": (22,),
    "logs": (443,),
    "cassandra": (9142,),
    "memory-db": (6379,),
    "iot": (8443, 8883),
    "data": (8443, 8883),
    "lorawan": (5000, 8887),
    "cups": (8887,),
    "lns": (8887,),
}
"""Last part of a service's name -> ports beside HTTP and HTTPS that it may listen to."""
_SENDERS = frozenset({"lambda", "aws_codestar_connections_managed", "quicksight"})
"""Interface types by which a service only sends: no page says that they drop what comes."""
_ENDPOINT = "vpc_endpoint"
SERVICE = f"{EC2}VPCEndpointService"


def takes(estate: Estate, config: dict[str, Any], key: Key) -> Bounds | None:
    """Return what an interface of a service takes; of other interfaces, nobody knows.

    Services of the provider are called by HTTPS, with a few exceptions; others by what their
    owner set up, which stands behind the interface if it was read.
    """
    space = estate.space
    if config.get("InterfaceType") in _SENDERS:
        return Bounds.unknown(space)
    if config.get("InterfaceType") != _ENDPOINT or service_of(estate, config, key) is not None:
        return None
    tcp = space.protocol(TCP)
    for endpoint in estate.pointing(key, "attached-to", f"{EC2}VPCEndpoint"):
        service = str(estate.config(endpoint).get("ServiceName", ""))
        if service.startswith("com.amazonaws.") and ".vpce-svc-" not in service:
            short = service.rsplit(".", 1)[-1]
            certain = tcp & _numbers(space, (443,))
            return Bounds(certain, tcp & _numbers(space, (80, 443, *_PORTS.get(short, ()))))
    return Bounds(space.nothing, tcp | space.protocol(UDP))


def _numbers(space: Traffic, ports: tuple[int, ...]) -> TrafficSet:
    return space.where(Field.DESTINATION_PORT, [(one, one) for one in ports])


def service_of(estate: Estate, config: dict[str, Any], key: Key) -> Key | None:
    """Return the service behind an endpoint's interface, if it is one of balancers that was read.

    https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html
    """
    if config.get("InterfaceType") != _ENDPOINT:
        return None
    for endpoint in estate.pointing(key, "attached-to", f"{EC2}VPCEndpoint"):
        for found in estate.named(SERVICE, estate.config(endpoint).get("ServiceName"), "service"):
            if estate.config(found).get("NetworkLoadBalancerArns"):
                return found
    return None


def service_state(estate: Estate, config: dict[str, Any], key: Key) -> State:
    """Return whether the service behind an interface answers: an endpoint must be accepted."""
    if config.get("InterfaceType") == _ENDPOINT:
        for endpoint in estate.pointing(key, "attached-to", f"{EC2}VPCEndpoint"):
            word = str(estate.config(endpoint).get("State", "available")).lower()
            if word != "available":
                return State(up=False, code=f"endpoint-{word}")
    return State()
