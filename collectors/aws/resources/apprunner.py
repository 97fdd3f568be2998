"""AWS App Runner: services, and the connectors between them and networks.

https://docs.aws.amazon.com/apprunner/latest/api/API_Operations.html
"""

from collectors.aws.vocabulary import by_arn, encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/apprunner/latest/api"
_GONE = ("ResourceNotFoundException",)
_SERVICE = "AWS::AppRunner::Service"
_CODE = "SourceConfiguration.CodeRepository.CodeConfiguration.CodeConfigurationValues"
_IMAGE = "SourceConfiguration.ImageRepository"
_SETTINGS = (_CODE, f"{_IMAGE}.ImageConfiguration")


def _tags(path: str) -> Detail:
    return Detail(
        aspect="tags",
        operation="ListTagsForResource",
        params={"ResourceArn": f"=item.{path}"},
        result="Tags",
    )


SERVICE = Declaration(
    type=_SERVICE,
    kind="service",
    service="apprunner",
    doc=f"{_API}/API_DescribeService.html",
    list=ListCall("ListServices", "ServiceSummaryList"),
    describe=Describe(
        operation="DescribeService",
        params={"ServiceArn": "=item.ServiceArn"},
        result="Service",
    ),
    id="{ServiceArn}",
    native_id="ServiceArn",
    uid="ServiceId",
    name="ServiceName",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "ServiceUrl"),),
    aspects=(_tags("ServiceArn"),),
    relations=(
        Rel("runs-as", "InstanceConfiguration.InstanceRoleArn", by="arn"),
        Rel("runs-as", "SourceConfiguration.AuthenticationConfiguration.AccessRoleArn", by="arn"),
        Rel("refers-to", "SourceConfiguration.AuthenticationConfiguration.ConnectionArn", by="arn"),
        Rel(
            "derived-from",
            f"[{_IMAGE}.ImageIdentifier] | [?@].split(split(@, '@')[0], ':')[0]",
            by="image",
        ),
        *encrypted_with("EncryptionConfiguration.KmsKey"),
        Rel("attached-to", "NetworkConfiguration.EgressConfiguration.VpcConnectorArn", by="arn"),
        *(by_arn("refers-to", f"values({one}.RuntimeEnvironmentSecrets)") for one in _SETTINGS),
    ),
    secret=(
        *(f"{one}.RuntimeEnvironmentVariables" for one in _SETTINGS),
        *(f"{one}.StartCommand" for one in _SETTINGS),
        f"{_CODE}.BuildCommand",
    ),
    keyed={"@tags": ("Key",)},
    by_id=ById(
        operation="DescribeService",
        params={"ServiceArn": "=id"},
        items="Service | [@][?Status!='DELETED']",
        not_found=_GONE,
    ),
    events={
        "CreateService": "responseElements.service.serviceArn",
        "UpdateService": "responseElements.service.serviceArn",
        "PauseService": "responseElements.service.serviceArn",
        "ResumeService": "responseElements.service.serviceArn",
        "DeleteService": "responseElements.service.serviceArn",
    },
)

VPC_CONNECTOR = Declaration(
    type="AWS::AppRunner::VpcConnector",
    kind="vpc-connector",
    service="apprunner",
    doc=f"{_API}/API_ListVpcConnectors.html",
    list=ListCall("ListVpcConnectors", "VpcConnectors[?Status=='ACTIVE']"),
    id="{VpcConnectorArn}",
    native_id="VpcConnectorArn",
    uid="CreatedAt",
    name="VpcConnectorName",
    tags="@",
    tags_aspect="tags",
    aspects=(_tags("VpcConnectorArn"),),
    relations=(
        Rel("in-subnet", "Subnets[]"),
        Rel("uses-filter", "SecurityGroups[]"),
    ),
    keyed={"Subnets": "set", "SecurityGroups": "set", "@tags": ("Key",)},
    by_id=ById(
        operation="DescribeVpcConnector",
        params={"VpcConnectorArn": "=id"},
        items="VpcConnector | [@][?Status=='ACTIVE']",
        not_found=_GONE,
    ),
    events={
        "CreateVpcConnector": "responseElements.vpcConnector.vpcConnectorArn",
        "DeleteVpcConnector": "requestParameters.vpcConnectorArn",
    },
)

VPC_INGRESS_CONNECTION = Declaration(
    type="AWS::AppRunner::VpcIngressConnection",
    kind="endpoint-connection",
    service="apprunner",
    doc=f"{_API}/API_DescribeVpcIngressConnection.html",
    list=ListCall("ListVpcIngressConnections", "VpcIngressConnectionSummaryList"),
    describe=Describe(
        operation="DescribeVpcIngressConnection",
        params={"VpcIngressConnectionArn": "=item.VpcIngressConnectionArn"},
        result="VpcIngressConnection",
    ),
    id="{VpcIngressConnectionArn}",
    native_id="VpcIngressConnectionArn",
    uid="CreatedAt",
    owner="AccountId",
    name="VpcIngressConnectionName",
    tags="@",
    tags_aspect="tags",
    aliases=(("dns", "DomainName"),),
    aspects=(_tags("VpcIngressConnectionArn"),),
    relations=(
        Rel("targets", "ServiceArn", by="arn"),
        Rel("in-network", "IngressVpcConfiguration.VpcId"),
        Rel("attached-to", "IngressVpcConfiguration.VpcEndpointId"),
    ),
    keyed={"@tags": ("Key",)},
    by_id=ById(
        operation="DescribeVpcIngressConnection",
        params={"VpcIngressConnectionArn": "=id"},
        items="VpcIngressConnection | [@][?Status!='DELETED']",
        not_found=_GONE,
    ),
    events={
        "CreateVpcIngressConnection": (
            "responseElements.vpcIngressConnection.vpcIngressConnectionArn"
        ),
        "UpdateVpcIngressConnection": "requestParameters.vpcIngressConnectionArn",
        "DeleteVpcIngressConnection": "requestParameters.vpcIngressConnectionArn",
    },
)

DECLARATIONS = (SERVICE, VPC_CONNECTOR, VPC_INGRESS_CONNECTION)
