"""The shop as the internet sees it: names, the content network, and the interfaces for partners."""

from typing import Any

from demo.estate.account import GLOBAL, MAIN, PLATFORM, SHOP, Estate, tag_map, tags
from demo.estate.network import subnets

# Zone, record, type, values
_RECORDS = (
    ("shop.example", "shop.example", "MX", ["10 mail.shop.example"]),
    ("shop.example", "shop.example", "TXT", ['"v=spf1 include:mail.shop.example -all"']),
    ("shop.example", "api.shop.example", "CNAME", ["partner-api.shop.example"]),
    ("shop.example", "bastion.shop.example", "A", ["203.0.113.20"]),
    ("shop.example", "old-campaign.shop.example", "CNAME", ["gone.cdn.example"]),
    ("shop.internal", "orders.shop.internal", "CNAME", ["orders.eu-central-1.rds.amazonaws.com"]),
    ("platform.example", "registry.platform.example", "A", ["10.40.16.53"]),
)

_CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
_METHODS = (("GET", "AWS_IAM", False), ("POST", "NONE", True))
_MOBILE_ROUTES = ("GET /products", "GET /products/{id}", "POST /carts")


def build_edge(estate: Estate) -> None:
    """Build the distributions, the names that lead to them, and both interfaces."""
    _distribution(estate, "storefront", estate.ids["balancer-name/shop"])
    _distribution(estate, "media", "example-shop-media.s3.eu-central-1.amazonaws.com")
    _zones(estate)
    _partner_api(estate)
    _mobile_api(estate)


def _distribution(estate: Estate, name: str, origin: str) -> None:
    cloudfront = estate.client(SHOP, "cloudfront", GLOBAL)
    source: dict[str, Any] = {"Id": name, "DomainName": origin}
    if name == "media":
        source["S3OriginConfig"] = {"OriginAccessIdentity": ""}
        source["OriginAccessControlId"] = _origin_access(estate, name)
    else:
        source["CustomOriginConfig"] = {
            "HTTPPort": 80,
            "HTTPSPort": 443,
            "OriginProtocolPolicy": "https-only",
        }
        source["CustomHeaders"] = {
            "Quantity": 1,
            "Items": [
                {
                    "HeaderName": "X-Origin-Key",
                    "HeaderValue": estate.plant("planted-secret-origin-key-0001"),
                }
            ],
        }
    made = cloudfront.create_distribution_with_tags(
        DistributionConfigWithTags={
            "DistributionConfig": {
                "CallerReference": name,
                "Comment": f"{name} of the shop",
                "Enabled": True,
                "WebACLId": estate.ids["web-acl/shop-edge"],
                "Aliases": {"Quantity": 1, "Items": [f"{name}.shop.example"]},
                "Origins": {"Quantity": 1, "Items": [source]},
                "DefaultCacheBehavior": {
                    "TargetOriginId": name,
                    "ViewerProtocolPolicy": "redirect-to-https",
                    "CachePolicyId": _CACHING_DISABLED,
                },
                "ViewerCertificate": {
                    "ACMCertificateArn": estate.ids["certificate/www.shop.example"],
                    "SSLSupportMethod": "sni-only",
                    "MinimumProtocolVersion": "TLSv1.2_2021",
                },
            },
            "Tags": {"Items": tags(name, "storefront")},
        }
    )["Distribution"]
    estate.ids[f"distribution/{name}"] = made["Id"]
    estate.ids[f"distribution-name/{name}"] = made["DomainName"]


def _origin_access(estate: Estate, name: str) -> str:
    made = estate.client(SHOP, "cloudfront", GLOBAL).create_origin_access_control(
        OriginAccessControlConfig={
            "Name": name,
            "OriginAccessControlOriginType": "s3",
            "SigningBehavior": "always",
            "SigningProtocol": "sigv4",
        }
    )
    access: str = made["OriginAccessControl"]["Id"]
    return access


