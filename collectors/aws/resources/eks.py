"""Amazon EKS: clusters, what runs their pods, and who may enter them.

https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html
What is inside a cluster is Kubernetes' to say, not this API's.
"""

from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/eks/latest/APIReference"
_CLUSTER = "AWS::EKS::Cluster"
_GONE = ("ResourceNotFoundException",)
_PART = Rel("part-of", "clusterName", by="name", type=_CLUSTER)
_OF_CLUSTER = {"clusterName": "=parent.name"}

CLUSTER = Declaration(
    type=_CLUSTER,
    kind="cluster",
    service="eks",
    doc=f"{_API}/API_DescribeCluster.html",
    list=ListCall("ListClusters", "clusters[].{name: @}"),
    describe=Describe(operation="DescribeCluster", params={"name": "=item.name"}, result="cluster"),
    id="arn:{partition}:eks:{region}:{account}:cluster/{name}",
    native_id="name",
    uid="createdAt",
    name="name",
    tags="tags",
    aliases=(("dns", "endpoint"),),
    relations=(
        Rel("in-network", "resourcesVpcConfig.vpcId"),
        Rel("in-subnet", "resourcesVpcConfig.subnetIds[]"),
        Rel("uses-filter", "resourcesVpcConfig.securityGroupIds[]"),
        Rel("uses-filter", "resourcesVpcConfig.clusterSecurityGroupId"),
        Rel("runs-as", "roleArn", by="arn"),
        Rel("runs-as", "computeConfig.nodeRoleArn", by="arn"),
        Rel("encrypted-with", "encryptionConfig[].provider.keyArn", by="arn"),
        Rel("refers-to", "identity.oidc.issuer", by="oidc"),
    ),
    volatile=("health",),
    secret=("connectorConfig.activationCode",),
    keyed={
        "resourcesVpcConfig.subnetIds": "set",
        "resourcesVpcConfig.securityGroupIds": "set",
        "resourcesVpcConfig.publicAccessCidrs": "set",
        "logging.clusterLogging[].types": "set",
    },
    by_id=ById(
        operation="DescribeCluster", params={"name": "=id"}, items="cluster", not_found=_GONE
    ),
    events={
        "CreateCluster": "requestParameters.name",
        "DeleteCluster": "requestParameters.name",
        "UpdateClusterConfig": "requestParameters.name",
        "UpdateClusterVersion": "requestParameters.name",
    },
)

NODE_GROUP = Declaration(
    type="AWS::EKS::Nodegroup",
    kind="node-group",
    service="eks",
    doc=f"{_API}/API_DescribeNodegroup.html",
    list=ListCall(
        "ListNodegroups",
        "nodegroups[].{nodegroupName: @}",
        params=_OF_CLUSTER,
        each=_CLUSTER,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeNodegroup",
        params={**_OF_CLUSTER, "nodegroupName": "=item.nodegroupName"},
        result="nodegroup",
    ),
    id="{nodegroupArn}",
    native_id="nodegroupName",
    uid="createdAt",
    name="nodegroupName",
    tags="tags",
    relations=(
        _PART,
        Rel("runs-as", "nodeRole", by="arn"),
        Rel("in-subnet", "subnets[]"),
        Rel("uses-filter", "resources.remoteAccessSecurityGroup"),
        Rel(
            "manages",
            "resources.autoScalingGroups[].name",
            by="name",
            type="AWS::AutoScaling::AutoScalingGroup",
        ),
        Rel("refers-to", "launchTemplate.id"),
    ),
    volatile=("health",),
    keyed={"subnets": "set", "taints": ("key",), "resources.autoScalingGroups": ("name",)},
    no_by_id="its call takes the cluster too, which the id does not say",
    events=dict.fromkeys(
        ("CreateNodegroup", "DeleteNodegroup", "UpdateNodegroupConfig", "UpdateNodegroupVersion"),
        "requestParameters.nodegroupName",
    ),
)

