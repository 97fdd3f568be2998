"""Who calls, and who may enter an account: AWS STS.

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime

from benchmarks.organization.answer import REQUEST_ID, RefusedError
from benchmarks.organization.request import Handler, Request
from benchmarks.organization.settings import MANAGEMENT, Settings, access_key

_MANAGEMENT = str(MANAGEMENT)


class Entrance:
    """Answers for AWS STS."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        barred = {*settings.closed_ids, *settings.refused}
        self._open = frozenset(settings.account_ids) - barred

    def handlers(self) -> Mapping[str, Handler]:
        """Return who answers, by operation."""
        return {"GetCallerIdentity": self._identity, "AssumeRole": self._assume}

    def arn(self, account: str) -> str:
        """Return who calls from an account."""
        if account == _MANAGEMENT:
            return f"arn:aws:iam::{account}:user/operator"
        return f"arn:aws:sts::{account}:assumed-role/{self._settings.role}/session"

    def _identity(self, request: Request) -> bytes:
        return _sts(
            "GetCallerIdentity",
            f"<Arn>{self.arn(request.account)}</Arn><UserId>AIDACARTOGRAPHER0001</UserId>"
            f"<Account>{request.account}</Account>",
        )

    def _assume(self, request: Request) -> bytes:
        settings, form = self._settings, request.form()
        role = form.get("RoleArn", "")
        account = role.split(":")[4] if role.count(":") == 5 else ""
        allowed = account in self._open and role == settings.role_arn(account)
        if not allowed or settings.external_id not in {None, form.get("ExternalId")}:
            message = (
                f"User: {self.arn(request.account)} is not authorized to perform: "
                f"sts:AssumeRole on resource: {role}"
            )
            raise RefusedError("AccessDenied", message, 403)
        said = int(time.time()) + settings.token_seconds
        key = access_key(account, said - settings.early_seconds)
        until = datetime.fromtimestamp(said, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        session = form.get("RoleSessionName", "session")
        return _sts(
            "AssumeRole",
            f"<Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>secret"
            f"</SecretAccessKey><SessionToken>token</SessionToken><Expiration>{until}</Expiration>"
            f"</Credentials><AssumedRoleUser><AssumedRoleId>AROACARTOGRAPHER0001:{session}"
            f"</AssumedRoleId><Arn>arn:aws:sts::{account}:assumed-role/{settings.role}/{session}"
            "</Arn></AssumedRoleUser>",
        )


def _sts(operation: str, inside: str) -> bytes:
    return (
        f'<{operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
        f"<{operation}Result>{inside}</{operation}Result><ResponseMetadata><RequestId>"
        f"{REQUEST_ID}</RequestId></ResponseMetadata></{operation}Response>"
    ).encode()
