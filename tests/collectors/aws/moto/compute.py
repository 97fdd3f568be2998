"""What builds, runs and computes, as far as moto answers for it."""

import json
from collections.abc import Callable
from typing import Any

MADE = frozenset(
    {
        "AWS::AppSync::GraphQLApi",
        "AWS::Athena::DataCatalog",
        "AWS::Athena::WorkGroup",
        "AWS::Batch::ComputeEnvironment",
        "AWS::Batch::JobDefinition",
        "AWS::Batch::JobQueue",
        "AWS::Batch::SchedulingPolicy",
        "AWS::Bedrock::Agent",
        "AWS::Bedrock::CustomModel",
        "AWS::Bedrock::KnowledgeBase",
        "AWS::Bedrock::ModelInvocationLoggingConfiguration",
        "AWS::CodeBuild::Project",
        "AWS::CodeDeploy::Application",
        "AWS::CodePipeline::Pipeline",
        "AWS::ECS::TaskSet",
        "AWS::EMR::BlockPublicAccessConfiguration",
        "AWS::EMR::Cluster",
        "AWS::EMRContainers::VirtualCluster",
        "AWS::EMRServerless::Application",
        "AWS::ElasticBeanstalk::Application",
        "AWS::ElasticBeanstalk::Environment",
        "AWS::Glue::Connection",
        "AWS::Glue::Crawler",
        "AWS::Glue::DataCatalogEncryptionSettings",
        "AWS::Glue::Database",
        "AWS::Glue::DevEndpoint",
        "AWS::Glue::Job",
        "AWS::Glue::ResourcePolicy",
        "AWS::Glue::SecurityConfiguration",
        "AWS::Glue::Table",
        "AWS::Glue::Trigger",
        "AWS::Glue::Workflow",
        "AWS::KinesisAnalyticsV2::Application",
        "AWS::LakeFormation::DataLakeSettings",
        "AWS::LakeFormation::PrincipalPermissions",
        "AWS::LakeFormation::Resource",
        "AWS::Lambda::EventInvokeConfig",
        "AWS::SageMaker::Domain",
        "AWS::SageMaker::Endpoint",
        "AWS::SageMaker::EndpointConfig",
        "AWS::SageMaker::Model",
        "AWS::SageMaker::NotebookInstance",
        "AWS::ServiceDiscovery::HttpNamespace",
        "AWS::ServiceDiscovery::Instance",
        "AWS::ServiceDiscovery::PrivateDnsNamespace",
        "AWS::ServiceDiscovery::PublicDnsNamespace",
        "AWS::ServiceDiscovery::Service",
        "AWS::Transfer::Connector",
        "AWS::Transfer::Server",
    }
)

_ROLE = "arn:aws:iam::123456789012:role/compute"
_BUCKET = "compute-part"


def build(client: Callable[[str], Any]) -> None:
    """Make one resource of each type, in a network of their own."""
    network = client("ec2").create_vpc(CidrBlock="10.78.0.0/16")["Vpc"]["VpcId"]
    subnet = client("ec2").create_subnet(VpcId=network, CidrBlock="10.78.0.0/24")["Subnet"]
    filter_ = client("ec2").create_security_group(
        GroupName="compute", Description="compute", VpcId=network
    )["GroupId"]
    client("s3").create_bucket(Bucket=_BUCKET)
    _trust(client)
    _build_delivery(client)
    _build_batch(client, subnet["SubnetId"], filter_)
    _build_containers(client)
    _build_discovery(client, network)
    _build_catalog(client)
    _build_jobs(client)
    _build_lake(client)
    _build_clusters(client)
    _build_models(client, network, subnet["SubnetId"])
    _build_agents(client)
    _build_endpoints(client)


def _trust(client: Callable[[str], Any]) -> None:
    """Make the role that the rest runs as; moto asks whether a service may assume it."""
    services = ("codepipeline", "lambda", "batch", "ecs")
    policy = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": f"{one}.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
            for one in services
        ],
    }
    client("iam").create_role(RoleName="compute", AssumeRolePolicyDocument=json.dumps(policy))
    client("iam").create_instance_profile(InstanceProfileName="compute")


