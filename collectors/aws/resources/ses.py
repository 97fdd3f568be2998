"""Amazon SES: identities with who may send as them, configuration sets, and what takes mail in.

Receipt rules are of the first version of the API, which alone has them; the rest is of the
second. No message, contact or suppressed address is read.
https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Operations.html
https://docs.aws.amazon.com/ses/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_V1 = "https://docs.aws.amazon.com/ses/latest/APIReference"
_V2 = "https://docs.aws.amazon.com/ses/latest/APIReference-V2"
_SET = "AWS::SES::ConfigurationSet"
_ACTIONS = "Rules[].Actions[]"

EMAIL_IDENTITY = Declaration(
    type="AWS::SES::EmailIdentity",
    kind="email-identity",
    service="sesv2",
    doc=f"{_V2}/API_GetEmailIdentity.html",
    list=ListCall("ListEmailIdentities", "EmailIdentities"),
    describe=Describe(
        operation="GetEmailIdentity",
        params={"EmailIdentity": "=item.IdentityName"},
        result="@",
        merge=True,
    ),
    id="arn:{partition}:ses:{region}:{account}:identity/{IdentityName}",
    native_id="IdentityName",
    name="IdentityName",
    relations=(
        Rel("refers-to", "ConfigurationSetName", by="name", type=_SET),
        # Each of an identity's policies has a name.
        *trusts("{Statement: Policies.*.Statement[]}"),
    ),
    volatile=(
        "VerificationInfo.LastCheckedTimestamp",
        "VerificationInfo.LastSuccessTimestamp",
        "VerificationInfo.SOARecord",
    ),
    json=("Policies.*",),
    keyed={**TAGS, "DkimAttributes.Tokens": "set", **policy_lists("Policies.*")},
    no_by_id="the document of the call by name does not bear the name",
    events=dict.fromkeys(
        (
            "CreateEmailIdentity",
            "DeleteEmailIdentity",
            "CreateEmailIdentityPolicy",
            "UpdateEmailIdentityPolicy",
            "DeleteEmailIdentityPolicy",
            "PutEmailIdentityDkimAttributes",
            "PutEmailIdentityMailFromAttributes",
            "PutEmailIdentityConfigurationSetAttributes",
        ),
        "requestParameters.emailIdentity",
    ),
)

CONFIGURATION_SET = Declaration(
    type=_SET,
    kind="configuration-set",
    service="sesv2",
    doc=f"{_V2}/API_GetConfigurationSet.html",
    list=ListCall("ListConfigurationSets", "ConfigurationSets[].{ConfigurationSetName: @}"),
    describe=Describe(
        operation="GetConfigurationSet",
        params={"ConfigurationSetName": "=item.ConfigurationSetName"},
        result="@",
    ),
    id="arn:{partition}:ses:{region}:{account}:configuration-set/{ConfigurationSetName}",
    native_id="ConfigurationSetName",
    name="ConfigurationSetName",
    aspects=(
        Detail(
            aspect="event-destinations",
            operation="GetConfigurationSetEventDestinations",
            params={"ConfigurationSetName": "=item.ConfigurationSetName"},
            result="EventDestinations",
            doc=f"{_V2}/API_GetConfigurationSetEventDestinations.html",
        ),
    ),
    relations=(
        Rel("refers-to", "ArchivingOptions.ArchiveArn", by="arn"),
        *(
            Rel(kind, f"[].{path}", by="arn", aspect="event-destinations")
            for kind, path in (
                ("logs-to", "KinesisFirehoseDestination.DeliveryStreamArn"),
                ("runs-as", "KinesisFirehoseDestination.IamRoleArn"),
                ("refers-to", "SnsDestination.TopicArn"),
                ("refers-to", "EventBridgeDestination.EventBusArn"),
                ("refers-to", "PinpointDestination.ApplicationArn"),
            )
        ),
    ),
    volatile=("ReputationOptions.LastFreshStart",),
    keyed={
        **TAGS,
        "SuppressionOptions.SuppressedReasons": "set",
        "@event-destinations": ("Name",),
        "@event-destinations[].MatchingEventTypes": "set",
    },
    by_id=ById(
        operation="GetConfigurationSet",
        params={"ConfigurationSetName": "=id"},
        items="@",
        not_found=("NotFoundException",),
    ),
    events=dict.fromkeys(
        (
            "CreateConfigurationSet",
            "DeleteConfigurationSet",
            "CreateConfigurationSetEventDestination",
            "UpdateConfigurationSetEventDestination",
            "DeleteConfigurationSetEventDestination",
            "PutConfigurationSetDeliveryOptions",
            "PutConfigurationSetSendingOptions",
        ),
        "requestParameters.configurationSetName",
    ),
)

RECEIPT_RULE_SET = Declaration(
    type="AWS::SES::ReceiptRuleSet",
    kind="rule-group",
    service="ses",
    doc=f"{_V1}/API_DescribeReceiptRuleSet.html",
    list=ListCall("ListReceiptRuleSets", "RuleSets"),
    describe=Describe(
        operation="DescribeReceiptRuleSet",
        params={"RuleSetName": "=item.Name"},
        result="{Rules: Rules}",
        merge=True,
    ),
    id="arn:{partition}:ses:{region}:{account}:receipt-rule-set/{Name}",
    native_id="Name",
    uid="CreatedTimestamp",
    name="Name",
    tags=None,
    aspects=(
        Detail(
            aspect="active-set",
            operation="DescribeActiveReceiptRuleSet",
            params={},
            result="Metadata.Name",
            doc=f"{_V1}/API_DescribeActiveReceiptRuleSet.html",
        ),
    ),
    relations=(
        Rel("targets", f"{_ACTIONS}.S3Action.BucketName", by="name", type="AWS::S3::Bucket"),
        Rel("targets", f"{_ACTIONS}.LambdaAction.FunctionArn", by="arn"),
        Rel("targets", f"{_ACTIONS}.SNSAction.TopicArn", by="arn"),
        Rel("targets", f"{_ACTIONS}.ConnectAction.InstanceARN", by="arn"),
        Rel("targets", f"{_ACTIONS}.WorkmailAction.OrganizationArn", by="arn"),
        Rel("runs-as", f"{_ACTIONS}.S3Action.IamRoleArn", by="arn"),
        Rel("runs-as", f"{_ACTIONS}.ConnectAction.IAMRoleARN", by="arn"),
        Rel("encrypted-with", f"{_ACTIONS}.S3Action.KmsKeyArn", by="arn"),
        *(
            Rel("refers-to", f"{_ACTIONS}.{action}.TopicArn", by="arn")
            for action in (
                "S3Action",
                "BounceAction",
                "WorkmailAction",
                "LambdaAction",
                "StopAction",
            )
        ),
    ),
    secret=(f"{_ACTIONS}.AddHeaderAction.HeaderValue",),
    keyed={"Rules[].Recipients": "set"},
    no_by_id="the call by name gives the rules without the set's own members",
    events=dict.fromkeys(
        (
            "CreateReceiptRuleSet",
            "DeleteReceiptRuleSet",
            "CreateReceiptRule",
            "UpdateReceiptRule",
            "DeleteReceiptRule",
            "ReorderReceiptRuleSet",
            "SetActiveReceiptRuleSet",
        ),
        "requestParameters.ruleSetName",
    ),
)

DECLARATIONS = (EMAIL_IDENTITY, CONFIGURATION_SET, RECEIPT_RULE_SET)
