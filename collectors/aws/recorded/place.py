"""Whose view a foreign file is, and of which region: from its folders, else from its content."""

import re
from collections import Counter
from pathlib import Path
from typing import Annotated, Any

from msgspec import Struct, field

from cartographer.model.meaning import says

UNKNOWN = "unknown"
_ACCOUNT = re.compile(r"^\d{12}$")
_REGION = re.compile(r"^[a-z]{2,4}(-[a-z]+){1,2}-\d{1,2}$")
_ZONE = re.compile(r"^([a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2})[a-z]$")
_OWNERS = frozenset({"OwnerId", "ownerId", "AccountId", "accountId"})
_ZONES = frozenset(
    {"AvailabilityZone", "availabilityZone", "ZoneName", "PreferredAvailabilityZone"}
)
_ARN_PARTS = 6
_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("us-iso-", "aws-iso"))


class Location(Struct, frozen=True):
    """What the folders of a file say."""

    account: Annotated[str | None, says("Account of its folder.")]
    region: Annotated[str | None, says("Region of its folder.")]
    base: Annotated[Path, says("Folder above those: what lies in it is one view.")]
    folder: Annotated[Path, says("Folder that it lies in.")]


def located(path: Path) -> Location:
    """Return what `[accounts/][<account>/][<region>/]<Name>.json` says of a file."""
    folder = base = path.absolute().parent
    account = region = None
    if _REGION.match(base.name) or base.name in ("global", UNKNOWN):
        region, base = base.name, base.parent
    if _ACCOUNT.match(base.name):
        account, base = base.name, base.parent
        base = base.parent if base.name == "accounts" else base
    return Location(account, region, base, folder)


def partition_of(region: str) -> str | None:
    """Return the partition of a region other than the standard one."""
    return next((name for start, name in _PARTITIONS if region.startswith(start)), None)


class Evidence(Struct):
    """How often content names accounts, regions and partitions as its own."""

    accounts: Annotated[Counter[str], says("Owner ids, and accounts of ARNs.")] = field(
        default_factory=Counter
    )
    regions: Annotated[Counter[str], says("Regions of availability zones and ARNs.")] = field(
        default_factory=Counter
    )
    partitions: Annotated[Counter[str], says("Partitions of ARNs.")] = field(
        default_factory=Counter
    )

    def look(self, value: Any) -> None:  # noqa: ANN401  any JSON
        """Take note of what a document names."""
        todo = [value]
        while todo:
            one = todo.pop()
            if isinstance(one, list):
                todo.extend(one)
            elif isinstance(one, dict):
                for name, inner in one.items():
                    if isinstance(inner, str):
                        self._note(name, inner)
                    else:
                        todo.append(inner)

    def _note(self, name: str, value: str) -> None:
        if name in _OWNERS and _ACCOUNT.match(value):
            self.accounts[value] += 1
        elif name in _ZONES and (zone := _ZONE.match(value)):
            self.regions[zone.group(1)] += 1
        elif value.startswith("arn:") and name.lower().endswith("arn"):
            parts = value.split(":", _ARN_PARTS - 1)
            if len(parts) == _ARN_PARTS:
                self.partitions[parts[1]] += 1
                self.regions.update([parts[3]] if _REGION.match(parts[3]) else [])
                self.accounts.update([parts[4]] if _ACCOUNT.match(parts[4]) else [])


def most(counted: Counter[str]) -> str | None:
    """Return what is named most often, of equals the first by name."""
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[0][0] if ranked else None
