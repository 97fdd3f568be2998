"""Answers of describe and list calls, a response member or several in a file.

Which call a file answers is told from the member's name and the fields of its items, by the
declarations alone: an item fits a type if the type's id can be made of it.

Five files are not answers but wrappers made by collectors: one answer a parent, with the
parent's id as a joining key.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from msgspec import Struct

from cartographer.model.meaning import says
from collectors.aws.recorded.authorization import decoded
from collectors.aws.recorded.place import partition_of
from collectors.engine.expression import fill, path, text
from collectors.engine.specification import Declaration

WRAPPERS: dict[str, tuple[str, str, str]] = {
    "LoadBalancerListeners": ("elbv2", "DescribeListeners", "LoadBalancerArn"),
    "LoadBalancerAttributes": ("elbv2", "DescribeLoadBalancerAttributes", "LoadBalancerArn"),
    "LoadBalancerTargetHealth": ("elbv2", "DescribeTargetHealth", "TargetGroupArn"),
    "TransitGatewayStaticRoutes": (
        "ec2",
        "SearchTransitGatewayRoutes",
        "TransitGatewayRouteTableId",
    ),
    "TransitGatewayPropagations": (
        "ec2",
        "GetTransitGatewayRouteTablePropagations",
        "TransitGatewayRouteTableId",
    ),
    "ManagedPrefixListEntries": ("ec2", "GetManagedPrefixListEntries", "PrefixListId"),
}
"""Member of a wrapper -> service, operation, joining key."""

PROVIDER_LISTS, ENTRIES = "PrefixLists", "ManagedPrefixListEntries"
"""Member of DescribePrefixLists, which holds lists and their prefixes in one, and of the wrapper
that it is told as."""

PARTIAL: dict[str, tuple[str, str]] = {"TransitGatewayStaticRoutes": ("type", "static")}
"""Wrappers that hold only some of what their call gives -> the filter that gives just that."""

_NOT_INVENTORY: tuple[tuple[str, frozenset[str], str], ...] = (
    ("AvailabilityZones", frozenset({"ZoneName"}), "availability zones are the provider's"),
    ("Regions", frozenset({"RegionName"}), "regions are the provider's"),
    ("ServiceNames", frozenset(), "endpoint services on offer are not the account's"),
    ("ServiceDetails", frozenset(), "endpoint services on offer are not the account's"),
)
"""Member, fields of its items, and why it is recognised and yet no inventory."""

_TOKENS = frozenset({"IsTruncated", "Marker", "NextMarker", "NextToken", "nextToken", "position"})
"""Members that say that an answer goes on."""

_META = _TOKENS | {"MaxItems", "MaxResults", "QueryInfo", "ResponseMetadata", "RequestId"}
"""Members that say something about an answer and hold nothing of it."""

_NAMESPACES = {
    "apigatewayv2": "apigateway",
    "docdb": "rds",
    "efs": "elasticfilesystem",
    "elb": "elasticloadbalancing",
    "elbv2": "elasticloadbalancing",
    "neptune": "rds",
    "opensearch": "es",
    "s3control": "s3",
    "stepfunctions": "states",
}
"""Namespace in ARNs of services whose SDK name is another one."""

_ROOT = re.compile(r"^([A-Za-z_]\w*)(?!\w*\()")
_PARENT_PARAM = "=parent."
_ONE_FIELD = re.compile(r"^\{\w+\}$")
_LOOKED_AT = 20
_PARTS = 3
"""Parts of a provider's list's name at least: prefix, region, service."""


def told(content: Any) -> Any:  # noqa: ANN401  any JSON
    """Return a file's content with the provider's own prefix lists told as declared calls do.

    DescribePrefixLists gives prefixes with the list, and no ARN: its region stands in its name.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribePrefixLists.html
    """
    rows = content.get(PROVIDER_LISTS) if isinstance(content, dict) else None
    if not isinstance(rows, list) or not all(_is_provider_list(one) for one in rows) or not rows:
        return content
    lists, entries = [], []
    for one in rows:
        name, id_ = one["PrefixListName"], one["PrefixListId"]
        region = name.split(".")[-2]
        arn = f"arn:{partition_of(region) or 'aws'}:ec2:{region}:aws:prefix-list/{id_}"
        lists.append(
            {"PrefixListId": id_, "PrefixListName": name, "PrefixListArn": arn, "OwnerId": "AWS"}
        )
        entries.append({"PrefixListId": id_, "Entries": [{"Cidr": cidr} for cidr in one["Cidrs"]]})
    return {**content, PROVIDER_LISTS: lists, ENTRIES: entries}


def _is_provider_list(item: Any) -> bool:  # noqa: ANN401
    return (
        isinstance(item, dict)
        and isinstance(item.get("Cidrs"), list)
        and isinstance(item.get("PrefixListId"), str)
        and str(item.get("PrefixListName", "")).count(".") >= _PARTS - 1
    )


class Member(Struct, frozen=True):
    """What a member of an answer was recognised as."""

    name: Annotated[str, says("Its name.")]
    types: Annotated[tuple[str, ...], says("Declared types that are read out of it.")] = ()
    wrapper: Annotated[bool, says("It is a wrapper.")] = False
    aside: Annotated[str | None, says("Why it is no inventory.")] = None
    unrecognised: Annotated[str | None, says("Why it was not recognised.")] = None


class Form(Struct, frozen=True):
    """One way to read a type out of a member."""

    declaration: Annotated[Declaration, says("Type.")]
    items: Annotated[str, says("JMESPath of the items in the answer.")]
    documents: Annotated[bool, says("They are what `describe` gives, not what is listed.")]

    @property
    def call(self) -> tuple[str, str, str, str]:
        """What tells apart forms that exclude each other."""
        call = self.declaration.list
        params = {} if self.documents else call.params
        service = self.declaration.service
        return (service, call.operation, str(self.documents), repr(sorted(params.items())))


class Members:
    """The members of answers by which types are recognised."""

    def __init__(self, declarations: Iterable[Declaration]) -> None:
        """Read the forms out of declarations."""
        self._forms: dict[str, list[Form]] = {}
        declared = tuple(declarations)
        self._services = {_namespace(one) for one in declared}
        for declaration in declared:
            self._add(Form(declaration, declaration.list.items, documents=False))
            describe = declaration.describe
            if describe is not None:
                self._add(Form(declaration, describe.result, documents=True))

    def _add(self, form: Form) -> None:
        match = _ROOT.match(form.items)
        if match is not None:
            self._forms.setdefault(match.group(1), []).append(form)

    def forms(self, name: str) -> tuple[Form, ...]:
        """Return the ways to read a member of a name."""
        return tuple(self._forms.get(name, ()))

    def form(self, name: str, type_: str) -> Form:
        """Return the way in which a type is read out of a member that was so recognised.

        Where both an item and its document have the name, the document is meant.
        """
        fitting = [one for one in self.forms(name) if one.declaration.type == type_]
        return max(fitting, key=lambda one: one.documents)

    def recognise(self, document: Mapping[str, Any]) -> Iterator[Member]:
        """Yield what each member of an answer is."""
        for name, value in document.items():
            if name not in _META:
                yield self._member(name, value, document)

    def _member(self, name: str, value: Any, document: Mapping[str, Any]) -> Member:  # noqa: ANN401
        if name in WRAPPERS and isinstance(value, list):
            return Member(name, wrapper=True)
        aside = _aside(name, value)
        if aside is not None:
            return Member(name, aside=aside)
        forms = self.forms(name)
        if not forms:
            return Member(name, unrecognised="no declared type is read out of it")
        if value == []:
            # A description is asked for by ids, and nobody asks for none: this was a listing.
            forms = tuple(one for one in forms if not one.documents) or forms
        return self._settled(name, value, self._best(name, forms, document))

    def _best(
        self, name: str, forms: tuple[Form, ...], document: Mapping[str, Any]
    ) -> tuple[Form, ...]:
        """Return the forms that fit best, by the member's items and by its companions."""
        items = {name: document[name]}
        scored = [(self._score(form, items, document), form) for form in forms]
        top = max(score for score, _ in scored)
        return tuple(form for score, form in scored if score == top and score[0] >= 0)

    def _score(
        self, form: Form, member: Mapping[str, Any], document: Mapping[str, Any]
    ) -> tuple[int, int, int]:
        found = items_of(form, member)[:_LOOKED_AT]
        good = [one for one in found if self._fits(form, one)]
        companions = sum(
            1 for other in document for one in self.forms(other) if one.call == form.call
        )
        foreign = [one for one in found if self._foreign(form.declaration, one)]
        fit = 1 if good else 0 if not foreign else -1
        fit += 1 if any(_own_arn(form.declaration, one) for one in good) else 0
        known = _known_names(form.declaration)
        return fit, companions, sum(len(known & one.keys()) for one in good)

    def _fits(self, form: Form, item: Any) -> bool:  # noqa: ANN401
        """Return whether a type's id can be made of an item, and is of its service."""
        declaration = form.declaration
        if not isinstance(item, dict) or self._foreign(declaration, item):
            return False
        names = dict.fromkeys(("partition", "account", "region"), "x")
        stamped = item
        if not form.documents:  # documents are read without the parent of the list call
            names["parent"] = "x"
            stamped = {**item, **dict.fromkeys(declaration.list.stamp, "x")}
        try:
            fill(declaration.id, stamped, names)
        except KeyError:
            return False
        return text(declaration.native_id, stamped) is not None

    def _foreign(self, declaration: Declaration, item: Any) -> bool:  # noqa: ANN401
        """Return whether an item's ARN is of another service."""
        arn = _own_arn(declaration, item) or ""
        namespace = arn.split(":")[2] if arn.count(":") > 1 else ""
        return namespace in self._services and namespace != _namespace(declaration)

    def _settled(self, name: str, value: Any, best: tuple[Form, ...]) -> Member:  # noqa: ANN401
        if not best:
            return Member(name, unrecognised="its items are of no declared type")
        if len({form.call for form in best}) > 1:
            types = ", ".join(sorted({form.declaration.type for form in best}))
            return Member(name, unrecognised=f"it may be any of {types}")
        orphans = [one for one in best if not _attributable(one, value)]
        if orphans:
            parent = orphans[0].declaration.list.each
            return Member(name, unrecognised=f"its items do not say to which {parent} they belong")
        return Member(name, tuple(sorted({form.declaration.type for form in best})))


