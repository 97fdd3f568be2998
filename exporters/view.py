"""What a picture shows: the options that a person sets, and the one table of views.

A view says which relations it draws as edges, which kinds it always shows, which it never
shows, and which containers it draws as boxes. Everything left out is counted by `graph`.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from msgspec import Struct

from cartographer.exposure.chart import Chart
from cartographer.model.error import UsageError
from cartographer.model.key import Key
from cartographer.model.meaning import says
from cartographer.model.relation import RELATION_KINDS, RelationKind

NODE_BUDGET = 400
"""Nodes that are drawn one by one before a picture collapses: docs/exporters.md, measured."""

EDGE_BUDGET = 900
"""Edges that are drawn before a picture collapses."""

ViewName = Literal["network", "identity", "containment", "all", "exposure"]
EXPOSURE = "exposure"
"""The view that draws no relations but ways: those of `View.chart`."""

_GROUPS = ("account", "region", "vpc", "type")


class View(Struct, frozen=True):
    """What a picture is asked to show."""

    view: Annotated[ViewName, says("Row of the table of views, or exposure.")] = "all"
    focus: Annotated[Key | None, says("Resource whose neighbourhood alone is shown.")] = None
    depth: Annotated[int, says("Relations that the neighbourhood reaches, both ways.")] = 1
    group_by: Annotated[
        str | None, says("account, region, vpc, type or tag:KEY; null for nested rooms.")
    ] = None
    limit: Annotated[int | None, says("Nodes before it collapses; null for the budget.")] = None
    chart: Annotated[Chart | None, says("What the internet can reach, for that view.")] = None
    external: Annotated[bool, says("Whether targets outside the map are drawn.")] = True

    def __post_init__(self) -> None:
        """Refuse values that mean nothing.

        Raises:
            UsageError: an unknown view or grouping, or a number that is too small.
        """
        if self.view not in {*VIEWS, EXPOSURE}:
            raise UsageError(f"no view {self.view!r}; there are {', '.join(VIEWS)}, {EXPOSURE}")
        group = self.group_by
        if (self.view == EXPOSURE) != (self.chart is not None):
            raise UsageError(f"the view {EXPOSURE}, and no other, needs a chart")
        if self.chart is not None and (self.focus is not None or group is not None):
            raise UsageError(f"the view {EXPOSURE} takes no focus and no grouping")
        if group is not None and group not in _GROUPS and not group.startswith("tag:"):
            raise UsageError(f"cannot group by {group!r}; {', '.join(_GROUPS)} or tag:KEY")
        if self.depth < 0 or (self.limit is not None and self.limit < 1):
            raise UsageError("depth must be 0 or more, and limit 1 or more")

    @property
    def row(self) -> "ViewRow":
        """The row of the table of views."""
        return VIEWS[self.view]

    @property
    def nodes(self) -> int:
        """Nodes before the picture collapses."""
        return NODE_BUDGET if self.limit is None else self.limit


class ViewRow(Struct, frozen=True):
    """One row of the table of views."""

    title: Annotated[str, says("What the title line calls it.")]
    edges: Annotated[Callable[[RelationKind], bool], says("Relations that are drawn as edges.")]
    kinds: Annotated[frozenset[str] | None, says("Kinds that are shown; null for all.")] = None
    linked: Annotated[
        frozenset[str], says("Kinds that are shown where an edge of the view touches them.")
    ] = frozenset()
    rooms: Annotated[frozenset[str] | None, says("Kinds drawn as boxes; null for all.")] = None


def _kinds(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NETWORK = _kinds(
    """
    network subnet interface address gateway internet-gateway nat-gateway egress-gateway
    virtual-gateway customer-gateway transit-gateway transit-gateway-attachment attachment
    vpn vpn-connection peering endpoint endpoint-service filter security-group network-acl
    route-table transit-gateway-route-table route prefix-list firewall firewall-policy
    load-balancer listener target-group distribution dns-zone dns-record api connection
    direct-connect virtual-interface instance local-gateway carrier-gateway
    vpc-link mount-target web-acl dhcp-options
    """
)
_WORKLOADS = _kinds(
    """
    instance function service task cluster database database-cluster database-proxy cache
    group auto-scaling-group scaling-group node-group container-instance workload launch-template
    bucket queue topic table api file-system cache-group event-bus workflow
    fargate-profile task-definition search-domain
    """
)
_IDENTITY = _kinds(
    """
    account organization organization-root organizational-unit role user group policy
    instance-profile identity-provider credential service-account principal control-policy
    permission-set access-entry account-settings
    """
)
_GUARDED = _kinds(
    """
    bucket key secret queue topic table repository access-point stack api layer certificate
    image-repository parameter event-bus workflow file-system
    event-source endpoint database
    """
)
SURENESS = ("open", "unknown", "latent")
"""Kinds of the arrows of exposures: how sure it is that packets go there."""

_FILTERS = frozenset({"uses-filter", "uses-table"})
_PLACES = frozenset({"organization", "organization-root", "organizational-unit", "unit", "account"})
_ROOMS = frozenset({"account", "region", "network", "subnet"})

VIEWS: dict[str, ViewRow] = {
    "network": ViewRow(
        "Network",
        edges=lambda kind: kind.traffic or kind.name in _FILTERS,
        kinds=_NETWORK,
        linked=_WORKLOADS,
        rooms=_ROOMS,
    ),
    "identity": ViewRow(
        "Identity",
        edges=lambda kind: kind.privilege,
        kinds=_IDENTITY,
        linked=_WORKLOADS | _GUARDED,
        rooms=frozenset({"account"}),
    ),
    "containment": ViewRow("Containment", edges=lambda _kind: False, rooms=_ROOMS | _PLACES),
    "all": ViewRow("All relations", edges=lambda kind: not kind.contains, rooms=_ROOMS),
}
"""The views by name; the docs and the tests read this same table."""


def drawn(view: View) -> frozenset[str]:
    """Return the names of the relation kinds that a view draws as edges."""
    return frozenset(
        name for name, kind in RELATION_KINDS.items() if not kind.contains and view.row.edges(kind)
    )


def category(kind: str) -> str:
    """Return how an edge is drawn: traffic, filter, privilege or other; or how sure a way is."""
    row = RELATION_KINDS.get(kind)
    if kind in SURENESS:
        return kind
    if kind in _FILTERS:
        return "filter"
    if row is None or not (row.traffic or row.privilege):
        return "other"
    return "traffic" if row.traffic else "privilege"


FOLDED: frozenset[str] = _kinds(
    """
    listener listener-rule rule security-group-rule filter-rule route network-acl-entry entry
    credential function-alias key-alias subscription association propagation layer
    inline-policy target account-settings filter-rule route-table-association
    route-table-propagation endpoint-connection api-route api-stage api-integration authorizer
    scaling-policy event-rule resource-policy
    """
)
"""Kinds that a picture folds into the card of the resource that they are part of."""
