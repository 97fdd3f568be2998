"""AWS Glue's work: crawlers, connections, jobs and what starts them.

Arguments of jobs, properties of connections and the steps of a job that was drawn become
digests. Connections are asked for without their passwords, which they would bear otherwise.
https://docs.aws.amazon.com/glue/latest/webapi/API_Operations.html
"""

from collectors.aws.partition import own_arn
from collectors.aws.vocabulary import by_arn, host_in
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/glue/latest/webapi"
_BUCKET = "AWS::S3::Bucket"
_DATABASE = "AWS::Glue::Database"
_CRAWLER = "AWS::Glue::Crawler"
_CONNECTION = "AWS::Glue::Connection"
_JOB = "AWS::Glue::Job"
_WORKFLOW = "AWS::Glue::Workflow"
_SECURITY = "AWS::Glue::SecurityConfiguration"
_RUN = (
    "WorkflowRunId",
    "PreviousRunId",
    "StartedOn",
    "CompletedOn",
    "Status",
    "ErrorMessage",
    "Statistics",
    "Graph",
    "StartingEventBatchCondition",
)
_GONE = ("EntityNotFoundException",)
_TARGETS = (
    "S3Targets",
    "JdbcTargets",
    "MongoDBTargets",
    "DynamoDBTargets",
    "CatalogTargets",
    "DeltaTargets",
    "IcebergTargets",
    "HudiTargets",
)


def _role(path: str) -> tuple[Rel, ...]:
    """Return the relations to a role that is named by ARN or by name."""
    return (
        by_arn("runs-as", path),
        Rel(
            "runs-as",
            f"[{path}][?@ && !starts_with(@, 'arn:')]",
            by="name",
            type="AWS::IAM::Role",
        ),
    )


def _tags(resource: str) -> Detail:
    """Return the call for tags; a crawler or job does not bear its ARN, so it is built."""
    return Detail(
        aspect="tags",
        operation="GetTags",
        params={"ResourceArn": own_arn("glue", f"join('/', ['{resource}', item.Name])")},
        result="Tags",
    )


CRAWLER = Declaration(
    type=_CRAWLER,
    kind="crawler",
    service="glue",
    doc=f"{_API}/API_GetCrawlers.html",
    list=ListCall("GetCrawlers", "Crawlers"),
    id="arn:{partition}:glue:{region}:{account}:crawler/{Name}",
    native_id="Name",
    uid="CreationTime",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("crawler"),),
    relations=(
        *_role("Role"),
        Rel("refers-to", "DatabaseName", by="name", type=_DATABASE),
        Rel("refers-to", host_in("Targets.S3Targets[].Path"), by="name", type=_BUCKET),
        Rel("refers-to", "Targets.DynamoDBTargets[].Path", by="name", type="AWS::DynamoDB::Table"),
        *(
            Rel("refers-to", f"Targets.{one}[].ConnectionName", by="name", type=_CONNECTION)
            for one in _TARGETS
            if one != "DynamoDBTargets"
        ),
        Rel("refers-to", "CrawlerSecurityConfiguration", by="name", type=_SECURITY),
    ),
    volatile=("LastCrawl", "CrawlElapsedTime", "State"),
    secret=("Configuration",),
    keyed={**{f"Targets.{one}": "set" for one in _TARGETS}, "Classifiers": "set"},
    by_id=ById(operation="GetCrawler", params={"Name": "=id"}, items="Crawler", not_found=_GONE),
    events=dict.fromkeys(
        ("CreateCrawler", "UpdateCrawler", "DeleteCrawler"), "requestParameters.name"
    ),
)

CONNECTION = Declaration(
    type=_CONNECTION,
    kind="connection",
    service="glue",
    doc=f"{_API}/API_GetConnections.html",
    list=ListCall("GetConnections", "ConnectionList", params={"HidePassword": True}),
    id="arn:{partition}:glue:{region}:{account}:connection/{Name}",
    native_id="Name",
    uid="CreationTime",
    name="Name",
    tags=None,
    relations=(
        Rel("in-subnet", "PhysicalConnectionRequirements.SubnetId"),
        Rel("uses-filter", "PhysicalConnectionRequirements.SecurityGroupIdList[]"),
        Rel("refers-to", "AuthenticationConfiguration.SecretArn", by="arn"),
        Rel("encrypted-with", "AuthenticationConfiguration.KmsKeyArn", by="arn"),
    ),
    volatile=("LastConnectionValidationTime", "StatusReason"),
    secret=(
        "ConnectionProperties",
        "SparkProperties",
        "AthenaProperties",
        "PythonProperties",
        "AuthenticationConfiguration.OAuth2Properties.TokenUrlParametersMap",
    ),
    keyed={
        "MatchCriteria": "set",
        "CompatibleComputeEnvironments": "set",
        "PhysicalConnectionRequirements.SecurityGroupIdList": "set",
    },
    by_id=ById(
        operation="GetConnection",
        params={"Name": "=id", "HidePassword": True},
        items="Connection",
        not_found=_GONE,
    ),
    events={
        "CreateConnection": "requestParameters.connectionInput.name",
        "UpdateConnection": "requestParameters.name",
        "DeleteConnection": "requestParameters.connectionName",
    },
)

