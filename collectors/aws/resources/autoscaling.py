"""EC2 Auto Scaling: groups, what they start instances from, and what makes them grow.

https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_Operations.html
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import TAGS, by_arn
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference"
_GROUP = "AWS::AutoScaling::AutoScalingGroup"
_CONFIGURATION = "AWS::AutoScaling::LaunchConfiguration"
_BALANCER = "AWS::ElasticLoadBalancing::LoadBalancer"
_MIXED = "MixedInstancesPolicy.LaunchTemplate"
_OVERRIDES = f"{_MIXED}.Overrides[]"
_RESERVED = "CapacityReservationSpecification.CapacityReservationTarget"
_NAMED = "requestParameters.autoScalingGroupName"
_REQUIRED: dict[str, KeyFields] = {
    f"{_OVERRIDES}.InstanceRequirements.{name}": "set"
    for name in (
        "AcceleratorManufacturers",
        "AcceleratorNames",
        "AcceleratorTypes",
        "AllowedInstanceTypes",
        "CpuManufacturers",
        "ExcludedInstanceTypes",
        "InstanceGenerations",
        "LocalStorageTypes",
    )
}

GROUP = Declaration(
    type=_GROUP,
    kind="auto-scaling-group",
    service="autoscaling",
    doc=f"{_API}/API_DescribeAutoScalingGroups.html",
    list=ListCall(
        "DescribeAutoScalingGroups",
        "AutoScalingGroups",
        params={"MaxRecords": 100},
        own_only=True,
    ),
    id="{AutoScalingGroupARN}",
    native_id="AutoScalingGroupName",
    uid="AutoScalingGroupARN",
    name="AutoScalingGroupName",
    relations=(
        Rel("manages", "Instances[].InstanceId"),
        Rel("in-subnet", "split(VPCZoneIdentifier, ',')"),
        Rel("refers-to", "TargetGroupARNs[]", by="arn"),
        Rel("refers-to", "LoadBalancerNames[]", by="name", type=_BALANCER),
        by_arn("refers-to", "TrafficSources[].Identifier"),
        Rel("derived-from", "LaunchTemplate.LaunchTemplateId"),
        Rel("derived-from", f"{_MIXED}.LaunchTemplateSpecification.LaunchTemplateId"),
        Rel("derived-from", f"{_OVERRIDES}.LaunchTemplateSpecification.LaunchTemplateId"),
        Rel("derived-from", "LaunchConfigurationName", by="name", type=_CONFIGURATION),
        Rel("runs-as", "ServiceLinkedRoleARN", by="arn"),
        Rel("refers-to", f"{_RESERVED}.CapacityReservationIds[]"),
        Rel("refers-to", f"{_RESERVED}.CapacityReservationResourceGroupArns[]", by="arn"),
    ),
    volatile=(
        "PredictedCapacity",
        "WarmPoolSize",
        "Instances[].HealthStatus",
        "Instances[].LifecycleState",
    ),
    keyed={
        **TAGS,
        **_REQUIRED,
        "AvailabilityZones": "set",
        "AvailabilityZoneIds": "set",
        "LoadBalancerNames": "set",
        "TargetGroupARNs": "set",
        "TrafficSources": ("Identifier",),
        "Instances": ("InstanceId",),
        "SuspendedProcesses": ("ProcessName",),
        "EnabledMetrics": ("Metric",),
        f"{_RESERVED}.CapacityReservationIds": "set",
        f"{_RESERVED}.CapacityReservationResourceGroupArns": "set",
    },
    # A name that no group bears is left out of the answer.
    by_id=ById(params={"AutoScalingGroupNames": "=ids"}, batch=50),
    events={
        **dict.fromkeys(
            (
                "CreateAutoScalingGroup",
                "UpdateAutoScalingGroup",
                "DeleteAutoScalingGroup",
                "SetDesiredCapacity",
                "AttachInstances",
                "DetachInstances",
                "EnterStandby",
                "ExitStandby",
                "AttachLoadBalancerTargetGroups",
                "DetachLoadBalancerTargetGroups",
                "AttachLoadBalancers",
                "DetachLoadBalancers",
                "AttachTrafficSources",
                "DetachTrafficSources",
                "SuspendProcesses",
                "ResumeProcesses",
            ),
            _NAMED,
        ),
        "CreateOrUpdateTags": "requestParameters.tags[].resourceId",
        "DeleteTags": "requestParameters.tags[].resourceId",
    },
)

LAUNCH_CONFIGURATION = Declaration(
    type=_CONFIGURATION,
    kind="launch-template",
    service="autoscaling",
    doc=f"{_API}/API_DescribeLaunchConfigurations.html",
    list=ListCall(
        "DescribeLaunchConfigurations",
        "LaunchConfigurations",
        params={"MaxRecords": 100},
        own_only=True,
    ),
    id="{LaunchConfigurationARN}",
    native_id="LaunchConfigurationName",
    uid="LaunchConfigurationARN",
    name="LaunchConfigurationName",
    tags=None,
    relations=(
        Rel("derived-from", "ImageId"),
        Rel("uses-filter", "SecurityGroups[]"),
        by_arn("runs-as", "IamInstanceProfile"),
        Rel(
            "runs-as",
            "[IamInstanceProfile][?@ && !starts_with(@, 'arn:')]",
            by="name",
            type="AWS::IAM::InstanceProfile",
        ),
        Rel("refers-to", "BlockDeviceMappings[].Ebs.SnapshotId"),
    ),
    secret=("UserData",),
    keyed={
        "SecurityGroups": "set",
        "ClassicLinkVPCSecurityGroups": "set",
        "BlockDeviceMappings": ("DeviceName",),
    },
    by_id=ById(params={"LaunchConfigurationNames": "=ids"}, batch=50),
    events=dict.fromkeys(
        ("CreateLaunchConfiguration", "DeleteLaunchConfiguration"),
        "requestParameters.launchConfigurationName",
    ),
)

SCALING_POLICY = Declaration(
    type="AWS::AutoScaling::ScalingPolicy",
    kind="scaling-policy",
    service="autoscaling",
    doc=f"{_API}/API_DescribePolicies.html",
    list=ListCall("DescribePolicies", "ScalingPolicies", params={"MaxRecords": 100}, own_only=True),
    id="{PolicyARN}",
    native_id="PolicyARN",
    uid="PolicyARN",
    name="PolicyName",
    tags=None,
    relations=(
        Rel("part-of", "AutoScalingGroupName", by="name", type=_GROUP),
        Rel("refers-to", "Alarms[].AlarmARN", by="arn"),
    ),
    keyed={"Alarms": ("AlarmARN",)},
    no_by_id="its call takes names, which are one per group only",
    events={"PutScalingPolicy": "responseElements.policyARN"},
)

DECLARATIONS = (GROUP, LAUNCH_CONFIGURATION, SCALING_POLICY)
