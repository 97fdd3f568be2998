"""Amazon EMR without machines of its own: serverless applications, and clusters inside EKS.

https://docs.aws.amazon.com/emr-serverless/latest/APIReference/API_Operations.html
https://docs.aws.amazon.com/emr-on-eks/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import host_in
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_SERVERLESS = "https://docs.aws.amazon.com/emr-serverless/latest/APIReference"
_ON_EKS = "https://docs.aws.amazon.com/emr-on-eks/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_MONITORING = "monitoringConfiguration"
_IMAGES = ("imageConfiguration", "workerTypeSpecifications.*.imageConfiguration")

APPLICATION = Declaration(
    type="AWS::EMRServerless::Application",
    kind="application",
    service="emr-serverless",
    doc=f"{_SERVERLESS}/API_GetApplication.html",
    list=ListCall(
        "ListApplications",
        "applications[].merge(@, {applicationId: id})",
        params={"states": ["CREATING", "CREATED", "STARTING", "STARTED", "STOPPING", "STOPPED"]},
    ),
    describe=Describe(
        operation="GetApplication",
        params={"applicationId": "=item.applicationId"},
        result="application",
    ),
    id="{arn}",
    native_id="applicationId",
    uid="applicationId",
    name="name",
    tags="tags",
    relations=(
        Rel("in-subnet", "networkConfiguration.subnetIds[]"),
        Rel("uses-filter", "networkConfiguration.securityGroupIds[]"),
        Rel(
            "derived-from",
            "[imageConfiguration.imageUri] | [?@].split(split(@, '@')[0], ':')[0]",
            by="image",
        ),
        Rel(
            "derived-from",
            "values(workerTypeSpecifications)[].imageConfiguration.imageUri"
            " | [?@].split(split(@, '@')[0], ':')[0]",
            by="image",
        ),
        Rel("encrypted-with", "diskEncryptionConfiguration.encryptionKeyArn", by="arn"),
        Rel(
            "encrypted-with",
            f"{_MONITORING}.s3MonitoringConfiguration.encryptionKeyArn",
            by="arn",
        ),
        Rel(
            "encrypted-with",
            f"{_MONITORING}.cloudWatchLoggingConfiguration.encryptionKeyArn",
            by="arn",
        ),
        Rel(
            "logs-to",
            host_in(f"{_MONITORING}.s3MonitoringConfiguration.logUri"),
            by="name",
            type="AWS::S3::Bucket",
        ),
        Rel(
            "logs-to",
            f"{_MONITORING}.cloudWatchLoggingConfiguration.logGroupName",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        Rel("refers-to", "identityCenterConfiguration.identityCenterInstanceArn", by="arn"),
    ),
    volatile=("state", "stateDetails", *(f"{one}.resolvedImageDigest" for one in _IMAGES)),
    secret=("runtimeConfiguration[].properties", "runtimeConfiguration[].configurations"),
    keyed={
        "networkConfiguration.subnetIds": "set",
        "networkConfiguration.securityGroupIds": "set",
        "runtimeConfiguration": ("classification",),
    },
    by_id=ById(
        operation="GetApplication",
        params={"applicationId": "=id"},
        items="application | [@][?state!='TERMINATED']",
        not_found=_GONE,
    ),
    events={
        "CreateApplication": "responseElements.applicationId",
        "UpdateApplication": "requestParameters.applicationId",
        "DeleteApplication": "requestParameters.applicationId",
    },
)

VIRTUAL_CLUSTER = Declaration(
    type="AWS::EMRContainers::VirtualCluster",
    kind="cluster",
    service="emr-containers",
    doc=f"{_ON_EKS}/API_ListVirtualClusters.html",
    list=ListCall(
        "ListVirtualClusters",
        "virtualClusters",
        params={"states": ["RUNNING", "TERMINATING", "ARRESTED"]},
    ),
    id="{arn}",
    native_id="id",
    uid="id",
    name="name",
    tags="tags",
    relations=(
        Rel(
            "part-of",
            "[containerProvider][?type=='EKS'].id",
            by="name",
            type="AWS::EKS::Cluster",
        ),
        Rel("refers-to", "securityConfigurationId"),
    ),
    volatile=("schedulerStatus",),
    by_id=ById(
        operation="DescribeVirtualCluster",
        params={"id": "=id"},
        items="virtualCluster | [@][?state!='TERMINATED']",
        not_found=_GONE,
    ),
    events={
        "CreateVirtualCluster": "responseElements.id",
        "DeleteVirtualCluster": "requestParameters.virtualClusterId",
    },
)

DECLARATIONS = (APPLICATION, VIRTUAL_CLUSTER)
