"""Amazon VPC Lattice: service networks, what runs in them, who may call it, and who shares it.

What belongs to a network or a service is asked for there: the calls demand one of the two.
https://docs.aws.amazon.com/vpc-lattice/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/vpc-lattice/latest/APIReference"
SERVICE_NETWORK = "AWS::VpcLattice::ServiceNetwork"
_SERVICE = "AWS::VpcLattice::Service"
_LISTENER = "AWS::VpcLattice::Listener"
GONE = ("ResourceNotFoundException",)
OWNER = "split(arn, ':')[4]"
_AUTH = Detail(
    aspect="auth-policy",
    operation="GetAuthPolicy",
    params={"resourceIdentifier": "=item.arn"},
    result="policy",
    absent=GONE,
    doc=f"{_API}/API_GetAuthPolicy.html",
)
SHARING = Detail(
    aspect="resource-policy",
    operation="GetResourcePolicy",
    params={"resourceArn": "=item.arn"},
    result="policy",
    absent=GONE,
    doc=f"{_API}/API_GetResourcePolicy.html",
)
_POLICIES = (*trusts("", aspect="auth-policy"), *trusts("", aspect="resource-policy"))
_POLICY_LISTS = policy_lists("@auth-policy", "@resource-policy")


def by_arn_or_id(operation: str, parameter: str) -> ById:
    """Return how a thing is read again; its calls take ARNs as well as ids."""
    return ById(operation=operation, params={parameter: "=id"}, items="@", not_found=GONE)


def events_of(noun: str, parameter: str) -> dict[str, str]:
    """Return the events that make, change and end a thing."""
    return {
        f"Create{noun}": "responseElements.id",
        # They take ARNs as well as ids.
        f"Update{noun}": f"requestParameters.split({parameter}, '/')[-1]",
        f"Delete{noun}": f"requestParameters.split({parameter}, '/')[-1]",
    }


NETWORK = Declaration(
    type=SERVICE_NETWORK,
    kind="service-network",
    service="vpc-lattice",
    doc=f"{_API}/API_GetServiceNetwork.html",
    list=ListCall("ListServiceNetworks", "items"),
    describe=Describe(
        operation="GetServiceNetwork",
        params={"serviceNetworkIdentifier": "=item.arn"},
        result="@",
        merge=True,
    ),
    id="{arn}",
    native_id="id",
    uid="id",
    owner=OWNER,
    name="name",
    tags=None,
    aspects=(_AUTH, SHARING),
    relations=_POLICIES,
    json=("@auth-policy", "@resource-policy"),
    volatile=(
        "numberOfAssociatedVPCs",
        "numberOfAssociatedServices",
        "numberOfAssociatedResourceConfigurations",
    ),
    keyed=_POLICY_LISTS,
    by_id=by_arn_or_id("GetServiceNetwork", "serviceNetworkIdentifier"),
    events=events_of("ServiceNetwork", "serviceNetworkIdentifier"),
)

SERVICE = Declaration(
    type=_SERVICE,
    kind="service",
    service="vpc-lattice",
    doc=f"{_API}/API_GetService.html",
    list=ListCall("ListServices", "items"),
    describe=Describe(
        operation="GetService", params={"serviceIdentifier": "=item.arn"}, result="@"
    ),
    id="{arn}",
    native_id="id",
    uid="id",
    owner=OWNER,
    name="name",
    tags=None,
    aliases=(("dns", "dnsEntry.domainName"), ("dns", "customDomainName")),
    aspects=(_AUTH, SHARING),
    relations=(Rel("refers-to", "certificateArn", by="arn"), *_POLICIES),
    json=("@auth-policy", "@resource-policy"),
    keyed=_POLICY_LISTS,
    by_id=by_arn_or_id("GetService", "serviceIdentifier"),
    events=events_of("Service", "serviceIdentifier"),
)

LISTENER = Declaration(
    type=_LISTENER,
    kind="listener",
    service="vpc-lattice",
    doc=f"{_API}/API_GetListener.html",
    list=ListCall(
        "ListListeners",
        "items",
        params={"serviceIdentifier": "=parent.arn"},
        each=_SERVICE,
        own_parents=True,
        absent=GONE,
    ),
    describe=Describe(
        operation="GetListener",
        params={"serviceIdentifier": "=parent.arn", "listenerIdentifier": "=item.arn"},
        result="@",
    ),
    id="{arn}",
    native_id="id",
    uid="id",
    name="name",
    tags=None,
    relations=(
        Rel("part-of", "serviceArn", by="arn"),
        Rel("targets", "defaultAction.forward.targetGroups[].targetGroupIdentifier"),
    ),
    keyed={"defaultAction.forward.targetGroups": ("targetGroupIdentifier",)},
    no_by_id="its call takes the service too, which the id does not say",
    events={
        "CreateListener": "responseElements.id",
        "UpdateListener": "responseElements.id",
        "DeleteListener": "requestParameters.split(listenerIdentifier, '/')[-1]",
    },
)

RULE = Declaration(
    type="AWS::VpcLattice::Rule",
    kind="listener-rule",
    service="vpc-lattice",
    doc=f"{_API}/API_GetRule.html",
    list=ListCall(
        "ListRules",
        "items",
        params={"serviceIdentifier": "=parent.serviceArn", "listenerIdentifier": "=parent.arn"},
        each=_LISTENER,
        own_parents=True,
        stamp={"listenerArn": "arn"},
        absent=GONE,
    ),
    describe=Describe(
        operation="GetRule",
        params={
            "serviceIdentifier": "=parent.serviceArn",
            "listenerIdentifier": "=parent.arn",
            "ruleIdentifier": "=item.arn",
        },
        result="@",
        merge=True,
    ),
    id="{arn}",
    native_id="id",
    uid="id",
    name="name",
    tags=None,
    relations=(
        Rel("part-of", "listenerArn", by="arn"),
        Rel("targets", "action.forward.targetGroups[].targetGroupIdentifier"),
    ),
    keyed={"action.forward.targetGroups": ("targetGroupIdentifier",)},
    no_by_id="its call takes service and listener too, which the id does not say",
    events={
        "CreateRule": "responseElements.id",
        "UpdateRule": "responseElements.id",
        "DeleteRule": "requestParameters.split(ruleIdentifier, '/')[-1]",
    },
)

TARGET_GROUP = Declaration(
    type="AWS::VpcLattice::TargetGroup",
    kind="target-group",
    service="vpc-lattice",
    doc=f"{_API}/API_TargetGroupSummary.html",
    list=ListCall("ListTargetGroups", "items"),
    id="{arn}",
    native_id="id",
    uid="id",
    name="name",
    tags=None,
    aspects=(
        Detail(
            aspect="targets",
            operation="ListTargets",
            params={"targetGroupIdentifier": "=item.id"},
            result="items",
            absent=GONE,
            doc=f"{_API}/API_ListTargets.html",
        ),
    ),
    relations=(
        Rel("in-network", "vpcIdentifier"),
        Rel("refers-to", "serviceArns[]", by="arn"),
        # Functions and load balancers by ARN, instances by id, and the rest are addresses.
        Rel("targets", "[?starts_with(id, 'arn:')].id", by="arn", aspect="targets"),
        Rel("targets", "[?starts_with(id, 'i-')].id", aspect="targets"),
        Rel(
            "targets",
            "[?!starts_with(id, 'arn:') && !starts_with(id, 'i-')].id",
            by="ip",
            aspect="targets",
        ),
    ),
    volatile=("@targets[].status", "@targets[].reasonCode"),
    keyed={"serviceArns": "set", "@targets": ("id", "port")},
    no_by_id="the call by id answers with another document than the list",
    events=events_of("TargetGroup", "targetGroupIdentifier"),
)

DECLARATIONS = (NETWORK, SERVICE, LISTENER, RULE, TARGET_GROUP)
