"""Documents of AWS for tests: managed endpoints, and the names that lead to them."""

from tests.cartographer.clouds.aws.documents import OWN, REGION

GLOBAL_REGION = "us-east-1"
HOST = {
    "url": "abc.lambda-url.eu-central-1.on.aws",
    "rest": "r1.execute-api.eu-central-1.amazonaws.com",
    "http": "h1.execute-api.eu-central-1.amazonaws.com",
    "distribution": "d1.cloudfront.net",
    "cluster": "0123.gr7.eu-central-1.eks.amazonaws.com",
    "runner": "r.eu-central-1.awsapprunner.com",
    "search": "search-s.eu-central-1.es.amazonaws.com",
    "accelerator": "a1.awsglobalaccelerator.com",
}


def function_url(world, auth="NONE"):
    """Add a function that is called by a URL."""
    arn = f"arn:aws:lambda:{REGION}:{OWN}:function:f"
    world.add("AWS::Lambda::Function", {"FunctionName": "f", "FunctionArn": arn})
    document = {"FunctionUrl": f"https://{HOST['url']}/", "FunctionArn": arn, "AuthType": auth}
    world.add("AWS::Lambda::Url", document)
    return arn


def rest_api(world, kind="REGIONAL", methods=(("GET", "NONE"),), **more):
    """Add a REST API with methods: an HTTP verb and what it asks for."""
    api = {"id": "r1", "name": "rest", "endpointConfiguration": {"types": [kind]}, **more}
    world.add("AWS::ApiGateway::RestApi", api)
    uri = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/"
    called = {"uri": f"{uri}arn:aws:lambda:{REGION}:{OWN}:function:f/invocations"}
    held = {
        verb: {"httpMethod": verb, "authorizationType": asked, "methodIntegration": called}
        for verb, asked in methods
    }
    part = {"id": "res1", "path": "/", "restApiId": "r1", "resourceMethods": held}
    world.add("AWS::ApiGateway::Resource", part, parent=api)


def http_api(world, *asked, **more):
    """Add an HTTP API with a route for each word that says what it asks for."""
    api = {"ApiId": "h1", "Name": "http", "ApiEndpoint": f"https://{HOST['http']}", **more}
    world.add("AWS::ApiGatewayV2::Api", api)
    for number, one in enumerate(asked or ("NONE",)):
        route = {"ApiId": "h1", "RouteId": f"rt{number}", "RouteKey": "$default"}
        world.add("AWS::ApiGatewayV2::Route", {**route, "AuthorizationType": one}, parent=api)
    uri = f"arn:aws:lambda:{REGION}:{OWN}:function:f"
    integration = {"ApiId": "h1", "IntegrationId": "i1", "IntegrationUri": uri}
    world.add("AWS::ApiGatewayV2::Integration", integration, parent=api)


def api_domain(world, *apis, name="api.example.com", **more):
    """Add a domain name in front of APIs."""
    document = {
        "domainName": name,
        "regionalDomainName": f"d-1.execute-api.{REGION}.amazonaws.com",
        "endpointConfiguration": {"types": ["REGIONAL"]},
        **more,
    }
    mappings = [{"ApiId": one, "ApiMappingId": one} for one in apis]
    world.add("AWS::ApiGateway::DomainName", document, {"mappings": mappings})


def distribution(world, *origins, **more):
    """Add a distribution with origins by name."""
    document = {
        "Id": "E1",
        "ARN": f"arn:aws:cloudfront::{OWN}:distribution/E1",
        "DomainName": HOST["distribution"],
        "Enabled": True,
        "Comment": "",
        "Origins": {"Items": [{"Id": one, "DomainName": one} for one in origins]},
        **more,
    }
    return world.add("AWS::CloudFront::Distribution", document)


def cluster(world, *cidrs, public=True, **more):
    """Add a cluster of EKS."""
    network = {"endpointPublicAccess": public, "publicAccessCidrs": list(cidrs)}
    document = {
        "name": "c",
        "endpoint": f"https://{HOST['cluster']}",
        "status": "ACTIVE",
        "resourcesVpcConfig": network,
        **more,
    }
    world.add("AWS::EKS::Cluster", document)


def runner(world, *, public=True, status="RUNNING"):
    """Add a service of App Runner."""
    arn = f"arn:aws:apprunner:{REGION}:{OWN}:service/r/1"
    ingress = {"IngressConfiguration": {"IsPubliclyAccessible": public}}
    document = {"ServiceArn": arn, "ServiceName": "r", "ServiceUrl": HOST["runner"]}
    world.add(
        "AWS::AppRunner::Service",
        {**document, "Status": status, "NetworkConfiguration": ingress},
    )


def search_domain(world, **more):
    """Add a domain of OpenSearch."""
    document = {"DomainName": "s", "Endpoint": HOST["search"], **more}
    world.add("AWS::OpenSearchService::Domain", document)


def accelerator(world, *endpoints, ports=(443, 443), protocol="TCP", enabled=True):
    """Add an accelerator with one listener, in front of some endpoints."""
    arn = f"arn:aws:globalaccelerator::{OWN}:accelerator/a1"
    top = {
        "AcceleratorArn": arn,
        "Name": "a1",
        "Enabled": enabled,
        "DnsName": HOST["accelerator"],
        "IpSets": [{"IpAddressFamily": "IPv4", "IpAddresses": ["75.2.0.1", "99.83.0.1"]}],
    }
    world.add("AWS::GlobalAccelerator::Accelerator", top)
    low, high = ports
    listener = {"ListenerArn": f"{arn}/listener/l1", "AcceleratorArn": arn, "Protocol": protocol}
    listener["PortRanges"] = [{"FromPort": low, "ToPort": high}]
    world.add("AWS::GlobalAccelerator::Listener", listener, parent=top)
    group = {
        "EndpointGroupArn": f"{arn}/listener/l1/endpoint-group/g1",
        "EndpointGroupRegion": REGION,
        "ListenerArn": listener["ListenerArn"],
        "EndpointDescriptions": [{"EndpointId": one} for one in endpoints],
    }
    world.add("AWS::GlobalAccelerator::EndpointGroup", group, parent=listener)


def zone(world, name="example.com", *vpcs):
    """Add a zone of names, a private one if it is of VPCs, and return its document."""
    id_ = f"Z{len(world.of('AWS::Route53::HostedZone')) + 1}"
    document = {"Id": f"/hostedzone/{id_}", "Name": f"{name}.", "CallerReference": id_}
    document["Config"] = {"PrivateZone": bool(vpcs)}
    held = {"networks": [{"VPCId": one, "VPCRegion": REGION} for one in vpcs]} if vpcs else {}
    return world.add("AWS::Route53::HostedZone", document, held)


def record(world, of, name, *values, alias=None, kind="A", **more):
    """Add a record of a zone: addresses or names, or an alias."""
    document = {
        "HostedZoneId": of["Id"].rsplit("/", 1)[-1],
        "Name": f"{name}.",
        "Type": kind,
        **more,
    }
    if alias:
        document["AliasTarget"] = {"DNSName": f"{alias}.", "HostedZoneId": "Z0"}
    else:
        document["ResourceRecords"] = [{"Value": one} for one in values]
    world.add("AWS::Route53::RecordSet", document, parent=of)
