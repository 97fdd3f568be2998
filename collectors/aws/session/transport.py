"""The door to one AWS account, and single calls through it.

Pages are followed by botocore's own paginators. It knows nothing of resource types; second
tries, pace and time are the engine's.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cartographer.model.coverage import GLOBAL_REGION, State
from cartographer.model.error import UsageError
from collectors.aws.fault import EXPIRED, NOT_ENABLED, fault_of
from collectors.aws.paging import undeclared_paging
from collectors.aws.session.login import HOME_REGION, Login, connect, first_region, sign_in
from collectors.engine.fault import Fault
from collectors.engine.transport import Answer, Around, Ask, Page

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.session import Session as BotocoreSession

_ELSEWHERE = {("aws", "ListMultiRegionAccessPoints"): "us-west-2"}
"""Global operations that one region alone answers.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html
"""


class AwsDoor:
    """An account that can be entered with a login."""

    def __init__(self, login: Login, workers: int = 16) -> None:
        """Take a login; nothing is called until `open`."""
        self._login = login
        self._workers = workers
        self.account = _account_in(login.role) or login.name

    def open(self) -> AwsTransport:
        """Return the account's transport.

        Raises:
            Fault: the account cannot be entered.
            SourceError: there are no credentials at all, or the SDK is not installed.
            UsageError: the profile or a region does not exist.
        """
        transport = AwsTransport(sign_in(self._login, self._workers), self._login, self._workers)
        self.account = transport.account
        return transport


def _account_in(arn: str | None) -> str | None:
    parts = (arn or "").split(":")
    return parts[4] if len(parts) > 5 and parts[4] else None  # noqa: PLR2004  arn:p:s:r:account:


class AwsTransport:
    """The door to one AWS account."""

    def __init__(self, session: BotocoreSession, login: Login, workers: int) -> None:
        """Ask who we are and which regions are enabled."""
        self._session = session
        self._login = login
        self._workers = workers
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], BaseClient] = {}
        self._paginators: dict[str, Any] = {}
        self._offered: dict[str, frozenset[str]] = {}
        self._answered: set[str] = set()
        self._enabled: frozenset[str] = frozenset()
        self._first_region = first_region(session, login)
        who = self._send("sts", self._first_region, "GetCallerIdentity", {})
        self.account: str = who["Account"]
        self.partition: str = who["Arn"].split(":")[1]
        self._home = HOME_REGION.get(self.partition, self._first_region)
        self.regions: tuple[str, ...] = self._chosen_regions()

    def _chosen_regions(self) -> tuple[str, ...]:
        """Return the login's regions, or those that the account has enabled.

        https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRegions.html
        """
        known = self._session.get_available_regions("ec2", self.partition)
        if self._login.regions:
            for region in self._login.regions:
                if known and region not in known:
                    message = (
                        f"source {self._login.name}: unknown region {region!r} in partition "
                        f"{self.partition}; known are {', '.join(sorted(known))}"
                    )
                    raise UsageError(message)
            return tuple(sorted(self._login.regions))
        try:
            answer = self._send("ec2", self._first_region, "DescribeRegions", {})
        except Fault as fault:
            if fault.retry:
                raise
            # Which regions are enabled may not be asked: those that are not will say so.
            return tuple(sorted(known))
        self._enabled = frozenset(region["RegionName"] for region in answer["Regions"])
        return tuple(sorted(self._enabled))

    def available(self, service: str, region: str) -> bool:
        """Return whether the SDK's endpoint data has the service in the region."""
        if region == GLOBAL_REGION:
            return True
        with self._lock:
            if service not in self._offered:
                offered = self._session.get_available_regions(service, self.partition)
                self._offered[service] = frozenset(offered)
        offered_in = self._offered[service]
        return not offered_in or region in offered_in

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
            model = self._client(ask.service, region).meta.service_model
        except Exception as error:
            raise classify(error) from error
        operation = model.operation_model(ask.operation)
        config = self._paginator(ask.service, ask.operation) or undeclared_paging(operation)
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
        return _ELSEWHERE.get((self.partition, ask.operation), self._home)

    def _paginator(self, service: str, operation: str) -> dict[str, Any] | None:
        """Return botocore's pagination of an operation, if it has one."""
        from botocore.exceptions import UnknownServiceError

        with self._lock:
            if service not in self._paginators:
                try:
                    self._paginators[service] = self._session.get_paginator_model(service)
                except UnknownServiceError:
                    self._paginators[service] = None
            model = self._paginators[service]
        try:
            return None if model is None else dict(model.get_paginator(operation))
        except ValueError:
            return None

    def _client(self, service: str, region: str) -> BaseClient:
        with self._lock:
            client = self._clients.get((service, region))
            if client is None:
                client = connect(self._session, self._login, self._workers, service, region=region)
                self._clients[service, region] = client
            return client

    def _send(
        self, service: str, region: str, operation: str, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Make one call and return its members, metadata left out.

        Raises:
            Fault: it did not answer.
        """
        from botocore import xform_name

        try:
            client = self._client(service, region)
            method = getattr(client, xform_name(operation))
            answer: dict[str, Any] = method(**params)
        except Exception as error:
            fault = classify(error)
            elsewhere = self._answered and region not in self._answered | self._enabled
            if fault.code in NOT_ENABLED and elsewhere:
                fault = Fault(State.UNAVAILABLE, fault.code, f"{region} is not enabled")
            raise fault from error
        self._answered.add(region)
        answer.pop("ResponseMetadata", None)
        return answer


def classify(error: Exception) -> Fault:
    """Return the fault that an exception of the SDK means."""
    from botocore import exceptions as sdk

    if isinstance(error, sdk.ClientError):
        details = error.response.get("Error", {})
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = str(details.get("Code", "")) or "Unknown"
        if code in EXPIRED:
            return Fault(State.FAILED, code, "the credentials have expired: sign in again")
        return fault_of(code, str(details.get("Message", "")), status)
    signing = (
        sdk.NoCredentialsError,
        sdk.PartialCredentialsError,
        sdk.CredentialRetrievalError,
        sdk.MetadataRetrievalError,
        sdk.NoAuthTokenError,
        sdk.TokenRetrievalError,
        sdk.SSOError,
    )
    nowhere = (sdk.EndpointProviderError, sdk.NoRegionError)
    wire = (sdk.ConnectionError, sdk.HTTPClientError, sdk.IncompleteReadError)
    for kinds, state, code, retry in (
        (signing, State.FAILED, "credentials", False),
        (nowhere, State.UNAVAILABLE, "no-endpoint", False),
        ((sdk.ParamValidationError,), State.FAILED, "parameters", False),
        ((sdk.SSLError,), State.FAILED, "tls", False),
        (wire, State.FAILED, "connection", True),
    ):
        if isinstance(error, kinds):
            return Fault(state, code, str(error), retry=retry)
    # What is left is an answer that the SDK could not read: cut, garbled, or of another shape.
    return Fault(State.FAILED, "malformed", f"{type(error).__name__}: {error}", retry=True)
