"""Amazon EC2's settings of an account in a region: what holds for every instance and volume.

https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instances-and-amis.html
"""

from collectors.aws.vocabulary import encrypted_with
from collectors.engine.specification import Declaration, Detail, ListCall, Rel

_API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_NO_ID = "there is one in each region; it is listed whole"
_WHOLE_REGION = "it holds for the whole region of the account"


def _settings(  # noqa: PLR0913  the parts of one declaration
    type_: str,
    operation: str,
    items: str,
    name: str,
    changes: tuple[str, ...],
    *,
    aspects: tuple[Detail, ...] = (),
    relations: tuple[Rel, ...] = (),
) -> Declaration:
    """Return the declaration of one setting; it has no id but its name."""
    return Declaration(
        type=type_,
        kind="account-settings",
        service="ec2",
        doc=f"{_API}/API_{operation}.html",
        list=ListCall(operation, items, own_only=True),
        id=f"arn:{{partition}}:ec2:{{region}}:{{account}}:{name}",
        native_id=f"'{name}'",
        tags=None,
        aspects=aspects,
        relations=relations,
        no_relations=None if relations else _WHOLE_REGION,
        no_by_id=_NO_ID,
        events=dict.fromkeys(changes, f"awsRegion && '{name}'"),
    )


SERIAL_CONSOLE = _settings(
    "AWS::EC2::SerialConsoleAccess",
    "GetSerialConsoleAccessStatus",
    "{SerialConsoleAccessEnabled: SerialConsoleAccessEnabled, ManagedBy: ManagedBy}",
    "serial-console-access",
    ("EnableSerialConsoleAccess", "DisableSerialConsoleAccess"),
)
EBS_ENCRYPTION = _settings(
    "AWS::EC2::EbsEncryptionByDefault",
    "GetEbsEncryptionByDefault",
    "{EbsEncryptionByDefault: EbsEncryptionByDefault, SseType: SseType}",
    "ebs-encryption-by-default",
    (
        "EnableEbsEncryptionByDefault",
        "DisableEbsEncryptionByDefault",
        "ModifyEbsDefaultKmsKeyId",
        "ResetEbsDefaultKmsKeyId",
    ),
    aspects=(
        Detail(
            aspect="key",
            operation="GetEbsDefaultKmsKeyId",
            params={},
            result="KmsKeyId",
            when="EbsEncryptionByDefault",
            doc=f"{_API}/API_GetEbsDefaultKmsKeyId.html",
        ),
    ),
    relations=encrypted_with("@", aspect="key"),
)
INSTANCE_METADATA = _settings(
    "AWS::EC2::InstanceMetadataDefaults",
    "GetInstanceMetadataDefaults",
    "AccountLevel",
    "instance-metadata-defaults",
    ("ModifyInstanceMetadataDefaults",),
)
ALLOWED_IMAGES = _settings(
    "AWS::EC2::AllowedImagesSettings",
    "GetAllowedImagesSettings",
    "{State: State, ImageCriteria: ImageCriteria, ManagedBy: ManagedBy}",
    "allowed-images-settings",
    (
        "EnableAllowedImagesSettings",
        "DisableAllowedImagesSettings",
        "ReplaceImageCriteriaInAllowedImagesSettings",
    ),
)

DECLARATIONS = (SERIAL_CONSOLE, EBS_ENCRYPTION, INSTANCE_METADATA, ALLOWED_IMAGES)
