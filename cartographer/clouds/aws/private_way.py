"""Whether private addresses that nobody placed may come to an interface at all.

They never come in by an internet gateway; by a virtual private or transit gateway, or a peering,
they may.
"""

from __future__ import annotations

from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.model.key import Key
from cartographer.model.reading import Context
from cartographer.reach.traffic import Traffic

_WAYS = (
    ("attached-to", f"{EC2}VPNGateway"),
    ("in-network", f"{EC2}TransitGatewayVpcAttachment"),
    ("peers-with", f"{EC2}VPCPeeringConnection"),
)


def private_way(context: Context, space: Traffic, interface_text: str) -> bool:
    """Return whether an interface's VPC has a way in beside the internet; unread counts as one."""
    estate = Estate(context, space)
    key = Key.parse(interface_text)
    vpc = estate.find(f"{EC2}VPC", estate.config(key).get("VpcId"))
    if vpc is None:
        return True
    return any(
        estate.pointing(vpc, relation, type_) or not estate.seen(type_, vpc)
        for relation, type_ in _WAYS
    )
