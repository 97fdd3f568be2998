"""What runs in containers: their images, the shop's services, and the cluster of the search."""

from typing import Any

from demo.estate.account import MAIN, PLATFORM, SHOP, Estate, tag_map, tags
from demo.estate.network import ANYWHERE, subnets
from demo.estate.policy import document

_REPOSITORIES = ("storefront", "checkout", "orders", "catalogue", "payments", "base")

# Service, port, copies, environment, target group
_CONTAINERS = (
    ("checkout", 8000, 2, {"CURRENCY": "EUR"}, "checkout"),
    ("orders", 8001, 2, {"DB_PASSWORD": "planted-secret-orders-service-0001"}, "orders"),
    ("catalogue", 8002, 2, {"CACHE": "sessions"}, "catalogue"),
    ("payments", 8003, 2, {"PROVIDER_TOKEN": "planted-secret-payments-service-0001"}, None),
)


def build_containers(estate: Estate) -> None:
    """Build the repositories, then what runs from them."""
    for name in _REPOSITORIES:
        _repository(estate, name)
    _containers(estate)
    _search(estate)


def _repository(estate: Estate, name: str) -> None:
    ecr = estate.client(PLATFORM, "ecr")
    made = ecr.create_repository(
        repositoryName=f"shop/{name}",
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        tags=tags(name, "platform"),
    )["repository"]
    estate.ids[f"repository/{name}"] = made["repositoryArn"]
    estate.ids[f"repository-uri/{name}"] = made["repositoryUri"]
    statement = {
        "Sid": "ShopPulls",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{estate.shop.id}:root"},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    }
    ecr.set_repository_policy(repositoryName=f"shop/{name}", policyText=document(statement))


def _containers(estate: Estate) -> None:
    ecs = estate.client(SHOP, "ecs")
    ecs.create_cluster(clusterName="shop", tags=_lower(tags("shop", "orders")))
    for name, port, copies, environment, target in _CONTAINERS:
        for value in environment.values():
            if value.startswith("planted-secret"):
                estate.plant(value)
        made = ecs.register_task_definition(
            family=name,
            networkMode="awsvpc",
            requiresCompatibilities=["FARGATE"],
            cpu="512",
            memory="1024",
            taskRoleArn=estate.ids["role/shop-services"],
            executionRoleArn=estate.ids["role/shop-task-start"],
            containerDefinitions=[
                {
                    "name": name,
                    "image": f"{estate.ids[f'repository-uri/{name}']}:1.4.2",
                    "portMappings": [{"containerPort": port}],
                    "environment": [{"name": k, "value": v} for k, v in environment.items()],
                    "secrets": [
                        {
                            "name": "ORDERS_DB",
                            "valueFrom": estate.ids[f"secret/{MAIN}/shop/orders-db"],
                        }
                    ],
                }
            ],
            tags=_lower(tags(name, "orders")),
        )["taskDefinition"]
        estate.ids[f"task-definition/{name}"] = made["taskDefinitionArn"]
        _container_service(estate, name, port, copies, target)


def _container_service(
    estate: Estate, name: str, port: int, copies: int, target: str | None
) -> None:
    front: dict[str, Any] = {}
    if target:
        group = estate.ids[f"target-group/{target}"]
        front["loadBalancers"] = [
            {"targetGroupArn": group, "containerName": name, "containerPort": port}
        ]
    made = estate.client(SHOP, "ecs").create_service(
        cluster="shop",
        serviceName=name,
        taskDefinition=estate.ids[f"task-definition/{name}"],
        desiredCount=copies,
        launchType="FARGATE",
        networkConfiguration={
            "awsvpcConfiguration": {
                "subnets": subnets(estate, "shop", "app"),
                "securityGroups": [estate.ids["security-group/shop-services"]],
                "assignPublicIp": "DISABLED",
            }
        },
        tags=_lower(tags(name, "orders")),
        **front,
    )
    estate.ids[f"service/{name}"] = made["service"]["serviceArn"]


def _search(estate: Estate) -> None:
    """Build the cluster of the product search; its control plane listens to the whole world."""
    eks = estate.client(SHOP, "eks")
    made = eks.create_cluster(
        name="search",
        version="1.31",
        roleArn=estate.ids["role/shop-search-cluster"],
        resourcesVpcConfig={
            "subnetIds": subnets(estate, "shop", "app"),
            "securityGroupIds": [estate.ids["security-group/shop-cluster"]],
            "endpointPublicAccess": True,
            "endpointPrivateAccess": True,
            "publicAccessCidrs": [ANYWHERE],
        },
        tags=tag_map("search", "search"),
    )
    estate.ids["cluster/search"] = made["cluster"]["arn"]
    eks.create_nodegroup(
        clusterName="search",
        nodegroupName="search-nodes",
        nodeRole=estate.ids["role/shop-search-nodes"],
        subnets=subnets(estate, "shop", "app"),
        instanceTypes=["m6i.large"],
        scalingConfig={"minSize": 2, "maxSize": 6, "desiredSize": 2},
        tags=tag_map("search-nodes", "search"),
    )


def _lower(pairs: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"key": pair["Key"], "value": pair["Value"]} for pair in pairs]
