"""Doors of services that have one endpoint each: functions by URL, clusters, services, domains.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-urls.html
https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
https://docs.aws.amazon.com/eks/latest/userguide/config-cluster-endpoint.html
https://docs.aws.amazon.com/apprunner/latest/dg/network-pl.html
https://docs.aws.amazon.com/opensearch-service/latest/developerguide/vpc.html

Of port 80 no page says that function URLs and App Runner do not listen to it.
Inside the VPC of a cluster with private access its name leads there; without public access it does
everywhere. It refuses to know private endpoints: they are interfaces.
"""

from __future__ import annotations

from typing import Any

from cartographer.clouds.aws.door import HTTP, HTTPS, Traits, of_family, ports, targets, web
from cartographer.clouds.aws.estate import EC2, Estate
from cartographer.clouds.aws.name import name
from cartographer.clouds.aws.packet import at
from cartographer.model.key import Key
from cartographer.reach.network import Door, Id, State
from cartographer.reach.traffic import Field

_INVOKE = "lambda:InvokeFunctionUrl"
_EVERYBODY = ("0.0.0.0/0", "::/0")
_WORKS = frozenset({"ACTIVE", "UPDATING", "RUNNING", "OPERATION_IN_PROGRESS"})
"""Words for the status of a cluster or a service that answers."""


def function_url(estate: Estate, key: Key) -> Door:
    """Return the URL of a function: the internet gets there, and the function's policy judges."""
    config = estate.config(key)
    signed = config.get("AuthType") != "NONE"
    who = "signed by a principal that has it" if signed else "granted to everybody"
    traits = Traits(f"{_INVOKE} {who}", behind=targets(estate, key))
    admits = ports(estate.space, HTTPS, perhaps=(HTTP,))
    return web(estate, key, [config.get("FunctionUrl")], admits, traits)


def cluster(estate: Estate, key: Key) -> Door:
    """Return the public endpoint of an EKS cluster: some ranges get there, all if none is set."""
    config = estate.config(key)
    network = config.get("resourcesVpcConfig") or {}
    ranges = network.get("publicAccessCidrs") or _EVERYBODY
    public = network.get("endpointPublicAccess", True)
    both = (config.get("kubernetesNetworkConfig") or {}).get("ipFamily") == "ipv6"
    admits = ports(estate.space, HTTPS).within(
        at(estate.space, Field.SOURCE, ranges) & of_family(estate.space, both)
    )
    traits = Traits(
        "Kubernetes API: IAM principal or token, and RBAC",
        shut=None if public else "public-access-off",
        inside=_inside(estate, network) if public else None,
        state=_state(config.get("status"), "cluster"),
    )
    return web(estate, key, [config.get("endpoint")], admits, traits)


def service(estate: Estate, key: Key) -> Door:
    """Return an App Runner service."""
    config = estate.config(key)
    network = config.get("NetworkConfiguration") or {}
    public = (network.get("IngressConfiguration") or {}).get("IsPubliclyAccessible", True)
    both = network.get("IpAddressType") == "DUAL_STACK"
    admits = ports(estate.space, HTTPS, perhaps=(HTTP,)).within(of_family(estate.space, both))
    traits = Traits(
        shut=None if public else "private-endpoint",
        inside=() if public else None,
        state=_state(config.get("Status"), "service"),
    )
    return web(estate, key, [config.get("ServiceUrl")], admits, traits)


def search_domain(estate: Estate, key: Key) -> Door:
    """Return the endpoint of an OpenSearch domain; one in a VPC has interfaces instead."""
    config = estate.config(key)
    options = config.get("DomainEndpointOptions") or {}
    perhaps = () if options.get("EnforceHTTPS") else (HTTP,)
    both = config.get("IPAddressType") == "dualstack"
    words = ["access policy"]
    if (config.get("AdvancedSecurityOptions") or {}).get("Enabled"):
        words.append("fine-grained access control")
    admits = ports(estate.space, HTTPS, perhaps=perhaps).within(of_family(estate.space, both))
    names = [config.get("Endpoint"), config.get("EndpointV2"), options.get("CustomEndpoint")]
    private = (config.get("VPCOptions") or {}).get("VPCId")
    shut, inside = ("private-endpoint", None) if private else (None, ())
    traits = Traits(" and ".join(words), shut=shut, inside=inside)
    return web(estate, key, names, admits, traits)


def _inside(estate: Estate, network: dict[str, Any]) -> tuple[Id, ...]:
    """Return the VPC in which the name of a cluster leads to its private endpoint."""
    vpc = estate.find(f"{EC2}VPC", network.get("vpcId"))
    return (name("vpc", vpc),) if vpc and network.get("endpointPrivateAccess") else ()


def _state(word: str | None, what: str) -> State:
    if word is None or word in _WORKS:
        return State()
    return State(up=False, code=f"{what}-{word.lower()}")
