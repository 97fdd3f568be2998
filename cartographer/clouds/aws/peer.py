"""What a peering's document says of the two VPCs that it joins.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_VpcPeeringConnection.html

It refuses to know where packets go.
"""

from __future__ import annotations

from typing import Any

from cartographer.clouds.aws.estate import EC2

PEERING = f"{EC2}VPCPeeringConnection"
_BLOCKS = (("CidrBlockSet", "CidrBlock"), ("Ipv6CidrBlockSet", "Ipv6CidrBlock"))
"""Where it says the prefixes of its ends."""


def ends(config: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a peering says of the VPC that asked for it, and of the one that was asked."""
    return config.get("RequesterVpcInfo") or {}, config.get("AccepterVpcInfo") or {}


def blocks(end: dict[str, Any]) -> tuple[str, ...]:
    """Return the prefixes that a peering says of one of its ends."""
    return tuple(
        one[member] for list_, member in _BLOCKS for one in end.get(list_) or () if one.get(member)
    )
