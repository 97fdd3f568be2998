"""AWS Certificate Manager: certificates and who uses them; never a private key.

https://docs.aws.amazon.com/acm/latest/APIReference/API_Operations.html
"""

from collectors.engine.specification import ById, Declaration, Describe, ListCall, Rel

_API = "https://docs.aws.amazon.com/acm/latest/APIReference"
_KEY_TYPES = [
    "RSA_1024",
    "RSA_2048",
    "RSA_3072",
    "RSA_4096",
    "EC_prime256v1",
    "EC_secp384r1",
    "EC_secp521r1",
]

CERTIFICATE = Declaration(
    type="AWS::CertificateManager::Certificate",
    kind="certificate",
    service="acm",
    doc=f"{_API}/API_DescribeCertificate.html",
    # Without the filter the answer leaves out all but two types of keys.
    list=ListCall(
        "ListCertificates",
        "CertificateSummaryList",
        params={"Includes": {"keyTypes": _KEY_TYPES}},
    ),
    describe=Describe(
        operation="DescribeCertificate",
        params={"CertificateArn": "=item.CertificateArn"},
        result="Certificate",
    ),
    id="{CertificateArn}",
    native_id="CertificateArn",
    uid="CertificateArn",
    name="DomainName",
    tags=None,
    relations=(
        Rel("refers-to", "InUseBy[]", by="arn"),
        Rel("derived-from", "CertificateAuthorityArn", by="arn"),
    ),
    volatile=("RenewalSummary.UpdatedAt",),
    keyed={
        "SubjectAlternativeNames": "set",
        "DomainValidationOptions": ("DomainName",),
        "InUseBy": "set",
        "KeyUsages": "set",
        "ExtendedKeyUsages": "set",
    },
    by_id=ById(
        operation="DescribeCertificate",
        params={"CertificateArn": "=id"},
        items="Certificate",
        not_found=("ResourceNotFoundException",),
    ),
    events={
        "RequestCertificate": "responseElements.certificateArn",
        "ImportCertificate": "responseElements.certificateArn",
        "DeleteCertificate": "requestParameters.certificateArn",
    },
)

DECLARATIONS = (CERTIFICATE,)
