"""Amazon EC2 instances: what runs, with which interfaces, images and role; and key pairs.

An account may hide what AWS services manage in it; it is asked for by name, so that it does not
pass for absent.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstances.html
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeKeyPairs.html
"""

from collectors.aws.vocabulary import TAGS, WITH_MANAGED
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_KEY_PAIR = "AWS::EC2::KeyPair"
_PORTS = "NetworkInterfaces[]"
_INSTANCES = "requestParameters.instancesSet.items[].instanceId"

INSTANCE = Declaration(
    type="AWS::EC2::Instance",
    kind="instance",
    service="ec2",
    doc=f"{_API}/API_DescribeInstances.html",
    list=ListCall("DescribeInstances", "Reservations[].Instances[]", params=WITH_MANAGED),
    id="arn:{partition}:ec2:{region}:{account}:instance/{InstanceId}",
    native_id="InstanceId",
    uid="InstanceId",
    owner="NetworkInterfaces[0].OwnerId",
    zone="Placement.AvailabilityZone",
    aliases=(
        ("ip", f"{_PORTS}.PrivateIpAddresses[].PrivateIpAddress"),
        ("ip", "PrivateIpAddress"),
        ("ip", "PublicIpAddress"),
        ("ip", f"{_PORTS}.Ipv6Addresses[].Ipv6Address"),
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
        Rel("derived-from", "Tags[?Key=='aws:ec2launchtemplate:id'].Value"),
        Rel("refers-to", "KeyName", by="name", type=_KEY_PAIR),
        Rel("refers-to", "Placement.HostId"),
        Rel("refers-to", "CapacityReservationId"),
        Rel("refers-to", "Licenses[].LicenseConfigurationArn", by="arn"),
        Rel("refers-to", "OutpostArn", by="arn"),
    ),
    volatile=("UsageOperationUpdateTime",),
    secret=("@user-data",),
    keyed={
        **TAGS,
        "SecurityGroups": ("GroupId",),
        "BlockDeviceMappings": ("DeviceName",),
        "NetworkInterfaces": ("NetworkInterfaceId",),
        f"{_PORTS}.Groups": ("GroupId",),
        f"{_PORTS}.PrivateIpAddresses": ("PrivateIpAddress",),
        f"{_PORTS}.Ipv6Addresses": ("Ipv6Address",),
        f"{_PORTS}.Ipv4Prefixes": ("Ipv4Prefix",),
        f"{_PORTS}.Ipv6Prefixes": ("Ipv6Prefix",),
        "SecondaryInterfaces": ("SecondaryInterfaceId",),
        "Licenses": ("LicenseConfigurationArn",),
        "ProductCodes": ("ProductCodeId",),
    },
    by_id=ById(
        params={"InstanceIds": "=ids", **WITH_MANAGED},
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
        "ModifyInstancePlacement": "requestParameters.instanceId",
        "AssociateIamInstanceProfile": (
            "requestParameters.AssociateIamInstanceProfileRequest.InstanceId"
        ),
        "DisassociateIamInstanceProfile": (
            "responseElements.DisassociateIamInstanceProfileResponse"
            ".iamInstanceProfileAssociation.instanceId"
        ),
    },
)

KEY_PAIR = Declaration(
    type=_KEY_PAIR,
    kind="key-pair",
    service="ec2",
    doc=f"{_API}/API_DescribeKeyPairs.html",
    list=ListCall("DescribeKeyPairs", "KeyPairs"),
    id="arn:{partition}:ec2:{region}:{account}:key-pair/{KeyName}",
    native_id="KeyName",
    uid="KeyPairId",
    name="KeyName",
    no_relations="an instance names its key pair by name; the pair names nothing",
    keyed=TAGS,
    by_id=ById(params={"KeyNames": "=ids"}, batch=100, not_found=("InvalidKeyPair.NotFound",)),
    events={
        "CreateKeyPair": "requestParameters.keyName",
        "ImportKeyPair": "requestParameters.keyName",
        "DeleteKeyPair": "requestParameters.keyName",
    },
)

DECLARATIONS = (INSTANCE, KEY_PAIR)
