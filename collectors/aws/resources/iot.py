"""AWS IoT: what devices may do, as whom they may act, and where their messages go.

Things are not listed: there are too many. Of certificates only the list call is read, for the
same reason.
https://docs.aws.amazon.com/iot/latest/apireference/API_Operations_AWS_IoT.html
The declaration of a rule is long because every kind of action has members of its own.
"""

from collectors.aws.vocabulary import by_arn, host_in
from collectors.engine.specification import (
    ById,
    Declaration,
    Describe,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/iot/latest/apireference"
_GONE = ("ResourceNotFoundException",)
_EVERY_ACTION = "[actions, [errorAction]][]"
_RULE = (
    "merge(rule, {ruleArn: ruleArn, "
    "httpHosts: [rule.actions, [rule.errorAction]][].http.url"
    ".split(split(@, '/')[2], '@')[-1]})"
)
_SECRET_IN_ACTION = (
    "http.url.(beyond-host)",
    "http.confirmationUrl.(beyond-host)",
    "http.headers[].value",
    "salesforce.token",
    "kafka.clientProperties",
    "kafka.headers[].value",
    "republish.headers.correlationData",
    "republish.headers.userProperties[].value",
)
_BY_ARN = (
    "lambda.functionArn",
    "sns.targetArn",
    "iotAnalytics.channelArn",
    "kafka.destinationArn",
    "influxDB.destinationArn",
)
_BY_NAME = (
    ("dynamoDB.tableName", "AWS::DynamoDB::Table"),
    ("dynamoDBv2.putItem.tableName", "AWS::DynamoDB::Table"),
    ("kinesis.streamName", "AWS::Kinesis::Stream"),
    ("s3.bucketName", "AWS::S3::Bucket"),
    ("firehose.deliveryStreamName", "AWS::KinesisFirehose::DeliveryStream"),
)
_KEYED_IN_ACTION = ("http.headers", "kafka.headers", "republish.headers.userProperties")

POLICY = Declaration(
    type="AWS::IoT::Policy",
    kind="policy",
    service="iot",
    doc=f"{_API}/API_GetPolicy.html",
    list=ListCall("ListPolicies", "policies"),
    describe=Describe(operation="GetPolicy", params={"policyName": "=item.policyName"}, result="@"),
    id="{policyArn}",
    native_id="policyName",
    uid="creationDate",
    name="policyName",
    tags=None,
    aspects=(
        Detail(
            aspect="targets",
            operation="ListTargetsForPolicy",
            params={"policyName": "=item.policyName"},
            result="targets",
            absent=_GONE,
            doc=f"{_API}/API_ListTargetsForPolicy.html",
        ),
    ),
    relations=(by_arn("applies-to", "@", "targets"),),
    volatile=("lastModifiedDate", "generationId"),
    json=("policyDocument",),
    keyed={"@targets": "set", **policy_lists("policyDocument")},
    by_id=ById(operation="GetPolicy", params={"policyName": "=id"}, items="@", not_found=_GONE),
    events=dict.fromkeys(
        (
            "CreatePolicy",
            "CreatePolicyVersion",
            "SetDefaultPolicyVersion",
            "DeletePolicy",
            "AttachPolicy",
            "DetachPolicy",
        ),
        "requestParameters.policyName",
    ),
)

CERTIFICATE = Declaration(
    type="AWS::IoT::Certificate",
    kind="certificate",
    service="iot",
    doc=f"{_API}/API_ListCertificates.html",
    list=ListCall("ListCertificates", "certificates"),
    id="{certificateArn}",
    native_id="certificateId",
    uid="certificateId",
    name="certificateId",
    tags=None,
    no_relations="policies say that they apply to it",
    no_by_id="the call by id brings more than the list call",
    events={
        "CreateKeysAndCertificate": "responseElements.certificateId",
        "CreateCertificateFromCsr": "responseElements.certificateId",
        "RegisterCertificate": "responseElements.certificateId",
        "UpdateCertificate": "requestParameters.certificateId",
        "DeleteCertificate": "requestParameters.certificateId",
    },
)

THING = Declaration(
    type="AWS::IoT::Thing",
    kind="device",
    service="iot",
    doc=f"{_API}/API_ListThings.html",
    list=ListCall("ListThings", "things"),
    id="{thingArn}",
    native_id="thingName",
    name="thingName",
    tags=None,
    aspects=(
        Detail(
            aspect="principals",
            operation="ListThingPrincipals",
            params={"thingName": "=item.thingName"},
            result="principals",
            absent=_GONE,
            doc=f"{_API}/API_ListThingPrincipals.html",
        ),
    ),
    # What it signs in with: a certificate, or an identity of Cognito.
    relations=(by_arn("runs-as", "@", "principals"),),
    volatile=("version",),
    keyed={"@principals": "set"},
    no_by_id="the call by name answers with another document than the list",
    events=dict.fromkeys(
        (
            "CreateThing",
            "UpdateThing",
            "DeleteThing",
            "AttachThingPrincipal",
            "DetachThingPrincipal",
        ),
        "requestParameters.thingName",
    ),
)

TOPIC_RULE = Declaration(
    type="AWS::IoT::TopicRule",
    kind="event-rule",
    service="iot",
    doc=f"{_API}/API_GetTopicRule.html",
    list=ListCall("ListTopicRules", "rules"),
    describe=Describe(
        operation="GetTopicRule", params={"ruleName": "=item.ruleName"}, result=_RULE
    ),
    id="{ruleArn}",
    native_id="ruleName",
    uid="createdAt",
    name="ruleName",
    tags=None,
    relations=(
        *(Rel("targets", f"{_EVERY_ACTION}.{path}", by="arn") for path in _BY_ARN),
        *(
            Rel("targets", f"{_EVERY_ACTION}.{path}", by="name", type=type_)
            for path, type_ in _BY_NAME
        ),
        Rel("targets", f"{_EVERY_ACTION}.sqs.queueUrl"),
        Rel("targets", "httpHosts[].split(@, ':')[0]", by="dns"),
        Rel("targets", host_in(f"{_EVERY_ACTION}.openSearch.endpoint"), by="dns"),
        Rel("targets", host_in(f"{_EVERY_ACTION}.elasticsearch.endpoint"), by="dns"),
        Rel(
            "logs-to",
            f"{_EVERY_ACTION}.cloudwatchLogs.logGroupName",
            by="name",
            type="AWS::Logs::LogGroup",
        ),
        by_arn("runs-as", f"{_EVERY_ACTION}.*.roleArn[]"),
        Rel("runs-as", f"{_EVERY_ACTION}.http.auth.sigv4.roleArn", by="arn"),
    ),
    secret=tuple(
        f"{action}.{path}" for action in ("actions[]", "errorAction") for path in _SECRET_IN_ACTION
    ),
    keyed={
        f"{action}.{path}": ("key",)
        for action in ("actions[]", "errorAction")
        for path in _KEYED_IN_ACTION
    },
    no_by_id="a rule that is not there is answered as one that may not be read",
    events=dict.fromkeys(
        (
            "CreateTopicRule",
            "ReplaceTopicRule",
            "DeleteTopicRule",
            "EnableTopicRule",
            "DisableTopicRule",
        ),
        "requestParameters.ruleName",
    ),
)

DOMAIN_CONFIGURATION = Declaration(
    type="AWS::IoT::DomainConfiguration",
    kind="endpoint",
    service="iot",
    doc=f"{_API}/API_DescribeDomainConfiguration.html",
    list=ListCall("ListDomainConfigurations", "domainConfigurations"),
    describe=Describe(
        operation="DescribeDomainConfiguration",
        params={"domainConfigurationName": "=item.domainConfigurationName"},
        result="@",
    ),
    id="{domainConfigurationArn}",
    native_id="domainConfigurationName",
    uid="domainConfigurationArn",
    name="domainConfigurationName",
    tags=None,
    aliases=(("dns", "domainName"),),
    relations=(
        Rel("refers-to", "serverCertificates[].serverCertificateArn", by="arn"),
        Rel("refers-to", "serverCertificateConfig.ocspLambdaArn", by="arn"),
        Rel("refers-to", "serverCertificateConfig.ocspAuthorizedResponderArn", by="arn"),
        Rel("refers-to", "clientCertificateConfig.clientCertificateCallbackArn", by="arn"),
    ),
    volatile=("lastStatusChangeDate",),
    keyed={"serverCertificates": ("serverCertificateArn",)},
    by_id=ById(
        operation="DescribeDomainConfiguration",
        params={"domainConfigurationName": "=id"},
        items="@",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateDomainConfiguration", "UpdateDomainConfiguration", "DeleteDomainConfiguration"),
        "requestParameters.domainConfigurationName",
    ),
)

ROLE_ALIAS = Declaration(
    type="AWS::IoT::RoleAlias",
    kind="role-alias",
    service="iot",
    doc=f"{_API}/API_DescribeRoleAlias.html",
    list=ListCall("ListRoleAliases", "roleAliases[].{roleAlias: @}"),
    describe=Describe(
        operation="DescribeRoleAlias",
        params={"roleAlias": "=item.roleAlias"},
        result="roleAliasDescription",
    ),
    id="arn:{partition}:iot:{region}:{account}:rolealias/{roleAlias}",
    native_id="roleAlias",
    uid="creationDate",
    name="roleAlias",
    tags=None,
    relations=(Rel("runs-as", "roleArn", by="arn"),),
    volatile=("lastModifiedDate",),
    by_id=ById(
        operation="DescribeRoleAlias",
        params={"roleAlias": "=id"},
        items="roleAliasDescription",
        not_found=_GONE,
    ),
    events=dict.fromkeys(
        ("CreateRoleAlias", "UpdateRoleAlias", "DeleteRoleAlias"), "requestParameters.roleAlias"
    ),
)

LOGGING = Declaration(
    type="AWS::IoT::Logging",
    kind="account-settings",
    service="iot",
    doc=f"{_API}/API_GetV2LoggingOptions.html",
    list=ListCall(
        "GetV2LoggingOptions",
        "{roleArn: roleArn, defaultLogLevel: defaultLogLevel, disableAllLogs: disableAllLogs}",
        own_only=True,
        absent=("NotConfiguredException",),
    ),
    id="arn:{partition}:iot:{region}:{account}:logging",
    native_id="'logging'",
    tags=None,
    relations=(Rel("runs-as", "roleArn", by="arn"),),
    no_by_id="there is one in each region; it is listed whole",
    events={"SetV2LoggingOptions": "awsRegion && 'logging'"},
)

DECLARATIONS = (POLICY, CERTIFICATE, THING, TOPIC_RULE, DOMAIN_CONFIGURATION, ROLE_ALIAS, LOGGING)
