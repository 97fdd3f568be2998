"""What the SDK's endpoint data says of a partition, without a call."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from cartographer.model.coverage import GLOBAL_REGION
from collectors.aws.session.login import DEFAULT_REGIONS, HOME_REGION

if TYPE_CHECKING:
    from botocore.session import Session


class Offer:
    """Which regions a partition has, and which services they offer."""

    def __init__(self, session: Session, partition: str, named: tuple[str, ...]) -> None:
        """Take the regions that a login names, none for all that are enabled."""
        self._session = session
        self._partition = partition
        self._named = named
        self._lock = threading.Lock()
        self._offered: dict[str, frozenset[str]] = {}

    @property
    def regions(self) -> list[str]:
        """All regions of the partition, enabled or not."""
        return list(self._session.get_available_regions("ec2", self._partition))

    def likely_regions(self) -> tuple[str, ...]:
        """Return the regions that an account has: those that are named, or are so by default."""
        usual = DEFAULT_REGIONS.get(self._partition) or (HOME_REGION.get(self._partition),)
        return tuple(sorted(self._named or [one for one in usual if one is not None]))

    def available(self, service: str, region: str) -> bool:
        """Return whether the SDK's endpoint data has the service in the region."""
        if region == GLOBAL_REGION:
            return True
        with self._lock:
            if service not in self._offered:
                offered = self._session.get_available_regions(service, self._partition)
                self._offered[service] = frozenset(offered)
        offered_in = self._offered[service]
        return not offered_in or region in offered_in
