"""Amazon Redshift Serverless: namespaces hold data, workgroups compute; endpoints and snapshots.

https://docs.aws.amazon.com/redshift-serverless/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/redshift-serverless/latest/APIReference"
_NAMESPACE = "AWS::RedshiftServerless::Namespace"
_WORKGROUP = "AWS::RedshiftServerless::Workgroup"
_GONE = ("ResourceNotFoundException",)
_ADMIN = (
    Rel("refers-to", "adminPasswordSecretArn", by="arn"),
    *encrypted_with("adminPasswordSecretKmsKeyId"),
)


def _tags(arn: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTagsForResource",
        params={"resourceArn": f"=item.{arn}"},
        result="tags",
    )


NAMESPACE = Declaration(
    type=_NAMESPACE,
    kind="database-cluster",
    service="redshift-serverless",
    doc=f"{_API}/API_ListNamespaces.html",
    list=ListCall("ListNamespaces", "namespaces"),
    id="{namespaceArn}",
    native_id="namespaceName",
    uid="namespaceId",
    name="namespaceName",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("namespaceArn"),),
    relations=(
        # A role comes as `IamRole(applyStatus=in-sync, iamRoleArn=arn:...)`, or as its ARN.
        by_arn("runs-as", "iamRoles"),
        by_arn(
            "runs-as",
            "iamRoles[?contains(@, 'iamRoleArn=')].split(split(@, 'iamRoleArn=')[1], ')')[0]",
        ),
        *encrypted_with("kmsKeyId"),
        *_ADMIN,
        Rel("refers-to", "catalogArn", by="arn"),
    ),
    volatile=("status", "s3TablePublishStatus.lastIngestionTimes"),
    secret=("adminUsername",),
    keyed={"iamRoles": "set", "logExports": "set", "@tags": ("key",)},
    by_id=ById(
        operation="GetNamespace",
        params={"namespaceName": "=id"},
        items="namespace",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateNamespace", "UpdateNamespace", "DeleteNamespace"),
        "requestParameters.namespaceName",
    ),
)

WORKGROUP = Declaration(
    type=_WORKGROUP,
    kind="database",
    service="redshift-serverless",
    doc=f"{_API}/API_ListWorkgroups.html",
    list=ListCall("ListWorkgroups", "workgroups"),
    id="{workgroupArn}",
    native_id="workgroupName",
    uid="workgroupId",
    name="workgroupName",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "endpoint.address"), ("dns", "customDomainName")),
    aspects=(_tags("workgroupArn"),),
    relations=(
        Rel("part-of", "namespaceName", by="name", type=_NAMESPACE),
        Rel("in-network", "endpoint.vpcEndpoints[].vpcId"),
        Rel("in-subnet", "subnetIds[]"),
        Rel("uses-filter", "securityGroupIds[]"),
        Rel("attached-to", "endpoint.vpcEndpoints[].networkInterfaces[].networkInterfaceId"),
        Rel("refers-to", "crossAccountVpcs[]"),
        Rel("refers-to", "customDomainCertificateArn", by="arn"),
    ),
    volatile=("status", "patchVersion"),
    keyed={
        "subnetIds": "set",
        "securityGroupIds": "set",
        "crossAccountVpcs": "set",
        "configParameters": ("parameterKey",),
        "endpoint.vpcEndpoints": ("vpcEndpointId",),
        "endpoint.vpcEndpoints[].networkInterfaces": ("networkInterfaceId",),
        "@tags": ("key",),
    },
    by_id=ById(
        operation="GetWorkgroup",
        params={"workgroupName": "=id"},
        items="workgroup",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateWorkgroup", "UpdateWorkgroup", "DeleteWorkgroup"),
        "requestParameters.workgroupName",
    ),
)

ENDPOINT = Declaration(
    type="AWS::RedshiftServerless::EndpointAccess",
    kind="endpoint",
    service="redshift-serverless",
    doc=f"{_API}/API_ListEndpointAccess.html",
    list=ListCall("ListEndpointAccess", "endpoints"),
    id="{endpointArn}",
    native_id="endpointName",
    uid="endpointCreateTime",
    name="endpointName",
    tags=None,
    aliases=(("dns", "address"),),
    relations=(
        Rel("targets", "workgroupName", by="name", type=_WORKGROUP),
        Rel("in-network", "vpcEndpoint.vpcId"),
        Rel("in-subnet", "subnetIds[]"),
        Rel("uses-filter", "vpcSecurityGroups[].vpcSecurityGroupId"),
        Rel("attached-to", "vpcEndpoint.networkInterfaces[].networkInterfaceId"),
        Rel("refers-to", "vpcEndpoint.vpcEndpointId"),
    ),
    volatile=("endpointStatus",),
    keyed={
        "subnetIds": "set",
        "vpcSecurityGroups": ("vpcSecurityGroupId",),
        "vpcEndpoint.networkInterfaces": ("networkInterfaceId",),
    },
    by_id=ById(
        operation="GetEndpointAccess",
        params={"endpointName": "=id"},
        items="endpoint",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateEndpointAccess", "UpdateEndpointAccess", "DeleteEndpointAccess"),
        "requestParameters.endpointName",
    ),
)

SNAPSHOT = Declaration(
    type="AWS::RedshiftServerless::Snapshot",
    kind="snapshot",
    service="redshift-serverless",
    doc=f"{_API}/API_ListSnapshots.html",
    list=ListCall("ListSnapshots", "snapshots"),
    id="{snapshotArn}",
    native_id="snapshotName",
    uid="snapshotCreateTime",
    owner="ownerAccount",
    name="snapshotName",
    tags=None,
    relations=(
        Rel("derived-from", "namespaceArn", by="arn"),
        Rel("shared-with", "accountsWithRestoreAccess[]", by="account"),
        Rel("shared-with", "accountsWithProvisionedRestoreAccess[]", by="account"),
        *encrypted_with("kmsKeyId"),
        *_ADMIN,
    ),
    volatile=(
        "actualIncrementalBackupSizeInMegaBytes",
        "backupProgressInMegaBytes",
        "currentBackupRateInMegaBytesPerSecond",
        "elapsedTimeInSeconds",
        "estimatedSecondsToCompletion",
        "snapshotRemainingDays",
        "totalBackupSizeInMegaBytes",
    ),
    secret=("adminUsername",),
    keyed={
        "accountsWithRestoreAccess": "set",
        "accountsWithProvisionedRestoreAccess": "set",
    },
    by_id=ById(
        operation="GetSnapshot", params={"snapshotName": "=id"}, items="snapshot", not_found=_GONE
    ),
    events=dict.fromkeys(
        ("CreateSnapshot", "UpdateSnapshot", "DeleteSnapshot"), "requestParameters.snapshotName"
    ),
)

DECLARATIONS = (NAMESPACE, WORKGROUP, ENDPOINT, SNAPSHOT)
