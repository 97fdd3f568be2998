"""Amazon EKS, what is added to clusters: add-ons, and providers of identities for people.

https://docs.aws.amazon.com/eks/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/eks/latest/APIReference"
_CLUSTER = "AWS::EKS::Cluster"
_GONE = ("ResourceNotFoundException",)
_PART = Rel("part-of", "clusterName", by="name", type=_CLUSTER)
_OF_CLUSTER = {"clusterName": "=parent.name"}
_STAMP = {"clusterName": "name"}
_NO_ID = "its call takes the cluster too, which the id does not say"

ADDON = Declaration(
    type="AWS::EKS::Addon",
    kind="addon",
    service="eks",
    doc=f"{_API}/API_DescribeAddon.html",
    list=ListCall(
        "ListAddons",
        "addons[].{addonName: @}",
        params=_OF_CLUSTER,
        each=_CLUSTER,
        stamp=_STAMP,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeAddon",
        params={**_OF_CLUSTER, "addonName": "=item.addonName"},
        result="addon",
    ),
    # A cluster has an add-on once; its ARN ends in an id that only the description bears.
    id="{parent}#addon/{addonName}",
    native_id="addonName",
    uid="createdAt",
    name="addonName",
    tags="tags",
    aliases=(("arn", "addonArn"),),
    relations=(
        _PART,
        Rel("runs-as", "serviceAccountRoleArn", by="arn"),
        Rel("refers-to", "podIdentityAssociations[]", by="arn"),
    ),
    volatile=("health",),
    secret=("configurationValues",),
    keyed={"podIdentityAssociations": "set"},
    no_by_id=_NO_ID,
    events=dict.fromkeys(
        ("CreateAddon", "UpdateAddon", "DeleteAddon"), "requestParameters.addonName"
    ),
)

IDENTITY_PROVIDER_CONFIG = Declaration(
    type="AWS::EKS::IdentityProviderConfig",
    kind="identity-provider",
    service="eks",
    doc=f"{_API}/API_DescribeIdentityProviderConfig.html",
    list=ListCall(
        "ListIdentityProviderConfigs",
        "identityProviderConfigs[?type=='oidc'].{identityProviderConfigName: name}",
        params=_OF_CLUSTER,
        each=_CLUSTER,
        stamp=_STAMP,
        absent=_GONE,
    ),
    describe=Describe(
        operation="DescribeIdentityProviderConfig",
        params={
            **_OF_CLUSTER,
            "identityProviderConfig": {
                "type": "oidc",
                "name": "=item.identityProviderConfigName",
            },
        },
        result="identityProviderConfig.oidc",
    ),
    id="{parent}#identity-provider/{identityProviderConfigName}",
    native_id="identityProviderConfigName",
    name="identityProviderConfigName",
    tags="tags",
    aliases=(("arn", "identityProviderConfigArn"),),
    relations=(_PART, Rel("trusts", "issuerUrl", by="oidc")),
    no_by_id=_NO_ID,
    events={
        "AssociateIdentityProviderConfig": "requestParameters.oidc.identityProviderConfigName",
        "DisassociateIdentityProviderConfig": "requestParameters.identityProviderConfig.name",
    },
)

DECLARATIONS = (ADDON, IDENTITY_PROVIDER_CONFIG)
