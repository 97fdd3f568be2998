"""Amazon OpenSearch Serverless: collections, and the policies that say who reaches them.

The service lists its policies by their kind, and each kind is a type here; CloudFormation calls
those of networks and of encryption one: AWS::OpenSearchServerless::SecurityPolicy.
https://docs.aws.amazon.com/opensearch-service/latest/ServerlessAPIReference/API_Operations.html
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import EVERYONE, by_arn, encrypted_with
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
)

_API = "https://docs.aws.amazon.com/opensearch-service/latest/ServerlessAPIReference"
_COLLECTION = "AWS::OpenSearchServerless::Collection"
_ARN = "arn:{partition}:aoss:{region}:{account}"
_NAMED = (
    "split(arn, ':')[4] && join('/', "
    f"['{_COLLECTION}', split(arn, ':')[4], split(arn, ':')[3], name])"
)
"""Policies name a collection by its name and the rest of the API by its id."""


def _collections(rules: str) -> Rel:
    """Return the relation to the collections that the rules of a policy name outright."""
    named = f"[{rules}][] | [?ResourceType=='collection'].Resource[] | [?!contains(@, '*')]"
    return Rel("applies-to", f"{named}.split(@, '/')[1]", by="name", type=_COLLECTION)


def _policy(  # noqa: PLR0913, PLR0917  the ways in which three kinds of policies differ
    type_: str,
    kind: str,
    noun: str,
    rules: str,
    relations: tuple[Rel, ...],
    keyed: dict[str, KeyFields],
) -> Declaration:
    lower = f"{noun[0].lower()}{noun[1:]}"
    lists = "ListAccessPolicies" if noun == "AccessPolicy" else "ListSecurityPolicies"
    return Declaration(
        type=type_,
        kind="policy",
        service="opensearchserverless",
        doc=f"{_API}/API_Get{noun}.html",
        list=ListCall(lists, f"{lower}Summaries", params={"type": kind}),
        describe=Describe(
            operation=f"Get{noun}",
            params={"type": kind, "name": "=item.name"},
            result=f"{lower}Detail",
        ),
        id=f"{_ARN}:{kind}-policy/{{name}}",
        native_id="name",
        uid="createdDate",
        name="name",
        tags=None,
        relations=(_collections(rules), *relations),
        json=("policy",),
        keyed={f"{rules}.Resource": "set", f"{rules}.Permission": "set", **keyed},
        by_id=ById(
            operation=f"Get{noun}",
            params={"type": kind, "name": "=id"},
            items=f"{lower}Detail",
            not_found=("ResourceNotFoundException",),
        ),
        events=dict.fromkeys(
            (f"{verb}{noun}" for verb in ("Create", "Update", "Delete")),
            "requestParameters.name",
        ),
    )


NETWORK_POLICY = _policy(
    "AWS::OpenSearchServerless::NetworkPolicy",
    "network",
    "SecurityPolicy",
    "policy[].Rules[]",
    (
        Rel("refers-to", "policy[].SourceVPCEs[]"),
        Rel("trusts", "policy[].SourceServices[]", by="service"),
        Rel("trusts", "policy[?AllowFromPublic] && '*'", by=EVERYONE),
    ),
    {"policy[].SourceVPCEs": "set", "policy[].SourceServices": "set"},
)
ENCRYPTION_POLICY = _policy(
    "AWS::OpenSearchServerless::EncryptionPolicy",
    "encryption",
    "SecurityPolicy",
    "policy.Rules[]",
    encrypted_with("policy.KmsARN"),
    {},
)
ACCESS_POLICY = _policy(
    "AWS::OpenSearchServerless::AccessPolicy",
    "data",
    "AccessPolicy",
    "policy[].Rules[]",
    (by_arn("trusts", "policy[].Principal"),),
    {"policy[].Principal": "set"},
)

COLLECTION = Declaration(
    type=_COLLECTION,
    kind="search-domain",
    service="opensearchserverless",
    doc=f"{_API}/API_BatchGetCollection.html",
    list=ListCall("ListCollections", "collectionSummaries"),
    describe=Describe(
        operation="BatchGetCollection",
        params={"ids": "=ids"},
        result="collectionDetails",
        batch=100,
    ),
    id="{arn}",
    native_id="id",
    uid="id",
    name="name",
    tags="@",
    tags_aspect="tags",
    aliases=(
        ("dns", "split(collectionEndpoint, '/')[2]"),
        ("dns", "split(dashboardEndpoint, '/')[2]"),
        ("dns", "split(fipsEndpoints.collectionEndpoint, '/')[2]"),
        ("name", _NAMED),
    ),
    aspects=(
        Detail(
            aspect="tags",
            operation="ListTagsForResource",
            params={"resourceArn": "=item.arn"},
            result="tags",
        ),
    ),
    relations=encrypted_with("kmsKeyArn"),
    volatile=("status", "lastModifiedDate"),
    keyed={"@tags": ("key",)},
    by_id=ById(operation="BatchGetCollection", params={"ids": "=ids"}, items="collectionDetails"),
    events={
        "CreateCollection": "responseElements.createCollectionDetail.id",
        "UpdateCollection": "requestParameters.id",
        "DeleteCollection": "requestParameters.id",
    },
)

VPC_ENDPOINT = Declaration(
    type="AWS::OpenSearchServerless::VpcEndpoint",
    kind="endpoint",
    service="opensearchserverless",
    doc=f"{_API}/API_BatchGetVpcEndpoint.html",
    list=ListCall("ListVpcEndpoints", "vpcEndpointSummaries"),
    describe=Describe(
        operation="BatchGetVpcEndpoint",
        params={"ids": ["=item.id"]},
        result="vpcEndpointDetails[0]",
    ),
    id=_ARN + ":vpcendpoint/{id}",
    # Its id is that of the endpoint in the network, which is a resource of its own.
    native_id="name",
    uid="id",
    name="name",
    tags=None,
    relations=(
        Rel("manages", "id"),
        Rel("in-network", "vpcId"),
        Rel("in-subnet", "subnetIds[]"),
        Rel("uses-filter", "securityGroupIds[]"),
    ),
    volatile=("status",),
    keyed={"subnetIds": "set", "securityGroupIds": "set"},
    no_by_id="its call takes the id of the endpoint in the network",
    events={
        "CreateVpcEndpoint": "requestParameters.name",
        "UpdateVpcEndpoint": "responseElements.updateVpcEndpointDetail.name",
        "DeleteVpcEndpoint": "responseElements.deleteVpcEndpointDetail.name",
    },
)

DECLARATIONS = (COLLECTION, NETWORK_POLICY, ENCRYPTION_POLICY, ACCESS_POLICY, VPC_ENDPOINT)
