"""Amazon GuardDuty: detectors with their features, what they trust, and where findings go.

Of members only number and state are kept; their e-mail addresses are people's. An account that
has no detector answers with an empty list.
https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with, host_in, texts
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/guardduty/latest/APIReference"
_DETECTOR = "AWS::GuardDuty::Detector"
_BUCKET = "AWS::S3::Bucket"
_OF_DETECTOR = {"DetectorId": "=parent.DetectorId"}
_WITH_DETECTOR = {"DetectorId": "DetectorId"}
_PART = Rel("part-of", "DetectorId")
_NO_ID = "its call takes the detector too, which the id does not say"

DETECTOR = Declaration(
    type=_DETECTOR,
    kind="threat-detector",
    service="guardduty",
    doc=f"{_API}/API_GetDetector.html",
    list=ListCall("ListDetectors", "DetectorIds[].{DetectorId: @}"),
    describe=Describe(
        operation="GetDetector",
        params={"DetectorId": "=item.DetectorId"},
        result="@",
        merge=True,
    ),
    id="arn:{partition}:guardduty:{region}:{account}:detector/{DetectorId}",
    native_id="DetectorId",
    uid="DetectorId",
    name="DetectorId",
    aspects=(
        Detail(
            aspect="administrator",
            operation="GetAdministratorAccount",
            params={"DetectorId": "=item.DetectorId"},
            result="Administrator.{AccountId: AccountId, RelationshipStatus: RelationshipStatus}",
        ),
        Detail(
            aspect="members",
            operation="ListMembers",
            params={"DetectorId": "=item.DetectorId"},
            result="Members[].{AccountId: AccountId, RelationshipStatus: RelationshipStatus}",
            # It lists the members of the current administrator: of a member there are none.
            doc=f"{_API}/API_ListMembers.html",
            unless="administrator",
        ),
    ),
    relations=(
        Rel("runs-as", "ServiceRole", by="arn"),
        # The administrator sees the findings and sets what is looked for.
        Rel("shared-with", "AccountId", by="account", aspect="administrator"),
        Rel("refers-to", "[].AccountId", by="account", aspect="members"),
    ),
    keyed={
        "Features": ("Name",),
        "Features[].AdditionalConfiguration": ("Name",),
        "@members": ("AccountId",),
    },
    no_by_id="the document of the call by id does not bear the id",
    events={
        "CreateDetector": "responseElements.detectorId",
        "UpdateDetector": "requestParameters.detectorId",
        "DeleteDetector": "requestParameters.detectorId",
    },
)

FILTER = Declaration(
    type="AWS::GuardDuty::Filter",
    kind="finding-filter",
    service="guardduty",
    doc=f"{_API}/API_GetFilter.html",
    list=ListCall(
        "ListFilters",
        "FilterNames[].{Name: @}",
        params=_OF_DETECTOR,
        each=_DETECTOR,
        stamp=_WITH_DETECTOR,
    ),
    describe=Describe(
        operation="GetFilter",
        params={**_OF_DETECTOR, "FilterName": "=item.Name"},
        result="@",
        merge=True,
    ),
    id="{parent}/filter/{Name}",
    native_id="join('/', [DetectorId, Name])",
    uid="CreatedAt",
    name="Name",
    relations=(_PART,),
    keyed={
        f"FindingCriteria.Criterion.*.{name}": "set"
        for name in ("Eq", "Neq", "Equals", "NotEquals", "Matches", "NotMatches")
    },
    no_by_id=_NO_ID,
    events={
        "CreateFilter": "requestParameters.join('/', [detectorId, name])",
        "UpdateFilter": "requestParameters.join('/', [detectorId, filterName])",
        "DeleteFilter": "requestParameters.join('/', [detectorId, filterName])",
    },
)


def _address_set(noun: str, member: str, path: str) -> Declaration:
    """Return the declaration of lists of addresses that a detector trusts, or does not."""
    id_ = f"{noun}Id".replace("IPSet", "IpSet")
    return Declaration(
        type=f"AWS::GuardDuty::{noun}",
        kind="ip-set",
        service="guardduty",
        doc=f"{_API}/API_Get{noun}.html",
        list=ListCall(
            f"List{noun}s",
            f"{member}[].{{{id_}: @}}",
            params=_OF_DETECTOR,
            each=_DETECTOR,
            stamp=_WITH_DETECTOR,
        ),
        describe=Describe(
            operation=f"Get{noun}",
            params={**_OF_DETECTOR, id_: f"=item.{id_}"},
            result="@",
            merge=True,
        ),
        id=f"{{parent}}/{path}/{{{id_}}}",
        native_id=id_,
        uid=id_,
        name="Name",
        relations=(
            _PART,
            Rel(
                "refers-to",
                f"{texts('Location')} | [?starts_with(@, 's3://')].split(@, '/')[2]",
                by="name",
                type=_BUCKET,
            ),
            Rel(
                "refers-to", host_in("Location && !starts_with(Location, 's3:') && Location"), "dns"
            ),
        ),
        no_by_id=_NO_ID,
        events={
            f"Create{noun}": f"responseElements.{id_[0].lower()}{id_[1:]}",
            f"Update{noun}": f"requestParameters.{id_[0].lower()}{id_[1:]}",
            f"Delete{noun}": f"requestParameters.{id_[0].lower()}{id_[1:]}",
        },
    )


IP_SET = _address_set("IPSet", "IpSetIds", "ipset")
THREAT_INTEL_SET = _address_set("ThreatIntelSet", "ThreatIntelSetIds", "threatintelset")

PUBLISHING_DESTINATION = Declaration(
    type="AWS::GuardDuty::PublishingDestination",
    kind="finding-export",
    service="guardduty",
    doc=f"{_API}/API_DescribePublishingDestination.html",
    list=ListCall(
        "ListPublishingDestinations",
        "Destinations",
        params=_OF_DETECTOR,
        each=_DETECTOR,
        stamp=_WITH_DETECTOR,
    ),
    describe=Describe(
        operation="DescribePublishingDestination",
        params={**_OF_DETECTOR, "DestinationId": "=item.DestinationId"},
        result="@",
        merge=True,
    ),
    id="{parent}/publishingDestination/{DestinationId}",
    native_id="DestinationId",
    uid="DestinationId",
    name="DestinationId",
    relations=(
        _PART,
        Rel("logs-to", "split(DestinationProperties.DestinationArn, '/')[0]", by="arn"),
        *encrypted_with("DestinationProperties.KmsKeyArn"),
    ),
    volatile=("PublishingFailureStartTimestamp",),
    no_by_id=_NO_ID,
    events={
        "CreatePublishingDestination": "responseElements.destinationId",
        "UpdatePublishingDestination": "requestParameters.destinationId",
        "DeletePublishingDestination": "requestParameters.destinationId",
    },
)

MALWARE_PROTECTION_PLAN = Declaration(
    type="AWS::GuardDuty::MalwareProtectionPlan",
    kind="malware-protection",
    service="guardduty",
    doc=f"{_API}/API_GetMalwareProtectionPlan.html",
    list=ListCall(
        "ListMalwareProtectionPlans",
        "MalwareProtectionPlans[].{MalwareProtectionPlanId: MalwareProtectionPlanId}",
    ),
    describe=Describe(
        operation="GetMalwareProtectionPlan",
        params={"MalwareProtectionPlanId": "=item.MalwareProtectionPlanId"},
        result="@",
        merge=True,
    ),
    id=(
        "arn:{partition}:guardduty:{region}:{account}:malware-protection-plan"
        "/{MalwareProtectionPlanId}"
    ),
    native_id="MalwareProtectionPlanId",
    uid="CreatedAt",
    name="MalwareProtectionPlanId",
    relations=(
        Rel("runs-as", "Role", by="arn"),
        Rel("applies-to", "ProtectedResource.S3Bucket.BucketName", by="name", type=_BUCKET),
    ),
    keyed={"ProtectedResource.S3Bucket.ObjectPrefixes": "set", "StatusReasons": ("Code",)},
    by_id=ById(
        operation="GetMalwareProtectionPlan",
        params={"MalwareProtectionPlanId": "=id"},
        items="merge({MalwareProtectionPlanId: split(Arn, '/')[-1]}, @)",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "CreateMalwareProtectionPlan": "responseElements.malwareProtectionPlanId",
        "UpdateMalwareProtectionPlan": "requestParameters.malwareProtectionPlanId",
        "DeleteMalwareProtectionPlan": "requestParameters.malwareProtectionPlanId",
    },
)

DECLARATIONS = (
    DETECTOR,
    FILTER,
    IP_SET,
    THREAT_INTEL_SET,
    PUBLISHING_DESTINATION,
    MALWARE_PROTECTION_PLAN,
)
