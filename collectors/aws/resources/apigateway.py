"""Amazon API Gateway: REST APIs, HTTP and WebSocket APIs, and how they are reached.

Custom domain names are one thing in both versions of the API; they are listed by the first,
and their mappings by the second, which knows those of both. The parts of an API do not say
whose they are: they bear the API's id from their list call.
https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/operations.html
Two versions of one service in one file: it is longer than others.
"""

from collectors.aws.vocabulary import by_arn, function_in, host_in, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_V1 = "https://docs.aws.amazon.com/apigateway/latest/api"
_V2 = "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference"
_REST_API = "AWS::ApiGateway::RestApi"
_API = "AWS::ApiGatewayV2::Api"
_GONE = ("NotFoundException",)
_OF_REST_API = {"restApiId": "=parent.id"}
_OF_API = {"ApiId": "=parent.ApiId"}
_PART_OF_REST_API = Rel("part-of", "restApiId", by="name", type=_REST_API)
_PART_OF_API = Rel("part-of", "ApiId", by="name", type=_API)
_NO_API = "the call by id does not say the API"
_METHODS = "resourceMethods.* | [].methodIntegration"


def _of_rest_api(operation: str, items: str, **more: object) -> ListCall:
    """Return a list call that is made for each REST API."""
    return ListCall(
        operation,
        items,
        params={**_OF_REST_API, **more},
        each=_REST_API,
        stamp={"restApiId": "id"},
        absent=_GONE,
    )


def _of_api(operation: str) -> ListCall:
    """Return a list call that is made for each HTTP or WebSocket API."""
    return ListCall(
        operation, "Items", params=_OF_API, each=_API, stamp={"ApiId": "ApiId"}, absent=_GONE
    )


