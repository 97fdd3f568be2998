"""How an account is entered: with whose credentials, and by which role.

Credentials are found as the SDK finds them (environment, profile, SSO cache, instance role):
https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html
"""

from typing import Annotated

from msgspec import Struct

from cartographer.model.meaning import says

HOME_REGION = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-iso-e": "eu-isoe-west-1",
    "aws-iso-f": "us-isof-south-1",
    "aws-eusc": "eusc-de-east-1",
}
DEFAULT_REGIONS = {
    "aws": (
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    ),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
}
"""Regions that are enabled in a new account.

https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
"""
_SESSION_NAME = "cartographer"


class Login(Struct, frozen=True):
    """How one account is entered."""

    name: Annotated[str, says("Name of the source, for messages.")] = "aws"
    profile: Annotated[str | None, says("Profile of the SDK's shared configuration.")] = None
    role: Annotated[str | None, says("ARN of a role to assume.")] = None
    external_id: Annotated[str | None, says("External id that the role's trust asks for.")] = None
    session_name: Annotated[str, says("Session name, as audit trails show it.")] = _SESSION_NAME
    source_identity: Annotated[
        str | None, says("Source identity of the role's session; null for none.")
    ] = None
    regions: Annotated[tuple[str, ...], says("Regions; empty for all that are enabled.")] = ()
    proxy: Annotated[str | None, says("Address of a proxy for all calls.")] = None
    ca_bundle: Annotated[str | None, says("File of certificates to trust instead.")] = None
    fips: Annotated[
        bool | None, says("Endpoints validated by FIPS 140; null as the SDK has it.")
    ] = None
    answer_seconds: Annotated[float, says("How long one answer may take in all.")] = 30.0


def partition_in(arn: str | None) -> str | None:
    """Return the partition that an ARN is of."""
    return arn.split(":")[1] if arn and ":" in arn else None


def account_in(arn: str | None) -> str | None:
    """Return the account that an ARN is of."""
    parts = (arn or "").split(":")
    return parts[4] if len(parts) > 5 and parts[4] else None  # noqa: PLR2004  arn:p:s:r:account:
