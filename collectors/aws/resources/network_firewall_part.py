"""AWS Network Firewall, continued: what it decrypts, and its endpoints in further networks.

https://docs.aws.amazon.com/network-firewall/latest/developerguide/tls-inspection-configurations.html
https://docs.aws.amazon.com/network-firewall/latest/developerguide/firewall-creating-multiple-endpoints.html
"""

from collectors.aws.vocabulary import TAGS, encrypted_with
from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/network-firewall/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_INSPECTION = (
    "merge(TLSInspectionConfigurationResponse,"
    " {TLSInspectionConfiguration: TLSInspectionConfiguration})"
)
_SERVER = "TLSInspectionConfiguration.ServerCertificateConfigurations[]"
_SCOPE = f"{_SERVER}.Scopes[]"
_ASSOCIATION = (
    "merge(VpcEndpointAssociation, {VpcEndpointAssociationStatus: VpcEndpointAssociationStatus})"
)

TLS_INSPECTION = Declaration(
    type="AWS::NetworkFirewall::TLSInspectionConfiguration",
    kind="tls-inspection",
    service="network-firewall",
    doc=f"{_API}/API_DescribeTLSInspectionConfiguration.html",
    list=ListCall(
        "ListTLSInspectionConfigurations",
        "TLSInspectionConfigurations[].{TLSInspectionConfigurationArn: Arn}",
    ),
    describe=Describe(
        operation="DescribeTLSInspectionConfiguration",
        params={"TLSInspectionConfigurationArn": "=item.TLSInspectionConfigurationArn"},
        result=_INSPECTION,
    ),
    id="{TLSInspectionConfigurationArn}",
    native_id="TLSInspectionConfigurationArn",
    uid="TLSInspectionConfigurationId",
    name="TLSInspectionConfigurationName",
    relations=(
        Rel("refers-to", f"{_SERVER}.ServerCertificates[].ResourceArn", by="arn"),
        Rel("refers-to", f"{_SERVER}.CertificateAuthorityArn", by="arn"),
        *encrypted_with("[EncryptionConfiguration][?Type=='CUSTOMER_KMS'].KeyId"),
    ),
    volatile=("NumberOfAssociations", "LastModifiedTime"),
    keyed={
        **TAGS,
        "Certificates": ("CertificateArn",),
        f"{_SERVER}.ServerCertificates": ("ResourceArn",),
        f"{_SCOPE}.Sources": ("AddressDefinition",),
        f"{_SCOPE}.Destinations": ("AddressDefinition",),
        f"{_SCOPE}.SourcePorts": "set",
        f"{_SCOPE}.DestinationPorts": "set",
        f"{_SCOPE}.Protocols": "set",
    },
    by_id=ById(
        operation="DescribeTLSInspectionConfiguration",
        params={"TLSInspectionConfigurationArn": "=id"},
        items=_INSPECTION,
        not_found=_GONE,
    ),
    events={
        f"{verb}TLSInspectionConfiguration": (
            "responseElements.tLSInspectionConfigurationResponse.tLSInspectionConfigurationArn"
        )
        for verb in ("Create", "Update", "Delete")
    },
)

ENDPOINT_ASSOCIATION = Declaration(
    type="AWS::NetworkFirewall::VpcEndpointAssociation",
    kind="firewall-endpoint",
    service="network-firewall",
    doc=f"{_API}/API_DescribeVpcEndpointAssociation.html",
    list=ListCall("ListVpcEndpointAssociations", "VpcEndpointAssociations"),
    describe=Describe(
        operation="DescribeVpcEndpointAssociation",
        params={"VpcEndpointAssociationArn": "=item.VpcEndpointAssociationArn"},
        result=_ASSOCIATION,
    ),
    id="{VpcEndpointAssociationArn}",
    native_id="VpcEndpointAssociationArn",
    uid="VpcEndpointAssociationId",
    owner="split(VpcEndpointAssociationArn, ':')[4]",
    relations=(
        Rel("part-of", "FirewallArn", by="arn"),
        Rel("in-network", "VpcId"),
        Rel("in-subnet", "SubnetMapping.SubnetId"),
        Rel(
            "refers-to",
            "VpcEndpointAssociationStatus.AssociationSyncState.* | [].Attachment.EndpointId",
        ),
    ),
    keyed=TAGS,
    by_id=ById(
        operation="DescribeVpcEndpointAssociation",
        params={"VpcEndpointAssociationArn": "=id"},
        items=_ASSOCIATION,
        not_found=_GONE,
    ),
    events={
        f"{verb}VpcEndpointAssociation": (
            "responseElements.vpcEndpointAssociation.vpcEndpointAssociationArn"
        )
        for verb in ("Create", "Delete")
    },
)

DECLARATIONS = (TLS_INSPECTION, ENDPOINT_ASSOCIATION)
