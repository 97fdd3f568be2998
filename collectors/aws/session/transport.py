"""The door to one AWS account, and single calls through it.

Pages are followed by botocore's own paginators. It knows nothing of resource types; second
tries, pace and time are the engine's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from cartographer.model.coverage import GLOBAL_REGION, State
from cartographer.model.error import UsageError
from collectors.aws.fault import NOT_ENABLED
from collectors.aws.paging import undeclared_paging
from collectors.aws.session.client import Clients, Signer
from collectors.aws.session.fault import classify
from collectors.aws.session.login import HOME_REGION, Login, account_in, partition_in
from collectors.aws.session.offer import Offer
from collectors.aws.session.role import AssumedRole, first_region, renewed
from collectors.engine.fault import Fault
from collectors.engine.transport import Answer, Around, Ask, Knock, Page, directly

_ELSEWHERE = {
    ("aws", "ListMultiRegionAccessPoints"): "us-west-2",
    ("aws", "globalaccelerator"): "us-west-2",
}
"""Global operations, and all of a global service's, that one region alone answers.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html
https://docs.aws.amazon.com/general/latest/gr/global_accelerator.html
"""


class AwsDoor:
    """An account that can be entered with a login."""

    def __init__(
        self,
        login: Login,
        workers: int = 16,
        clients: Clients | None = None,
        signer: Signer | None = None,
        paced_as: str | None = None,
    ) -> None:
        """Take a login; nothing is called until `open`.

        `clients` are shared with other doors, `signer` is who assumes the login's role, and
        `paced_as` in whose name that is asked.
        """
        self._login = login
        self._workers = workers
        self._clients = clients
        self._signer = signer
        self._paced_as = paced_as
        self.name = login.name
        self.account = account_in(login.role) or login.name

    def offer(self) -> Offer:
        """Return what can be told of the account's regions and services without a call."""
        clients = self._shared_clients()
        return clients.offer(partition_in(self._login.role) or "aws", self._login.regions)

    def _shared_clients(self) -> Clients:
        if self._clients is None:
            self._clients = Clients(self._login, self._workers)
        return self._clients

    def open(self, knock: Knock = directly) -> AwsTransport:
        """Return the account's transport.

        Raises:
            Fault: the account cannot be entered.
            SourceError: there are no credentials at all, or the SDK is not installed.
            UsageError: the profile or a region does not exist.
        """
        clients = self._shared_clients()
        signer = self._signer
        if self._login.role is not None:
            signer = AssumedRole(clients, self._login, signer, knock, self._paced_as)
        transport = AwsTransport(clients, signer, self._login, knock)
        self.account = transport.account
        return transport


