"""AWS Private CA: certificate authorities, and who may have them issue certificates.

Certificates and audit reports are not read.
https://docs.aws.amazon.com/privateca/latest/APIReference/API_Operations.html
"""

from collectors.aws.vocabulary import TAGS, trusts
from collectors.engine.specification import (
    ById,
    Declaration,
    Detail,
    ListCall,
    Rel,
    policy_lists,
)

_API = "https://docs.aws.amazon.com/privateca/latest/APIReference"
_GONE = ("ResourceNotFoundException",)
_EXISTS = "Status != 'DELETED' && Status != 'CREATING'"
_REVOCATION = "RevocationConfiguration"

CERTIFICATE_AUTHORITY = Declaration(
    type="AWS::ACMPCA::CertificateAuthority",
    kind="certificate-authority",
    service="acm-pca",
    doc=f"{_API}/API_ListCertificateAuthorities.html",
    list=ListCall(
        "ListCertificateAuthorities",
        "CertificateAuthorities",
        params={"ResourceOwner": "SELF"},
        own_only=True,
    ),
    id="{Arn}",
    native_id="Arn",
    uid="CreatedAt",
    owner="OwnerAccount",
    name="CertificateAuthorityConfiguration.Subject.CommonName",
    tags="@",
    tags_aspect="tags",
    aliases=(
        ("dns", f"{_REVOCATION}.CrlConfiguration.CustomCname"),
        ("dns", f"{_REVOCATION}.OcspConfiguration.OcspCustomCname"),
    ),
    aspects=(
        Detail(
            aspect="policy",
            operation="GetPolicy",
            params={"ResourceArn": "=item.Arn"},
            result="Policy",
            absent=_GONE,
            when=_EXISTS,
        ),
        Detail(
            aspect="permissions",
            operation="ListPermissions",
            params={"CertificateAuthorityArn": "=item.Arn"},
            result="Permissions",
            when=_EXISTS,
        ),
        Detail(
            aspect="tags",
            operation="ListTags",
            params={"CertificateAuthorityArn": "=item.Arn"},
            result="Tags",
            when=_EXISTS,
        ),
    ),
    relations=(
        *trusts("", aspect="policy"),
        Rel("trusts", "[].Principal", by="service", aspect="permissions"),
        Rel(
            "refers-to",
            f"{_REVOCATION}.CrlConfiguration.S3BucketName",
            by="name",
            type="AWS::S3::Bucket",
        ),
    ),
    json=("@policy", "@permissions[].Policy"),
    keyed={
        "@permissions": ("Principal", "SourceAccount"),
        "@permissions[].Actions": "set",
        **{f"@{path.lower()}": fields for path, fields in TAGS.items()},
        **policy_lists("@policy", "@permissions[].Policy"),
    },
    by_id=ById(
        operation="DescribeCertificateAuthority",
        params={"CertificateAuthorityArn": "=id"},
        items="CertificateAuthority",
        not_found=_GONE,
    ),
    events={
        "CreateCertificateAuthority": "responseElements.certificateAuthorityArn",
        "UpdateCertificateAuthority": "requestParameters.certificateAuthorityArn",
        "DeleteCertificateAuthority": "requestParameters.certificateAuthorityArn",
        "RestoreCertificateAuthority": "requestParameters.certificateAuthorityArn",
        "CreatePermission": "requestParameters.certificateAuthorityArn",
        "DeletePermission": "requestParameters.certificateAuthorityArn",
        "PutPolicy": "requestParameters.resourceArn",
        "DeletePolicy": "requestParameters.resourceArn",
    },
)

DECLARATIONS = (CERTIFICATE_AUTHORITY,)
