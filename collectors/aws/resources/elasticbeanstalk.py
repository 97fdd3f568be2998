"""AWS Elastic Beanstalk: applications and environments with their settings.

Settings are names and values. Those of namespaces that hold networks, sizes and roles stay
readable; every other value (variables, parameters of templates, passwords, options of a
platform) becomes a digest.
https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html
https://docs.aws.amazon.com/elasticbeanstalk/latest/api/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/elasticbeanstalk/latest/api"
_APPLICATION = "AWS::ElasticBeanstalk::Application"
_READABLE_STARTS = (
    "aws:ec2:",
    "aws:autoscaling:",
    "aws:elb:",
    "aws:elbv2:",
    "aws:elasticbeanstalk:environment",
    "aws:elasticbeanstalk:cloudwatch:",
    "aws:elasticbeanstalk:command",
    "aws:elasticbeanstalk:managedactions",
    "aws:elasticbeanstalk:sns:",
    "aws:elasticbeanstalk:application:environmentsecrets",
)
_READABLE = " || ".join(f"starts_with(Namespace, '{one}')" for one in _READABLE_STARTS)
_OPTIONS = "ConfigurationSettings[0].OptionSettings"
_KEY = ("Namespace", "OptionName", "ResourceName")
_NOT_ARN = "[?@ && !starts_with(@, 'arn:')]"


def _setting(namespace: str, option: str) -> str:
    """Return a path to the values of one setting; many stand in one text with commas between."""
    chosen = f"readable[?Namespace=='{namespace}' && OptionName=='{option}' && Value]"
    return f"{chosen}.split(Value, ',') | []"


_PROFILE = _setting("aws:autoscaling:launchconfiguration", "IamInstanceProfile")
_ROLE = _setting("aws:elasticbeanstalk:environment", "ServiceRole")
_REFERENCES = "readable[?Namespace=='aws:elasticbeanstalk:application:environmentsecrets'].Value"

APPLICATION = Declaration(
    type=_APPLICATION,
    kind="application",
    service="elasticbeanstalk",
    doc=f"{_API}/API_DescribeApplications.html",
    list=ListCall("DescribeApplications", "Applications"),
    id="{ApplicationArn}",
    native_id="ApplicationName",
    uid="DateCreated",
    name="ApplicationName",
    tags=None,
    relations=(Rel("runs-as", "ResourceLifecycleConfig.ServiceRole", by="arn"),),
    keyed={"Versions": "set", "ConfigurationTemplates": "set"},
    by_id=ById(params={"ApplicationNames": "=ids"}, batch=100),
    events=dict.fromkeys(
        ("CreateApplication", "UpdateApplication", "DeleteApplication"),
        "requestParameters.applicationName",
    ),
)

ENVIRONMENT = Declaration(
    type="AWS::ElasticBeanstalk::Environment",
    kind="environment",
    service="elasticbeanstalk",
    doc=f"{_API}/API_DescribeEnvironments.html",
    list=ListCall("DescribeEnvironments", "Environments", params={"IncludeDeleted": False}),
    id="{EnvironmentArn}",
    native_id="EnvironmentId",
    uid="EnvironmentId",
    name="EnvironmentName",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "CNAME"),),
    aspects=(
        Detail(
            aspect="settings",
            operation="DescribeConfigurationSettings",
            params={
                "ApplicationName": "=item.ApplicationName",
                "EnvironmentName": "=item.EnvironmentName",
            },
            result=f"{{readable: {_OPTIONS}[?{_READABLE}], other: {_OPTIONS}[?!({_READABLE})]}}",
            doc=f"{_API}/API_DescribeConfigurationSettings.html",
        ),
        Detail(
            aspect="resources",
            operation="DescribeEnvironmentResources",
            params={"EnvironmentId": "=item.EnvironmentId"},
            result="EnvironmentResources",
            doc=f"{_API}/API_DescribeEnvironmentResources.html",
        ),
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"ResourceArn": "=item.EnvironmentArn"},
            result="ResourceTags",
        ),
    ),
    relations=(
        Rel("part-of", "ApplicationName", by="name", type=_APPLICATION),
        Rel("runs-as", "OperationsRole", by="arn"),
        # An environment of one machine names its address here, all others their load balancer.
        Rel("targets", "[EndpointURL][?@ && !to_number(split(@, '.')[-1])]", by="dns"),
        Rel("targets", "[EndpointURL][?@ && to_number(split(@, '.')[-1])]", by="ip"),
        Rel("in-network", _setting("aws:ec2:vpc", "VPCId"), aspect="settings"),
        Rel("in-subnet", _setting("aws:ec2:vpc", "Subnets"), aspect="settings"),
        Rel(
            "uses-filter",
            f"{_setting('aws:autoscaling:launchconfiguration', 'SecurityGroups')}"
            " | [?starts_with(@, 'sg-')]",
            aspect="settings",
        ),
        Rel(
            "refers-to",
            f"{_PROFILE} | {_NOT_ARN}",
            by="name",
            type="AWS::IAM::InstanceProfile",
            aspect="settings",
        ),
        by_arn("refers-to", _PROFILE, "settings"),
        Rel("runs-as", f"{_ROLE} | {_NOT_ARN}", "name", "AWS::IAM::Role", "settings"),
        by_arn("runs-as", _ROLE, "settings"),
        by_arn("refers-to", _REFERENCES, "settings"),
        Rel(
            "manages",
            "AutoScalingGroups[].Name",
            by="name",
            type="AWS::AutoScaling::AutoScalingGroup",
            aspect="resources",
        ),
        by_arn("manages", "LoadBalancers[].Name", "resources"),
        Rel(
            "manages",
            f"LoadBalancers[].Name | {_NOT_ARN}",
            by="name",
            type="AWS::ElasticLoadBalancing::LoadBalancer",
            aspect="resources",
        ),
        Rel("manages", "LaunchTemplates[].Id", aspect="resources"),
        Rel("manages", "Queues[].URL", aspect="resources"),
        Rel("manages", "Cluster.ClusterArn", by="arn", aspect="resources"),
    ),
    volatile=("Health", "HealthStatus", "AbortableOperationInProgress", "@resources.Instances"),
    secret=("@settings.other[].Value",),
    keyed={
        "EnvironmentLinks": ("LinkName",),
        "@settings.readable": _KEY,
        "@settings.other": _KEY,
        "@resources.AutoScalingGroups": ("Name",),
        "@resources.LaunchConfigurations": ("Name",),
        "@resources.LaunchTemplates": ("Id",),
        "@resources.LoadBalancers": ("Name",),
        "@resources.Triggers": ("Name",),
        "@resources.Queues": ("Name",),
        "@tags": ("Key",),
    },
    by_id=ById(
        params={"EnvironmentIds": "=ids", "IncludeDeleted": False},
        batch=100,
    ),
    events={
        "CreateEnvironment": "responseElements.environmentId",
        "UpdateEnvironment": "responseElements.environmentId",
        "TerminateEnvironment": "responseElements.environmentId",
    },
)

DECLARATIONS = (APPLICATION, ENVIRONMENT)