JOB = Declaration(
    type=_JOB,
    kind="job",
    service="glue",
    doc=f"{_API}/API_GetJobs.html",
    list=ListCall("GetJobs", "Jobs"),
    id="arn:{partition}:glue:{region}:{account}:job/{Name}",
    native_id="Name",
    uid="CreatedOn",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("job"),),
    relations=(
        *_role("Role"),
        Rel("derived-from", host_in("Command.ScriptLocation"), by="name", type=_BUCKET),
        Rel("logs-to", host_in("LogUri"), by="name", type=_BUCKET),
        Rel("refers-to", "Connections.Connections[]", by="name", type=_CONNECTION),
        Rel("refers-to", "SecurityConfiguration", by="name", type=_SECURITY),
    ),
    secret=(
        "DefaultArguments",
        "NonOverridableArguments",
        "CodeGenConfigurationNodes",
        "SourceControlDetails.AuthToken",
    ),
    keyed={"Connections.Connections": "set"},
    by_id=ById(operation="GetJob", params={"JobName": "=id"}, items="Job", not_found=_GONE),
    events={
        "CreateJob": "requestParameters.name",
        "UpdateJob": "requestParameters.jobName",
        "DeleteJob": "requestParameters.jobName",
    },
)

TRIGGER = Declaration(
    type="AWS::Glue::Trigger",
    kind="trigger",
    service="glue",
    doc=f"{_API}/API_GetTriggers.html",
    list=ListCall("GetTriggers", "Triggers"),
    id="arn:{partition}:glue:{region}:{account}:trigger/{Name}",
    native_id="Name",
    name="Name",
    tags=None,
    relations=(
        Rel("part-of", "WorkflowName", by="name", type=_WORKFLOW),
        Rel("targets", "Actions[].JobName", by="name", type=_JOB),
        Rel("targets", "Actions[].CrawlerName", by="name", type=_CRAWLER),
        Rel("refers-to", "Predicate.Conditions[].JobName", by="name", type=_JOB),
        Rel("refers-to", "Predicate.Conditions[].CrawlerName", by="name", type=_CRAWLER),
    ),
    secret=("Actions[].Arguments",),
    by_id=ById(operation="GetTrigger", params={"Name": "=id"}, items="Trigger", not_found=_GONE),
    events=dict.fromkeys(
        ("CreateTrigger", "UpdateTrigger", "DeleteTrigger", "StartTrigger", "StopTrigger"),
        "requestParameters.name",
    ),
)

WORKFLOW = Declaration(
    type=_WORKFLOW,
    kind="workflow",
    service="glue",
    doc=f"{_API}/API_BatchGetWorkflows.html",
    list=ListCall("ListWorkflows", "Workflows[].{Name: @}"),
    describe=Describe(
        operation="BatchGetWorkflows", params={"Names": "=ids"}, result="Workflows", batch=25
    ),
    id="arn:{partition}:glue:{region}:{account}:workflow/{Name}",
    native_id="Name",
    uid="CreatedOn",
    name="Name",
    tags=None,
    no_relations="its triggers say that they are part of it",
    # Not the run whole: what it was given is part of the workflow.
    volatile=tuple(f"LastRun.{one}" for one in _RUN),
    secret=(
        "DefaultRunProperties",
        "LastRun.WorkflowRunProperties",
        "Graph.**.Arguments",
        "LastRun.Graph.**.Arguments",
    ),
    by_id=ById(
        operation="BatchGetWorkflows", params={"Names": "=ids"}, items="Workflows", batch=25
    ),
    events=dict.fromkeys(
        ("CreateWorkflow", "UpdateWorkflow", "DeleteWorkflow"), "requestParameters.name"
    ),
)

DEV_ENDPOINT = Declaration(
    type="AWS::Glue::DevEndpoint",
    kind="notebook",
    service="glue",
    doc=f"{_API}/API_GetDevEndpoints.html",
    list=ListCall("GetDevEndpoints", "DevEndpoints"),
    id="arn:{partition}:glue:{region}:{account}:devEndpoint/{EndpointName}",
    native_id="EndpointName",
    uid="CreatedTimestamp",
    zone="AvailabilityZone",
    name="EndpointName",
    tags=None,
    aliases=(("dns", "PublicAddress"), ("ip", "PrivateAddress")),
    relations=(
        Rel("runs-as", "RoleArn", by="arn"),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetId"),
        Rel("uses-filter", "SecurityGroupIds[]"),
        Rel("refers-to", "SecurityConfiguration", by="name", type=_SECURITY),
    ),
    volatile=("LastUpdateStatus",),
    secret=("Arguments",),
    keyed={"SecurityGroupIds": "set", "PublicKeys": "set"},
    by_id=ById(
        operation="GetDevEndpoint",
        params={"EndpointName": "=id"},
        items="DevEndpoint",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateDevEndpoint", "UpdateDevEndpoint", "DeleteDevEndpoint"),
        "requestParameters.endpointName",
    ),
)

DECLARATIONS = (
    CRAWLER,
    CONNECTION,
    JOB,
    TRIGGER,
    WORKFLOW,
    DEV_ENDPOINT,
)
