"""AWS AppSync: GraphQL APIs and what they read from and write to.

Keys are not listed: the id of an AppSync key is the key itself.
https://docs.aws.amazon.com/appsync/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import host_in
from collectors.engine.specification import ById, Declaration, ListCall, Rel

_API = "https://docs.aws.amazon.com/appsync/latest/APIReference"
_GRAPHQL_API = "AWS::AppSync::GraphQLApi"
_GONE = ("NotFoundException",)
_AUTHENTICATED = ("", "additionalAuthenticationProviders[].")

GRAPHQL_API = Declaration(
    type=_GRAPHQL_API,
    kind="api",
    service="appsync",
    doc=f"{_API}/API_ListGraphqlApis.html",
    list=ListCall("ListGraphqlApis", "graphqlApis"),
    id="{arn}",
    native_id="apiId",
    uid="apiId",
    owner="owner",
    name="name",
    tags="tags",
    aliases=(("dns", "values(dns)"), ("url", "values(uris)")),
    relations=(
        Rel("runs-as", "logConfig.cloudWatchLogsRoleArn", by="arn"),
        Rel("runs-as", "mergedApiExecutionRoleArn", by="arn"),
        Rel("uses-filter", "wafWebAclArn", by="arn"),
        *(
            Rel("refers-to", f"{one}lambdaAuthorizerConfig.authorizerUri", by="arn")
            for one in _AUTHENTICATED
        ),
        *(Rel("refers-to", f"{one}userPoolConfig.userPoolId") for one in _AUTHENTICATED),
        *(Rel("trusts", f"{one}openIDConnectConfig.issuer", by="oidc") for one in _AUTHENTICATED),
    ),
    by_id=ById(
        operation="GetGraphqlApi",
        params={"apiId": "=id"},
        items="graphqlApi",
        not_found=_GONE,
    ),
    events={
        "CreateGraphqlApi": "responseElements.graphqlApi.apiId",
        "UpdateGraphqlApi": "requestParameters.apiId",
        "DeleteGraphqlApi": "requestParameters.apiId",
    },
)

DATA_SOURCE = Declaration(
    type="AWS::AppSync::DataSource",
    kind="data-source",
    service="appsync",
    doc=f"{_API}/API_ListDataSources.html",
    list=ListCall(
        "ListDataSources",
        "dataSources",
        params={"apiId": "=parent.apiId"},
        each=_GRAPHQL_API,
        stamp={"apiId": "apiId"},
        absent=_GONE,
    ),
    id="{dataSourceArn}",
    native_id="name",
    name="name",
    tags=None,
    relations=(
        Rel("part-of", "apiId"),
        Rel("runs-as", "serviceRoleArn", by="arn"),
        Rel("targets", "lambdaConfig.lambdaFunctionArn", by="arn"),
        Rel("targets", "eventBridgeConfig.eventBusArn", by="arn"),
        Rel("targets", "dynamodbConfig.tableName", by="name", type="AWS::DynamoDB::Table"),
        Rel("targets", host_in("httpConfig.endpoint"), by="dns"),
        Rel("targets", host_in("elasticsearchConfig.endpoint"), by="dns"),
        Rel("targets", host_in("openSearchServiceConfig.endpoint"), by="dns"),
        Rel(
            "targets",
            "relationalDatabaseConfig.rdsHttpEndpointConfig.dbClusterIdentifier"
            " | [@][?starts_with(@, 'arn:')]",
            by="arn",
        ),
        Rel(
            "refers-to",
            "relationalDatabaseConfig.rdsHttpEndpointConfig.awsSecretStoreArn",
            by="arn",
        ),
    ),
    no_by_id="its call takes the API too, which the id does not say",
    events=dict.fromkeys(
        ("CreateDataSource", "UpdateDataSource", "DeleteDataSource"),
        "responseElements.dataSource.name || requestParameters.name",
    ),
)

DECLARATIONS = (GRAPHQL_API, DATA_SOURCE)
