"""How a resource type is declared: which calls list it, and what to read out of the answers.

A declaration is data. Paths are JMESPath over the document (the item of the list call, or
what `describe` made of it). In `params` a string that begins with `=` is a JMESPath over
`item` (the document), `parent` (the parent's document), `ids` (native ids of a batch),
`account` and `region`; every other value is sent as it stands.

An id is a template: `{Path}` is a JMESPath over the document; `{partition}`, `{account}` (the
owner), `{region}` and `{parent}` (the parent's canonical id) are filled in by the engine.
"""

from typing import Annotated, Any, Literal

from msgspec import Struct, field

from cartographer.model.meaning import says
from cartographer.model.shape import KeyFields, Shape

REGIONAL: Literal["regional"] = "regional"
GLOBAL: Literal["global"] = "global"
TAGS = "tags"
"""Aspect that holds the tags which another type's listing names."""


class ListCall(Struct, frozen=True):
    """The call that lists the items of a type; paginated by the provider's own model."""

    operation: Annotated[str, says("API operation, such as DescribeInstances.")]
    items: Annotated[str, says("JMESPath of the items in a page.")]
    params: Annotated[dict[str, Any], says("Parameters.")] = field(default_factory=dict)
    each: Annotated[
        str | tuple[str, ...] | None,
        says("Native types whose resources it is made for, one by one; its own may be among."),
    ] = None
    when: Annotated[str | None, says("JMESPath over the parent: made only where it is true.")] = (
        None
    )
    own_only: Annotated[bool, says("It lists what the viewer owns and nothing else.")] = False
    claims: Annotated[bool, says("What a whole listing does not name is gone.")] = True
    own_parents: Annotated[bool, says("Made only for parents that the viewer's account owns.")] = (
        False
    )
    stamp: Annotated[
        dict[str, str],
        says("Members added to each item: name -> JMESPath over the parent's document."),
    ] = field(default_factory=dict)
    absent: Annotated[tuple[str, ...], says("Error codes that mean: an empty list.")] = ()
    tags: Annotated[
        str | None,
        says("JMESPath of `{id, tags}` in a page: the tags of resources of other types."),
    ] = None
    unless: Annotated[
        str | None,
        says("Aspect of the parent that says that it answers another account: unavailable."),
    ] = None
    also: Annotated[
        "ListCall | None",
        says("Of calls for parents: the call that lists once what none of them names."),
    ] = None


class Describe(Struct, frozen=True, kw_only=True):
    """The call that turns a listed item (often a bare id or name) into its document."""

    operation: Annotated[str, says("API operation.")]
    params: Annotated[dict[str, Any], says("Parameters.")]
    result: Annotated[str, says("JMESPath of the document, or of the documents of a batch.")]
    batch: Annotated[int, says("How many ids one call takes (`=ids`); 0 for one `=item`.")] = 0
    match: Annotated[str | None, says("Of a batch: JMESPath in a document of what was listed.")] = (
        None
    )
    merge: Annotated[bool, says("The result is laid over the listed item.")] = False
    when: Annotated[
        str | None,
        says("Of single calls: JMESPath over the item; where false, it is the document."),
    ] = None
    sparing: Annotated[
        str | None,
        says("Of single calls: JMESPath over the item; where true, no more than its id is seen."),
    ] = None


class Detail(Struct, frozen=True, kw_only=True):
    """One aspect: a call for one resource, or for a batch of them."""

    aspect: Annotated[str, says("Name of the aspect: policy, attributes, ...")]
    operation: Annotated[str, says("API operation.")]
    params: Annotated[dict[str, Any], says("Parameters.")]
    result: Annotated[
        str | None, says("JMESPath of the value; of a batch, of the list; null for all of it.")
    ] = None
    absent: Annotated[tuple[str, ...], says("Error codes that mean: it has none.")] = ()
    when: Annotated[
        str | None, says("JMESPath over the document: where false, absent without a call.")
    ] = None
    needs: Annotated[
        str | None, says("Earlier aspect without which it is absent too, without a call.")
    ] = None
    unless: Annotated[
        str | None, says("Earlier aspect with which it is absent, without a call.")
    ] = None
    batch: Annotated[int, says("How many native ids one call takes as `=ids`.")] = 0
    match: Annotated[str | None, says("Of a batch: JMESPath in a result of its native id.")] = None
    service: Annotated[str | None, says("SDK name of another service than the type's.")] = None
    doc: Annotated[str | None, says("Page of the provider on this call.")] = None


