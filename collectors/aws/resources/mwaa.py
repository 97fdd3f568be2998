"""Amazon MWAA: environments of Apache Airflow.

What is set for Airflow may hold connections and passwords: it becomes digests.
https://docs.aws.amazon.com/mwaa/latest/API/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/mwaa/latest/API"
_LOGS = "values(LoggingConfiguration)[].CloudWatchLogGroupArn"

ENVIRONMENT = Declaration(
    type="AWS::MWAA::Environment",
    kind="environment",
    service="mwaa",
    doc=f"{_API}/API_GetEnvironment.html",
    list=ListCall("ListEnvironments", "Environments[].{Name: @}"),
    describe=Describe(
        operation="GetEnvironment", params={"Name": "=item.Name"}, result="Environment"
    ),
    id="arn:{partition}:airflow:{region}:{account}:environment/{Name}",
    native_id="Name",
    uid="CreatedAt",
    name="Name",
    tags="Tags",
    aliases=(("dns", "WebserverUrl"),),
    relations=(
        Rel("runs-as", "ExecutionRoleArn", by="arn"),
        Rel("runs-as", "ServiceRoleArn", by="arn"),
        Rel("encrypted-with", "KmsKey", by="arn"),
        Rel("derived-from", "SourceBucketArn", by="arn"),
        Rel("derived-from", "Teams.*.SourceBucketArn", by="arn"),
        Rel("in-subnet", "NetworkConfiguration.SubnetIds[]"),
        Rel("uses-filter", "NetworkConfiguration.SecurityGroupIds[]"),
        Rel("refers-to", "CeleryExecutorQueue", by="arn"),
        Rel("logs-to", f"{_LOGS} | [?@].split(@, ':*')[0]", by="arn"),
    ),
    volatile=("LastUpdate",),
    secret=("AirflowConfigurationOptions",),
    keyed={"NetworkConfiguration.SubnetIds": "set", "NetworkConfiguration.SecurityGroupIds": "set"},
    by_id=ById(
        operation="GetEnvironment",
        params={"Name": "=id"},
        items="Environment",
        not_found=("ResourceNotFoundException",),
    ),
    events=dict.fromkeys(
        ("CreateEnvironment", "UpdateEnvironment", "DeleteEnvironment"), "requestParameters.name"
    ),
)

DECLARATIONS = (ENVIRONMENT,)
