"""The one table of relation kinds, and the relation itself.

A relation points at a `Ref`, never at a resource: who answers is found when it is read.
"""

from typing import Annotated

from msgspec import Struct

from cartographer.model.key import Key, Ref
from cartographer.model.meaning import says


class RelationKind(Struct, frozen=True):
    """One row of the table of relation kinds."""

    name: Annotated[str, says("Name of the kind, read from source to target.")]
    inverse: Annotated[str, says("The same fact, read from target to source.")]
    source: Annotated[str, says("Shared kinds that the relation may start from.")]
    target: Annotated[str, says("Shared kinds that it may point at.")]
    contains: Annotated[bool, says("The one end lies inside the other, as a map draws it.")] = False
    outward: Annotated[bool, says("The target is the container, not the content.")] = False
    owns: Annotated[bool, says("The target ends when the source ends.")] = False
    traffic: Annotated[bool, says("Packets may pass along it.")] = False
    privilege: Annotated[bool, says("Rights may pass along it.")] = False


RELATION_KINDS: dict[str, RelationKind] = {
    kind.name: kind
    for kind in (
        RelationKind("contains", "contained-in", "any container", "any", contains=True, owns=True),
        RelationKind("in-network", "network-of", "any", "network", contains=True, outward=True),
        RelationKind("in-subnet", "subnet-of", "any", "subnet", contains=True, outward=True),
        RelationKind("part-of", "has-part", "any", "any container", contains=True, outward=True),
        RelationKind("attached-to", "has-attached", "any", "any", traffic=True),
        RelationKind("uses-filter", "filters", "interface, subnet, any", "filter"),
        RelationKind("uses-table", "table-of", "subnet, gateway, attachment", "route-table"),
        RelationKind("routes-to", "routed-from", "route-table", "gateway, interface", traffic=True),
        RelationKind(
            "targets", "targeted-by", "load-balancer, listener, rule", "any", traffic=True
        ),
        RelationKind("manages", "managed-by", "group, service, stack", "any", owns=True),
        RelationKind("runs-as", "runs", "workload", "role, service-account", privilege=True),
        RelationKind("trusts", "trusted-by", "role, resource", "principal", privilege=True),
        RelationKind("grants", "granted-by", "policy, resource, principal", "any", privilege=True),
        RelationKind(
            "applies-to", "subject-to", "control-policy, web-acl, filter, route-table", "any"
        ),
        RelationKind("member-of", "has-member", "principal, account", "group", privilege=True),
        RelationKind("encrypted-with", "encrypts", "any", "key"),
        RelationKind("resolves-to", "resolved-from", "dns-record", "any", traffic=True),
        RelationKind("peers-with", "peered-from", "peering, attachment", "network", traffic=True),
        RelationKind("shared-with", "shared-by", "any", "account", privilege=True),
        RelationKind("derived-from", "source-of", "any", "any"),
        RelationKind("logs-to", "logs-of", "any", "bucket, log-group, stream"),
        RelationKind("refers-to", "referred-from", "any", "any"),
    )
}
"""Every relation kind by name; the docs and the tests read this same table."""


class Relation(Struct, frozen=True, order=True):
    """One fact that joins a resource to another, derived from the resource's document."""

    source: Annotated[Key, says("Resource whose document states the relation.")]
    kind: Annotated[str, says("Name of a row of the table of relation kinds.")]
    target: Annotated[Ref, says("The other end, as the document names it.")]
