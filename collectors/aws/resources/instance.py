"""Amazon EC2 instances: what runs, with which interfaces, images and role.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
"""

from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

INSTANCE = Declaration(
    type="AWS::EC2::Instance",
    kind="instance",
    service="ec2",
    doc="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html",
    list=ListCall("DescribeInstances", "Reservations[].Instances[]"),
    id="arn:{partition}:ec2:{region}:{account}:instance/{InstanceId}",
    native_id="InstanceId",
    uid="InstanceId",
    owner="NetworkInterfaces[0].OwnerId",
    zone="Placement.AvailabilityZone",
    aliases=(("ip", "PrivateIpAddress"), ("ip", "PublicIpAddress"), ("dns", "PublicDnsName")),
    aspects=(
        Detail(
            aspect="user-data",
            operation="DescribeInstanceAttribute",
            params={"InstanceId": "=item.InstanceId", "Attribute": "userData"},
            result="UserData.Value",
        ),
    ),
    relations=(
        Rel("in-subnet", "SubnetId"),
        Rel("in-network", "VpcId"),
        Rel("uses-filter", "SecurityGroups[].GroupId"),
        Rel("runs-as", "IamInstanceProfile.Arn", by="arn"),
        Rel("derived-from", "ImageId"),
    ),
    volatile=("UsageOperationUpdateTime",),
    secret=("@user-data",),
    keyed={"Tags": ("Key",), "SecurityGroups": ("GroupId",)},
    by_id=ById(
        params={"InstanceIds": "=ids"},
        batch=100,
        not_found=("InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed"),
    ),
    events={
        "RunInstances": "responseElements.instancesSet.items[].instanceId",
        "TerminateInstances": "requestParameters.instancesSet.items[].instanceId",
        "StopInstances": "requestParameters.instancesSet.items[].instanceId",
        "StartInstances": "requestParameters.instancesSet.items[].instanceId",
    },
)

DECLARATIONS = (INSTANCE,)
