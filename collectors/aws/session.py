"""The only file that loads the AWS SDK: credentials, regions, and single calls.

Every call goes out once: second tries, pace and time are the engine's. Pages are followed by
botocore's own paginators. It knows nothing of resource types.

Credentials are found as the SDK finds them (environment, profile, SSO cache, instance role):
https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html
"""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from msgspec import Struct

from cartographer import __version__
from cartographer.model.coverage import GLOBAL_REGION, State
from cartographer.model.error import SourceError, UsageError
from cartographer.model.meaning import says
from collectors.aws.answer import bounded, refuse_broken
from collectors.aws.fault import EXPIRED, NOT_ENABLED, fault_of
from collectors.aws.paging import undeclared_paging
from collectors.engine.fault import Fault
from collectors.engine.transport import Answer, Around, Ask, Page

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.session import Session as BotocoreSession

_HOME_REGION = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-eusc": "eusc-de-east-1",
}
_ELSEWHERE = {("aws", "ListMultiRegionAccessPoints"): "us-west-2"}
"""Global operations that one region alone answers.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointRestrictions.html
"""
_CONNECT_SECONDS = 5
_SESSION_NAME = "cartographer"


class Login(Struct, frozen=True):
    """How one account is entered."""

    name: Annotated[str, says("Name of the source, for messages.")] = "aws"
    profile: Annotated[str | None, says("Profile of the SDK's shared configuration.")] = None
    role: Annotated[str | None, says("ARN of a role to assume.")] = None
    external_id: Annotated[str | None, says("External id that the role's trust asks for.")] = None
    session_name: Annotated[str, says("Session name, as audit trails show it.")] = _SESSION_NAME
    regions: Annotated[tuple[str, ...], says("Regions; empty for all that are enabled.")] = ()
    proxy: Annotated[str | None, says("Address of a proxy for all calls.")] = None
    ca_bundle: Annotated[str | None, says("File of certificates to trust instead.")] = None
    answer_seconds: Annotated[float, says("How long one answer may take in all.")] = 30.0


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
        transport = AwsTransport(_session(self._login, self._workers), self._login, self._workers)
        self.account = transport.account
        return transport


def _account_in(arn: str | None) -> str | None:
    parts = (arn or "").split(":")
    return parts[4] if len(parts) > 5 and parts[4] else None  # noqa: PLR2004  arn:p:s:r:account:


def _session(login: Login, workers: int) -> BotocoreSession:
    """Return a session of the SDK with the login's credentials, renewed as they run out."""
    try:
        from botocore import credentials
        from botocore import session as sessions
        from botocore.exceptions import BotoCoreError, ProfileNotFound
    except ImportError as error:
        message = "the AWS SDK is not installed: pip install 'cartographer[aws]'"
        raise SourceError(message) from error
    session = sessions.Session(profile=login.profile)
    try:
        loader = _loader(session.get_config_variable("data_path"))
        session.register_component("data_loader", loader)
        _check_regions(session, login)
        found = session.get_credentials()
    except ProfileNotFound as error:
        message = f"source {login.name}: {error}; see `aws configure list-profiles`"
        raise UsageError(message) from error
    except BotoCoreError as error:
        message = f"source {login.name}: credentials cannot be read: {error}"
        raise SourceError(message) from error
    if found is None:
        message = (
            f"source {login.name}: no AWS credentials found; set AWS_PROFILE or "
            "AWS_ACCESS_KEY_ID, sign in with `aws sso login`, or run where a role is attached"
        )
        raise SourceError(message)
    if login.role is None:
        return session
    extra = {"RoleSessionName": login.session_name}
    if login.external_id:
        extra["ExternalId"] = login.external_id
    fetcher = credentials.AssumeRoleCredentialFetcher(
        client_creator=partial(
            _connect, session, login, workers, region=_first_region(session, login)
        ),
        source_credentials=found,
        role_arn=login.role,
        extra_args=extra,
    )
    inside = sessions.Session(profile=login.profile)
    inside.register_component("data_loader", loader)
    renewed = credentials.DeferredRefreshableCredentials(fetcher.fetch_credentials, "assume-role")
    inside._credentials = renewed  # noqa: SLF001  the SDK has no public way to set these
    return inside


