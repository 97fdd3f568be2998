"""AWS Systems Manager: what is run on machines and when, and where its records go.

Parameters of what is run may hold secrets and become digests.
https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
)

_API = "https://docs.aws.amazon.com/systems-manager/latest/APIReference"
_BUCKET = "AWS::S3::Bucket"
_INSTANCES = "Targets[?Key=='InstanceIds'].Values[]"

MAINTENANCE_WINDOW = Declaration(
    type="AWS::SSM::MaintenanceWindow",
    kind="maintenance-window",
    service="ssm",
    doc=f"{_API}/API_DescribeMaintenanceWindows.html",
    list=ListCall("DescribeMaintenanceWindows", "WindowIdentities"),
    id="arn:{partition}:ssm:{region}:{account}:maintenancewindow/{WindowId}",
    native_id="WindowId",
    uid="WindowId",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="tasks",
            operation="DescribeMaintenanceWindowTasks",
            params={"WindowId": "=item.WindowId"},
            result="Tasks",
            absent=("DoesNotExistException",),
            doc=f"{_API}/API_DescribeMaintenanceWindowTasks.html",
        ),
    ),
    relations=(
        # A function or a workflow; a document is named by its name, and may be AWS's.
        by_arn("targets", "[].TaskArn", "tasks"),
        Rel("runs-as", "[].ServiceRoleArn", by="arn", aspect="tasks"),
        Rel("applies-to", f"[].{_INSTANCES}[]", aspect="tasks"),
        Rel("logs-to", "[].LoggingInfo.S3BucketName", by="name", type=_BUCKET, aspect="tasks"),
        Rel(
            "refers-to",
            "[].AlarmConfiguration.Alarms[].Name",
            by="name",
            type="AWS::CloudWatch::Alarm",
            aspect="tasks",
        ),
    ),
    volatile=("NextExecutionTime",),
    secret=("@tasks[].TaskParameters",),
    keyed={"@tasks": ("WindowTaskId",), "@tasks[].Targets": ("Key",)},
    no_by_id="the call by id brings more than the list call",
    events={
        "CreateMaintenanceWindow": "responseElements.windowId",
        **dict.fromkeys(
            (
                "UpdateMaintenanceWindow",
                "DeleteMaintenanceWindow",
                "RegisterTaskWithMaintenanceWindow",
                "UpdateMaintenanceWindowTask",
                "DeregisterTaskFromMaintenanceWindow",
            ),
            "requestParameters.windowId",
        ),
    },
)

PATCH_BASELINE = Declaration(
    type="AWS::SSM::PatchBaseline",
    kind="patch-baseline",
    service="ssm",
    doc=f"{_API}/API_GetPatchBaseline.html",
    list=ListCall(
        "DescribePatchBaselines",
        "BaselineIdentities",
        params={"Filters": [{"Key": "OWNER", "Values": ["Self"]}]},
        own_only=True,
    ),
    describe=Describe(
        operation="GetPatchBaseline",
        params={"BaselineId": "=item.BaselineId"},
        result="@",
        merge=True,
    ),
    id="arn:{partition}:ssm:{region}:{account}:patchbaseline/{BaselineId}",
    native_id="BaselineId",
    uid="BaselineId",
    name="BaselineName",
    tags=None,
    no_relations="it names groups of patches, which are tags of machines",
    volatile=("ModifiedDate", "AvailableSecurityUpdatesComplianceStatus"),
    # How a repository of packages is reached, its password included.
    secret=("Sources[].Configuration",),
    keyed={
        "PatchGroups": "set",
        "ApprovedPatches": "set",
        "RejectedPatches": "set",
        "Sources": ("Name",),
    },
    no_by_id="the call by id does not say whether it is the default",
    events={
        "CreatePatchBaseline": "responseElements.baselineId",
        **dict.fromkeys(
            (
                "UpdatePatchBaseline",
                "DeletePatchBaseline",
                "RegisterDefaultPatchBaseline",
                "RegisterPatchBaselineForPatchGroup",
                "DeregisterPatchBaselineForPatchGroup",
            ),
            "requestParameters.baselineId",
        ),
    },
)

ASSOCIATION = Declaration(
    type="AWS::SSM::Association",
    kind="association",
    service="ssm",
    doc=f"{_API}/API_DescribeAssociation.html",
    list=ListCall("ListAssociations", "Associations"),
    describe=Describe(
        operation="DescribeAssociation",
        params={"AssociationId": "=item.AssociationId"},
        result="AssociationDescription",
    ),
    id="arn:{partition}:ssm:{region}:{account}:association/{AssociationId}",
    native_id="AssociationId",
    uid="AssociationId",
    name="AssociationName",
    tags=None,
    relations=(
        Rel("applies-to", "InstanceId"),
        Rel("applies-to", _INSTANCES),
        Rel("applies-to", "TargetLocations[].Accounts[]"),
        Rel(
            "derived-from",
            "[Name][?@ && !starts_with(@, 'arn:')]",
            by="name",
            type="AWS::SSM::Document",
        ),
        by_arn("derived-from", "Name"),
        Rel("runs-as", "AssociationDispatchAssumeRole", by="arn"),
        Rel("logs-to", "OutputLocation.S3Location.OutputS3BucketName", by="name", type=_BUCKET),
        Rel(
            "refers-to",
            "AlarmConfiguration.Alarms[].Name",
            by="name",
            type="AWS::CloudWatch::Alarm",
        ),
    ),
    volatile=(
        "Status",
        "Overview",
        "LastExecutionDate",
        "LastSuccessfulExecutionDate",
        "TriggeredAlarms",
    ),
    secret=("Parameters",),
    keyed={"Targets": ("Key",), "CalendarNames": "set"},
    by_id=ById(
        operation="DescribeAssociation",
        params={"AssociationId": "=id"},
        items="AssociationDescription",
        not_found=("AssociationDoesNotExist",),
    ),
    events={
        "CreateAssociation": "responseElements.associationDescription.associationId",
        "UpdateAssociation": "requestParameters.associationId",
        "DeleteAssociation": "requestParameters.associationId",
    },
)

RESOURCE_DATA_SYNC = Declaration(
    type="AWS::SSM::ResourceDataSync",
    kind="data-sync",
    service="ssm",
    doc=f"{_API}/API_ListResourceDataSync.html",
    # Those of the other type gather for one view of the console and hand nothing on.
    list=ListCall(
        "ListResourceDataSync",
        "ResourceDataSyncItems",
        params={"SyncType": "SyncToDestination"},
    ),
    id="arn:{partition}:ssm:{region}:{account}:resource-data-sync/{SyncName}",
    native_id="SyncName",
    uid="SyncCreatedTime",
    name="SyncName",
    tags=None,
    relations=(
        Rel("logs-to", "S3Destination.BucketName", by="name", type=_BUCKET),
        Rel("encrypted-with", "S3Destination.AWSKMSKeyARN", by="arn"),
    ),
    volatile=(
        "LastSyncTime",
        "LastSuccessfulSyncTime",
        "LastStatus",
        "LastSyncStatusMessage",
        "SyncLastModifiedTime",
    ),
    no_by_id="there is no call for one of them",
    events=dict.fromkeys(
        ("CreateResourceDataSync", "DeleteResourceDataSync"), "requestParameters.syncName"
    ),
)

DECLARATIONS = (MAINTENANCE_WINDOW, PATCH_BASELINE, ASSOCIATION, RESOURCE_DATA_SYNC)
