"""Amazon ECS, what services run on: capacity providers, and task sets of outside deployers.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_MANAGED = "managedInstancesProvider"
_NETWORK = f"{_MANAGED}.instanceLaunchTemplate.networkConfiguration"
_TASK_NETWORK = "networkConfiguration.awsvpcConfiguration"
_TAGS = {"tags": ("key",)}

CAPACITY_PROVIDER = Declaration(
    type="AWS::ECS::CapacityProvider",
    kind="capacity-provider",
    service="ecs",
    doc=f"{_API}/API_DescribeCapacityProviders.html",
    list=ListCall("DescribeCapacityProviders", "capacityProviders", params={"include": ["TAGS"]}),
    id="{capacityProviderArn}",
    native_id="name",
    name="name",
    tags="tags",
    relations=(
        Rel("manages", "autoScalingGroupProvider.autoScalingGroupArn", by="arn"),
        Rel("runs-as", f"{_MANAGED}.infrastructureRoleArn", by="arn"),
        Rel("refers-to", f"{_MANAGED}.instanceLaunchTemplate.ec2InstanceProfileArn", by="arn"),
        Rel("in-subnet", f"{_NETWORK}.subnets[]"),
        Rel("uses-filter", f"{_NETWORK}.securityGroups[]"),
    ),
    volatile=("updateStatus", "updateStatusReason"),
    keyed={**_TAGS, f"{_NETWORK}.subnets": "set", f"{_NETWORK}.securityGroups": "set"},
    by_id=ById(
        params={"capacityProviders": ["=id"], "include": ["TAGS"]},
        items="capacityProviders[?status!='INACTIVE']",
    ),
    events={
        "CreateCapacityProvider": "requestParameters.name",
        "UpdateCapacityProvider": "requestParameters.name",
        "DeleteCapacityProvider": "requestParameters.capacityProvider",
    },
)

TASK_SET = Declaration(
    type="AWS::ECS::TaskSet",
    kind="task-set",
    service="ecs",
    doc=f"{_API}/API_DescribeTaskSets.html",
    list=ListCall(
        "DescribeTaskSets",
        "taskSets",
        params={"cluster": "=parent.clusterArn", "service": "=parent.serviceArn"},
        each="AWS::ECS::Service",
        # Other services have deployments, which stand in their own document.
        when="deploymentController.type == 'EXTERNAL'",
        absent=("ServiceNotFoundException", "ServiceNotActiveException"),
    ),
    id="{taskSetArn}",
    native_id="taskSetArn",
    uid="createdAt",
    name="externalId || id",
    tags="tags",
    aliases=(("ecs-deployment", "id"),),
    relations=(
        Rel("part-of", "serviceArn", by="arn"),
        Rel("derived-from", "taskDefinition", by="arn"),
        Rel("refers-to", "loadBalancers[].targetGroupArn", by="arn"),
        Rel("refers-to", "serviceRegistries[].registryArn", by="arn"),
        Rel("in-subnet", f"{_TASK_NETWORK}.subnets[]"),
        Rel("uses-filter", f"{_TASK_NETWORK}.securityGroups[]"),
        Rel("encrypted-with", "fargateEphemeralStorage.kmsKeyId"),
    ),
    volatile=(
        "computedDesiredCount",
        "pendingCount",
        "runningCount",
        "updatedAt",
        "stabilityStatus",
        "stabilityStatusAt",
    ),
    keyed={
        **_TAGS,
        "loadBalancers": "set",
        f"{_TASK_NETWORK}.subnets": "set",
        f"{_TASK_NETWORK}.securityGroups": "set",
    },
    no_by_id="its call takes the service too",
    events={
        "CreateTaskSet": "responseElements.taskSet.taskSetArn",
        "UpdateTaskSet": "responseElements.taskSet.taskSetArn",
        "DeleteTaskSet": "responseElements.taskSet.taskSetArn",
    },
)

DECLARATIONS = (CAPACITY_PROVIDER, TASK_SET)
