"""AWS CloudTrail Lake: event data stores and channels, with the policies that open them.

No query's result is read.
https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Operations.html
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

_API = "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference"
_POLICY_EVENTS = dict.fromkeys(
    ("PutResourcePolicy", "DeleteResourcePolicy"), "requestParameters.resourceArn"
)


def _policy(arn: str, when: str | None = None) -> Detail:
    """Return the aspect of a resource policy."""
    return Detail(
        aspect="policy",
        operation="GetResourcePolicy",
        params={"ResourceArn": f"=item.{arn}"},
        result="ResourcePolicy",
        absent=("ResourcePolicyNotFoundException",),
        when=when,
        doc=f"{_API}/API_GetResourcePolicy.html",
    )


EVENT_DATA_STORE = Declaration(
    type="AWS::CloudTrail::EventDataStore",
    kind="event-data-store",
    service="cloudtrail",
    doc=f"{_API}/API_GetEventDataStore.html",
    list=ListCall("ListEventDataStores", "EventDataStores"),
    describe=Describe(
        operation="GetEventDataStore",
        params={"EventDataStore": "=item.EventDataStoreArn"},
        result="@",
    ),
    id="{EventDataStoreArn}",
    native_id="EventDataStoreArn",
    uid="EventDataStoreArn",
    owner="split(EventDataStoreArn, ':')[4]",
    name="Name",
    tags=None,
    aspects=(_policy("EventDataStoreArn"),),
    relations=(
        *encrypted_with("KmsKeyId"),
        Rel("runs-as", "FederationRoleArn", by="arn"),
        *trusts("", aspect="policy"),
    ),
    volatile=("UpdatedTimestamp",),
    json=("@policy",),
    keyed={"AdvancedEventSelectors": "set", **policy_lists("@policy")},
    by_id=ById(
        operation="GetEventDataStore",
        params={"EventDataStore": "=id"},
        items="@",
        not_found=("EventDataStoreNotFoundException",),
    ),
    events={
        "CreateEventDataStore": "responseElements.eventDataStoreArn",
        "UpdateEventDataStore": "responseElements.eventDataStoreArn",
        "RestoreEventDataStore": "responseElements.eventDataStoreArn",
        "DeleteEventDataStore": "requestParameters.eventDataStore",
        "EnableFederation": "requestParameters.eventDataStore",
        "DisableFederation": "requestParameters.eventDataStore",
        **_POLICY_EVENTS,
    },
)

CHANNEL = Declaration(
    type="AWS::CloudTrail::Channel",
    kind="event-channel",
    service="cloudtrail",
    doc=f"{_API}/API_GetChannel.html",
    list=ListCall("ListChannels", "Channels"),
    describe=Describe(operation="GetChannel", params={"Channel": "=item.ChannelArn"}, result="@"),
    id="{ChannelArn}",
    native_id="ChannelArn",
    uid="ChannelArn",
    name="Name",
    tags=None,
    # A channel that a service of AWS made for itself can have none.
    aspects=(_policy("ChannelArn", "!contains(ChannelArn, '/aws-service-channel/')"),),
    relations=(
        Rel("logs-to", "Destinations[?Type=='EVENT_DATA_STORE'].Location", by="arn"),
        *trusts("", aspect="policy"),
    ),
    volatile=("IngestionStatus",),
    json=("@policy",),
    keyed={
        "Destinations": "set",
        "SourceConfig.AdvancedEventSelectors": "set",
        **policy_lists("@policy"),
    },
    by_id=ById(
        operation="GetChannel",
        params={"Channel": "=id"},
        items="@",
        not_found=("ChannelNotFoundException",),
    ),
    events={
        "CreateChannel": "responseElements.channelArn",
        "UpdateChannel": "requestParameters.channel",
        "DeleteChannel": "requestParameters.channel",
        **_POLICY_EVENTS,
    },
)

DECLARATIONS = (EVENT_DATA_STORE, CHANNEL)
