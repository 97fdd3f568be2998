"""Route 53 Profiles: DNS settings that many networks share, and what they hold.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_Operations_Amazon_Route_53_Profiles.html
"""

from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/Route53/latest/APIReference"
_PROFILE = "AWS::Route53Profiles::Profile"
_GONE = ("ResourceNotFoundException",)

PROFILE = Declaration(
    type=_PROFILE,
    kind="dns-profile",
    service="route53profiles",
    doc=f"{_API}/API_route53profiles_GetProfile.html",
    list=ListCall("ListProfiles", "ProfileSummaries"),
    describe=Describe(operation="GetProfile", params={"ProfileId": "=item.Id"}, result="Profile"),
    id="{Arn}",
    native_id="Id",
    uid="Id",
    owner="split(Arn, ':')[4]",
    name="Name",
    tags=None,
    no_relations="its associations say what it holds and to which networks it applies",
    volatile=("ModificationTime", "StatusMessage"),
    by_id=ById(
        operation="GetProfile", params={"ProfileId": "=id"}, items="Profile", not_found=_GONE
    ),
    events={
        "CreateProfile": "responseElements.profile.id",
        "DeleteProfile": "requestParameters.profileId",
    },
)

ASSOCIATION = Declaration(
    type="AWS::Route53Profiles::ProfileAssociation",
    kind="dns-profile-association",
    service="route53profiles",
    doc=f"{_API}/API_route53profiles_ListProfileAssociations.html",
    list=ListCall("ListProfileAssociations", "ProfileAssociations"),
    id="arn:{partition}:route53profiles:{region}:{account}:profile-association/{Id}",
    native_id="Id",
    uid="Id",
    owner="OwnerId",
    name="Name",
    tags=None,
    relations=(Rel("part-of", "ProfileId"), Rel("applies-to", "ResourceId")),
    volatile=("ModificationTime", "StatusMessage"),
    by_id=ById(
        operation="GetProfileAssociation",
        params={"ProfileAssociationId": "=id"},
        items="ProfileAssociation",
        not_found=_GONE,
    ),
    events={
        "AssociateProfile": "responseElements.profileAssociation.id",
        "DisassociateProfile": "responseElements.profileAssociation.id",
    },
)

RESOURCE_ASSOCIATION = Declaration(
    type="AWS::Route53Profiles::ProfileResourceAssociation",
    kind="dns-profile-part",
    service="route53profiles",
    doc=f"{_API}/API_route53profiles_ListProfileResourceAssociations.html",
    list=ListCall(
        "ListProfileResourceAssociations",
        "ProfileResourceAssociations",
        params={"ProfileId": "=parent.Id"},
        each=_PROFILE,
        absent=_GONE,
    ),
    id="{parent}#resource/{Id}",
    native_id="Id",
    uid="Id",
    name="Name",
    tags=None,
    relations=(Rel("part-of", "ProfileId"), Rel("refers-to", "ResourceArn", by="arn")),
    volatile=("ModificationTime", "StatusMessage"),
    json=("ResourceProperties",),
    no_by_id="the profile that its id is made of is not in the call",
    events={
        "AssociateResourceToProfile": "responseElements.profileResourceAssociation.id",
        "DisassociateResourceFromProfile": "responseElements.profileResourceAssociation.id",
    },
)

DECLARATIONS = (PROFILE, ASSOCIATION, RESOURCE_ASSOCIATION)