class AwsTransport:
    """The door to one AWS account."""

    def __init__(
        self, clients: Clients, signer: Signer | None, login: Login, knock: Knock = directly
    ) -> None:
        """Ask who we are; which regions are enabled is asked when somebody wants to know."""
        self._clients = clients
        self.signer = signer
        self._login = login
        self._knock = knock
        self._answered: set[str] = set()
        self._enabled: frozenset[str] = frozenset()
        self._regions: tuple[str, ...] | None = None
        self._first_region = first_region(clients, login)
        who = self._asked("sts", "GetCallerIdentity")
        self.account: str = who["Account"]
        self.partition: str = who["Arn"].split(":")[1]
        self._refuse_elsewhere()
        self._home = HOME_REGION.get(self.partition, self._first_region)
        self.offer = clients.offer(self.partition, login.regions)
        self._regions = self._named_regions()

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions of the login, or those that are enabled for the account, sorted.

        Raises:
            Fault: they cannot be asked for.
        """
        if self._regions is None:
            self._regions = self._enabled_regions()
        return self._regions

    def _asked(self, service: str, operation: str) -> Answer:
        """Return the answer to a question that is asked before the account is read."""
        ask = Ask(service, self._first_region, operation, {})
        return self._knock(ask, lambda: self._send(service, ask.region, operation, {}))

    def _refuse_elsewhere(self) -> None:
        """Do nothing if we came into the partition of the role.

        Raises:
            Fault: we are in another.
        """
        wanted = partition_in(self._login.role)
        if wanted not in {None, self.partition}:
            message = (
                f"{self._login.role} is of the partition {wanted}, and the credentials are of "
                f"{self.partition}: a role is assumed from its own partition only"
            )
            raise Fault(State.DENIED, "partition", f"{message} (AssumeRole)")

    def _named_regions(self) -> tuple[str, ...] | None:
        """Return the login's regions, if it names any.

        Raises:
            UsageError: one is not in the account's partition.
        """
        known = self.offer.regions
        for region in self._login.regions:
            if known and region not in known:
                message = (
                    f"source {self._login.name}: unknown region {region!r} in partition "
                    f"{self.partition}; known are {', '.join(sorted(known))}"
                )
                raise UsageError(message)
        return tuple(sorted(self._login.regions)) or None

    def _enabled_regions(self) -> tuple[str, ...]:
        """Return the regions that the account has enabled.

        https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
        """
        try:
            answer = self._asked("ec2", "DescribeRegions")
        except Fault as fault:
            if fault.state not in {State.DENIED, State.BARRED}:
                raise
            # Which regions are enabled may not be asked: those that are not will say so.
            return tuple(sorted(self.offer.regions))
        self._enabled = frozenset(region["RegionName"] for region in answer["Regions"])
        return tuple(sorted(self._enabled))

    def available(self, service: str, region: str) -> bool:
        """Return whether the SDK's endpoint data has the service in the region."""
        return self.offer.available(service, region)

    # --- calls --------------------------------------------------------------------------

    def pages(self, ask: Ask, around: Around) -> Iterator[Page]:
        """Yield the pages of an answer, by botocore's paginator where there is one."""
        from botocore.exceptions import PaginationError
        from botocore.paginate import Paginator

        region = self._region(ask)
        started_at = datetime.now(UTC)

        def method(**params: Any) -> Answer:  # noqa: ANN401
            nonlocal started_at

            def call() -> Answer:
                nonlocal started_at
                started_at = datetime.now(UTC)
                return self._send(ask.service, region, ask.operation, params)

            return around(call)

        try:
            model = self._clients.get(ask.service, region).meta.service_model
        except Exception as error:
            raise classify(error) from error
        operation = model.operation_model(ask.operation)
        config = self._clients.paginator(ask.service, ask.operation) or undeclared_paging(operation)
        if config is None:
            yield Page(method(**ask.params), started_at)
            return
        pages = Paginator(method, config, operation)
        try:
            for body in pages.paginate(**ask.params):
                yield Page(body, started_at)
        except PaginationError as error:
            raise Fault(State.FAILED, "repeated-token", str(error)) from error

    def _region(self, ask: Ask) -> str:
        """Return the region whose endpoint answers; what is global is asked for at home."""
        if ask.region != GLOBAL_REGION:
            return ask.region
        elsewhere = _ELSEWHERE.get((self.partition, ask.operation))
        return elsewhere or _ELSEWHERE.get((self.partition, ask.service), self._home)

    def _send(
        self, service: str, region: str, operation: str, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Make one call and return its members, metadata left out.

        Raises:
            Fault: it did not answer.
        """
        called_at = time.monotonic()
        try:
            answer = self._clients.send(self.signer, service, region, operation, params)
        except Exception as error:
            fault = renewed(classify(error), self.signer, called_at)
            # Before anybody asked which regions there are, a refusal may be about the key.
            known = self._regions is not None and bool(self._answered)
            elsewhere = known and region not in self._answered | self._enabled
            if fault.code in NOT_ENABLED and elsewhere:
                fault = Fault(State.UNAVAILABLE, fault.code, f"{region} is not enabled")
            raise fault from error
        self._answered.add(region)
        return answer
