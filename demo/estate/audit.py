"""What watches and what repeats: trails, flow logs, alarms, schedules, workflows, a stack."""

import json
from typing import Any, NamedTuple

from demo.estate.account import MAIN, PLATFORM, SECOND, SHOP, TEAMS, Estate, tag_map, tags
from demo.estate.network import VPCS, spec

# Account, region, log group, days that it keeps
_LOG_GROUPS = (
    (SHOP, MAIN, "/aws/lambda/order-events", 30),
    (SHOP, MAIN, "/aws/lambda/payment-webhook", 30),
    (SHOP, MAIN, "/ecs/shop", 14),
    (SHOP, MAIN, "/rds/orders", 90),
    (SHOP, SECOND, "/standby/web", 14),
    (PLATFORM, MAIN, "/ci/runners", 14),
)


class Alarm(NamedTuple):
    """One alarm, on the average of a metric."""

    region: str
    name: str
    namespace: str
    metric: str
    threshold: int


_ALARMS = (
    Alarm(MAIN, "orders-waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", 1000),
    Alarm(MAIN, "orders-db-full", "AWS/RDS", "FreeStorageSpace", 10),
    Alarm(MAIN, "storefront-errors", "AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", 50),
    Alarm(SECOND, "standby-lag", "AWS/RDS", "ReplicaLag", 300),
)

_CHECKOUT = {
    "StartAt": "Reserve",
    "States": {
        "Reserve": {"Type": "Pass", "Next": "Charge"},
        "Charge": {"Type": "Pass", "Next": "Ship"},
        "Ship": {"Type": "Succeed"},
    },
}

_NEWSLETTER = {
    "AWSTemplateFormatVersion": "2010-09-09",
    "Description": "Newsletter of the shop",
    "Resources": {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "newsletter"}},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "newsletter"}},
        "Archive": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "example-newsletter"}},
    },
    "Outputs": {"TopicArn": {"Value": {"Ref": "Topic"}}},
}


def build_audit(estate: Estate) -> None:
    """Build what watches the estate, and what runs in it by the clock."""
    _flow_logs(estate)
    _trail(estate)
    for account, region, name, days in _LOG_GROUPS:
        logs = estate.client(account, "logs", region)
        logs.create_log_group(logGroupName=name, tags=tag_map(name, TEAMS[account]))
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    for alarm in _ALARMS:
        _alarm(estate, alarm)
    _checkout(estate)
    _nightly(estate)
    made = estate.client(SHOP, "cloudformation").create_stack(
        StackName="newsletter",
        TemplateBody=json.dumps(_NEWSLETTER),
        Tags=tags("newsletter", "storefront"),
    )
    estate.ids["stack/newsletter"] = made["StackId"]


def _flow_logs(estate: Estate) -> None:
    """Log the traffic of every network into the platform's bucket, across the accounts."""
    for vpc in VPCS:
        made = estate.client(vpc.account, "ec2", vpc.region).create_flow_logs(
            ResourceIds=[estate.ids[f"vpc/{vpc.name}"]],
            ResourceType="VPC",
            TrafficType="ALL",
            LogDestinationType="s3",
            LogDestination="arn:aws:s3:::example-shop-audit",
            TagSpecifications=spec("vpc-flow-log", vpc.name),
        )
        estate.ids[f"flow-log/{vpc.name}"] = made["FlowLogIds"][0]


def _trail(estate: Estate) -> None:
    trails = estate.client(PLATFORM, "cloudtrail")
    made = trails.create_trail(
        Name="organization",
        S3BucketName="example-shop-audit",
        IsMultiRegionTrail=True,
        IsOrganizationTrail=True,
        EnableLogFileValidation=True,
        KmsKeyId=estate.ids["key/platform-audit"],
        TagsList=tags("organization", "security"),
    )
    trails.start_logging(Name="organization")
    estate.ids["trail/organization"] = made["TrailARN"]


def _alarm(estate: Estate, alarm: Alarm) -> None:
    topic = estate.ids["topic/alarms" if alarm.region == MAIN else f"topic/{alarm.region}/alarms"]
    estate.client(SHOP, "cloudwatch", alarm.region).put_metric_alarm(
        AlarmName=alarm.name,
        Namespace=alarm.namespace,
        MetricName=alarm.metric,
        Statistic="Average",
        Period=300,
        EvaluationPeriods=2,
        Threshold=alarm.threshold,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[topic],
        Tags=tags(alarm.name, "storefront"),
    )


def _checkout(estate: Estate) -> None:
    made = estate.client(SHOP, "stepfunctions").create_state_machine(
        name="checkout",
        definition=json.dumps(_CHECKOUT),
        roleArn=estate.ids["role/shop-checkout-flow"],
        tags=[{"key": key, "value": value} for key, value in tag_map("checkout", "orders").items()],
    )
    estate.ids["state-machine/checkout"] = made["stateMachineArn"]


def _nightly(estate: Estate) -> None:
    """Run the report each night, and tell whoever is on call of every deployment."""
    events = estate.client(SHOP, "events")
    rules: tuple[tuple[str, dict[str, Any], str], ...] = (
        (
            "nightly-report",
            {"ScheduleExpression": "cron(0 2 * * ? *)"},
            estate.ids["function/nightly-report"],
        ),
        (
            "deployments",
            {"EventPattern": json.dumps({"source": ["aws.ecs"]})},
            estate.ids["topic/alarms"],
        ),
    )
    for name, when, target in rules:
        made = events.put_rule(Name=name, Tags=tags(name, "data"), **when)
        events.put_targets(Rule=name, Targets=[{"Id": name, "Arn": target}])
        estate.ids[f"event-rule/{name}"] = made["RuleArn"]
