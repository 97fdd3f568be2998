"""Where the resources are that every account has: what their names are made of.

What is said of them holds for any account: its id stands in as `ACCOUNT`, which is replaced as a
whole answer goes out, so that an answer is written once and not for each account. Lists are
answered whole: which ids were asked for is not looked at.
"""

from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.organization.settings import Settings, key_id

ACCOUNT = "@ACCOUNT-ID@"
"""Stands for an account's id, and is as long as one."""

CREATED = 1_700_000_000
OWNER = {"OwnerId": ACCOUNT}
ADDRESS = "10.20.1.10"
INSTANCE_ROLE = "estate-instance"
FUNCTION_ROLE = "estate-function"


class Place:
    """Where resources are: a region, by name and by its number."""

    def __init__(self, settings: Settings, region: str) -> None:
        self.settings = settings
        self.region = region
        names = settings.region_names
        self.number = names.index(region) if region in names else 0

    def id(self, prefix: str, number: int = 1) -> str:
        """Return an id: seventeen digits, of which twelve are the account's."""
        return f"{prefix}-{number:03x}{self.number:02x}{ACCOUNT}"

    def arn(self, service: str, name: str) -> str:
        """Return the ARN of a regional resource."""
        return f"arn:aws:{service}:{self.region}:{ACCOUNT}:{name}"

    @property
    def key(self) -> str:
        """ARN of the key."""
        return self.arn("kms", f"key/{key_id(ACCOUNT, self.number)}")


def tags(name: str) -> list[dict[str, str]]:
    """Return the tags of a resource."""
    return [{"Key": "Name", "Value": name}, {"Key": "environment", "Value": "production"}]


def statement(effect: str, principal: Any, action: str, **more: Any) -> dict[str, Any]:
    """Return a policy of one statement."""
    said = {"Effect": effect, "Principal": principal, "Action": action, **more}
    return {"Version": "2012-10-17", "Statement": [said]}


Documents = Mapping[tuple[str, str], Callable[[Place], Any]]
"""Service and operation -> its output in a place, or the refusal that it is answered with."""
