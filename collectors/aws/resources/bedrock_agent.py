"""Amazon Bedrock's agents, and the knowledge that they look things up in; never a document.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Agents_for_Amazon_Bedrock.html
"""

from collectors.aws.vocabulary import by_arn, host_in
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/bedrock/latest/APIReference"
_BUCKET = "AWS::S3::Bucket"
_KNOWLEDGE_BASE = "AWS::Bedrock::KnowledgeBase"
_GONE = ("ResourceNotFoundException",)
_STORAGE = "storageConfiguration"
_REDSHIFT = (
    "knowledgeBaseConfiguration.sqlKnowledgeBaseConfiguration.redshiftConfiguration"
    ".queryEngineConfiguration"
)
_SOURCE = "dataSourceConfiguration"
_CRAWLED = ("confluenceConfiguration", "salesforceConfiguration", "sharePointConfiguration")


def _tags(path: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTagsForResource",
        params={"resourceArn": f"=item.{path}"},
        result="tags",
        when=path,
    )


AGENT = Declaration(
    type="AWS::Bedrock::Agent",
    kind="agent",
    service="bedrock-agent",
    doc=f"{_API}/API_agent_GetAgent.html",
    list=ListCall("ListAgents", "agentSummaries"),
    describe=Describe(operation="GetAgent", params={"agentId": "=item.agentId"}, result="agent"),
    id="arn:{partition}:bedrock:{region}:{account}:agent/{agentId}",
    native_id="agentId",
    uid="agentId",
    name="agentName",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("agentArn"),),
    relations=(
        Rel("runs-as", "agentResourceRoleArn", by="arn"),
        Rel("encrypted-with", "customerEncryptionKeyArn", by="arn"),
        by_arn("refers-to", "foundationModel"),
        Rel("refers-to", "customOrchestration.executor.lambda", by="arn"),
        Rel("refers-to", "promptOverrideConfiguration.overrideLambda", by="arn"),
        Rel(
            "refers-to",
            "[guardrailConfiguration.guardrailIdentifier][?@ && !starts_with(@, 'arn:')]",
        ),
        by_arn("refers-to", "guardrailConfiguration.guardrailIdentifier"),
    ),
    volatile=("preparedAt", "failureReasons", "recommendedActions", "clientToken"),
    secret=("promptOverrideConfiguration.promptConfigurations[].basePromptTemplate",),
    keyed={
        "promptOverrideConfiguration.promptConfigurations": ("promptType",),
        "memoryConfiguration.enabledMemoryTypes": "set",
    },
    by_id=ById(operation="GetAgent", params={"agentId": "=id"}, items="agent", not_found=_GONE),
    events={
        "CreateAgent": "responseElements.agent.agentId",
        "UpdateAgent": "requestParameters.agentId",
        "DeleteAgent": "requestParameters.agentId",
    },
)

