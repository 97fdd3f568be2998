"""Managed Prometheus and Grafana, and CloudWatch Synthetics: workspaces and canaries.

https://docs.aws.amazon.com/prometheus/latest/APIReference/Welcome.html
https://docs.aws.amazon.com/grafana/latest/APIReference/API_Operations.html
https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_PROMETHEUS = "https://docs.aws.amazon.com/prometheus/latest/APIReference"
_GRAFANA = "https://docs.aws.amazon.com/grafana/latest/APIReference"
_SYNTHETICS = "https://docs.aws.amazon.com/AmazonSynthetics/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_LOG_GROUP = "logGroupArn && split(logGroupArn, ':*')[0]"

PROMETHEUS_WORKSPACE = Declaration(
    type="AWS::APS::Workspace",
    kind="workspace",
    service="amp",
    doc=f"{_PROMETHEUS}/API_ListWorkspaces.html",
    list=ListCall("ListWorkspaces", "workspaces"),
    id="{arn}",
    native_id="workspaceId",
    uid="workspaceId",
    name="alias",
    tags="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="DescribeResourcePolicy",
            params={"workspaceId": "=item.workspaceId"},
            result="policyDocument",
            absent=_GONE,
            doc=f"{_PROMETHEUS}/API_DescribeResourcePolicy.html",
        ),
        Detail(
            aspect="logging",
            operation="DescribeLoggingConfiguration",
            params={"workspaceId": "=item.workspaceId"},
            result="loggingConfiguration",
            absent=_GONE,
            doc=f"{_PROMETHEUS}/API_DescribeLoggingConfiguration.html",
        ),
    ),
    relations=(
        Rel("encrypted-with", "kmsKeyArn", by="arn"),
        Rel("logs-to", _LOG_GROUP, by="arn", aspect="logging"),
        *trusts("", aspect="policy"),
    ),
    volatile=("@logging.modifiedAt",),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    no_by_id="the call by id brings more than the list call",
    events={
        "CreateWorkspace": "responseElements.workspaceId",
        **dict.fromkeys(
            (
                "UpdateWorkspaceAlias",
                "DeleteWorkspace",
                "PutResourcePolicy",
                "DeleteResourcePolicy",
                "CreateLoggingConfiguration",
                "UpdateLoggingConfiguration",
                "DeleteLoggingConfiguration",
            ),
            "requestParameters.workspaceId",
        ),
    },
)

GRAFANA_WORKSPACE = Declaration(
    type="AWS::Grafana::Workspace",
    kind="workspace",
    service="grafana",
    doc=f"{_GRAFANA}/API_DescribeWorkspace.html",
    list=ListCall("ListWorkspaces", "workspaces"),
    describe=Describe(
        operation="DescribeWorkspace", params={"workspaceId": "=item.id"}, result="workspace"
    ),
    id="arn:{partition}:grafana:{region}:{account}:/workspaces/{id}",
    native_id="id",
    uid="id",
    name="name",
    tags="tags",
    aliases=(("dns", "endpoint"),),
    relations=(
        Rel("in-subnet", "vpcConfiguration.subnetIds[]"),
        Rel("uses-filter", "vpcConfiguration.securityGroupIds[]"),
        Rel("attached-to", "networkAccessControl.vpceIds[]"),
        Rel("uses-filter", "networkAccessControl.prefixListIds[]"),
        Rel("runs-as", "workspaceRoleArn", by="arn"),
        *encrypted_with("kmsKeyId"),
        Rel("refers-to", "organizationalUnits[]"),
        Rel("refers-to", "stackSetName", by="name", type="AWS::CloudFormation::StackSet"),
    ),
    volatile=("modified", "degradedWorkspaceReason"),
    secret=("grafanaToken",),
    keyed={
        "dataSources": "set",
        "notificationDestinations": "set",
        "organizationalUnits": "set",
        "authentication.providers": "set",
        "vpcConfiguration.subnetIds": "set",
        "vpcConfiguration.securityGroupIds": "set",
        "networkAccessControl.vpceIds": "set",
        "networkAccessControl.prefixListIds": "set",
    },
    by_id=ById(
        operation="DescribeWorkspace",
        params={"workspaceId": "=id"},
        items="workspace",
        not_found=_GONE,
    ),
    events={
        "CreateWorkspace": "responseElements.workspace.id",
        **dict.fromkeys(
            (
                "UpdateWorkspace",
                "UpdateWorkspaceAuthentication",
                "UpdateWorkspaceConfiguration",
                "DeleteWorkspace",
            ),
            "requestParameters.workspaceId",
        ),
    },
)

CANARY = Declaration(
    type="AWS::Synthetics::Canary",
    kind="canary",
    service="synthetics",
    doc=f"{_SYNTHETICS}/API_DescribeCanaries.html",
    list=ListCall("DescribeCanaries", "Canaries"),
    id="arn:{partition}:synthetics:{region}:{account}:canary:{Name}",
    native_id="Name",
    uid="Id",
    name="Name",
    tags="Tags",
    relations=(
        Rel("runs-as", "ExecutionRoleArn", by="arn"),
        Rel("in-network", "VpcConfig.VpcId"),
        Rel("in-subnet", "VpcConfig.SubnetIds[]"),
        Rel("uses-filter", "VpcConfig.SecurityGroupIds[]"),
        by_arn("manages", "EngineArn"),
        by_arn("manages", "EngineConfigs[].EngineArn"),
        by_arn("derived-from", "Code.SourceLocationArn"),
        by_arn("derived-from", "Code.Dependencies[].Reference"),
        Rel(
            "logs-to",
            "split(split(ArtifactS3Location, 's3://')[-1], '/')[0]",
            by="name",
            type="AWS::S3::Bucket",
        ),
        Rel("encrypted-with", "ArtifactConfig.S3Encryption.KmsKeyArn", by="arn"),
        Rel("encrypted-with", "KmsKeyArn", by="arn"),
    ),
    volatile=(
        "Status",
        "DryRunConfig",
        "Timeline.LastModified",
        "Timeline.LastStarted",
        "Timeline.LastStopped",
    ),
    keyed={
        "VpcConfig.SubnetIds": "set",
        "VpcConfig.SecurityGroupIds": "set",
        "BrowserConfigs": ("BrowserType",),
        "EngineConfigs": ("BrowserType",),
        "VisualReferences": ("BrowserType",),
    },
    by_id=ById(operation="GetCanary", params={"Name": "=id"}, items="Canary", not_found=_GONE),
    events=dict.fromkeys(
        ("CreateCanary", "UpdateCanary", "DeleteCanary", "StartCanary", "StopCanary"),
        "requestParameters.name",
    ),
)

DECLARATIONS = (PROMETHEUS_WORKSPACE, GRAFANA_WORKSPACE, CANARY)
