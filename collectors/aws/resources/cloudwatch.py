"""Amazon CloudWatch: alarms and whom they tell; never a metric's values.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
"""

from cartographer.model.shape import KeyFields
from collectors.aws.vocabulary import by_arn
from collectors.engine.specification import ById, Declaration, ListCall

_DOC = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html"
_TYPES = {"AlarmTypes": ["MetricAlarm", "CompositeAlarm"]}
_STATE = (
    "StateValue",
    "StateReason",
    "StateReasonData",
    "StateUpdatedTimestamp",
    "StateTransitionedTimestamp",
)
_ACTIONS = ("AlarmActions", "OKActions", "InsufficientDataActions")
_EVENTS = {
    "PutMetricAlarm": "requestParameters.alarmName",
    "PutCompositeAlarm": "requestParameters.alarmName",
    "DeleteAlarms": "requestParameters.alarmNames[]",
}


def _alarm(
    type_: str, member: str, volatile: tuple[str, ...], keyed: dict[str, KeyFields]
) -> Declaration:
    """Return the declaration of one kind of alarm; both are read out of one call."""
    return Declaration(
        type=type_,
        kind="alarm",
        service="cloudwatch",
        doc=_DOC,
        list=ListCall("DescribeAlarms", member, params=_TYPES),
        id="{AlarmArn}",
        native_id="AlarmName",
        name="AlarmName",
        tags=None,
        relations=tuple(by_arn("refers-to", f"{actions}[]") for actions in _ACTIONS),
        volatile=(*_STATE, *volatile),
        keyed={**keyed, **dict.fromkeys(_ACTIONS, "set")},
        by_id=ById(params={**_TYPES, "AlarmNames": "=ids"}, batch=100),
        events=_EVENTS,
    )


METRIC_ALARM = _alarm(
    "AWS::CloudWatch::Alarm",
    "MetricAlarms",
    volatile=("EvaluationState",),
    keyed={"Dimensions": ("Name",), "Metrics": ("Id",)},
)
COMPOSITE_ALARM = _alarm(
    "AWS::CloudWatch::CompositeAlarm",
    "CompositeAlarms",
    volatile=("ActionsSuppressedBy", "ActionsSuppressedReason"),
    keyed={},
)

DECLARATIONS = (METRIC_ALARM, COMPOSITE_ALARM)
