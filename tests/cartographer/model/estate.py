"""A small invented cloud for tests of the model: subnets, interfaces and filters."""

from datetime import UTC, datetime, timedelta

from cartographer.model.coverage import Claim, Coverage, Scope, State
from cartographer.model.key import Key, Ref
from cartographer.model.patch import Patch
from cartographer.model.relation import Relation
from cartographer.model.resource import Aspect, Derived, Observation, Record
from cartographer.model.shape import Shape

START = datetime(2026, 1, 1, tzinfo=UTC)
SHAPES = {
    "Net::Interface": Shape(
        "Net::Interface",
        "interface",
        keyed={"Groups": "set", "Tags": ("Key",), "@policy.Statement": ("Sid",)},
    )
}


def at(minutes: float) -> datetime:
    """Return a moment of the tests' day."""
    return START + timedelta(minutes=minutes)


def key(name: str, type_: str = "Net::Interface", account: str = "1") -> Key:
    return Key("aws", "aws", type_, f"arn:{account}:{name}")


def scope(account: str = "1", region: str = "r1", type_: str = "Net::Interface") -> Scope:
    return Scope("aws", account, region, type_)


def seen(
    name: str,
    minutes: float,
    *,
    viewer: str = "1",
    account: str = "1",
    type_: str = "Net::Interface",
    region: str = "r1",
    config: dict | None = {},  # noqa: B006  never changed
    uid: str | None = None,
    aspects: dict[str, Aspect] | None = None,
    volatile: dict | None = None,
) -> Observation:
    """Return what one call saw of one thing."""
    return Observation(
        key=key(name, type_, account),
        viewer=viewer,
        observed_at=at(minutes),
        account=account,
        region=region,
        listed_in=region,
        native_id=name,
        config=config,
        uid=uid,
        aspects=aspects or {},
        volatile=volatile or {},
    )


def complete(
    minutes: float,
    *observations: Observation,
    viewer: str = "1",
    region: str = "r1",
    type_: str = "Net::Interface",
    own_only: bool = False,
) -> Patch:
    """Return the patch of a scope that was listed to its end."""
    where = scope(viewer, region, type_)
    claim = Claim("aws", viewer, region, type_, at(minutes), own_only=own_only)
    coverage = Coverage(where, State.COMPLETE, since=at(minutes))
    return Patch("sweep", upserts=observations, claims=(claim,), coverage=(coverage,))


def lost(
    minutes: float,
    state: State = State.DENIED,
    *,
    viewer: str = "1",
    region: str = "r1",
    type_: str = "Net::Interface",
) -> Patch:
    """Return the patch of a scope that was asked for in vain."""
    coverage = Coverage(scope(viewer, region, type_), state, "AccessDenied", since=at(minutes))
    return Patch("sweep", coverage=(coverage,))


def derive(record: Record) -> Derived:
    """Read the invented documents: `Subnet` and `Account` point, `Ip` is an alias."""
    document = record.config
    relations = []
    if isinstance(document.get("Subnet"), str):
        relations.append(Relation(record.key, "in-subnet", Ref("id", document["Subnet"])))
    if isinstance(document.get("Unit"), str):
        relations.append(Relation(record.key, "member-of", Ref("id", document["Unit"])))
    relations.extend(
        Relation(record.key, "uses-filter", Ref("id", group))
        for group in document.get("Groups", [])
    )
    aliases = [Ref("id", record.native_id)]
    if "Ip" in document:
        aliases.append(Ref("ip", document["Ip"]))
    if record.key.type == "Org::Account":
        aliases.append(Ref("account", record.native_id))
    return Derived(
        kind=record.key.type.rpartition("::")[2].lower(),
        name=document.get("Name"),
        aliases=tuple(sorted(aliases)),
        relations=tuple(sorted(relations)),
    )
