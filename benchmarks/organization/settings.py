"""How large the organization is, and whom it lets in; and the names that follow from that.

An account that has been assumed is told by its access key alone: the key's id holds the account
and the end of its time, as nothing is kept on the server.
"""

import base64
from typing import Annotated

from msgspec import Struct, field

from cartographer.model.meaning import says

REGIONS = (
    "us-east-1",
    "eu-west-1",
    "eu-central-1",
    "us-west-2",
    "us-east-2",
    "us-west-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ca-central-1",
    "eu-west-2",
    "eu-west-3",
    "eu-north-1",
    "sa-east-1",
)
"""The regions that are enabled in every account; an organization of n regions has the first n.

https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""

MANAGEMENT = 111_100_000_000
"""Number of the management account; the others follow it, one by one."""

NEVER = 0
"""The end of a key that does not end."""

_TEMPORARY = b"ASIA"
_ACCOUNT_BYTES = 5


class Settings(Struct, frozen=True, kw_only=True):
    """What there is, and how long a token is good."""

    accounts: Annotated[int, says("Accounts, the management account and the closed ones too.")] = 10
    closed: Annotated[int, says("How many of them are closed: the last ones.")] = 1
    regions: Annotated[int, says("Enabled regions.")] = 1
    log_groups: Annotated[int, says("Log groups of the great account, in the first region.")] = 2
    buckets: Annotated[int, says("Buckets of the great account.")] = 2
    token_seconds: Annotated[int, says("How long the credentials of a role are good.")] = 3600
    early_seconds: Annotated[int, says("How much earlier they end than they say.")] = 0
    role: Annotated[str, says("The one role that may be assumed in each account.")] = (
        "CartographerRead"
    )
    external_id: Annotated[str | None, says("External id that its trust asks for.")] = None
    refused: Annotated[tuple[str, ...], says("Accounts that let nobody in.")] = field(
        default_factory=tuple
    )
    log: Annotated[str | None, says("File to which each request is written, a line each.")] = None

    @property
    def region_names(self) -> tuple[str, ...]:
        """Names of the enabled regions."""
        return REGIONS[: self.regions]

    @property
    def account_ids(self) -> tuple[str, ...]:
        """Ids of all accounts, the management account's first."""
        return tuple(str(MANAGEMENT + number) for number in range(self.accounts))

    @property
    def closed_ids(self) -> tuple[str, ...]:
        """Ids of the closed accounts."""
        open_ = max(1, self.accounts - self.closed)
        return self.account_ids[open_:]

    @property
    def great(self) -> str:
        """Id of the account that has the many log groups and buckets."""
        return str(MANAGEMENT + (1 if self.accounts - self.closed > 1 else 0))

    def role_arn(self, account: str) -> str:
        """Return the ARN of the role that may be assumed in an account."""
        return f"arn:aws:iam::{account}:role/{self.role}"


def access_key(account: str, end: int) -> str:
    """Return the id of an access key of an account that is good up to a moment.

    It has the form of a temporary key of AWS: ASIA and sixteen characters.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    """
    data = int(account).to_bytes(_ACCOUNT_BYTES, "big") + end.to_bytes(_ACCOUNT_BYTES, "big")
    return (_TEMPORARY + base64.b32encode(data)).decode()


def read_access_key(key: bytes) -> tuple[str, int]:
    """Return the account and the end of an access key; any other is the management account's."""
    if key.startswith(_TEMPORARY):
        try:
            data = base64.b32decode(key.removeprefix(_TEMPORARY))
        except ValueError:
            data = b""
        if len(data) == 2 * _ACCOUNT_BYTES:
            account = int.from_bytes(data[:_ACCOUNT_BYTES], "big")
            return f"{account:012d}", int.from_bytes(data[_ACCOUNT_BYTES:], "big")
    return str(MANAGEMENT), NEVER


def key_id(account: str, place: int) -> str:
    """Return the id of the KMS key of an account in a region, which is told by its place."""
    return f"{place:08x}-0000-4000-8000-{account}"