KNOWLEDGE_BASE = Declaration(
    type=_KNOWLEDGE_BASE,
    kind="knowledge-base",
    service="bedrock-agent",
    doc=f"{_API}/API_agent_GetKnowledgeBase.html",
    list=ListCall("ListKnowledgeBases", "knowledgeBaseSummaries"),
    describe=Describe(
        operation="GetKnowledgeBase",
        params={"knowledgeBaseId": "=item.knowledgeBaseId"},
        result="knowledgeBase",
    ),
    id="arn:{partition}:bedrock:{region}:{account}:knowledge-base/{knowledgeBaseId}",
    native_id="knowledgeBaseId",
    uid="knowledgeBaseId",
    name="name",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("knowledgeBaseArn"),),
    relations=(
        Rel("runs-as", "roleArn", by="arn"),
        Rel("refers-to", f"{_STORAGE}.opensearchServerlessConfiguration.collectionArn", by="arn"),
        Rel("refers-to", f"{_STORAGE}.opensearchManagedClusterConfiguration.domainArn", by="arn"),
        Rel("refers-to", f"{_STORAGE}.rdsConfiguration.resourceArn", by="arn"),
        Rel("refers-to", f"{_STORAGE}.neptuneAnalyticsConfiguration.graphArn", by="arn"),
        Rel("refers-to", f"{_STORAGE}.s3VectorsConfiguration.indexArn", by="arn"),
        Rel("refers-to", f"{_STORAGE}.*.credentialsSecretArn", by="arn"),
        Rel("refers-to", f"{_REDSHIFT}.serverlessConfiguration.workgroupArn", by="arn"),
        Rel(
            "refers-to",
            f"values({_REDSHIFT})[].authConfiguration.usernamePasswordSecretArn",
            by="arn",
        ),
        Rel(
            "refers-to",
            "knowledgeBaseConfiguration.kendraKnowledgeBaseConfiguration.kendraIndexArn",
            by="arn",
        ),
        Rel(
            "encrypted-with",
            "knowledgeBaseConfiguration.managedKnowledgeBaseConfiguration"
            ".serverSideEncryptionConfiguration.kmsKeyArn",
            by="arn",
        ),
    ),
    volatile=("failureReasons",),
    secret=(f"{_STORAGE}.pineconeConfiguration.connectionString",),
    by_id=ById(
        operation="GetKnowledgeBase",
        params={"knowledgeBaseId": "=id"},
        items="knowledgeBase",
        not_found=_GONE,
    ),
    events={
        "CreateKnowledgeBase": "responseElements.knowledgeBase.knowledgeBaseId",
        "UpdateKnowledgeBase": "requestParameters.knowledgeBaseId",
        "DeleteKnowledgeBase": "requestParameters.knowledgeBaseId",
    },
)

DATA_SOURCE = Declaration(
    type="AWS::Bedrock::DataSource",
    kind="data-source",
    service="bedrock-agent",
    doc=f"{_API}/API_agent_GetDataSource.html",
    list=ListCall(
        "ListDataSources",
        "dataSourceSummaries",
        params={"knowledgeBaseId": "=parent.knowledgeBaseId"},
        each=_KNOWLEDGE_BASE,
        absent=_GONE,
    ),
    describe=Describe(
        operation="GetDataSource",
        params={
            "knowledgeBaseId": "=item.knowledgeBaseId",
            "dataSourceId": "=item.dataSourceId",
        },
        result="dataSource",
    ),
    id="{parent}#data-source/{dataSourceId}",
    native_id="dataSourceId",
    uid="dataSourceId",
    name="name",
    tags=None,
    relations=(
        Rel("part-of", "knowledgeBaseId"),
        Rel("encrypted-with", "serverSideEncryptionConfiguration.kmsKeyArn", by="arn"),
        Rel("derived-from", f"{_SOURCE}.s3Configuration.bucketArn", by="arn"),
        *(
            Rel("refers-to", f"{_SOURCE}.{one}.sourceConfiguration.credentialsSecretArn", "arn")
            for one in _CRAWLED
        ),
        Rel(
            "derived-from",
            host_in(
                f"{_SOURCE}.webConfiguration.sourceConfiguration.urlConfiguration.seedUrls[].url"
            ),
            by="dns",
        ),
        Rel(
            "refers-to",
            "vectorIngestionConfiguration.customTransformationConfiguration.transformations[]"
            ".transformationFunction.transformationLambdaConfiguration.lambdaArn",
            by="arn",
        ),
    ),
    volatile=("failureReasons",),
    secret=(f"{_SOURCE}.managedKnowledgeBaseConnectorConfiguration.connectorParameters",),
    keyed={
        f"{_SOURCE}.s3Configuration.inclusionPrefixes": "set",
        f"{_SOURCE}.webConfiguration.sourceConfiguration.urlConfiguration.seedUrls": ("url",),
    },
    no_by_id="its call takes the knowledge base too, which the id does not say",
    events={
        "CreateDataSource": "responseElements.dataSource.dataSourceId",
        "UpdateDataSource": "requestParameters.dataSourceId",
        "DeleteDataSource": "requestParameters.dataSourceId",
    },
)

DECLARATIONS = (AGENT, KNOWLEDGE_BASE, DATA_SOURCE)
