"""AWS CodeDeploy: applications, and the groups of machines that they are deployed to.

https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_Operations.html
"""

from collectors.aws.partition import own_arn
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/codedeploy/latest/APIReference"
_APPLICATION = "AWS::CodeDeploy::Application"
_GONE = ("ApplicationDoesNotExistException",)
_FILTERS = ("Key", "Type", "Value")
_PAIRS = "loadBalancerInfo.targetGroupPairInfoList[]"

APPLICATION = Declaration(
    type=_APPLICATION,
    kind="application",
    service="codedeploy",
    doc=f"{_API}/API_BatchGetApplications.html",
    list=ListCall("ListApplications", "applications[].{applicationName: @}"),
    describe=Describe(
        operation="BatchGetApplications",
        params={"applicationNames": "=ids"},
        result="applicationsInfo",
        batch=100,
    ),
    id="arn:{partition}:codedeploy:{region}:{account}:application:{applicationName}",
    native_id="applicationName",
    uid="applicationId",
    name="applicationName",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"ResourceArn": own_arn("codedeploy", "'application'", "item.applicationName")},
            result="Tags",
        ),
    ),
    no_relations="what it is deployed to stands in its deployment groups",
    keyed={"@tags": ("Key",)},
    by_id=ById(
        operation="BatchGetApplications",
        params={"applicationNames": "=ids"},
        items="applicationsInfo",
        batch=100,
        not_found=_GONE,
    ),
    events={
        "CreateApplication": "requestParameters.applicationName",
        "DeleteApplication": "requestParameters.applicationName",
        "UpdateApplication": "requestParameters.newApplicationName",
    },
)

DEPLOYMENT_GROUP = Declaration(
    type="AWS::CodeDeploy::DeploymentGroup",
    kind="deployment-group",
    service="codedeploy",
    doc=f"{_API}/API_BatchGetDeploymentGroups.html",
    list=ListCall(
        "ListDeploymentGroups",
        "deploymentGroups[].{deploymentGroupName: @}",
        params={"applicationName": "=parent.applicationName"},
        each=_APPLICATION,
        stamp={"applicationName": "applicationName"},
        absent=_GONE,
    ),
    describe=Describe(
        operation="BatchGetDeploymentGroups",
        params={
            "applicationName": "=parent.applicationName",
            "deploymentGroupNames": "=ids",
        },
        result="deploymentGroupsInfo",
        batch=100,
    ),
    id="arn:{partition}:codedeploy:{region}:{account}:deploymentgroup:"
    "{applicationName}/{deploymentGroupName}",
    native_id="deploymentGroupName",
    uid="deploymentGroupId",
    name="deploymentGroupName",
    tags=None,
    relations=(
        Rel("part-of", "applicationName", by="name", type=_APPLICATION),
        Rel("runs-as", "serviceRoleArn", by="arn"),
        Rel(
            "refers-to",
            "autoScalingGroups[].name",
            by="name",
            type="AWS::AutoScaling::AutoScalingGroup",
        ),
        Rel(
            "refers-to",
            "loadBalancerInfo.elbInfoList[].name",
            by="name",
            type="AWS::ElasticLoadBalancing::LoadBalancer",
        ),
        Rel("refers-to", f"{_PAIRS}.prodTrafficRoute.listenerArns[]", by="arn"),
        Rel("refers-to", f"{_PAIRS}.testTrafficRoute.listenerArns[]", by="arn"),
        Rel("refers-to", "triggerConfigurations[].triggerTargetArn", by="arn"),
        Rel(
            "refers-to",
            "alarmConfiguration.alarms[].name",
            by="name",
            type="AWS::CloudWatch::Alarm",
        ),
        Rel("refers-to", "targetRevision.s3Location.bucket", by="name", type="AWS::S3::Bucket"),
    ),
    volatile=("lastSuccessfulDeployment", "lastAttemptedDeployment"),
    secret=("targetRevision.string.content", "targetRevision.appSpecContent.content"),
    keyed={
        "ec2TagFilters": _FILTERS,
        "onPremisesInstanceTagFilters": _FILTERS,
        "autoScalingGroups": ("name",),
        "triggerConfigurations": ("triggerName",),
        "triggerConfigurations[].triggerEvents": "set",
        "alarmConfiguration.alarms": ("name",),
        "autoRollbackConfiguration.events": "set",
        "loadBalancerInfo.elbInfoList": ("name",),
        "loadBalancerInfo.targetGroupInfoList": ("name",),
        "ec2TagSet.ec2TagSetList": "set",
        "onPremisesTagSet.onPremisesTagSetList": "set",
        "ecsServices": ("clusterName", "serviceName"),
    },
    no_by_id="its call takes the application too, which the id does not say",
    events=dict.fromkeys(
        ("CreateDeploymentGroup", "DeleteDeploymentGroup"),
        "requestParameters.deploymentGroupName",
    )
    | {
        "UpdateDeploymentGroup": "requestParameters.newDeploymentGroupName"
        " || requestParameters.currentDeploymentGroupName"
    },
)

DECLARATIONS = (APPLICATION, DEPLOYMENT_GROUP)
