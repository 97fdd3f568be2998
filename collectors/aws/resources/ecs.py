"""Amazon ECS: clusters, services, tasks, and task definitions.

An account keeps thousands of revisions of task definitions that nothing runs. All that are
active are listed, by ARN alone; those that services run and the newest of each family are
described. A revision never changes, so one that was described once keeps its document. One that
was deregistered is seen as long as a service runs it, and has ended for us after that.
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deregister-task-definition-v2.html
A task says which deployment started it, and a service which deployments it has: so a task is
found to be part of its service.
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Operations.html
Declarations are long here because every counter that moves by itself is named.
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_CLUSTER = "AWS::ECS::Cluster"
_SERVICE = "AWS::ECS::Service"
_TAGS = {"tags": ("key",)}
_GONE = ("ClusterNotFoundException",)
_NETWORK = "networkConfiguration.awsvpcConfiguration"
_CONTAINERS = "containerDefinitions[]"
_HARMLESS = (
    "awslogs-create-group,awslogs-datetime-format,awslogs-group,awslogs-multiline-pattern,"
    "awslogs-region,awslogs-stream-prefix,max-buffer-size,mode"
)
"""Options of logging that hold no secret; of other drivers than that of AWS they may."""
_LOG_OPTIONS = f"logConfiguration.options.!{_HARMLESS}"
_CLUSTER_PARTS = ["CONFIGURATIONS", "SETTINGS", "TAGS"]

CLUSTER = Declaration(
    type=_CLUSTER,
    kind="cluster",
    service="ecs",
    doc=f"{_API}/API_DescribeClusters.html",
    list=ListCall("ListClusters", "clusterArns[].{clusterArn: @}"),
    describe=Describe(
        operation="DescribeClusters",
        params={"clusters": "=ids", "include": _CLUSTER_PARTS},
        result="clusters",
        batch=100,
    ),
    id="{clusterArn}",
    native_id="clusterArn",
    name="clusterName",
    tags="tags",
    relations=(
        Rel(
            "logs-to",
            "configuration.executeCommandConfiguration.logConfiguration.cloudWatchLogGroupName",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        Rel(
            "encrypted-with",
            "configuration.executeCommandConfiguration.kmsKeyId",
        ),
    ),
    volatile=(
        "registeredContainerInstancesCount",
        "runningTasksCount",
        "pendingTasksCount",
        "activeServicesCount",
        "statistics",
    ),
    keyed={**_TAGS, "settings": ("name",), "capacityProviders": "set"},
    by_id=ById(
        operation="DescribeClusters",
        params={"clusters": "=ids", "include": _CLUSTER_PARTS},
        items="clusters[?status!='INACTIVE']",
        batch=100,
    ),
    events={
        "CreateCluster": "responseElements.cluster.clusterArn",
        "UpdateCluster": "responseElements.cluster.clusterArn",
        "DeleteCluster": "responseElements.cluster.clusterArn",
    },
)

SERVICE = Declaration(
    type=_SERVICE,
    kind="service",
    service="ecs",
    doc=f"{_API}/API_DescribeServices.html",
    list=ListCall(
        "ListServices",
        "serviceArns[].{serviceArn: @}",
        params={"cluster": "=parent.clusterArn", "maxResults": 100},
        each=_CLUSTER,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeServices",
        params={"cluster": "=parent.clusterArn", "services": "=ids", "include": ["TAGS"]},
        result="services",
        batch=10,
    ),
    id="{serviceArn}",
    native_id="serviceArn",
    uid="createdAt",
    name="serviceName",
    tags="tags",
    aliases=(("ecs-deployment", "deployments[].id"),),
    relations=(
        Rel("part-of", "clusterArn", by="arn"),
        Rel("derived-from", "taskDefinition", by="arn"),
        Rel("runs-as", "roleArn", by="arn"),
        Rel("refers-to", "loadBalancers[].targetGroupArn", by="arn"),
        Rel("in-subnet", f"{_NETWORK}.subnets[]"),
        Rel("uses-filter", f"{_NETWORK}.securityGroups[]"),
        Rel("refers-to", "serviceRegistries[].registryArn", by="arn"),
    ),
    volatile=(
        "events",
        "runningCount",
        "pendingCount",
        "currentServiceDeployment",
        "currentServiceRevisions",
        "deployments[].desiredCount",
        "deployments[].runningCount",
        "deployments[].pendingCount",
        "deployments[].failedTasks",
        "deployments[].updatedAt",
        "deployments[].rolloutState",
        "deployments[].rolloutStateReason",
        "taskSets[].runningCount",
        "taskSets[].pendingCount",
        "taskSets[].computedDesiredCount",
        "taskSets[].updatedAt",
        "taskSets[].stabilityStatus",
        "taskSets[].stabilityStatusAt",
    ),
    secret=(f"deployments[].serviceConnectConfiguration.{_LOG_OPTIONS}",),
    keyed={
        **_TAGS,
        "deployments": ("id",),
        "taskSets": ("id",),
        "loadBalancers": "set",
        f"{_NETWORK}.subnets": "set",
        f"{_NETWORK}.securityGroups": "set",
    },
    by_id=ById(
        operation="DescribeServices",
        # The ARN bears the name of the cluster.
        params={
            "cluster": "=split(id, '/')[1]",
            "services": ["=id"],
            "include": ["TAGS"],
        },
        items="services[?status!='INACTIVE']",
        not_found=_GONE,
    ),
    events={
        "CreateService": "responseElements.service.serviceArn",
        "UpdateService": "responseElements.service.serviceArn",
        "DeleteService": "responseElements.service.serviceArn",
    },
)

TASK_DEFINITION = Declaration(
    type="AWS::ECS::TaskDefinition",
    kind="task-definition",
    service="ecs",
    doc=f"{_API}/API_DescribeTaskDefinition.html",
    list=ListCall(
        "DescribeTaskDefinition",
        "merge(taskDefinition, {tags: tags})",
        params={"taskDefinition": "=parent.taskDefinition", "include": ["TAGS"]},
        each=_SERVICE,
        when="taskDefinition",
        # Newest first: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html
        also=ListCall(
            "ListTaskDefinitions",
            "[newest_revisions(taskDefinitionArns)[].{taskDefinitionArn: @, newest: `true`},"
            " older_revisions(taskDefinitionArns)[].{taskDefinitionArn: @, older: `true`}][]",
            params={"status": "ACTIVE", "sort": "DESC", "maxResults": 100},
        ),
    ),
    describe=Describe(
        operation="DescribeTaskDefinition",
        params={"taskDefinition": "=item.taskDefinitionArn", "include": ["TAGS"]},
        result="merge(taskDefinition, {tags: tags})",
        when="newest",
        sparing="older",
    ),
    id="{taskDefinitionArn}",
    native_id="taskDefinitionArn",
    uid="registeredAt",
    name="family",
    tags="tags",
    relations=(
        Rel("runs-as", "taskRoleArn", by="arn"),
        Rel("runs-as", "executionRoleArn", by="arn"),
        Rel(
            "derived-from",
            f"{_CONTAINERS}.image | [?@].split(split(@, '@')[0], ':')[0]",
            by="image",
        ),
        by_arn("refers-to", f"{_CONTAINERS}.secrets[].valueFrom"),
        by_arn("refers-to", f"{_CONTAINERS}.repositoryCredentials.credentialsParameter"),
        Rel("refers-to", "volumes[].efsVolumeConfiguration.fileSystemId"),
        Rel(
            "logs-to",
            f'{_CONTAINERS}.logConfiguration.options."awslogs-group"',
            by="name",
            type="AWS::Logs::LogGroup",
        ),
    ),
    secret=(
        f"{_CONTAINERS}.environment[].value",
        f"{_CONTAINERS}.command",
        f"{_CONTAINERS}.entryPoint",
        f"{_CONTAINERS}.healthCheck.command",
        f"{_CONTAINERS}.dockerLabels",
        f"{_CONTAINERS}.{_LOG_OPTIONS}",
        f"{_CONTAINERS}.firelensConfiguration.options",
        "volumes[].dockerVolumeConfiguration.driverOpts",
        "volumes[].dockerVolumeConfiguration.labels",
    ),
    keyed={
        **_TAGS,
        "containerDefinitions": ("name",),
        f"{_CONTAINERS}.environment": ("name",),
        f"{_CONTAINERS}.secrets": ("name",),
        f"{_CONTAINERS}.portMappings": "set",
        f"{_CONTAINERS}.mountPoints": "set",
        "volumes": ("name",),
        "requiresAttributes": "set",
        "compatibilities": "set",
        "requiresCompatibilities": "set",
    },
    by_id=ById(
        params={"taskDefinition": "=id", "include": ["TAGS"]},
        not_found=("ClientException",),
    ),
    events={
        "RegisterTaskDefinition": "responseElements.taskDefinition.taskDefinitionArn",
        "DeregisterTaskDefinition": "responseElements.taskDefinition.taskDefinitionArn",
    },
)

TASK = Declaration(
    type="AWS::ECS::Task",
    kind="task",
    service="ecs",
    doc=f"{_API}/API_DescribeTasks.html",
    list=ListCall(
        "ListTasks",
        "taskArns[].{taskArn: @}",
        params={"cluster": "=parent.clusterArn"},
        each=_CLUSTER,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeTasks",
        params={"cluster": "=parent.clusterArn", "tasks": "=ids", "include": ["TAGS"]},
        result="tasks",
        batch=100,
    ),
    id="{taskArn}",
    native_id="taskArn",
    uid="taskArn",
    zone="availabilityZone",
    name="group",
    tags="tags",
    aliases=(("ip", "containers[].networkInterfaces[].privateIpv4Address"),),
    relations=(
        Rel("part-of", "startedBy", by="ecs-deployment"),
        Rel("part-of", "clusterArn", by="arn"),
        Rel("derived-from", "taskDefinitionArn", by="arn"),
        Rel("runs-as", "overrides.taskRoleArn", by="arn"),
        Rel("attached-to", "containerInstanceArn", by="arn"),
        Rel("attached-to", "attachments[].details[?name=='networkInterfaceId'].value | []"),
        Rel("in-subnet", "attachments[].details[?name=='subnetId'].value | []"),
    ),
    volatile=(
        "version",
        "connectivity",
        "connectivityAt",
        "healthStatus",
        "lastStatus",
        "pullStartedAt",
        "pullStoppedAt",
        "containers[].healthStatus",
        "containers[].lastStatus",
        "containers[].managedAgents",
    ),
    secret=(
        "overrides.containerOverrides[].environment[].value",
        "overrides.containerOverrides[].command",
    ),
    keyed={
        **_TAGS,
        "attachments": ("id",),
        "attachments[].details": ("name",),
        "attributes": "set",
        "containers": ("name",),
        "overrides.containerOverrides": ("name",),
        "overrides.containerOverrides[].environment": ("name",),
    },
    by_id=ById(
        operation="DescribeTasks",
        # The ARN bears the name of the cluster.
        params={
            "cluster": "=split(id, '/')[1]",
            "tasks": ["=id"],
            "include": ["TAGS"],
        },
        items="tasks[?lastStatus!='STOPPED']",
        not_found=_GONE,
    ),
    events={
        "RunTask": "responseElements.tasks[].taskArn",
        "StopTask": "responseElements.task.taskArn",
    },
)

CONTAINER_INSTANCE = Declaration(
    type="AWS::ECS::ContainerInstance",
    kind="container-instance",
    service="ecs",
    doc=f"{_API}/API_DescribeContainerInstances.html",
    list=ListCall(
        "ListContainerInstances",
        "containerInstanceArns[].{containerInstanceArn: @}",
        params={"cluster": "=parent.clusterArn"},
        each=_CLUSTER,
        stamp={"clusterArn": "clusterArn"},
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeContainerInstances",
        params={
            "cluster": "=parent.clusterArn",
            "containerInstances": "=ids",
            "include": ["TAGS"],
        },
        result="containerInstances",
        batch=100,
        merge=True,
    ),
    id="{containerInstanceArn}",
    native_id="containerInstanceArn",
    uid="registeredAt",
    name="ec2InstanceId",
    tags="tags",
    relations=(
        Rel("part-of", "clusterArn", by="arn"),
        Rel("attached-to", "ec2InstanceId"),
    ),
    volatile=(
        "version",
        "agentConnected",
        "agentUpdateStatus",
        "remainingResources",
        "runningTasksCount",
        "pendingTasksCount",
        "healthStatus",
    ),
    keyed={**_TAGS, "attributes": ("name",), "registeredResources": ("name",)},
    no_by_id="the call by id does not say the cluster",
    events={
        "RegisterContainerInstance": "responseElements.containerInstance.containerInstanceArn",
        "DeregisterContainerInstance": "responseElements.containerInstance.containerInstanceArn",
    },
)

DECLARATIONS = (CLUSTER, SERVICE, TASK_DEFINITION, TASK, CONTAINER_INSTANCE)
