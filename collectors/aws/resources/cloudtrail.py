"""AWS CloudTrail: trails, whether they log, and what they select.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import ById, Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference"
_TIMES = (
    "LatestDeliveryError",
    "LatestNotificationError",
    "LatestDeliveryTime",
    "LatestNotificationTime",
    "LatestCloudWatchLogsDeliveryError",
    "LatestCloudWatchLogsDeliveryTime",
    "LatestDigestDeliveryTime",
    "LatestDigestDeliveryError",
    "LatestDeliveryAttemptTime",
    "LatestNotificationAttemptTime",
    "LatestNotificationAttemptSucceeded",
    "LatestDeliveryAttemptSucceeded",
)

TRAIL = Declaration(
    type="AWS::CloudTrail::Trail",
    kind="audit-trail",
    service="cloudtrail",
    doc=f"{_API}/API_DescribeTrails.html",
    # Without its shadows, a trail of all regions is listed in its home region only.
    list=ListCall("DescribeTrails", "trailList", params={"includeShadowTrails": False}),
    id="{TrailARN}",
    native_id="TrailARN",
    owner="split(TrailARN, ':')[4]",
    region="HomeRegion",
    name="Name",
    tags="@",
    tags_aspect="tags",
    aspects=(
        Detail(aspect="status", operation="GetTrailStatus", params={"Name": "=item.TrailARN"}),
        Detail(
            aspect="event-selectors",
            operation="GetEventSelectors",
            params={"TrailName": "=item.TrailARN"},
        ),
        Detail(
            aspect="tags",
            operation="ListTags",
            params={"ResourceIdList": ["=item.TrailARN"]},
            result="ResourceTagList[0].TagsList",
        ),
    ),
    relations=(
        Rel("logs-to", "S3BucketName", by="name", type="AWS::S3::Bucket"),
        Rel(
            "logs-to",
            "CloudWatchLogsLogGroupArn && split(CloudWatchLogsLogGroupArn, ':*')[0]",
            by="arn",
        ),
        Rel("runs-as", "CloudWatchLogsRoleArn", by="arn"),
        Rel("refers-to", "SnsTopicARN", by="arn"),
        *encrypted_with("KmsKeyId"),
    ),
    volatile=tuple(f"@status.{time}" for time in _TIMES),
    keyed={
        "@event-selectors.EventSelectors": "set",
        "@event-selectors.AdvancedEventSelectors": "set",
        "@tags": ("Key",),
    },
    by_id=ById(
        operation="GetTrail",
        params={"Name": "=id"},
        items="Trail",
        not_found=("TrailNotFoundException",),
    ),
    events={
        "CreateTrail": "responseElements.trailARN",
        "UpdateTrail": "responseElements.trailARN",
        "DeleteTrail": "requestParameters.name",
        "StartLogging": "requestParameters.name",
        "StopLogging": "requestParameters.name",
        "PutEventSelectors": "responseElements.trailARN",
    },
)

DECLARATIONS = (TRAIL,)
