"""Amazon EC2 instances: what runs, with which interfaces, images and role.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
"""

from collectors.aws.vocabulary import TAGS
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_INSTANCES = "requestParameters.instancesSet.items[].instanceId"

INSTANCE = Declaration(
    type="AWS::EC2::Instance",
    kind="instance",
    service="ec2",
    doc=f"{_API}/API_DescribeInstances.html",
    list=ListCall("DescribeInstances", "Reservations[].Instances[]"),
    id="arn:{partition}:ec2:{region}:{account}:instance/{InstanceId}",
    native_id="InstanceId",
    uid="InstanceId",
    owner="NetworkInterfaces[0].OwnerId",
    zone="Placement.AvailabilityZone",
    aliases=(
        ("ip", "NetworkInterfaces[].PrivateIpAddresses[].PrivateIpAddress"),
        ("ip", "PrivateIpAddress"),
        ("ip", "PublicIpAddress"),
        ("dns", "PublicDnsName"),
        ("dns", "PrivateDnsName"),
    ),
    aspects=(
        Detail(
            aspect="user-data",
            operation="DescribeInstanceAttribute",
            params={"InstanceId": "=item.InstanceId", "Attribute": "userData"},
            result="UserData.Value",
            absent=("InvalidInstanceID.NotFound",),
            when="State.Name != 'terminated'",
            doc=f"{_API}/API_DescribeInstanceAttribute.html",
        ),
    ),
    relations=(
        Rel("in-subnet", "SubnetId"),
        Rel("in-network", "VpcId"),
        Rel("uses-filter", "SecurityGroups[].GroupId"),
        Rel("runs-as", "IamInstanceProfile.Arn", by="arn"),
        Rel("derived-from", "ImageId"),
        Rel("attached-to", "BlockDeviceMappings[].Ebs.VolumeId"),
    ),
    volatile=("UsageOperationUpdateTime",),
    secret=("@user-data",),
    keyed={
        **TAGS,
        "SecurityGroups": ("GroupId",),
        "BlockDeviceMappings": ("DeviceName",),
        "NetworkInterfaces": ("NetworkInterfaceId",),
        "NetworkInterfaces[].Groups": ("GroupId",),
        "NetworkInterfaces[].PrivateIpAddresses": ("PrivateIpAddress",),
        "NetworkInterfaces[].Ipv6Addresses": ("Ipv6Address",),
    },
    by_id=ById(
        params={"InstanceIds": "=ids"},
        batch=100,
        not_found=("InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed"),
    ),
    events={
        "RunInstances": "responseElements.instancesSet.items[].instanceId",
        "TerminateInstances": _INSTANCES,
        "StopInstances": _INSTANCES,
        "StartInstances": _INSTANCES,
        "ModifyInstanceAttribute": "requestParameters.instanceId",
        "ModifyInstanceMetadataOptions": (
            "requestParameters.ModifyInstanceMetadataOptionsRequest.InstanceId"
        ),
        "AssociateIamInstanceProfile": (
            "requestParameters.AssociateIamInstanceProfileRequest.InstanceId"
        ),
    },
)

KEY_PAIR = Declaration(
    type="AWS::EC2::KeyPair",
    kind="key-pair",
    service="ec2",
    doc=f"{_API}/API_DescribeKeyPairs.html",
    list=ListCall("DescribeKeyPairs", "KeyPairs"),
    id="arn:{partition}:ec2:{region}:{account}:key-pair/{KeyPairId}",
    native_id="KeyPairId",
    uid="KeyPairId",
    name="KeyName",
    no_relations="an instance names its key pair by name; the pair names nothing",
    keyed=TAGS,
    by_id=ById(params={"KeyPairIds": "=ids"}, batch=100, not_found=("InvalidKeyPair.NotFound",)),
    events={
        "CreateKeyPair": "responseElements.keyPairId",
        "ImportKeyPair": "responseElements.keyPairId",
    },
)

DECLARATIONS = (INSTANCE, KEY_PAIR)