def _own_arn(declaration: Declaration, item: Any) -> str | None:  # noqa: ANN401
    """Return the ARN of an item of a type whose id is a member that bears it."""
    if not _ONE_FIELD.match(declaration.id) or not isinstance(item, dict):
        return None
    arn = text(declaration.id[1:-1], item) or ""
    return arn if arn.startswith("arn:") else None


def _namespace(declaration: Declaration) -> str:
    return _NAMESPACES.get(declaration.service, declaration.service)


def _aside(name: str, value: Any) -> str | None:  # noqa: ANN401
    for member, fields, reason in _NOT_INVENTORY:
        if member == name and isinstance(value, list):
            items = [one for one in value if isinstance(one, dict)]
            if not fields or not value or any(fields <= one.keys() for one in items):
                return reason
    return None


def _known_names(declaration: Declaration) -> set[str]:
    """Return the first members that a declaration's paths name."""
    paths = [
        declaration.native_id,
        declaration.uid,
        declaration.owner,
        declaration.zone,
        declaration.name,
        *(rel.path for rel in declaration.relations if rel.aspect == "config"),
        *declaration.keyed,
        *declaration.volatile,
        *declaration.secret,
    ]
    return {match.group(1) for one in paths if one and (match := _ROOT.match(one))}


def parent_params(declaration: Declaration) -> tuple[str, ...]:
    """Return the parameters that name the parent which a type is listed for."""
    params = declaration.list.params
    named = (
        isinstance(value, str) and value.startswith(_PARENT_PARAM) for value in params.values()
    )
    return tuple(name for name, is_parent in zip(params, named, strict=True) if is_parent)