def _build_delivery(client: Callable[[str], Any]) -> None:
    client("codebuild").create_project(
        name="compute",
        source={"type": "S3", "location": f"{_BUCKET}/source.zip"},
        artifacts={"type": "NO_ARTIFACTS"},
        environment={
            "type": "LINUX_CONTAINER",
            "image": "aws/codebuild/standard:7.0",
            "computeType": "BUILD_GENERAL1_SMALL",
        },
        serviceRole=_ROLE,
    )
    client("codedeploy").create_application(applicationName="compute", computePlatform="Server")
    place = {
        "name": "Source",
        "actionTypeId": {"category": "Source", "owner": "AWS", "provider": "S3", "version": "1"},
        "configuration": {"S3Bucket": _BUCKET, "S3ObjectKey": "source.zip"},
        "outputArtifacts": [{"name": "source"}],
    }
    approval = {
        "name": "Ask",
        "actionTypeId": {
            "category": "Approval",
            "owner": "AWS",
            "provider": "Manual",
            "version": "1",
        },
    }
    client("codepipeline").create_pipeline(
        pipeline={
            "name": "compute",
            "roleArn": _ROLE,
            "artifactStore": {"type": "S3", "location": _BUCKET},
            "stages": [
                {"name": "Source", "actions": [place]},
                {"name": "Ask", "actions": [approval]},
            ],
            "version": 1,
        }
    )
    beanstalk = client("elasticbeanstalk")
    beanstalk.create_application(ApplicationName="compute")
    beanstalk.create_environment(ApplicationName="compute", EnvironmentName="live")


def _build_batch(client: Callable[[str], Any], subnet: str, filter_: str) -> None:
    batch = client("batch")
    place = batch.create_compute_environment(
        computeEnvironmentName="compute",
        type="MANAGED",
        state="ENABLED",
        serviceRole=_ROLE,
        computeResources={
            "type": "FARGATE",
            "maxvCpus": 4,
            "subnets": [subnet],
            "securityGroupIds": [filter_],
        },
    )["computeEnvironmentArn"]
    policy = batch.create_scheduling_policy(
        name="compute", fairsharePolicy={"shareDecaySeconds": 60, "computeReservation": 1}
    )["arn"]
    batch.create_job_queue(
        jobQueueName="compute",
        state="ENABLED",
        priority=1,
        schedulingPolicyArn=policy,
        computeEnvironmentOrder=[{"order": 1, "computeEnvironment": place}],
    )
    batch.register_job_definition(
        jobDefinitionName="compute",
        type="container",
        containerProperties={"image": "busybox", "vcpus": 1, "memory": 128, "command": ["true"]},
    )


def _build_containers(client: Callable[[str], Any]) -> None:
    ecs = client("ecs")
    ecs.create_cluster(clusterName="compute")
    task = ecs.register_task_definition(
        family="compute", containerDefinitions=[{"name": "web", "image": "web", "memory": 64}]
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.create_service(
        cluster="compute",
        serviceName="compute",
        desiredCount=0,
        deploymentController={"type": "EXTERNAL"},
    )
    ecs.create_task_set(cluster="compute", service="compute", taskDefinition=task)


def _build_discovery(client: Callable[[str], Any], network: str) -> None:
    discovery = client("servicediscovery")
    discovery.create_http_namespace(Name="compute-http")
    discovery.create_private_dns_namespace(Name="compute.inner", Vpc=network)
    discovery.create_public_dns_namespace(Name="compute.example")
    namespaces = discovery.list_namespaces()["Namespaces"]
    (http,) = (one["Id"] for one in namespaces if one["Name"] == "compute-http")
    service = discovery.create_service(Name="web", NamespaceId=http)["Service"]["Id"]
    discovery.register_instance(
        ServiceId=service, InstanceId="i-1", Attributes={"AWS_INSTANCE_IPV4": "10.78.0.9"}
    )


def _build_catalog(client: Callable[[str], Any]) -> None:
    glue = client("glue")
    glue.create_database(DatabaseInput={"Name": "compute"})
    glue.create_table(DatabaseName="compute", TableInput={"Name": "orders"})
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "444455556666"},
        "Action": "glue:GetTable",
        "Resource": "*",
    }
    glue.put_resource_policy(
        PolicyInJson=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}
    )
    glue.create_security_configuration(
        Name="compute",
        EncryptionConfiguration={"S3Encryption": [{"S3EncryptionMode": "SSE-S3"}]},
    )
    glue.create_connection(
        ConnectionInput={
            "Name": "compute",
            "ConnectionType": "JDBC",
            "ConnectionProperties": {"PASSWORD": "correct-horse-battery"},
        }
    )
    athena = client("athena")
    athena.create_work_group(Name="compute", Configuration={})
    athena.create_data_catalog(
        Name="compute", Type="GLUE", Parameters={"catalog-id": "123456789012"}
    )


def _build_jobs(client: Callable[[str], Any]) -> None:
    glue = client("glue")
    glue.create_crawler(
        Name="compute",
        Role=_ROLE,
        DatabaseName="compute",
        Targets={"S3Targets": [{"Path": f"s3://{_BUCKET}/orders"}]},
    )
    glue.create_job(
        Name="compute",
        Role=_ROLE,
        Command={"Name": "glueetl", "ScriptLocation": f"s3://{_BUCKET}/job.py"},
    )
    glue.create_workflow(Name="compute")
    glue.create_trigger(
        Name="compute", Type="ON_DEMAND", WorkflowName="compute", Actions=[{"JobName": "compute"}]
    )
    glue.create_dev_endpoint(EndpointName="compute", RoleArn=_ROLE)
    client("kinesisanalyticsv2").create_application(
        ApplicationName="compute", RuntimeEnvironment="FLINK-1_19", ServiceExecutionRole=_ROLE
    )


