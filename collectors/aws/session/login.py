"""Signing in: which credentials, which region is asked first, and how a client is made.

Credentials are found as the SDK finds them (environment, profile, SSO cache, instance role):
https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html
Every client makes each call once, and takes no longer over an answer than the login allows.
"""

from __future__ import annotations

import ipaddress
from functools import cache, partial
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from msgspec import Struct

from cartographer import __version__
from cartographer.model.error import SourceError, UsageError
from cartographer.model.meaning import says
from collectors.aws.answer import bounded, refuse_broken

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from botocore.session import Session as BotocoreSession

HOME_REGION = {
    "aws": "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
    "aws-iso": "us-iso-east-1",
    "aws-iso-b": "us-isob-east-1",
    "aws-eusc": "eusc-de-east-1",
}
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


def sign_in(login: Login, workers: int) -> BotocoreSession:
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
            connect, session, login, workers, region=first_region(session, login)
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


def first_region(session: BotocoreSession, login: Login) -> str:
    """Return the region that is asked who we are."""
    if login.regions:
        return login.regions[0]
    partition = login.role.split(":")[1] if login.role and ":" in login.role else "aws"
    home = HOME_REGION.get(partition, HOME_REGION["aws"])
    configured: str | None = session.get_config_variable("region")
    return configured or home


def connect(
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
