"""The role of an account: how it is assumed, and how its credentials are renewed."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from cartographer.model.coverage import State
from collectors.aws.fault import EXPIRED, NOT_ENABLED
from collectors.aws.session.client import Clients, Signer
from collectors.aws.session.fault import classify
from collectors.aws.session.login import HOME_REGION, Login, partition_in
from collectors.engine.fault import Fault
from collectors.engine.transport import Ask, Knock, directly

if TYPE_CHECKING:
    from botocore.credentials import ReadOnlyCredentials

_RENEWED_BEFORE = timedelta(minutes=5)
_PART_OF_LIFE = 5
_SET_SOURCE_IDENTITY = "sts:SetSourceIdentity"


def first_region(clients: Clients, login: Login) -> str:
    """Return the region that is asked who we are."""
    if login.regions:
        return login.regions[0]
    partition = partition_in(login.role) or "aws"
    home = HOME_REGION.get(partition, HOME_REGION["aws"])
    configured: str | None = clients.session.get_config_variable("region")
    if configured is None or _partition_of(clients, configured) not in {None, partition}:
        return home  # where a region of another partition is usual, the role's own decides
    return configured


def _partition_of(clients: Clients, region: str) -> str | None:
    """Return the partition that a region lies in, as far as the SDK knows."""
    from botocore.exceptions import UnknownRegionError

    try:
        return str(clients.session.get_partition_for_region(region))
    except UnknownRegionError:
        return None


class AssumedRole:
    """The credentials of a role's session, renewed before they run out.

    A session of a role that was itself assumed lasts an hour at most, and a trust may allow
    less: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
    """

    def __init__(
        self,
        clients: Clients,
        login: Login,
        source: Signer | None = None,
        knock: Knock = directly,
        paced_as: str | None = None,
    ) -> None:
        """Take who assumes the role, none for the session's own credentials.

        `paced_as` is in whose name that is asked, where one account assumes the roles of many.
        """
        self._clients = clients
        self._login = login
        self._source = source
        self._knock = knock
        self._paced_as = paced_as
        self._region = first_region(clients, login)
        self._lock = threading.Lock()
        self._credentials: ReadOnlyCredentials | None = None
        self._renew_at = datetime.min.replace(tzinfo=UTC)
        self._given_at = float("-inf")

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return credentials that are good for a while.

        Raises:
            Fault: the role cannot be assumed.
        """
        with self._lock:
            if self._credentials is None or datetime.now(UTC) >= self._renew_at:
                self._assume()
            assert self._credentials is not None  # noqa: S101  just assumed
            return self._credentials

    def expired(self, called_at: float) -> None:
        """Take note that a service no longer takes them, whatever the clock says.

        `called_at` is the start of the call, on the monotonic clock: what was given since is
        not what was refused.
        """
        with self._lock:
            if self._given_at <= called_at:
                self._credentials = None

    def _assume(self) -> None:
        from botocore.credentials import ReadOnlyCredentials

        asked_at = datetime.now(UTC)
        given = self._answer()["Credentials"]
        life: timedelta = given["Expiration"] - asked_at
        self._renew_at = given["Expiration"] - min(_RENEWED_BEFORE, life / _PART_OF_LIFE)
        self._given_at = time.monotonic()
        self._credentials = ReadOnlyCredentials(
            given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        )

    def _answer(self) -> dict[str, Any]:
        """Return the answer to AssumeRole.

        The source identity is for the audit trail, and no trust has to allow that one is set:
        where it is the source identity that is refused, the role is assumed without.
        https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
        """
        self._refuse_elsewhere()
        params = {"RoleArn": self._login.role, "RoleSessionName": self._login.session_name}
        if self._login.external_id:
            params["ExternalId"] = self._login.external_id
        if not self._login.source_identity:
            return self._ask(params)
        try:
            return self._ask({**params, "SourceIdentity": self._login.source_identity})
        except Fault as fault:
            if _SET_SOURCE_IDENTITY not in fault.message:
                raise
            return self._ask(params)

    def _refuse_elsewhere(self) -> None:
        """Do nothing unless the region that would be asked is of another partition than the role.

        Raises:
            Fault: it is.
        """
        wanted = partition_in(self._login.role)
        here = _partition_of(self._clients, self._region)
        if None not in {wanted, here} and here != wanted:
            message = (
                f"{self._login.role} is of the partition {wanted}, and {self._region} lies in "
                f"{here}: a role is assumed from its own partition only"
            )
            raise Fault(State.DENIED, "partition", f"{message} (AssumeRole)")

    def _ask(self, params: dict[str, Any]) -> dict[str, Any]:
        def call() -> dict[str, Any]:
            called_at = time.monotonic()
            try:
                return self._clients.send(self._source, "sts", self._region, "AssumeRole", params)
            except Exception as error:
                fault = renewed(classify(error), self._source, called_at)
                raise self._told(fault) from error

        ask = Ask("sts", self._region, "AssumeRole", {}, self._paced_as)
        return dict(self._knock(ask, call))

    def _told(self, fault: Fault) -> Fault:
        """Return a fault that says what to look at."""
        login = self._login
        if fault.state is State.DENIED:
            known = "and take its external id" if login.external_id else "and ask no external id"
            hint = f"{login.role} must exist, trust the caller {known}"
        elif fault.code in NOT_ENABLED:
            hint = (
                f"{login.role} is of the partition {partition_in(login.role)}, where these "
                "credentials are not known: a role is assumed from its own partition only"
            )
        else:
            return fault
        return Fault(fault.state, fault.code, f"{fault.message} (AssumeRole: {hint})")


def renewed(fault: Fault, signer: Signer | None, called_at: float) -> Fault:
    """Return a fault of a call that began at a time; where its role can be assumed again, it may.

    The session's own credentials are not ours to renew: whoever signed in has to sign in again.
    """
    if fault.code not in EXPIRED or not isinstance(signer, AssumedRole):
        return fault
    signer.expired(called_at)
    return Fault(fault.state, fault.code, fault.message, retry=True)
