"""A sample estate in moto's server: an online shop in two accounts and two regions.

`shop-prod` runs the shop: edge, services and data in eu-central-1, a standby in eu-west-1.
`platform` manages the organization and runs the shared network, the registry and CI. Names are
always the same, and so are ids: moto's dice are seeded.
"""

from demo.estate.account import (
    EXTERNAL_ID,
    GLOBAL,
    MAIN,
    PLATFORM,
    REGIONS,
    SECOND,
    SHOP,
    Account,
    Estate,
    open_accounts,
)
from demo.estate.audit import build_audit
from demo.estate.balancing import build_balancing
from demo.estate.buckets import build_buckets
from demo.estate.containers import build_containers
from demo.estate.data import build_data
from demo.estate.edge import build_edge
from demo.estate.filters import build_filters
from demo.estate.functions import build_functions
from demo.estate.hosts import build_hosts
from demo.estate.identity import build_identity
from demo.estate.links import build_links
from demo.estate.messages import build_messages
from demo.estate.network import build_network
from demo.estate.organization import build_organization
from demo.estate.policy import build_policies
from demo.estate.secrets import build_secrets

__all__ = [
    "EXTERNAL_ID",
    "GLOBAL",
    "MAIN",
    "PLATFORM",
    "REGIONS",
    "SECOND",
    "SHOP",
    "Account",
    "Estate",
    "build",
]

# Each part uses the ids that those before it noted down.
_PARTS = (
    open_accounts,
    build_organization,
    build_policies,
    build_identity,
    build_network,
    build_filters,
    build_links,
    build_secrets,
    build_buckets,
    build_data,
    build_messages,
    build_balancing,
    build_hosts,
    build_containers,
    build_functions,
    build_edge,
    build_audit,
)


def build(endpoint_url: str) -> Estate:
    """Build the estate in an empty moto server and return what stands in it.

    It takes about ten seconds. Close the estate when its clients are no longer needed.
    """
    estate = Estate(endpoint_url)
    for part in _PARTS:
        part(estate)
    return estate