def _zones(estate: Estate) -> None:
    private = {"VPCRegion": MAIN, "VPCId": estate.ids["vpc/shop"]}
    _zone(estate, SHOP, "shop.example")
    _zone(estate, SHOP, "shop.internal", VPC=private)
    _zone(estate, PLATFORM, "platform.example")
    for zone, record, kind, values in _RECORDS:
        resources = [{"Value": value} for value in values]
        _record(
            estate, zone, {"Name": record, "Type": kind, "TTL": 300, "ResourceRecords": resources}
        )
    fronts = (
        ("www.shop.example", estate.ids["distribution-name/storefront"], "Z2FDTNDATAQYW2"),
        ("media.shop.example", estate.ids["distribution-name/media"], "Z2FDTNDATAQYW2"),
        ("origin.shop.example", estate.ids["balancer-name/shop"], "Z215JYRZR1TBD5"),
    )
    for record, target, zone_of_target in fronts:
        alias = {"HostedZoneId": zone_of_target, "DNSName": target, "EvaluateTargetHealth": False}
        _record(estate, "shop.example", {"Name": record, "Type": "A", "AliasTarget": alias})


def _zone(estate: Estate, account: str, name: str, **more: Any) -> None:
    route53 = estate.client(account, "route53", GLOBAL)
    made = route53.create_hosted_zone(
        Name=name,
        CallerReference=name,
        HostedZoneConfig={"Comment": f"{name} of the sample estate", "PrivateZone": bool(more)},
        **more,
    )
    estate.ids[f"zone/{name}"] = made["HostedZone"]["Id"]
    route53.change_tags_for_resource(
        ResourceType="hostedzone",
        ResourceId=made["HostedZone"]["Id"].rpartition("/")[2],
        AddTags=tags(name, "network"),
    )


def _record(estate: Estate, zone: str, record: dict[str, Any]) -> None:
    account = PLATFORM if zone == "platform.example" else SHOP
    estate.client(account, "route53", GLOBAL).change_resource_record_sets(
        HostedZoneId=estate.ids[f"zone/{zone}"],
        ChangeBatch={"Changes": [{"Action": "CREATE", "ResourceRecordSet": record}]},
    )


def _partner_api(estate: Estate) -> None:
    """Build the interface that partners fetch prices from."""
    gateway = estate.client(SHOP, "apigateway")
    api = gateway.create_rest_api(
        name="partner-api",
        description="Prices and stock for partners",
        endpointConfiguration={"types": ["REGIONAL"]},
        tags=tag_map("partner-api", "partners"),
    )["id"]
    estate.ids["rest-api/partner-api"] = api
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    prices = gateway.create_resource(restApiId=api, parentId=root, pathPart="prices")["id"]
    backend = estate.ids["function/partner-prices"]
    for method, authorization, key_required in _METHODS:
        gateway.put_method(
            restApiId=api,
            resourceId=prices,
            httpMethod=method,
            authorizationType=authorization,
            apiKeyRequired=key_required,
        )
        gateway.put_integration(
            restApiId=api,
            resourceId=prices,
            httpMethod=method,
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{MAIN}:lambda:path/2015-03-31/functions/{backend}/invocations",
        )
    gateway.create_deployment(restApiId=api, stageName="live", variables={"currency": "EUR"})
    key = gateway.create_api_key(
        name="partner-one",
        enabled=True,
        value=estate.plant("planted-secret-partner-key-0001"),
        tags=tag_map("partner-one", "partners"),
    )["id"]
    plan = gateway.create_usage_plan(
        name="partners",
        apiStages=[{"apiId": api, "stage": "live"}],
        tags=tag_map("partners", "partners"),
    )["id"]
    gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")


def _mobile_api(estate: Estate) -> None:
    """Build the interface of the mobile application."""
    gateway = estate.client(SHOP, "apigatewayv2")
    api = gateway.create_api(
        Name="mobile-api",
        ProtocolType="HTTP",
        CorsConfiguration={"AllowOrigins": ["https://www.shop.example"]},
        Tags=tag_map("mobile-api", "storefront"),
    )["ApiId"]
    estate.ids["http-api/mobile-api"] = api
    integration = gateway.create_integration(
        ApiId=api,
        IntegrationType="AWS_PROXY",
        IntegrationUri=estate.ids["function/mobile-backend"],
        PayloadFormatVersion="2.0",
    )["IntegrationId"]
    for route in _MOBILE_ROUTES:
        gateway.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{integration}")
    gateway.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)
    gateway.create_vpc_link(
        Name="services",
        SubnetIds=subnets(estate, "shop", "app"),
        SecurityGroupIds=[estate.ids["security-group/shop-services"]],
        Tags=tag_map("services", "storefront"),
    )