@cache
def _loader(data_path: str | None) -> Any:  # noqa: ANN401  a loader of the SDK
    """Return the loader of service models that all sessions share: each is read once a process."""
    from botocore.loaders import create_loader

    return create_loader(data_path)


def _check_regions(session: BotocoreSession, login: Login) -> None:
    """Refuse regions that no partition has, before one of them is called.

    Raises:
        UsageError: a region does not exist.
    """
    if not login.regions:
        return
    partitions = session.get_available_partitions()
    known = {one for part in partitions for one in session.get_available_regions("ec2", part)}
    for region in login.regions:
        if region not in known:
            message = (
                f"source {login.name}: unknown region {region!r}; "
                f"known are {', '.join(sorted(known))}"
            )
            raise UsageError(message)


def _first_region(session: BotocoreSession, login: Login) -> str:
    """Return the region that is asked who we are."""
    if login.regions:
        return login.regions[0]
    partition = login.role.split(":")[1] if login.role and ":" in login.role else "aws"
    home = _HOME_REGION.get(partition, _HOME_REGION["aws"])
    configured: str | None = session.get_config_variable("region")
    return configured or home


def _connect(
    session: BotocoreSession,
    login: Login,
    workers: int,
    service: str,
    *,
    region: str,
    **more: Any,  # noqa: ANN401  the SDK's own parameters
) -> BaseClient:
    """Return a client whose calls go out once, and whose answers are bounded and whole."""
    from botocore.config import Config

    proxy = login.proxy
    client = session.create_client(
        service,
        region_name=region,
        verify=login.ca_bundle,
        config=Config(
            proxies={"http": proxy, "https": proxy} if proxy else None,
            retries={"total_max_attempts": 1},
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=login.answer_seconds,
            max_pool_connections=workers,
            user_agent_extra=f"cartographer/{__version__}",
        ),
        **more,
    )
    if _is_address(client.meta.endpoint_url):
        host = urlsplit(client.meta.endpoint_url).netloc
        client.meta.events.register("before-call.*.*", partial(_ask_address, host))
    client.meta.events.register("before-parse.*.*", refuse_broken)
    pools = client._endpoint.http_session._pool_classes_by_scheme  # noqa: SLF001  no public way
    pools.update(bounded(pools, login.answer_seconds))
    return client


def _is_address(url: str) -> bool:
    try:
        ipaddress.ip_address(urlsplit(url).hostname or "")
    except ValueError:
        return False
    return True


def _ask_address(host: str, params: dict[str, Any], **_: Any) -> None:  # noqa: ANN401  botocore's
    """Send a request to the endpoint itself: no name such as <account>.<address> exists."""
    params["url"] = urlsplit(params["url"])._replace(netloc=host).geturl()


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
        self._first_region = _first_region(session, login)
        who = self._send("sts", self._first_region, "GetCallerIdentity", {})
        self.account: str = who["Account"]
        self.partition: str = who["Arn"].split(":")[1]
        self._home = _HOME_REGION.get(self.partition, self._first_region)
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
            raise _classify(error) from error
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
                client = _connect(self._session, self._login, self._workers, service, region=region)
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
            fault = _classify(error)
            elsewhere = self._answered and region not in self._answered | self._enabled
            if fault.code in NOT_ENABLED and elsewhere:
                fault = Fault(State.UNAVAILABLE, fault.code, f"{region} is not enabled")
            raise fault from error
        self._answered.add(region)
        answer.pop("ResponseMetadata", None)
        return answer


def _classify(error: Exception) -> Fault:
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
