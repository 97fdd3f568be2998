"""Amazon EC2: capacity that is reserved, and hosts that one account has to itself.

Owners stand in the documents: both may be shared.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"

CAPACITY_RESERVATION = Declaration(
    type="AWS::EC2::CapacityReservation",
    kind="capacity-reservation",
    service="ec2",
    doc=f"{_API}/API_DescribeCapacityReservations.html",
    list=ListCall("DescribeCapacityReservations", "CapacityReservations"),
    id="{CapacityReservationArn}",
    native_id="CapacityReservationId",
    uid="CapacityReservationId",
    owner="OwnerId",
    zone="AvailabilityZone",
    relations=(
        Rel("part-of", "CapacityReservationFleetId"),
        Rel("refers-to", "PlacementGroupArn", by="arn"),
        Rel("refers-to", "OutpostArn", by="arn"),
        Rel("refers-to", "UnusedReservationBillingOwnerId", by="account"),
        Rel("derived-from", "InterruptionInfo.SourceCapacityReservationId"),
    ),
    volatile=("AvailableInstanceCount", "CapacityAllocations"),
    keyed=TAGS,
    by_id=ById(
        params={"CapacityReservationIds": "=ids"},
        batch=100,
        not_found=("InvalidCapacityReservationId.NotFound",),
    ),
    events={
        "CreateCapacityReservation": (
            "responseElements.CreateCapacityReservationResponse"
            ".capacityReservation.capacityReservationId"
        ),
        "ModifyCapacityReservation": (
            "requestParameters.ModifyCapacityReservationRequest.CapacityReservationId"
        ),
        "CancelCapacityReservation": (
            "requestParameters.CancelCapacityReservationRequest.CapacityReservationId"
        ),
    },
)

HOST = Declaration(
    type="AWS::EC2::Host",
    kind="host",
    service="ec2",
    doc=f"{_API}/API_DescribeHosts.html",
    list=ListCall("DescribeHosts", "Hosts"),
    id="arn:{partition}:ec2:{region}:{account}:dedicated-host/{HostId}",
    native_id="HostId",
    uid="HostId",
    owner="OwnerId",
    zone="AvailabilityZone",
    relations=(
        Rel("refers-to", "Instances[].InstanceId"),
        Rel("refers-to", "OutpostArn", by="arn"),
    ),
    volatile=("AvailableCapacity",),
    keyed={**TAGS, "Instances": ("InstanceId",)},
    by_id=ById(params={"HostIds": "=ids"}, batch=100, not_found=("InvalidHostID.NotFound",)),
    events={
        "AllocateHosts": "responseElements.hostIdSet.item[].hostId",
        "ModifyHosts": "requestParameters.ModifyHostsRequest.HostId",
        "ReleaseHosts": "requestParameters.ReleaseHostsRequest.HostId",
    },
)

DECLARATIONS = (CAPACITY_RESERVATION, HOST)