def _build_lake(client: Callable[[str], Any]) -> None:
    lake = client("lakeformation")
    lake.put_data_lake_settings(
        DataLakeSettings={"DataLakeAdmins": [{"DataLakePrincipalIdentifier": _ROLE}]}
    )
    lake.register_resource(ResourceArn=f"arn:aws:s3:::{_BUCKET}", RoleArn=_ROLE)
    lake.grant_permissions(
        Principal={"DataLakePrincipalIdentifier": _ROLE},
        Resource={"Database": {"Name": "compute"}},
        Permissions=["DESCRIBE"],
    )


def _build_clusters(client: Callable[[str], Any]) -> None:
    client("emr").run_job_flow(
        Name="compute",
        ReleaseLabel="emr-7.1.0",
        Instances={
            "MasterInstanceType": "m5.large",
            "InstanceCount": 1,
            "KeepJobFlowAliveWhenNoSteps": True,
        },
        JobFlowRole="compute",
        ServiceRole="compute",
    )
    client("emr-serverless").create_application(
        name="compute", releaseLabel="emr-7.1.0", type="SPARK"
    )
    client("eks").create_cluster(
        name="compute-inner",
        roleArn=_ROLE,
        resourcesVpcConfig={"subnetIds": ["subnet-1", "subnet-2"]},
    )
    client("emr-containers").create_virtual_cluster(
        name="compute",
        containerProvider={
            "id": "compute-inner",
            "type": "EKS",
            "info": {"eksInfo": {"namespace": "jobs"}},
        },
    )


def _build_models(client: Callable[[str], Any], network: str, subnet: str) -> None:
    sagemaker = client("sagemaker")
    sagemaker.create_notebook_instance(
        NotebookInstanceName="compute", InstanceType="ml.t3.medium", RoleArn=_ROLE
    )
    sagemaker.create_domain(
        DomainName="compute",
        AuthMode="IAM",
        DefaultUserSettings={"ExecutionRole": _ROLE},
        SubnetIds=[subnet],
        VpcId=network,
    )
    sagemaker.create_model(
        ModelName="compute", PrimaryContainer={"Image": "web:1"}, ExecutionRoleArn=_ROLE
    )
    sagemaker.create_endpoint_config(
        EndpointConfigName="compute",
        ProductionVariants=[
            {
                "VariantName": "one",
                "ModelName": "compute",
                "InitialInstanceCount": 1,
                "InstanceType": "ml.m5.large",
            }
        ],
    )
    sagemaker.create_endpoint(EndpointName="compute", EndpointConfigName="compute")


def _build_agents(client: Callable[[str], Any]) -> None:
    bedrock = client("bedrock")
    bedrock.create_model_customization_job(
        jobName="compute",
        customModelName="compute",
        roleArn=_ROLE,
        baseModelIdentifier="amazon.titan-text-express-v1",
        trainingDataConfig={"s3Uri": f"s3://{_BUCKET}/train"},
        outputDataConfig={"s3Uri": f"s3://{_BUCKET}/model"},
        hyperParameters={"epochCount": "1"},
    )
    bedrock.put_model_invocation_logging_configuration(
        loggingConfig={"s3Config": {"bucketName": _BUCKET}}
    )
    agents = client("bedrock-agent")
    agents.create_agent(agentName="compute", agentResourceRoleArn=_ROLE)
    agents.create_knowledge_base(
        name="compute",
        roleArn=_ROLE,
        knowledgeBaseConfiguration={
            "type": "VECTOR",
            "vectorKnowledgeBaseConfiguration": {
                "embeddingModelArn": "arn:aws:bedrock:us-east-1::foundation-model/embed"
            },
        },
        storageConfiguration={"type": "OPENSEARCH_SERVERLESS"},
    )


def _build_endpoints(client: Callable[[str], Any]) -> None:
    client("appsync").create_graphql_api(name="compute", authenticationType="AWS_IAM")
    function = client("lambda").create_function(
        FunctionName="compute",
        Runtime="python3.13",
        Role=_ROLE,
        Handler="a.b",
        Code={"ZipFile": b"no code"},
    )["FunctionName"]
    client("lambda").put_function_event_invoke_config(FunctionName=function, MaximumRetryAttempts=1)
    transfer = client("transfer")
    transfer.create_server(Protocols=["SFTP"])
    transfer.create_connector(
        Url="sftp://partner.example", AccessRole=_ROLE, SftpConfig={"UserSecretId": "partner"}
    )
