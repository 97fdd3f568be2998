"""The hosts: single ones, and the storefront's, which come and go behind a balancer."""

from base64 import b64encode
from dataclasses import dataclass

from demo.estate.account import MAIN, PLATFORM, SECOND, SHOP, Estate, tag_map, tags
from demo.estate.network import spec, subnets


@dataclass(frozen=True)
class Host:
    """One instance that stands for itself."""

    account: str
    region: str
    name: str
    subnet: str
    group: str
    profile: str
    team: str
    size: str = "t3.small"


HOSTS = (
    Host(SHOP, MAIN, "bastion", "shop-public-a", "shop-bastion", "shop-bastion", "platform"),
    # Its group is open to the world and it has an address, and no way leads back from it: its
    # subnet's way out is a NAT.
    Host(SHOP, MAIN, "reporting", "shop-app-b", "shop-reporting", "shop-reporting", "data"),
    Host(SHOP, MAIN, "erp-connector", "shop-app-c", "shop-services", "shop-web", "orders"),
    Host(SHOP, SECOND, "standby-web-1", "standby-app-a", "standby-web", "shop-web", "storefront"),
    Host(SHOP, SECOND, "standby-web-2", "standby-app-b", "standby-web", "shop-web", "storefront"),
    Host(PLATFORM, MAIN, "resolver-a", "shared-app-a", "shared-resolver", "resolvers", "network"),
    Host(PLATFORM, MAIN, "resolver-b", "shared-app-b", "shared-resolver", "resolvers", "network"),
    Host(PLATFORM, MAIN, "runner-1", "ci-app-a", "ci-runners", "build-runners", "platform"),
    Host(PLATFORM, MAIN, "runner-2", "ci-app-b", "ci-runners", "build-runners", "platform"),
)


def build_hosts(estate: Estate) -> None:
    """Build the image that they start from, then every host."""
    _machine_image(estate)
    estate.client(SHOP, "ec2").create_key_pair(
        KeyName="operators", TagSpecifications=spec("key-pair", "operators", "platform")
    )
    for host in HOSTS:
        _host(estate, host)
    for name, team in (("bastion", "platform"), ("reporting", "data")):
        _address(estate, name, team)
    _report_disk(estate)
    _storefront(estate)


def _machine_image(estate: Estate) -> None:
    """Make the image that all hosts start from, and let the shop's account use it."""
    ec2 = estate.client(PLATFORM, "ec2")
    name = "golden-2026-03"
    made = ec2.register_image(
        Name=name,
        Description="Hardened base of every host",
        Architecture="x86_64",
        VirtualizationType="hvm",
        RootDeviceName="/dev/xvda",
    )
    image = estate.ids["image/golden"] = made["ImageId"]
    ec2.create_tags(Resources=[image], Tags=tags(name, "platform"))
    ec2.modify_image_attribute(
        ImageId=image, LaunchPermission={"Add": [{"UserId": estate.shop.id}]}
    )


def _host(estate: Estate, host: Host) -> None:
    made = estate.client(host.account, "ec2", host.region).run_instances(
        ImageId=estate.ids["image/golden"],
        InstanceType=host.size,
        MinCount=1,
        MaxCount=1,
        SubnetId=estate.ids[f"subnet/{host.subnet}"],
        SecurityGroupIds=[estate.ids[f"security-group/{host.group}"]],
        IamInstanceProfile={"Name": host.profile},
        MetadataOptions={"HttpTokens": "required"},
        TagSpecifications=spec("instance", host.name, host.team),
    )
    estate.ids[f"instance/{host.name}"] = made["Instances"][0]["InstanceId"]


def _address(estate: Estate, host: str, team: str) -> None:
    """Give a host of the shop a public address under its name."""
    ec2 = estate.client(SHOP, "ec2")
    made = ec2.allocate_address(Domain="vpc", TagSpecifications=spec("elastic-ip", host, team))
    estate.ids[f"address/{host}"] = made["AllocationId"]
    ec2.associate_address(
        AllocationId=made["AllocationId"], InstanceId=estate.ids[f"instance/{host}"]
    )