def _attributable(form: Form, value: Any) -> bool:  # noqa: ANN401
    if form.declaration.list.each is None or form.documents or not isinstance(value, list):
        return True
    names = parent_params(form.declaration)
    return bool(names) and all(
        any(isinstance(one, dict) and name in one for one in value) or not value for name in names
    )


def items_of(form: Form, body: Mapping[str, Any]) -> list[Any]:
    """Return the items that a form reads out of an answer."""
    found = path(form.items)(body)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def share(member: str, params: Mapping[str, Any]) -> float:
    """Return how much of a call's answer a wrapper holds: all, some (0.5) or nothing."""
    if member not in PARTIAL:
        return 1
    name, value = PARTIAL[member]
    filters = [one for one in params.get("Filters") or () if isinstance(one, dict)]
    values = [one.get("Values") for one in filters if one.get("Name") == name]
    if not values:
        return 0.5
    return 1 if values == [[value]] else 0.5 if value in (values[0] or ()) else 0


def read_items(form: Form, document: Mapping[str, Any]) -> list[Any]:
    """Return the items that a form reads out of a file, in the shape that the SDK gives."""
    items = items_of(form, document)
    return [decoded(one) for one in items] if form.declaration.service == "iam" else items


def goes_on(document: Mapping[str, Any]) -> bool:
    """Return whether an answer says that it is not all: a page of several."""
    return any(document.get(name) for name in _TOKENS)