class Rel(Struct, frozen=True):
    """One relation that the document states."""

    kind: Annotated[str, says("Row of the table of relation kinds.")]
    path: Annotated[str, says("JMESPath of the value or values that name the target.")]
    by: Annotated[
        str,
        says("How they name it: id, arn, name (then `type` says of what), account, dns, ip, ..."),
    ] = "id"
    type: Annotated[str | None, says("Native type of a target named by name.")] = None
    aspect: Annotated[str, says("Aspect that is read; config is the document.")] = "config"


class ById(Struct, frozen=True, kw_only=True):
    """How single resources are read again."""

    params: Annotated[dict[str, Any], says("Parameters, with `=ids` or, of single calls, `=id`.")]
    operation: Annotated[str | None, says("API operation; null for the list call's own.")] = None
    items: Annotated[str | None, says("JMESPath of the items; null for the list call's own.")] = (
        None
    )
    batch: Annotated[int, says("How many ids one call takes.")] = 1
    not_found: Annotated[tuple[str, ...], says("Error codes that mean: it is gone.")] = ()


class Declaration(Struct, frozen=True, kw_only=True):
    """All that the engine needs to know of one native type."""

    type: Annotated[str, says("Native type, such as AWS::EC2::Instance.")]
    kind: Annotated[str, says("Shared kind: instance, subnet, bucket, role, ...")]
    service: Annotated[str, says("SDK name of the service, such as ec2.")]
    doc: Annotated[str, says("Page of the provider that the fields were read from.")]
    list: Annotated[ListCall, says("How it is listed.")]
    id: Annotated[str, says("Template of the canonical id.")]
    native_id: Annotated[str, says("JMESPath of the provider's short id.")]
    where: Annotated[Literal["regional", "global"], says("Whether it is listed per region.")] = (
        REGIONAL
    )
    uid: Annotated[str | None, says("JMESPath of the immutable identity.")] = None
    owner: Annotated[str | None, says("JMESPath of the owning account; null for the viewer.")] = (
        None
    )
    region: Annotated[str | None, says("JMESPath of the region that holds it.")] = None
    zone: Annotated[str | None, says("JMESPath of the availability zone.")] = None
    name: Annotated[str | None, says("JMESPath of the name; null for the Name tag.")] = None
    tags: Annotated[str | None, says("JMESPath of the tags in the document or in an aspect.")] = (
        "Tags"
    )
    tags_aspect: Annotated[str, says("Aspect that holds the tags.")] = "config"
    tags_from: Annotated[
        str | None,
        says("Native type whose listing names its tags, where its own documents do not."),
    ] = None
    aliases: Annotated[
        tuple[tuple[str, str], ...], says("Further names: pairs of reference kind and JMESPath.")
    ] = ()
    describe: Annotated[Describe | None, says("What makes the document of a listed item.")] = None
    aspects: Annotated[tuple[Detail, ...], says("Details, one call each.")] = ()
    relations: Annotated[tuple[Rel, ...], says("Relations that the documents state.")] = ()
    no_relations: Annotated[str | None, says("Why it has none, where it has none.")] = None
    volatile: Annotated[tuple[str, ...], says("Paths kept outside the body.")] = ()
    secret: Annotated[
        tuple[str, ...], says("Paths that become digests; `@aspect.` leads into an aspect.")
    ] = ()
    json: Annotated[
        tuple[str, ...], says("Paths that hold JSON as text; `@aspect` for a whole aspect.")
    ] = ()
    keyed: Annotated[
        dict[str, KeyFields], says("Lists without order; `@aspect.` leads into an aspect.")
    ] = field(default_factory=dict)
    by_id: Annotated[ById | None, says("How it is read again; null: its scope is listed.")] = None
    no_by_id: Annotated[str | None, says("Why not by id, where not.")] = None
    events: Annotated[
        dict[str, str], says("API event name -> JMESPath of the native ids in the audit event.")
    ] = field(default_factory=dict)

    @property
    def details(self) -> tuple[str, ...]:
        """Names of all its aspects but the document."""
        joined = () if self.tags_from is None else (TAGS,)
        return (*(one.aspect for one in self.aspects), *joined)

    @property
    def shape(self) -> Shape:
        """How its documents are ordered and compared."""
        return Shape(self.type, self.kind, self.keyed, self.volatile, self.secret)


def policy_lists(*prefixes: str) -> dict[str, KeyFields]:
    """Return the keyed lists of policy documents at some paths of a document."""
    keyed: dict[str, KeyFields] = {}
    for prefix in prefixes:
        keyed[f"{prefix}.Statement"] = ("Sid",)
        for name in ("Action", "NotAction", "Resource", "NotResource"):
            keyed[f"{prefix}.Statement[].{name}"] = "set"
        for name in ("Principal", "NotPrincipal"):
            keyed[f"{prefix}.Statement[].{name}.*"] = "set"
        keyed[f"{prefix}.Statement[].Condition.*.*"] = "set"
    return keyed