FARGATE_PROFILE = Declaration(
    type="AWS::EKS::FargateProfile",
    kind="fargate-profile",
    service="eks",
    doc=f"{_API}/API_DescribeFargateProfile.html",
    list=ListCall(
        "ListFargateProfiles",
        "fargateProfileNames[].{fargateProfileName: @}",
        params=_OF_CLUSTER,
        each=_CLUSTER,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeFargateProfile",
        params={**_OF_CLUSTER, "fargateProfileName": "=item.fargateProfileName"},
        result="fargateProfile",
    ),
    id="{fargateProfileArn}",
    native_id="fargateProfileName",
    uid="createdAt",
    name="fargateProfileName",
    tags="tags",
    relations=(
        _PART,
        Rel("runs-as", "podExecutionRoleArn", by="arn"),
        Rel("in-subnet", "subnets[]"),
    ),
    volatile=("health",),
    keyed={"subnets": "set", "selectors": "set"},
    no_by_id="its call takes the cluster too, which the id does not say",
    events=dict.fromkeys(
        ("CreateFargateProfile", "DeleteFargateProfile"), "requestParameters.fargateProfileName"
    ),
)

ACCESS_ENTRY = Declaration(
    type="AWS::EKS::AccessEntry",
    kind="access-entry",
    service="eks",
    doc=f"{_API}/API_DescribeAccessEntry.html",
    list=ListCall(
        "ListAccessEntries",
        "accessEntries[].{principalArn: @}",
        params=_OF_CLUSTER,
        each=_CLUSTER,
        when="accessConfig.authenticationMode != 'CONFIG_MAP'",
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeAccessEntry",
        params={**_OF_CLUSTER, "principalArn": "=item.principalArn"},
        result="accessEntry",
    ),
    id="{parent}#access-entry/{principalArn}",
    native_id="principalArn",
    uid="createdAt",
    name="username",
    tags="tags",
    aliases=(("arn", "accessEntryArn"),),
    aspects=(
        Detail(
            aspect="policies",
            operation="ListAssociatedAccessPolicies",
            params={"clusterName": "=item.clusterName", "principalArn": "=item.principalArn"},
            result="associatedAccessPolicies",
            absent=_GONE,
        ),
    ),
    relations=(_PART, Rel("trusts", "principalArn", by="arn")),
    keyed={
        "kubernetesGroups": "set",
        "@policies": ("policyArn",),
        "@policies[].accessScope.namespaces": "set",
    },
    no_by_id="its call takes the cluster too, which the id does not say",
    events=dict.fromkeys(
        (
            "CreateAccessEntry",
            "UpdateAccessEntry",
            "DeleteAccessEntry",
            "AssociateAccessPolicy",
            "DisassociateAccessPolicy",
        ),
        "requestParameters.principalArn",
    ),
)

POD_IDENTITY_ASSOCIATION = Declaration(
    type="AWS::EKS::PodIdentityAssociation",
    kind="service-account",
    service="eks",
    doc=f"{_API}/API_DescribePodIdentityAssociation.html",
    list=ListCall(
        "ListPodIdentityAssociations",
        "associations",
        params=_OF_CLUSTER,
        each=_CLUSTER,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribePodIdentityAssociation",
        params={**_OF_CLUSTER, "associationId": "=item.associationId"},
        result="association",
    ),
    id="{associationArn}",
    native_id="associationId",
    uid="associationId",
    name="join('/', [namespace, serviceAccount])",
    tags="tags",
    relations=(
        _PART,
        Rel("runs-as", "roleArn", by="arn"),
        Rel("runs-as", "targetRoleArn", by="arn"),
        Rel("refers-to", "ownerArn", by="arn"),
    ),
    no_by_id="its call takes the cluster too, which the id does not say",
    events={
        "CreatePodIdentityAssociation": "responseElements.association.associationId",
        "UpdatePodIdentityAssociation": "requestParameters.associationId",
        "DeletePodIdentityAssociation": "requestParameters.associationId",
    },
)

DECLARATIONS = (CLUSTER, NODE_GROUP, FARGATE_PROFILE, ACCESS_ENTRY, POD_IDENTITY_ASSOCIATION)
