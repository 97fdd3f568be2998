"""Amazon API Gateway beyond its APIs: who may call how often, and what it is asked as.

API keys are listed without their values. The keys of a usage plan are not read: their list call
hands the values out. Of base path mappings only those of private domain names are listed here;
those of public ones are an aspect of the domain name.
https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/apigateway/latest/api"
_REST_API = "AWS::ApiGateway::RestApi"
_DOMAIN_NAME = "AWS::ApiGateway::DomainName"
_GONE = ("NotFoundException",)

API_KEY = Declaration(
    type="AWS::ApiGateway::ApiKey",
    kind="credential",
    service="apigateway",
    doc=f"{_API}/API_GetApiKeys.html",
    list=ListCall("GetApiKeys", "items"),
    id="arn:{partition}:apigateway:{region}::/apikeys/{id}",
    native_id="id",
    uid="id",
    name="name",
    tags="tags",
    relations=(Rel("applies-to", "stageKeys[].split(@, '/')[0]"),),
    volatile=("lastUpdatedDate",),
    secret=("value",),
    keyed={"stageKeys": "set"},
    by_id=ById(operation="GetApiKey", params={"apiKey": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateApiKey": "responseElements.id",
        "UpdateApiKey": "requestParameters.apiKey",
        "DeleteApiKey": "requestParameters.apiKey",
    },
)

USAGE_PLAN = Declaration(
    type="AWS::ApiGateway::UsagePlan",
    kind="usage-plan",
    service="apigateway",
    doc=f"{_API}/API_GetUsagePlans.html",
    list=ListCall("GetUsagePlans", "items"),
    id="arn:{partition}:apigateway:{region}::/usageplans/{id}",
    native_id="id",
    uid="id",
    name="name",
    tags="tags",
    relations=(Rel("applies-to", "apiStages[].apiId"),),
    keyed={"apiStages": ("apiId", "stage")},
    by_id=ById(operation="GetUsagePlan", params={"usagePlanId": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateUsagePlan": "responseElements.id",
        "UpdateUsagePlan": "requestParameters.usagePlanId",
        "DeleteUsagePlan": "requestParameters.usagePlanId",
    },
)

BASE_PATH_MAPPING = Declaration(
    type="AWS::ApiGateway::BasePathMappingV2",
    kind="api-mapping",
    service="apigateway",
    doc=f"{_API}/API_GetBasePathMappings.html",
    list=ListCall(
        "GetBasePathMappings",
        "items",
        params={"domainName": "=parent.domainName", "domainNameId": "=parent.domainNameId"},
        each=_DOMAIN_NAME,
        when="domainNameId",
        stamp={"domainName": "domainName"},
        absent=_GONE,
    ),
    id="{parent}#{basePath}",
    native_id="basePath",
    name="basePath",
    tags=None,
    relations=(
        Rel("part-of", "domainName", by="name", type=_DOMAIN_NAME),
        Rel("targets", "restApiId"),
    ),
    no_by_id="its call takes the domain name too, which the id does not say",
    events=dict.fromkeys(
        ("CreateBasePathMapping", "UpdateBasePathMapping", "DeleteBasePathMapping"),
        "requestParameters.basePath || '(none)'",
    ),
)

REQUEST_VALIDATOR = Declaration(
    type="AWS::ApiGateway::RequestValidator",
    kind="validator",
    service="apigateway",
    doc=f"{_API}/API_GetRequestValidators.html",
    list=ListCall(
        "GetRequestValidators",
        "items",
        params={"restApiId": "=parent.id"},
        each=_REST_API,
        stamp={"restApiId": "id"},
        absent=_GONE,
    ),
    id="{parent}/requestvalidators/{id}",
    native_id="id",
    uid="id",
    name="name",
    tags=None,
    relations=(Rel("part-of", "restApiId", by="name", type=_REST_API),),
    no_by_id="the call by id does not say the API",
    events={
        "CreateRequestValidator": "responseElements.id",
        "UpdateRequestValidator": "requestParameters.requestValidatorId",
        "DeleteRequestValidator": "requestParameters.requestValidatorId",
    },
)

CLIENT_CERTIFICATE = Declaration(
    type="AWS::ApiGateway::ClientCertificate",
    kind="certificate",
    service="apigateway",
    doc=f"{_API}/API_GetClientCertificates.html",
    list=ListCall("GetClientCertificates", "items"),
    id="arn:{partition}:apigateway:{region}::/clientcertificates/{clientCertificateId}",
    native_id="clientCertificateId",
    uid="clientCertificateId",
    name="description",
    tags="tags",
    no_relations="stages name it; it names nothing",
    by_id=ById(
        operation="GetClientCertificate",
        params={"clientCertificateId": "=id"},
        items="@",
        not_found=_GONE,
    ),
    events={
        "GenerateClientCertificate": "responseElements.clientCertificateId",
        "UpdateClientCertificate": "requestParameters.clientCertificateId",
        "DeleteClientCertificate": "requestParameters.clientCertificateId",
    },
)

ACCOUNT = Declaration(
    type="AWS::ApiGateway::Account",
    kind="account-settings",
    service="apigateway",
    doc=f"{_API}/API_GetAccount.html",
    list=ListCall("GetAccount", "@", own_only=True),
    id="arn:{partition}:apigateway:{region}:{account}:/account",
    native_id="'account'",
    tags=None,
    relations=(Rel("runs-as", "cloudwatchRoleArn", by="arn"),),
    keyed={"features": "set"},
    no_by_id="there is one in each region; it is listed whole",
    events={"UpdateAccount": "awsRegion && 'account'"},
)

DOMAIN_ACCESS = Declaration(
    type="AWS::ApiGateway::DomainNameAccessAssociation",
    kind="endpoint-association",
    service="apigateway",
    doc=f"{_API}/API_GetDomainNameAccessAssociations.html",
    list=ListCall("GetDomainNameAccessAssociations", "items"),
    id="{domainNameAccessAssociationArn}",
    native_id="domainNameAccessAssociationArn",
    name="split(domainNameArn, '/domainnames/')[1]",
    tags="tags",
    relations=(
        Rel("refers-to", "domainNameArn", by="arn"),
        # An endpoint of a network: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
        Rel("attached-to", "accessAssociationSource"),
    ),
    no_by_id="the call takes no ids",
    events={
        "CreateDomainNameAccessAssociation": "responseElements.domainNameAccessAssociationArn",
        "DeleteDomainNameAccessAssociation": "requestParameters.domainNameAccessAssociationArn",
    },
)

DECLARATIONS = (
    API_KEY,
    USAGE_PLAN,
    BASE_PATH_MAPPING,
    REQUEST_VALIDATOR,
    CLIENT_CERTIFICATE,
    ACCOUNT,
    DOMAIN_ACCESS,
)
