"""The SDK's clients: made once for each service and region, and shared by all accounts.

A client is dear (its service's model, its endpoint rules) and knows no account but by the
credentials that sign a request. So each call brings its own, and a sweep of an organization
needs no more clients than one of a single account.
"""

from __future__ import annotations

import ipaddress
import threading
from contextvars import ContextVar
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

from cartographer import __version__
from cartographer.model.error import SourceError, UsageError
from collectors.aws.answer import bounded, refuse_broken
from collectors.aws.session.login import Login
from collectors.aws.session.offer import Offer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.client import BaseClient
    from botocore.credentials import ReadOnlyCredentials
    from botocore.session import Session as BotocoreSession

_CONNECT_SECONDS = 5


class Signer(Protocol):
    """Whose name a request bears."""

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Return credentials that are good now."""
        ...


_SIGNER: ContextVar[Signer | None] = ContextVar("signer", default=None)
"""Who signs the call that a thread is making; none for the session's own credentials."""


class Clients:
    """A session of the SDK with the clients that were made of it."""

    def __init__(self, login: Login, workers: int) -> None:
        """Find the credentials of a login's profile, of the environment, or of the machine.

        Raises:
            SourceError: there are no credentials at all, or the SDK is not installed.
            UsageError: the profile or a region does not exist.
        """
        self.session = _session(login)
        self._login = login
        self._workers = workers
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], BaseClient] = {}
        self._paginators: dict[str, Any] = {}
        self._offers: dict[tuple[str, tuple[str, ...]], Offer] = {}

    def get(self, service: str, region: str) -> BaseClient:
        """Return the client of a service in a region."""
        with self._lock:
            client = self._clients.get((service, region))
            if client is None:
                client = _connect(self.session, self._login, self._workers, service, region)
                self._clients[service, region] = client
            return client

    def offer(self, partition: str, named: tuple[str, ...]) -> Offer:
        """Return what a partition offers; all accounts that are entered by this session share it.

        `named` are the regions that a login names.
        """
        with self._lock:
            found = self._offers.get((partition, named))
            if found is None:
                found = self._offers[partition, named] = Offer(self.session, partition, named)
            return found

    def paginator(self, service: str, operation: str) -> dict[str, Any] | None:
        """Return the SDK's pagination of an operation, if it has one."""
        from botocore.exceptions import UnknownServiceError

        with self._lock:
            if service not in self._paginators:
                try:
                    self._paginators[service] = self.session.get_paginator_model(service)
                except UnknownServiceError:
                    self._paginators[service] = None
            model = self._paginators[service]
        try:
            return None if model is None else dict(model.get_paginator(operation))
        except ValueError:
            return None

    def send(
        self,
        signer: Signer | None,
        service: str,
        region: str,
        operation: str,
        params: Mapping[str, Any],
    ) -> dict[str, Any]:
        """Make one call in somebody's name and return its members, metadata left out."""
        from botocore import xform_name

        client = self.get(service, region)
        token = _SIGNER.set(signer)
        try:
            answer: dict[str, Any] = getattr(client, xform_name(operation))(**params)
        finally:
            _SIGNER.reset(token)
        answer.pop("ResponseMetadata", None)
        return answer

    def close(self) -> None:
        """End the connections that are kept open."""
        with self._lock:
            for client in self._clients.values():
                client.close()


def _session(login: Login) -> BotocoreSession:
    """Return a session with credentials, whether they are found in a profile or elsewhere."""
    try:
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
    return session


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


def _connect(
    session: BotocoreSession, login: Login, workers: int, service: str, region: str
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
            # None leaves it to the SDK's own configuration (AWS_USE_FIPS_ENDPOINT).
            use_fips_endpoint=login.fips,
        ),
    )
    events = client.meta.events
    if _is_address(client.meta.endpoint_url):
        host = urlsplit(client.meta.endpoint_url).netloc
        events.register("before-call.*.*", partial(_ask_address, host))
    events.register("provide-client-params.*.*", _bring_credentials)
    events.register("before-parse.*.*", refuse_broken)
    pools = client._endpoint.http_session._pool_classes_by_scheme  # noqa: SLF001  no public way
    pools.update(bounded(pools, login.answer_seconds))
    return client


def _bring_credentials(context: dict[str, Any], **_: Any) -> None:  # noqa: ANN401  botocore's
    """Let a request be signed by whoever makes it."""
    signer = _SIGNER.get()
    if signer is not None:
        context.setdefault("signing", {})["request_credentials"] = signer


def _is_address(url: str) -> bool:
    try:
        ipaddress.ip_address(urlsplit(url).hostname or "")
    except ValueError:
        return False
    return True


def _ask_address(host: str, params: dict[str, Any], **_: Any) -> None:  # noqa: ANN401  botocore's
    """Send a request to the endpoint itself: no name such as <account>.<address> exists."""
    params["url"] = urlsplit(params["url"])._replace(netloc=host).geturl()