REST_API = Declaration(
    type=_REST_API,
    kind="api",
    service="apigateway",
    doc=f"{_V1}/API_GetRestApis.html",
    list=ListCall("GetRestApis", "items"),
    id="arn:{partition}:apigateway:{region}::/restapis/{id}",
    native_id="id",
    uid="id",
    name="name",
    tags="tags",
    relations=(
        *trusts("policy"),
        Rel("attached-to", "endpointConfiguration.vpcEndpointIds[]"),
    ),
    volatile=("warnings",),
    json=("policy",),
    keyed={
        "binaryMediaTypes": "set",
        "endpointConfiguration.types": "set",
        "endpointConfiguration.vpcEndpointIds": "set",
        **policy_lists("policy"),
    },
    by_id=ById(operation="GetRestApi", params={"restApiId": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateRestApi": "responseElements.id",
        "ImportRestApi": "responseElements.id",
        "UpdateRestApi": "requestParameters.restApiId",
        "DeleteRestApi": "requestParameters.restApiId",
    },
)

REST_STAGE = Declaration(
    type="AWS::ApiGateway::Stage",
    kind="api-stage",
    service="apigateway",
    doc=f"{_V1}/API_GetStages.html",
    list=_of_rest_api("GetStages", "item"),
    id="{parent}/stages/{stageName}",
    native_id="stageName",
    uid="createdDate",
    name="stageName",
    tags="tags",
    relations=(
        _PART_OF_REST_API,
        Rel("uses-filter", "webAclArn", by="arn"),
        Rel("logs-to", "accessLogSettings.destinationArn", by="arn"),
        Rel("refers-to", "clientCertificateId"),
    ),
    volatile=("cacheClusterStatus",),
    secret=("variables", "canarySettings.stageVariableOverrides"),
    no_by_id=_NO_API,
    events=dict.fromkeys(
        ("CreateStage", "UpdateStage", "DeleteStage"), "requestParameters.stageName"
    ),
)

REST_AUTHORIZER = Declaration(
    type="AWS::ApiGateway::Authorizer",
    kind="authorizer",
    service="apigateway",
    doc=f"{_V1}/API_GetAuthorizers.html",
    list=_of_rest_api("GetAuthorizers", "items"),
    id="{parent}/authorizers/{id}",
    native_id="id",
    uid="id",
    name="name",
    tags=None,
    relations=(
        _PART_OF_REST_API,
        Rel("trusts", "providerARNs[]", by="arn"),
        Rel("refers-to", function_in("authorizerUri"), by="arn"),
        Rel("runs-as", "authorizerCredentials", by="arn"),
    ),
    keyed={"providerARNs": "set"},
    no_by_id=_NO_API,
    events={
        "CreateAuthorizer": "responseElements.id",
        "UpdateAuthorizer": "requestParameters.authorizerId",
        "DeleteAuthorizer": "requestParameters.authorizerId",
    },
)

REST_RESOURCE = Declaration(
    type="AWS::ApiGateway::Resource",
    kind="api-route",
    service="apigateway",
    doc=f"{_V1}/API_GetResources.html",
    list=_of_rest_api("GetResources", "items", embed=["methods"]),
    id="{parent}/resources/{id}",
    native_id="id",
    uid="id",
    name="path",
    tags=None,
    relations=(
        _PART_OF_REST_API,
        Rel("targets", function_in(f"{_METHODS}.uri"), by="arn"),
        Rel("targets", host_in(f"{_METHODS}.uri"), by="dns"),
        by_arn("targets", f"{_METHODS}.integrationTarget"),
        Rel("attached-to", f"{_METHODS}.connectionId"),
        by_arn("runs-as", f"{_METHODS}.credentials"),
        Rel("refers-to", "resourceMethods.* | [].authorizerId"),
    ),
    secret=(
        # A mapping may be a constant, and a template may hold one.
        "resourceMethods.*.methodIntegration.requestParameters",
        "resourceMethods.*.methodIntegration.requestTemplates",
        "resourceMethods.*.methodIntegration.integrationResponses.*.responseParameters",
        "resourceMethods.*.methodIntegration.integrationResponses.*.responseTemplates",
    ),
    no_by_id=_NO_API,
    events={
        "CreateResource": "responseElements.id",
        "UpdateResource": "requestParameters.resourceId",
        "DeleteResource": "requestParameters.resourceId",
        "PutMethod": "requestParameters.resourceId",
        "PutIntegration": "requestParameters.resourceId",
        "DeleteMethod": "requestParameters.resourceId",
    },
)

REST_VPC_LINK = Declaration(
    type="AWS::ApiGateway::VpcLink",
    kind="vpc-link",
    service="apigateway",
    doc=f"{_V1}/API_GetVpcLinks.html",
    list=ListCall("GetVpcLinks", "items"),
    id="arn:{partition}:apigateway:{region}::/vpclinks/{id}",
    native_id="id",
    uid="id",
    name="name",
    tags="tags",
    relations=(Rel("targets", "targetArns[]", by="arn"),),
    keyed={"targetArns": "set"},
    by_id=ById(operation="GetVpcLink", params={"vpcLinkId": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateVpcLink": "responseElements.id",
        "DeleteVpcLink": "requestParameters.vpcLinkId",
    },
)

DOMAIN_NAME = Declaration(
    type="AWS::ApiGateway::DomainName",
    kind="endpoint",
    service="apigateway",
    doc=f"{_V1}/API_GetDomainNames.html",
    list=ListCall("GetDomainNames", "items"),
    id=(
        "arn:{partition}:apigateway:{region}::/domainnames/"
        "{join('+', [domainName, domainNameId][?@])}"
    ),
    native_id="domainName",
    name="domainName",
    tags="tags",
    aliases=(
        ("dns", "domainName"),
        ("dns", "regionalDomainName"),
        ("dns", "distributionDomainName"),
    ),
    aspects=(
        Detail(
            aspect="mappings",
            service="apigatewayv2",
            operation="GetApiMappings",
            params={"DomainName": "=item.domainName"},
            result="Items",
            when="!domainNameId",
            doc=f"{_V2}/domainnames-domainname-apimappings.html",
        ),
    ),
    relations=(
        Rel("targets", "[].ApiId", aspect="mappings"),
        Rel("refers-to", "certificateArn", by="arn"),
        Rel("refers-to", "regionalCertificateArn", by="arn"),
        Rel("attached-to", "endpointConfiguration.vpcEndpointIds[]"),
        *trusts("policy"),
    ),
    volatile=("domainNameStatusMessage",),
    json=("policy", "managementPolicy"),
    keyed={
        "@mappings": ("ApiMappingId",),
        "endpointConfiguration.types": "set",
        **policy_lists("policy", "managementPolicy"),
    },
    by_id=ById(operation="GetDomainName", params={"domainName": "=id"}, items="@", not_found=_GONE),
    events=dict.fromkeys(
        ("CreateDomainName", "UpdateDomainName", "DeleteDomainName"),
        "requestParameters.domainName",
    ),
)

API = Declaration(
    type=_API,
    kind="api",
    service="apigatewayv2",
    doc=f"{_V2}/apis.html",
    list=ListCall("GetApis", "Items"),
    id="arn:{partition}:apigateway:{region}::/apis/{ApiId}",
    native_id="ApiId",
    uid="ApiId",
    name="Name",
    aliases=(("dns", "split(ApiEndpoint, '//')[-1]"),),
    no_relations="its stages, routes and integrations state them",
    volatile=("Warnings", "ImportInfo"),
    keyed={
        "CorsConfiguration.AllowHeaders": "set",
        "CorsConfiguration.AllowMethods": "set",
        "CorsConfiguration.AllowOrigins": "set",
    },
    by_id=ById(operation="GetApi", params={"ApiId": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateApi": "responseElements.apiId",
        "UpdateApi": "requestParameters.apiId",
        "DeleteApi": "requestParameters.apiId",
    },
)

STAGE = Declaration(
    type="AWS::ApiGatewayV2::Stage",
    kind="api-stage",
    service="apigatewayv2",
    doc=f"{_V2}/apis-apiid-stages.html",
    list=_of_api("GetStages"),
    id="{parent}/stages/{StageName}",
    native_id="StageName",
    uid="CreatedDate",
    name="StageName",
    relations=(
        _PART_OF_API,
        Rel("logs-to", "AccessLogSettings.DestinationArn", by="arn"),
    ),
    volatile=("LastDeploymentStatusMessage",),
    secret=("StageVariables",),
    no_by_id=_NO_API,
    events=dict.fromkeys(
        ("CreateStage", "UpdateStage", "DeleteStage"), "requestParameters.stageName"
    ),
)

ROUTE = Declaration(
    type="AWS::ApiGatewayV2::Route",
    kind="api-route",
    service="apigatewayv2",
    doc=f"{_V2}/apis-apiid-routes.html",
    list=_of_api("GetRoutes"),
    id="{parent}/routes/{RouteId}",
    native_id="RouteId",
    uid="RouteId",
    name="RouteKey",
    tags=None,
    relations=(
        _PART_OF_API,
        Rel("targets", "split(Target, '/')[1]"),
        Rel("refers-to", "AuthorizerId"),
    ),
    keyed={"AuthorizationScopes": "set"},
    no_by_id=_NO_API,
    events={
        "CreateRoute": "responseElements.routeId",
        "UpdateRoute": "requestParameters.routeId",
        "DeleteRoute": "requestParameters.routeId",
    },
)

INTEGRATION = Declaration(
    type="AWS::ApiGatewayV2::Integration",
    kind="api-integration",
    service="apigatewayv2",
    doc=f"{_V2}/apis-apiid-integrations.html",
    list=_of_api("GetIntegrations"),
    id="{parent}/integrations/{IntegrationId}",
    native_id="IntegrationId",
    uid="IntegrationId",
    name="Description",
    tags=None,
    relations=(
        _PART_OF_API,
        # A function by its own ARN or by an invocation URI, a balancer's listener, or a URL.
        Rel("targets", function_in("IntegrationUri"), by="arn"),
        by_arn("targets", "IntegrationUri"),
        Rel("targets", host_in("IntegrationUri"), by="dns"),
        Rel("runs-as", "CredentialsArn", by="arn"),
        Rel("attached-to", "ConnectionId"),
    ),
    secret=("RequestParameters", "RequestTemplates", "ResponseParameters"),
    no_by_id=_NO_API,
    events={
        "CreateIntegration": "responseElements.integrationId",
        "UpdateIntegration": "requestParameters.integrationId",
        "DeleteIntegration": "requestParameters.integrationId",
    },
)

AUTHORIZER = Declaration(
    type="AWS::ApiGatewayV2::Authorizer",
    kind="authorizer",
    service="apigatewayv2",
    doc=f"{_V2}/apis-apiid-authorizers.html",
    list=_of_api("GetAuthorizers"),
    id="{parent}/authorizers/{AuthorizerId}",
    native_id="AuthorizerId",
    uid="AuthorizerId",
    name="Name",
    tags=None,
    relations=(
        _PART_OF_API,
        Rel("trusts", "JwtConfiguration.Issuer", by="oidc"),
        Rel("refers-to", function_in("AuthorizerUri"), by="arn"),
        Rel("runs-as", "AuthorizerCredentialsArn", by="arn"),
    ),
    keyed={"IdentitySource": "set", "JwtConfiguration.Audience": "set"},
    no_by_id=_NO_API,
    events={
        "CreateAuthorizer": "responseElements.authorizerId",
        "UpdateAuthorizer": "requestParameters.authorizerId",
        "DeleteAuthorizer": "requestParameters.authorizerId",
    },
)

VPC_LINK = Declaration(
    type="AWS::ApiGatewayV2::VpcLink",
    kind="vpc-link",
    service="apigatewayv2",
    doc=f"{_V2}/vpclinks.html",
    list=ListCall("GetVpcLinks", "Items"),
    id="arn:{partition}:apigateway:{region}::/v2/vpclinks/{VpcLinkId}",
    native_id="VpcLinkId",
    uid="VpcLinkId",
    name="Name",
    relations=(
        Rel("in-subnet", "SubnetIds[]"),
        Rel("uses-filter", "SecurityGroupIds[]"),
    ),
    volatile=("VpcLinkStatusMessage",),
    keyed={"SubnetIds": "set", "SecurityGroupIds": "set"},
    by_id=ById(operation="GetVpcLink", params={"VpcLinkId": "=id"}, items="@", not_found=_GONE),
    events={
        "CreateVpcLink": "responseElements.vpcLinkId",
        "UpdateVpcLink": "requestParameters.vpcLinkId",
        "DeleteVpcLink": "requestParameters.vpcLinkId",
    },
)

DECLARATIONS = (
    REST_API,
    REST_STAGE,
    REST_AUTHORIZER,
    REST_RESOURCE,
    REST_VPC_LINK,
    DOMAIN_NAME,
    API,
    STAGE,
    ROUTE,
    INTEGRATION,
    AUTHORIZER,
    VPC_LINK,
)
