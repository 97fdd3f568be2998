"""Plain icons of our own, and the two letters that stand for each where shapes cannot be drawn.

They are drawn on a 24 by 24 grid from lines, circles and boxes alone. The vendors' icon
sets are not ours to bundle, and none is copied here.
"""

from typing import Annotated

from msgspec import Struct

from cartographer.model.meaning import says


class Icon(Struct, frozen=True):
    """How a family of kinds is drawn."""

    letters: Annotated[str, says("What stands for it in Graphviz's own output.")]
    colour: Annotated[str, says("Fill of its tile; white on it is readable.")]
    shapes: Annotated[str, says("SVG shapes on a 24 by 24 grid, stroked in white.")]


# Dark relatives of the Okabe-Ito palette, told apart with every common colour blindness;
# the shape says the same again.
_COMPUTE, _NET, _GUARD = "#3a6ea5", "#2f7f79", "#8a5a2b"
_WHO, _DATA, _OTHER = "#7a4e8a", "#4b7340", "#5b6570"

ICONS: dict[str, Icon] = {
    "machine": Icon(
        "VM",
        _COMPUTE,
        '<rect x="4" y="5" width="16" height="11" rx="1.5"/><path d="M9 20h6M12 16v4"/>',
    ),
    "function": Icon("FN", _COMPUTE, '<path d="M6 5c5 0 5 14 12 14M11.5 11 6 19"/>'),
    "container": Icon(
        "CT",
        _COMPUTE,
        '<path d="M12 3l8 4.5v9L12 21l-8-4.5v-9z"/><path d="M4 7.5l8 4.5 8-4.5M12 12v9"/>',
    ),
    "set": Icon(
        "GR",
        _COMPUTE,
        '<rect x="3" y="8" width="12" height="12" rx="1.5"/><path d="M7 8V4h14v12h-6"/>',
    ),
    "network": Icon(
        "NW",
        _NET,
        '<rect x="3" y="3" width="18" height="18" rx="3"/>'
        '<circle cx="12" cy="12" r="3"/><path d="M12 3v6M12 15v6M3 12h6M15 12h6"/>',
    ),
    "subnet": Icon(
        "SN", _NET, '<rect x="3" y="3" width="18" height="18" rx="3"/><path d="M3 12h18M12 12v9"/>'
    ),
    "interface": Icon(
        "IF",
        _NET,
        '<rect x="5" y="4" width="14" height="10" rx="1.5"/><path d="M9 14v6M15 14v6M9 8h6"/>',
    ),
    "gateway": Icon("GW", _NET, '<circle cx="12" cy="12" r="9"/><path d="M7 12h10M13 8l4 4-4 4"/>'),
    "balancer": Icon(
        "LB",
        _NET,
        '<circle cx="5" cy="12" r="2.5"/><circle cx="19" cy="5" r="2.5"/>'
        '<circle cx="19" cy="12" r="2.5"/><circle cx="19" cy="19" r="2.5"/>'
        '<path d="M7.5 12h9M7 10.5l9.8-4.5M7 13.5l9.8 4.5"/>',
    ),
    "targets": Icon(
        "TG",
        _NET,
        '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="4"/>'
        '<path d="M12 1v5M12 18v5M1 12h5M18 12h5"/>',
    ),
    "link": Icon(
        "LK",
        _NET,
        '<circle cx="5" cy="12" r="3"/><circle cx="19" cy="12" r="3"/><path d="M8 12h8"/>',
    ),
    "routes": Icon(
        "RT", _NET, '<path d="M4 6h10a4 4 0 0 1 0 8H8a2 2 0 0 0 0 5h12"/><path d="M17 16l3 3-3 3"/>'
    ),
    "name": Icon(
        "DN",
        _NET,
        '<circle cx="12" cy="12" r="9"/>'
        '<path d="M3 12h18M12 3c-7 5-7 13 0 18M12 3c7 5 7 13 0 18"/>',
    ),
    "filter": Icon("SG", _GUARD, '<path d="M12 2.5l8 3v6c0 5-3.5 8-8 10-4.5-2-8-5-8-10v-6z"/>'),
    "list": Icon(
        "AC",
        _GUARD,
        '<path d="M12 2.5l8 3v6c0 5-3.5 8-8 10-4.5-2-8-5-8-10v-6z"/><path d="M8 9h8M8 13h8"/>',
    ),
    "key": Icon(
        "KY", _GUARD, '<circle cx="8" cy="8" r="4.5"/><path d="M11.2 11.2L20 20M16 16l3-3"/>'
    ),
    "secret": Icon(
        "SC",
        _GUARD,
        '<rect x="4" y="10" width="16" height="11" rx="2"/>'
        '<path d="M8 10V7a4 4 0 0 1 8 0v3M12 14v3"/>',
    ),
    "role": Icon(
        "RO",
        _WHO,
        '<path d="M4 4h16v7c0 5-3.5 8-8 10-4.5-2-8-5-8-10z"/>'
        '<circle cx="12" cy="9" r="2.2"/><path d="M8 15.5c1-3 7-3 8 0"/>',
    ),
    "user": Icon("US", _WHO, '<circle cx="12" cy="8" r="4.5"/><path d="M3.5 21c1-8 16-8 17 0"/>'),
    "people": Icon(
        "UG",
        _WHO,
        '<circle cx="9" cy="8" r="3.5"/><path d="M2.5 20c1-7 12-7 13 0"/>'
        '<path d="M16 5a3.5 3.5 0 0 1 0 6.5M18 14c2 1 3 3 3.5 6"/>',
    ),
    "policy": Icon(
        "PO", _WHO, '<path d="M5 2.5h10l4 4v15H5z"/><path d="M8.5 10h7M8.5 14h7M8.5 18h4"/>'
    ),
    "account": Icon(
        "AC",
        _WHO,
        '<rect x="3" y="4" width="18" height="16" rx="2"/>'
        '<circle cx="9" cy="11" r="2.5"/><path d="M5 17c1-3 7-3 8 0M15.5 10h3'
        'M15.5 14h3"/>',
    ),
    "units": Icon(
        "OU",
        _WHO,
        '<rect x="9" y="3" width="6" height="5"/><rect x="3" y="16" width="6"'
        ' height="5"/><rect x="15" y="16" width="6" height="5"/>'
        '<path d="M12 8v4M6 16v-4h12v4"/>',
    ),
    "bucket": Icon(
        "BU", _DATA, '<path d="M4 5l2 16h12l2-16"/><ellipse cx="12" cy="5" rx="8" ry="2.5"/>'
    ),
    "database": Icon(
        "DB",
        _DATA,
        '<ellipse cx="12" cy="5" rx="8" ry="2.8"/>'
        '<path d="M4 5v14c0 4 16 4 16 0V5M4 12c0 4 16 4 16 0"/>',
    ),
    "table": Icon(
        "TB",
        _DATA,
        '<rect x="3" y="4" width="18" height="16" rx="1.5"/><path d="M3 10h18M3 15h18M9 10v10"/>',
    ),
    "queue": Icon("QU", _DATA, '<path d="M2 12h3M19 12h3M7 7v10M12 7v10M17 7v10"/>'),
    "topic": Icon(
        "TO", _DATA, '<circle cx="6" cy="12" r="3"/><path d="M9 10l9-5M9 12h11M9 14l9 5"/>'
    ),
    "disk": Icon(
        "DK",
        _DATA,
        '<circle cx="12" cy="12" r="9"/><circle cx="12" cy="12" r="2.5"/>'
        '<path d="M12 6a6 6 0 0 1 6 6"/>',
    ),
    "log": Icon("LG", _OTHER, '<path d="M4 5h16M4 10h11M4 15h16M4 20h8"/>'),
    "image": Icon(
        "IM",
        _OTHER,
        '<rect x="3" y="4" width="18" height="16" rx="1.5"/>'
        '<circle cx="9" cy="10" r="2"/><path d="M3 18l6-5 4 3 4-5 4 4"/>',
    ),
    "region": Icon(
        "RG",
        _OTHER,
        '<path d="M12 2.5c-5 0-7 4-7 7 0 5 7 12 7 12s7-7 7-12c0-3-2-7-7'
        '-7z"/><circle cx="12" cy="9.5" r="2.5"/>',
    ),
    "outside": Icon(
        "EX", _OTHER, '<path d="M7 19a5 5 0 0 1-.5-9.9A6 6 0 0 1 18 9a5 5 0 0 1 0 10z"/>'
    ),
    "door": Icon(
        "DR", _GUARD, '<path d="M6 21V4h12v17M3 21h18"/><circle cx="14.5" cy="12.5" r="1"/>'
    ),
    "thing": Icon("··", _OTHER, '<rect x="4" y="4" width="16" height="16" rx="3"/>'),
}
"""Icons by the name of their family."""

