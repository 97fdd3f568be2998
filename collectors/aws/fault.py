"""What an AWS error code says about coverage, as a table.

Codes are those of the common error lists of the EC2 API and of the services' own lists:
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
What a control policy bars is told from the message, which names the kind of policy:
https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from cartographer.model.coverage import State
from collectors.engine.fault import Fault

_CODES: dict[State, tuple[str, ...]] = {
    State.DENIED: (
        "AccessDenied",
        "AccessDeniedException",
        "AccessDeniedFault",
        "AllAccessDisabled",
        "AuthorizationError",
        "AuthorizationErrorException",
        "Client.UnauthorizedOperation",
        "Forbidden",
        "ForbiddenException",
        "KMSAccessDeniedException",
        "NotAuthorized",
        "NotAuthorizedException",
        "UnauthorizedException",
        "UnauthorizedOperation",
        "UnauthorizedAccess",
        "UnauthorizedOperationException",
    ),
    State.THROTTLED: (
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    ),
    State.UNAVAILABLE: (
        "AWSOrganizationsNotInUseException",
        "InvalidAction",
        "NotImplemented",
        "OperationDisabledException",
        "ReportExpired",
        "ReportInProgress",
        "ReportNotPresent",
        "OptInRequired",
        "SubscriptionRequiredException",
        "UnknownOperationException",
        "UnsupportedOperation",
        "UnsupportedOperationException",
        "UnsupportedUserEdition",
    ),
    State.FAILED: (
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "IncompleteSignature",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "TokenRefreshRequired",
        "UnrecognizedClientException",
    ),
}

STATE_BY_CODE: dict[str, State] = {code: state for state, codes in _CODES.items() for code in codes}
"""Coverage state by error code; a code that is not here is `failed`."""

EXPIRED = frozenset({"ExpiredToken", "ExpiredTokenException", "RequestExpired"})
"""Codes of credentials that were good a while ago."""

NOT_ENABLED = frozenset({"AuthFailure", "UnrecognizedClientException", "InvalidClientTokenId"})
"""Codes that a region which is not enabled gives to credentials that are good elsewhere.

https://docs.aws.amazon.com/general/latest/gr/rande-manage.html
"""

_TRANSIENT_STATUS = frozenset({500, 502, 503, 504})
_TRANSIENT = frozenset({"RequestTimeout", "RequestTimeoutException"})
"""Codes of failures that may pass although their status says that the caller is wrong.

https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
"""
_NOT_SWITCHED_ON = (
    "Macie is not enabled",
    "No default admin could be found",
    "not currently delegated by AWS FM",
)
"""What messages of a denial say where nobody may be denied: the service is not switched on.

https://docs.aws.amazon.com/macie/latest/APIReference/macie.html
https://docs.aws.amazon.com/fms/2018-01-01/APIReference/API_ListPolicies.html
"""
_CONTROL_POLICIES = ("service control policy", "resource control policy")


def fault_of(code: str, message: str, status: int) -> Fault:
    """Return the fault of an error answer.

    `status` is the HTTP status. A denial whose message names a control policy is barred, and one
    whose message says that the service is not switched on is no denial. A throttled or failed
    call on the server's side may be tried again.
    """
    state = STATE_BY_CODE.get(code, State.FAILED)
    if state is State.FAILED and code not in STATE_BY_CODE:
        state = _by_status(code, status)
    if state is State.DENIED and any(words in message for words in _NOT_SWITCHED_ON):
        state = State.UNAVAILABLE
    if state is State.DENIED and any(name in message for name in _CONTROL_POLICIES):
        state = State.BARRED
    passing = status in _TRANSIENT_STATUS or code in _TRANSIENT
    retry = state is State.THROTTLED or (state is State.FAILED and passing)
    return Fault(state, code, message, retry=retry)


def _by_status(code: str, status: int) -> State:
    """Return the state of an error whose code is not in the table.

    S3 answers to HEAD with the bare status, and some services spell throttling and denial in
    ways of their own.
    """
    if status == 429 or "Throttl" in code:  # noqa: PLR2004  Too Many Requests
        return State.THROTTLED
    if status in (401, 403) or code.startswith("AccessDenied"):
        return State.DENIED
    if status == 501:  # noqa: PLR2004  Not Implemented
        return State.UNAVAILABLE
    return State.FAILED
