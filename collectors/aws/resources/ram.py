"""AWS RAM: what an account shares with whom, and what others share with it.

A share that was received stands under its owner's ARN with the receiver's number behind it, so
that it is one thing for each receiver, and the owner's share another.
https://docs.aws.amazon.com/ram/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/ram/latest/APIReference"
_OWN = {"resourceOwner": "SELF"}
_OTHERS = {"resourceOwner": "OTHER-ACCOUNTS"}
# A deleted share stays in the answers for two hours.
_SHARES = "resourceShares[?status!='DELETED']"
_TAGS = {"tags": ("key",)}
_WITH = "[?status=='ASSOCIATED'].associatedEntity"


def _associations(aspect: str, kind: str) -> Detail:
    """Return the aspect of what is joined to a share; what has left it stays for a while."""
    return Detail(
        aspect=aspect,
        operation="GetResourceShareAssociations",
        params={"associationType": kind, "resourceShareArns": ["=item.resourceShareArn"]},
        result="resourceShareAssociations[?status!='DISASSOCIATED']",
        doc=f"{_API}/API_GetResourceShareAssociations.html",
    )


SHARE = Declaration(
    type="AWS::RAM::ResourceShare",
    kind="resource-share",
    service="ram",
    doc=f"{_API}/API_GetResourceShares.html",
    list=ListCall("GetResourceShares", _SHARES, params=_OWN, own_only=True),
    id="{resourceShareArn}",
    native_id="resourceShareArn",
    uid="creationTime",
    owner="owningAccountId",
    name="name",
    tags="tags",
    aspects=(_associations("principals", "PRINCIPAL"), _associations("resources", "RESOURCE")),
    relations=(
        # Accounts by number; organizations, units, roles and users by ARN; services by name.
        Rel(
            "shared-with",
            f"{_WITH} | [?!contains(@, ':') && !contains(@, '.')]",
            by="account",
            aspect="principals",
        ),
        Rel("shared-with", f"{_WITH} | [?contains(@, ':')]", by="arn", aspect="principals"),
        Rel(
            "shared-with",
            f"{_WITH} | [?contains(@, '.') && !contains(@, ':')]",
            by="service",
            aspect="principals",
        ),
        Rel("grants", _WITH, by="arn", aspect="resources"),
    ),
    keyed={**_TAGS, "@principals": ("associatedEntity",), "@resources": ("associatedEntity",)},
    by_id=ById(
        params={**_OWN, "resourceShareArns": "=ids"},
        batch=20,
        not_found=("UnknownResourceException",),
    ),
    events={
        "CreateResourceShare": "responseElements.resourceShare.resourceShareArn",
        "UpdateResourceShare": "requestParameters.resourceShareArn",
        "DeleteResourceShare": "requestParameters.resourceShareArn",
        "AssociateResourceShare": "requestParameters.resourceShareArn",
        "DisassociateResourceShare": "requestParameters.resourceShareArn",
    },
)

RECEIVED_SHARE = Declaration(
    type="AWS::RAM::ReceivedShare",
    kind="resource-share",
    service="ram",
    doc=f"{_API}/API_GetResourceShares.html",
    list=ListCall("GetResourceShares", _SHARES, params=_OTHERS),
    id="{resourceShareArn}#received/{account}",
    native_id="join('#', [resourceShareArn, 'received'])",
    uid="creationTime",
    name="name",
    tags="tags",
    aspects=(
        Detail(
            aspect="resources",
            operation="ListResources",
            params={**_OTHERS, "resourceShareArns": ["=item.resourceShareArn"]},
            result=(
                "resources[].{arn: arn, type: type, resourceRegionScope: resourceRegionScope,"
                " status: status}"
            ),
            absent=("UnknownResourceException",),
            doc=f"{_API}/API_ListResources.html",
        ),
    ),
    relations=(
        Rel("derived-from", "resourceShareArn", by="arn"),
        Rel("refers-to", "owningAccountId", by="account"),
        Rel("refers-to", "[].arn", by="arn", aspect="resources"),
    ),
    keyed={**_TAGS, "@resources": ("arn",)},
    no_by_id="its call takes the owner's ARN, which is another thing's id",
    events={
        "AcceptResourceShareInvitation": (
            "responseElements.resourceShareInvitation.join('#', [resourceShareArn, 'received'])"
        ),
    },
)

DECLARATIONS = (SHARE, RECEIVED_SHARE)
