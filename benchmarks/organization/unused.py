"""What no account has switched on, and what the services say to whoever asks for it.

An empty document would be one without a name: these services refuse instead. The codes stand
among the errors of each operation's own page, such as
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DescribeHub.html
"""

from collections.abc import Callable
from typing import Any

from benchmarks.organization.answer import RefusedError
from benchmarks.organization.place import ACCOUNT, Documents, Place

_ROWS = (
    ("glue", "GetResourcePolicy", "EntityNotFoundException", 400, "Policy not found"),
    ("iot", "GetV2LoggingOptions", "NotConfiguredException", 404, "Logging is not configured"),
    (
        "securityhub",
        "DescribeHub",
        "InvalidAccessException",
        401,
        f"Account {ACCOUNT} is not subscribed to AWS Security Hub",
    ),
    ("shield", "DescribeSubscription", "ResourceNotFoundException", 400, "No subscription"),
    ("ssm", "GetDocument", "InvalidDocument", 400, "Document does not exist"),
)


def _refusing(refused: RefusedError) -> Callable[[Place], Any]:
    return lambda _: refused


UNUSED: Documents = {
    (service, operation): _refusing(RefusedError(code, message, status))
    for service, operation, code, status, message in _ROWS
}
