"""Amazon EC2's traffic mirroring: what copies packets out, of what, and where to.

Owners stand in the documents: a target may be shared.
https://docs.aws.amazon.com/vpc/latest/mirroring/what-is-traffic-mirroring.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"


def _events(noun: str, member: str) -> dict[str, str]:
    """Return where the events of one type name it: EC2 logs these calls with their wrapping."""
    created = f"{noun[0].lower()}{noun[1:]}.{member[0].lower()}{member[1:]}"
    return {
        f"Create{noun}": f"responseElements.Create{noun}Response.{created}",
        f"Delete{noun}": f"requestParameters.Delete{noun}Request.{member}",
    }


SESSION = Declaration(
    type="AWS::EC2::TrafficMirrorSession",
    kind="traffic-mirror",
    service="ec2",
    doc=f"{_API}/API_DescribeTrafficMirrorSessions.html",
    list=ListCall("DescribeTrafficMirrorSessions", "TrafficMirrorSessions"),
    id="arn:{partition}:ec2:{region}:{account}:traffic-mirror-session/{TrafficMirrorSessionId}",
    native_id="TrafficMirrorSessionId",
    uid="TrafficMirrorSessionId",
    owner="OwnerId",
    relations=(
        Rel("attached-to", "NetworkInterfaceId"),
        Rel("targets", "TrafficMirrorTargetId"),
        Rel("uses-filter", "TrafficMirrorFilterId"),
    ),
    keyed=TAGS,
    by_id=ById(
        params={"TrafficMirrorSessionIds": "=ids"},
        batch=100,
        not_found=("InvalidTrafficMirrorSessionId.NotFound",),
    ),
    events={
        **_events("TrafficMirrorSession", "TrafficMirrorSessionId"),
        "ModifyTrafficMirrorSession": (
            "requestParameters.ModifyTrafficMirrorSessionRequest.TrafficMirrorSessionId"
        ),
    },
)

TARGET = Declaration(
    type="AWS::EC2::TrafficMirrorTarget",
    kind="traffic-mirror-target",
    service="ec2",
    doc=f"{_API}/API_DescribeTrafficMirrorTargets.html",
    list=ListCall("DescribeTrafficMirrorTargets", "TrafficMirrorTargets"),
    id="arn:{partition}:ec2:{region}:{account}:traffic-mirror-target/{TrafficMirrorTargetId}",
    native_id="TrafficMirrorTargetId",
    uid="TrafficMirrorTargetId",
    owner="OwnerId",
    relations=(
        Rel("targets", "NetworkInterfaceId"),
        Rel("targets", "NetworkLoadBalancerArn", by="arn"),
        Rel("targets", "GatewayLoadBalancerEndpointId"),
    ),
    keyed=TAGS,
    by_id=ById(
        params={"TrafficMirrorTargetIds": "=ids"},
        batch=100,
        not_found=("InvalidTrafficMirrorTargetId.NotFound",),
    ),
    events=_events("TrafficMirrorTarget", "TrafficMirrorTargetId"),
)

FILTER = Declaration(
    type="AWS::EC2::TrafficMirrorFilter",
    kind="filter",
    service="ec2",
    doc=f"{_API}/API_DescribeTrafficMirrorFilters.html",
    list=ListCall("DescribeTrafficMirrorFilters", "TrafficMirrorFilters"),
    id="arn:{partition}:ec2:{region}:{account}:traffic-mirror-filter/{TrafficMirrorFilterId}",
    native_id="TrafficMirrorFilterId",
    uid="TrafficMirrorFilterId",
    no_relations="sessions name it; it names nothing",
    keyed={
        **TAGS,
        "IngressFilterRules": ("TrafficMirrorFilterRuleId",),
        "EgressFilterRules": ("TrafficMirrorFilterRuleId",),
        "NetworkServices": "set",
    },
    by_id=ById(
        params={"TrafficMirrorFilterIds": "=ids"},
        batch=100,
        not_found=("InvalidTrafficMirrorFilterId.NotFound",),
    ),
    events={
        **_events("TrafficMirrorFilter", "TrafficMirrorFilterId"),
        "CreateTrafficMirrorFilterRule": (
            "requestParameters.CreateTrafficMirrorFilterRuleRequest.TrafficMirrorFilterId"
        ),
        "ModifyTrafficMirrorFilterNetworkServices": (
            "requestParameters.ModifyTrafficMirrorFilterNetworkServicesRequest"
            ".TrafficMirrorFilterId"
        ),
    },
)

DECLARATIONS = (SESSION, TARGET, FILTER)
