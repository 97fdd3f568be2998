"""The organization as AWS Organizations tells it: accounts, units and policies.

https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
The root holds the management account; the units hold the others in turn, closed ones one of
their own.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.organization.answer import RefusedError
from benchmarks.organization.request import Handler, Request
from benchmarks.organization.settings import MANAGEMENT, Settings

ORGANIZATION = "o-cartbench01"
ROOT = "r-cart"
PAGE = 20
_MANAGEMENT = str(MANAGEMENT)
_ARN = f"arn:aws:organizations::{_MANAGEMENT}"
_JOINED = 1_700_000_000
_DAY = 86_400
_TOP = ("Security", "Infrastructure", "Workloads", "Sandbox", "Closed")
_BELOW = {"Workloads": ("Production", "Staging")}
_HOMES = ("Security", "Infrastructure", "Production", "Staging", "Sandbox")
_DOCUMENTS = {
    "p-FullAWSAccess": {"Effect": "Allow", "Action": "*", "Resource": "*"},
    "p-RCPFullAWSAccess": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
    "p-stay0001": {
        "Sid": "Stay",
        "Effect": "Deny",
        "Action": "organizations:LeaveOrganization",
        "Resource": "*",
    },
}
_POLICIES = (
    ("p-FullAWSAccess", "FullAWSAccess", "SERVICE_CONTROL_POLICY", True),
    ("p-stay0001", "StayInTheOrganization", "SERVICE_CONTROL_POLICY", False),
    ("p-RCPFullAWSAccess", "RCPFullAWSAccess", "RESOURCE_CONTROL_POLICY", True),
)

Document = dict[str, Any]


class Tree:
    """Answers for AWS Organizations."""

    def __init__(self, settings: Settings) -> None:
        self._units = dict(_units())
        closed = frozenset(settings.closed_ids)
        self._parents = {
            id_: _home(number, closed=id_ in closed)
            for number, id_ in enumerate(settings.account_ids)
        }
        self._accounts = {
            id_: self._account(number, id_, closed=id_ in closed)
            for number, id_ in enumerate(settings.account_ids)
        }
        self._policies = {row[0]: _policy(*row) for row in _POLICIES}

    def handlers(self) -> Mapping[str, Handler]:
        """Return who answers, by operation."""
        inside: dict[str, Handler] = {
            "ListAccounts": lambda r: _page(r, "Accounts", list(self._accounts.values())),
            "ListAccountsForParent": self._accounts_for_parent,
            "DescribeAccount": self._describe_account,
            "ListRoots": lambda r: _page(r, "Roots", [_root()]),
            "ListOrganizationalUnitsForParent": self._units_for_parent,
            "DescribeOrganizationalUnit": self._describe_unit,
            "ListParents": self._list_parents,
            "ListChildren": self._list_children,
            "ListTagsForResource": self._tags,
            "ListPolicies": self._list_policies,
            "ListPoliciesForTarget": self._list_policies,
            "DescribePolicy": self._describe_policy,
            "ListTargetsForPolicy": self._targets,
        }
        guarded = {name: _for_management(handler) for name, handler in inside.items()}
        return {"DescribeOrganization": lambda _: {"Organization": _organization()}, **guarded}

    def _account(self, number: int, id_: str, *, closed: bool) -> Document:
        path = f"{ORGANIZATION}/{self._path(self._parents[id_])}/{id_}/"
        return {
            "Id": id_,
            "Arn": f"{_ARN}:account/{ORGANIZATION}/{id_}",
            "Email": f"aws+{number:05d}@example.com",
            "Name": "management" if number == 0 else f"account-{number:05d}",
            "Status": "SUSPENDED" if closed else "ACTIVE",
            "State": "CLOSED" if closed else "ACTIVE",
            "Paths": [path],
            "JoinedMethod": "INVITED" if number == 0 else "CREATED",
            "JoinedTimestamp": _JOINED + number * _DAY,
        }

    def _path(self, parent: str) -> str:
        if parent == ROOT:
            return ROOT
        return f"{self._path(self._units[parent][1])}/{parent}"

    def _accounts_for_parent(self, request: Request) -> Document:
        parent = self._parent(request)
        found = [one for id_, one in self._accounts.items() if self._parents[id_] == parent]
        return _page(request, "Accounts", found)

    def _units_for_parent(self, request: Request) -> Document:
        parent = self._parent(request)
        found = [_unit(id_, name) for id_, (name, above) in self._units.items() if above == parent]
        return _page(request, "OrganizationalUnits", found)

    def _parent(self, request: Request) -> str:
        parent = str(request.document().get("ParentId", ""))
        if parent != ROOT and parent not in self._units:
            raise RefusedError("ParentNotFoundException", f"You specified a parent: {parent}")
        return parent

    def _list_parents(self, request: Request) -> Document:
        child = request.document().get("ChildId", "")
        if child in self._parents:
            parent = self._parents[child]
        elif child in self._units:
            parent = self._units[child][1]
        else:
            raise RefusedError("ChildNotFoundException", f"You specified a child: {child}")
        kind = "ROOT" if parent == ROOT else "ORGANIZATIONAL_UNIT"
        return {"Parents": [{"Id": parent, "Type": kind}]}

    def _list_children(self, request: Request) -> Document:
        parent, kind = self._parent(request), request.document().get("ChildType", "")
        if kind == "ACCOUNT":
            ids = [id_ for id_, above in self._parents.items() if above == parent]
        else:
            ids = [id_ for id_, (_, above) in self._units.items() if above == parent]
        return _page(request, "Children", [{"Id": id_, "Type": kind} for id_ in ids])

    def _describe_account(self, request: Request) -> Document:
        id_ = request.document().get("AccountId", "")
        if id_ not in self._accounts:
            raise RefusedError("AccountNotFoundException", f"You specified an account: {id_}")
        return {"Account": self._accounts[id_]}

    def _describe_unit(self, request: Request) -> Document:
        id_ = request.document().get("OrganizationalUnitId", "")
        if id_ not in self._units:
            raise RefusedError("OrganizationalUnitNotFoundException", f"You specified: {id_}")
        return {"OrganizationalUnit": _unit(id_, self._units[id_][0])}

    def _tags(self, request: Request) -> Document:
        id_ = str(request.document().get("ResourceId", ""))
        number = int(id_) - MANAGEMENT if id_ in self._accounts else None
        if number is None:
            return {"Tags": []}
        team = ("shop", "pay", "search", "data", "platform")[number % 5]
        return {
            "Tags": [{"Key": "team", "Value": team}, {"Key": "cost-center", "Value": f"{number}"}]
        }

    # --- policies -----------------------------------------------------------------------

    def _list_policies(self, request: Request) -> Document:
        kind = request.document().get("Filter", "")
        found = [one["PolicySummary"] for one in self._policies.values()]
        return _page(request, "Policies", [one for one in found if one["Type"] == kind])

    def _describe_policy(self, request: Request) -> Document:
        return {"Policy": self._policy_of(request)}

    def _targets(self, request: Request) -> Document:
        self._policy_of(request)
        root = {"TargetId": ROOT, "Arn": _root()["Arn"], "Name": "Root", "Type": "ROOT"}
        return _page(request, "Targets", [root])

    def _policy_of(self, request: Request) -> Document:
        id_ = request.document().get("PolicyId", "")
        if id_ not in self._policies:
            raise RefusedError("PolicyNotFoundException", f"You specified a policy: {id_}")
        return self._policies[id_]


def _for_management(handler: Handler) -> Handler:
    def guarded(request: Request) -> Any:
        if request.account != _MANAGEMENT:
            message = "You don't have permissions to access this resource."
            raise RefusedError("AccessDeniedException", message)
        return handler(request)

    return guarded


def _page(request: Request, name: str, items: Sequence[Document]) -> Document:
    """Return one page; the token of the next is where it begins."""
    asked = request.document()
    start = int(asked.get("NextToken", "0"))
    end = start + min(PAGE, int(asked.get("MaxResults", PAGE)))
    found: Document = {name: list(items[start:end])}
    return found if end >= len(items) else {**found, "NextToken": str(end)}


def _unit_id(name: str) -> str:
    return f"ou-{ROOT.removeprefix('r-')}-{name.lower():0<14}"[:22]


def _units() -> Sequence[tuple[str, tuple[str, str]]]:
    """Return id, name and parent of each unit."""
    top = [(_unit_id(name), (name, ROOT)) for name in _TOP]
    below = [
        (_unit_id(name), (name, _unit_id(above)))
        for above, names in _BELOW.items()
        for name in names
    ]
    return top + below


def _home(number: int, *, closed: bool) -> str:
    if number == 0:
        return ROOT
    return _unit_id("Closed" if closed else _HOMES[number % len(_HOMES)])


def _unit(id_: str, name: str) -> Document:
    return {"Id": id_, "Arn": f"{_ARN}:ou/{ORGANIZATION}/{id_}", "Name": name}


def _root() -> Document:
    kinds = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
    types = [{"Type": kind, "Status": "ENABLED"} for kind in kinds]
    arn = f"{_ARN}:root/{ORGANIZATION}/{ROOT}"
    return {"Id": ROOT, "Arn": arn, "Name": "Root", "PolicyTypes": types}


def _organization() -> Document:
    return {
        "Id": ORGANIZATION,
        "Arn": f"{_ARN}:organization/{ORGANIZATION}",
        "FeatureSet": "ALL",
        "MasterAccountArn": f"{_ARN}:account/{ORGANIZATION}/{_MANAGEMENT}",
        "MasterAccountId": _MANAGEMENT,
        "MasterAccountEmail": "aws+00000@example.com",
        "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
    }


def _policy(id_: str, name: str, kind: str, managed: bool) -> Document:  # noqa: FBT001  a column
    owner = "arn:aws:organizations::aws" if managed else _ARN
    folder = kind.lower()
    within = "" if managed else f"{ORGANIZATION}/"
    return {
        "PolicySummary": {
            "Id": id_,
            "Arn": f"{owner}:policy/{within}{folder}/{id_}",
            "Name": name,
            "Description": name,
            "Type": kind,
            "AwsManaged": managed,
        },
        "Content": json.dumps({"Version": "2012-10-17", "Statement": [_DOCUMENTS[id_]]}),
    }
