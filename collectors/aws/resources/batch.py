"""AWS Batch: where jobs run, the queues in front of it, and the definitions that are active.

Jobs themselves come and go and are left out. What a definition gives to its containers as
variables, commands, parameters and options of logging becomes digests.
https://docs.aws.amazon.com/batch/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/batch/latest/APIReference"
_COMPUTE = "computeResources"
_MANAGED = f"{_COMPUTE}.managedInstancesProvider"
_NODES = "nodeProperties.nodeRangeProperties[]"
_TASKS = tuple(f"{at}ecsProperties.taskProperties[]" for at in ("", f"{_NODES}."))
_PLAIN = ("containerProperties", f"{_NODES}.container")
_CONTAINERS = (*_PLAIN, *(f"{one}.containers[]" for one in _TASKS))
_POD_CONTAINERS = tuple(
    f"{at}eksProperties.podProperties.{kind}[]"
    for at in ("", f"{_NODES}.")
    for kind in ("containers", "initContainers")
)
_VOLUMES = tuple(f"{one}.volumes" for one in (*_PLAIN, *_TASKS))

COMPUTE_ENVIRONMENT = Declaration(
    type="AWS::Batch::ComputeEnvironment",
    kind="compute-environment",
    service="batch",
    doc=f"{_API}/API_DescribeComputeEnvironments.html",
    list=ListCall("DescribeComputeEnvironments", "computeEnvironments"),
    id="{computeEnvironmentArn}",
    native_id="computeEnvironmentArn",
    uid="uuid",
    name="computeEnvironmentName",
    tags="tags",
    relations=(
        Rel("runs-as", "serviceRole", by="arn"),
        by_arn("refers-to", f"{_COMPUTE}.instanceRole"),
        Rel("refers-to", f"{_COMPUTE}.spotIamFleetRole", by="arn"),
        Rel("in-subnet", f"{_COMPUTE}.subnets[]"),
        Rel("uses-filter", f"{_COMPUTE}.securityGroupIds[]"),
        Rel("refers-to", f"{_COMPUTE}.launchTemplate.launchTemplateId"),
        Rel("refers-to", f"{_COMPUTE}.ec2KeyPair", by="name", type="AWS::EC2::KeyPair"),
        Rel("derived-from", f"{_COMPUTE}.imageId"),
        Rel("derived-from", f"{_COMPUTE}.ec2Configuration[].imageIdOverride"),
        Rel("runs-as", f"{_MANAGED}.infrastructureRoleArn", by="arn"),
        Rel("refers-to", f"{_MANAGED}.instanceLaunchTemplate.ec2InstanceProfileArn", by="arn"),
        Rel("in-subnet", f"{_MANAGED}.instanceLaunchTemplate.networkConfiguration.subnets[]"),
        Rel(
            "uses-filter",
            f"{_MANAGED}.instanceLaunchTemplate.networkConfiguration.securityGroups[]",
        ),
        Rel("manages", "ecsClusterArn", by="arn"),
        Rel("refers-to", "eksConfiguration.eksClusterArn", by="arn"),
    ),
    volatile=("statusReason", f"{_COMPUTE}.desiredvCpus"),
    keyed={
        f"{_COMPUTE}.subnets": "set",
        f"{_COMPUTE}.securityGroupIds": "set",
        f"{_COMPUTE}.instanceTypes": "set",
    },
    by_id=ById(params={"computeEnvironments": "=ids"}, batch=100),
    events={
        "CreateComputeEnvironment": "responseElements.computeEnvironmentArn",
        "UpdateComputeEnvironment": "responseElements.computeEnvironmentArn",
        "DeleteComputeEnvironment": "requestParameters.computeEnvironment",
    },
)

JOB_QUEUE = Declaration(
    type="AWS::Batch::JobQueue",
    kind="job-queue",
    service="batch",
    doc=f"{_API}/API_DescribeJobQueues.html",
    list=ListCall("DescribeJobQueues", "jobQueues"),
    id="{jobQueueArn}",
    native_id="jobQueueArn",
    name="jobQueueName",
    tags="tags",
    relations=(
        Rel("refers-to", "computeEnvironmentOrder[].computeEnvironment", by="arn"),
        Rel("refers-to", "serviceEnvironmentOrder[].serviceEnvironment", by="arn"),
        Rel("refers-to", "schedulingPolicyArn", by="arn"),
    ),
    volatile=("statusReason",),
    keyed={
        "computeEnvironmentOrder": ("order",),
        "serviceEnvironmentOrder": ("order",),
        "jobStateTimeLimitActions": "set",
    },
    by_id=ById(params={"jobQueues": "=ids"}, batch=100),
    events={
        "CreateJobQueue": "responseElements.jobQueueArn",
        "UpdateJobQueue": "responseElements.jobQueueArn",
        "DeleteJobQueue": "requestParameters.jobQueue",
    },
)

JOB_DEFINITION = Declaration(
    type="AWS::Batch::JobDefinition",
    kind="job-definition",
    service="batch",
    doc=f"{_API}/API_DescribeJobDefinitions.html",
    list=ListCall("DescribeJobDefinitions", "jobDefinitions", params={"status": "ACTIVE"}),
    id="{jobDefinitionArn}",
    native_id="jobDefinitionArn",
    name="jobDefinitionName",
    tags="tags",
    relations=(
        *(
            Rel("runs-as", f"{one}.{role}", by="arn")
            for one in _PLAIN
            for role in ("jobRoleArn", "executionRoleArn")
        ),
        *(
            Rel("runs-as", f"{one}.{role}", by="arn")
            for one in _TASKS
            for role in ("taskRoleArn", "executionRoleArn")
        ),
        *(
            Rel(
                "derived-from",
                f"[{one}.image][] | [?@].split(split(@, '@')[0], ':')[0]",
                by="image",
            )
            for one in (*_CONTAINERS, *_POD_CONTAINERS)
        ),
        *(by_arn("refers-to", f"{one}.secrets[].valueFrom") for one in _CONTAINERS),
        *(
            by_arn("refers-to", f"{one}.repositoryCredentials.credentialsParameter")
            for one in _CONTAINERS
        ),
        *(Rel("refers-to", f"{one}[].efsVolumeConfiguration.fileSystemId") for one in _VOLUMES),
    ),
    secret=(
        "parameters",
        *(f"{one}.environment[].value" for one in _CONTAINERS),
        *(f"{one}.env[].value" for one in _POD_CONTAINERS),
        *(f"{one}.command" for one in (*_CONTAINERS, *_POD_CONTAINERS)),
        *(f"{one}.args" for one in _POD_CONTAINERS),
        *(f"{one}.logConfiguration.options" for one in _CONTAINERS),
        *(f"{one}.containers[].firelensConfiguration.options" for one in _TASKS),
    ),
    keyed={
        **{f"{one}.environment": ("name",) for one in _CONTAINERS},
        **{f"{one}.secrets": ("name",) for one in _CONTAINERS},
        **{f"{one}.mountPoints": "set" for one in _CONTAINERS},
        **{f"{one}.resourceRequirements": ("type",) for one in _CONTAINERS},
        **{f"{one}.env": ("name",) for one in _POD_CONTAINERS},
        **dict.fromkeys(_VOLUMES, ("name",)),
        "platformCapabilities": "set",
    },
    by_id=ById(
        params={"jobDefinitions": "=ids"},
        items="jobDefinitions[?status=='ACTIVE']",
        batch=100,
    ),
    events={
        "RegisterJobDefinition": "responseElements.jobDefinitionArn",
        "DeregisterJobDefinition": "requestParameters.jobDefinition",
    },
)

SCHEDULING_POLICY = Declaration(
    type="AWS::Batch::SchedulingPolicy",
    kind="scheduling-policy",
    service="batch",
    doc=f"{_API}/API_DescribeSchedulingPolicies.html",
    list=ListCall("ListSchedulingPolicies", "schedulingPolicies"),
    describe=Describe(
        operation="DescribeSchedulingPolicies",
        params={"arns": "=ids"},
        result="schedulingPolicies",
        batch=100,
    ),
    id="{arn}",
    native_id="arn",
    name="name",
    tags="tags",
    no_relations="queues say which policy they follow",
    keyed={"fairsharePolicy.shareDistribution": ("shareIdentifier",)},
    by_id=ById(
        operation="DescribeSchedulingPolicies",
        params={"arns": "=ids"},
        items="schedulingPolicies",
        batch=100,
    ),
    events={
        "CreateSchedulingPolicy": "responseElements.arn",
        "UpdateSchedulingPolicy": "requestParameters.arn",
        "DeleteSchedulingPolicy": "requestParameters.arn",
    },
)

DECLARATIONS = (COMPUTE_ENVIRONMENT, JOB_QUEUE, JOB_DEFINITION, SCHEDULING_POLICY)