_KINDS = {
    "machine": "managed-machine instance container-instance",
    "function": "workflow function function-alias layer event-source",
    "container": "image-repository image-registry task task-definition service cluster workload"
    " fargate-profile repository",
    "set": "scaling-policy auto-scaling-group scaling-group node-group launch-template"
    " group-of-resources stack",
    "network": "network transit-gateway",
    "subnet": "subnet subnet-group",
    "interface": "interface address virtual-interface",
    "gateway": "vpc-link api-route api-stage api-integration gateway internet-gateway"
    " nat-gateway egress-gateway virtual-gateway local-gateway customer-gateway"
    " carrier-gateway distribution api",
    "balancer": "load-balancer listener listener-rule",
    "targets": "target-group",
    "link": "mount-target endpoint-connection peering attachment transit-gateway-attachment"
    " vpn vpn-connection endpoint connection endpoint-service direct-connect",
    "routes": "route-table-association route-table-propagation dhcp-options route-table route"
    " transit-gateway-route-table prefix-list",
    "name": "dns-zone dns-record",
    "filter": "filter security-group firewall",
    "list": "web-acl rule-group ip-set filter-rule network-acl-entry network-acl acl"
    " firewall-policy rule",
    "key": "key-pair key key-alias certificate credential",
    "secret": "parameter secret",
    "role": "authorizer origin-access role service-account instance-profile access-entry"
    " permission-set",
    "user": "user principal",
    "people": "group",
    "policy": "resource-policy policy control-policy parameter-group",
    "account": "account account-settings identity-provider",
    "units": "organization organization-root organizational-unit unit",
    "bucket": "bucket access-point file-system",
    "database": "cache-group database database-cluster database-proxy cache search-domain",
    "table": "table",
    "queue": "queue stream",
    "topic": "event-bus event-rule topic subscription",
    "disk": "volume snapshot disk",
    "image": "image",
    "log": "audit-trail flow-log alarm log-group trail",
    "region": "region zone",
    "outside": "external outside audience",
    "door": "door",
}
_FAMILY = {kind: family for family, kinds in _KINDS.items() for kind in kinds.split()}


def icon(kind: str) -> Icon:
    """Return the icon of a shared kind; one that has none of its own gets a plain box."""
    return ICONS[_FAMILY.get(kind, "thing")]