def _report_disk(estate: Estate) -> None:
    """Give the reporting host a disk, and the platform's account a copy of it."""
    ec2 = estate.client(SHOP, "ec2")
    volume = ec2.create_volume(
        AvailabilityZone=f"{MAIN}b",
        Size=500,
        Encrypted=True,
        KmsKeyId=estate.ids["key/shop-data"],
        TagSpecifications=spec("volume", "reports", "data"),
    )["VolumeId"]
    ec2.attach_volume(
        VolumeId=volume, InstanceId=estate.ids["instance/reporting"], Device="/dev/sdf"
    )
    snapshot = ec2.create_snapshot(
        VolumeId=volume,
        Description="Reports of the first quarter",
        TagSpecifications=spec("snapshot", "reports-q1", "data"),
    )["SnapshotId"]
    ec2.modify_snapshot_attribute(
        SnapshotId=snapshot,
        Attribute="createVolumePermission",
        OperationType="add",
        UserIds=[estate.platform.id],
    )
    estate.ids |= {"volume/reports": volume, "snapshot/reports-q1": snapshot}


def _storefront(estate: Estate) -> None:
    """Start the web instances: three of one launch template, behind the shop's balancer."""
    script = f"#!/bin/sh\nexport SESSION_KEY={estate.plant('planted-secret-user-data-0001')}\n"
    user_data = estate.plant(b64encode(script.encode()).decode())
    made = estate.client(SHOP, "ec2").create_launch_template(
        LaunchTemplateName="storefront",
        LaunchTemplateData={
            "ImageId": estate.ids["image/golden"],
            "InstanceType": "t3.medium",
            "IamInstanceProfile": {"Name": "shop-web"},
            "SecurityGroupIds": [estate.ids["security-group/shop-web"]],
            "UserData": user_data,
            "MetadataOptions": {"HttpTokens": "required"},
            "TagSpecifications": spec("instance", "storefront", "storefront"),
        },
        TagSpecifications=spec("launch-template", "storefront", "storefront"),
    )
    template = made["LaunchTemplate"]["LaunchTemplateId"]
    estate.ids["launch-template/storefront"] = template
    scaling = estate.client(SHOP, "autoscaling")
    scaling.create_auto_scaling_group(
        AutoScalingGroupName="storefront",
        LaunchTemplate={"LaunchTemplateId": template, "Version": "1"},
        MinSize=3,
        MaxSize=9,
        DesiredCapacity=3,
        VPCZoneIdentifier=",".join(subnets(estate, "shop", "app")),
        TargetGroupARNs=[estate.ids["target-group/web"]],
        Tags=[
            {"Key": key, "Value": value, "PropagateAtLaunch": True}
            for key, value in tag_map("storefront", "storefront").items()
        ],
    )
    scaling.put_scaling_policy(
        AutoScalingGroupName="storefront",
        PolicyName="busy",
        PolicyType="TargetTrackingScaling",
        TargetTrackingConfiguration={
            "PredefinedMetricSpecification": {"PredefinedMetricType": "ASGAverageCPUUtilization"},
            "TargetValue": 60.0,
        },
    )
    groups = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=["storefront"])
    for number, instance in enumerate(groups["AutoScalingGroups"][0]["Instances"], 1):
        estate.ids[f"instance/storefront-{number}"] = instance["InstanceId"]
        # Moto's scaling does not hand it on from the template.
        estate.client(SHOP, "ec2").associate_iam_instance_profile(
            InstanceId=instance["InstanceId"], IamInstanceProfile={"Name": "shop-web"}
        )
    estate.client(SHOP, "elbv2", SECOND).register_targets(
        TargetGroupArn=estate.ids["target-group/standby-web"],
        Targets=[{"Id": estate.ids[f"instance/standby-web-{number}"]} for number in (1, 2)],
    )
