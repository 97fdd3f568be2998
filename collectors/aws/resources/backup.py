"""AWS Backup: vaults with their policies and locks, plans, and what plans select.

Recovery points are the resources of other services and are not listed here.
https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Operations_AWS_Backup.html
"""

from collectors.aws.vocabulary import encrypted_with, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/aws-backup/latest/devguide"
_VAULT = "AWS::Backup::BackupVault"
_PLAN = "AWS::Backup::BackupPlan"
_GONE = ("ResourceNotFoundException",)
_NAME = "requestParameters.backupVaultName"
_RULES = "BackupPlan.Rules[]"


def _tags(arn: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTags",
        params={"ResourceArn": f"=item.{arn}"},
        result="Tags",
        when=arn,
    )


VAULT = Declaration(
    type=_VAULT,
    kind="backup-vault",
    service="backup",
    doc=f"{_API}/API_ListBackupVaults.html",
    list=ListCall("ListBackupVaults", "BackupVaultList"),
    id="{BackupVaultArn}",
    native_id="BackupVaultName",
    uid="CreationDate",
    owner="split(BackupVaultArn, ':')[4]",
    name="BackupVaultName",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(
            aspect="policy",
            operation="GetBackupVaultAccessPolicy",
            params={"BackupVaultName": "=item.BackupVaultName"},
            result="Policy",
            absent=_GONE,
            doc=f"{_API}/API_GetBackupVaultAccessPolicy.html",
        ),
        _tags("BackupVaultArn"),
    ),
    relations=(*encrypted_with("EncryptionKeyArn"), *trusts("", aspect="policy")),
    volatile=("NumberOfRecoveryPoints",),
    json=("@policy",),
    keyed=policy_lists("@policy"),
    no_by_id="the call by name gives other members than the list",
    events=dict.fromkeys(
        (
            "CreateBackupVault",
            "DeleteBackupVault",
            "PutBackupVaultAccessPolicy",
            "DeleteBackupVaultAccessPolicy",
            "PutBackupVaultLockConfiguration",
            "DeleteBackupVaultLockConfiguration",
        ),
        _NAME,
    ),
)

PLAN = Declaration(
    type=_PLAN,
    kind="backup-plan",
    service="backup",
    doc=f"{_API}/API_GetBackupPlan.html",
    list=ListCall("ListBackupPlans", "BackupPlansList"),
    describe=Describe(
        operation="GetBackupPlan", params={"BackupPlanId": "=item.BackupPlanId"}, result="@"
    ),
    id="{BackupPlanArn}",
    native_id="BackupPlanId",
    uid="BackupPlanId",
    name="BackupPlan.BackupPlanName",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("BackupPlanArn"),),
    relations=(
        Rel("refers-to", f"{_RULES}.TargetBackupVaultName", by="name", type=_VAULT),
        Rel("refers-to", f"{_RULES}.TargetLogicallyAirGappedBackupVaultArn", by="arn"),
        Rel("refers-to", f"{_RULES}.CopyActions[].DestinationBackupVaultArn", by="arn"),
        Rel("runs-as", "BackupPlan.ScanSettings[].ScannerRoleArn", by="arn"),
    ),
    volatile=("LastExecutionDate", "ScheduledRunsPreview"),
    keyed={
        "BackupPlan.Rules": ("RuleId",),
        f"{_RULES}.CopyActions": ("DestinationBackupVaultArn",),
        f"{_RULES}.IndexActions[].ResourceTypes": "set",
        "BackupPlan.AdvancedBackupSettings": ("ResourceType",),
        "BackupPlan.ScanSettings[].ResourceTypes": "set",
        "AdvancedBackupSettings": ("ResourceType",),
    },
    by_id=ById(
        operation="GetBackupPlan",
        params={"BackupPlanId": "=id"},
        # A plan that was deleted still answers.
        items="[@][?!DeletionDate]",
        not_found=_GONE,
    ),
    events={
        "CreateBackupPlan": "responseElements.backupPlanId",
        "UpdateBackupPlan": "requestParameters.backupPlanId",
        "DeleteBackupPlan": "requestParameters.backupPlanId",
    },
)

_NAMED = "[?starts_with(@, 'arn:') && !contains(@, '*')]"

SELECTION = Declaration(
    type="AWS::Backup::BackupSelection",
    kind="backup-selection",
    service="backup",
    doc=f"{_API}/API_GetBackupSelection.html",
    list=ListCall(
        "ListBackupSelections",
        "BackupSelectionsList",
        params={"BackupPlanId": "=parent.BackupPlanId"},
        each=_PLAN,
        absent=_GONE,
    ),
    describe=Describe(
        operation="GetBackupSelection",
        params={"BackupPlanId": "=item.BackupPlanId", "SelectionId": "=item.SelectionId"},
        result="@",
    ),
    id="{parent}#{SelectionId}",
    native_id="SelectionId",
    uid="SelectionId",
    name="BackupSelection.SelectionName",
    tags=None,
    relations=(
        Rel("part-of", "BackupPlanId", by="name", type=_PLAN),
        Rel("runs-as", "BackupSelection.IamRoleArn", by="arn"),
        Rel("applies-to", f"BackupSelection.Resources | {_NAMED}", by="arn"),
    ),
    keyed={
        "BackupSelection.Resources": "set",
        "BackupSelection.NotResources": "set",
        "BackupSelection.ListOfTags": "set",
        "BackupSelection.Conditions.*": "set",
    },
    no_by_id="its call takes the plan too, which the id does not say",
    events={
        "CreateBackupSelection": "responseElements.selectionId",
        "DeleteBackupSelection": "requestParameters.selectionId",
    },
)

DECLARATIONS = (VAULT, PLAN, SELECTION)
