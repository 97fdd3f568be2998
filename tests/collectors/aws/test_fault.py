"""What each error code of AWS says about coverage, row by row."""

import pytest

from cartographer.model.coverage import State
from collectors.aws.fault import EXPIRED, NOT_ENABLED, STATE_BY_CODE, fault_of

DENIED, THROTTLED = State.DENIED, State.THROTTLED
UNAVAILABLE, FAILED, BARRED = State.UNAVAILABLE, State.FAILED, State.BARRED

# The spellings as the services' own references of errors have them, with their HTTP status.
DOCUMENTED = [
    # what EC2 says, errors-overview
    ("UnauthorizedOperation", 403, DENIED, False),
    ("RequestLimitExceeded", 503, THROTTLED, True),
    ("AuthFailure", 401, FAILED, False),
    ("Blocked", 403, DENIED, False),
    ("OptInRequired", 403, UNAVAILABLE, False),
    ("UnsupportedOperation", 400, UNAVAILABLE, False),
    ("InternalError", 500, FAILED, True),
    ("InternalFailure", 500, FAILED, True),
    ("ServiceUnavailable", 503, FAILED, True),
    ("Unavailable", 503, FAILED, True),
    ("InvalidAction", 400, UNAVAILABLE, False),
    ("InvalidVpcID.NotFound", 400, FAILED, False),
    ("InvalidParameterValue", 400, FAILED, False),
    ("RequestExpired", 400, FAILED, False),
    # what query services have in common, CommonErrors
    ("AccessDenied", 403, DENIED, False),
    ("AccessDeniedException", 400, DENIED, False),
    ("NotAuthorized", 400, DENIED, False),
    ("Throttling", 400, THROTTLED, True),
    ("ThrottlingException", 400, THROTTLED, True),
    ("IncompleteSignature", 400, FAILED, False),
    ("InvalidClientTokenId", 403, FAILED, False),
    ("ExpiredToken", 403, FAILED, False),
    ("ExpiredTokenException", 400, FAILED, False),
    ("MissingAuthenticationToken", 403, DENIED, False),
    ("SignatureDoesNotMatch", 403, FAILED, False),
    ("UnrecognizedClientException", 400, FAILED, False),
    # what S3 says, ErrorResponses
    ("AllAccessDisabled", 403, DENIED, False),
    ("SlowDown", 503, THROTTLED, True),
    ("NotImplemented", 501, UNAVAILABLE, False),
    ("RequestTimeout", 400, FAILED, True),
    ("NoSuchBucket", 404, FAILED, False),
    ("403", 403, DENIED, False),
    ("501", 501, UNAVAILABLE, False),
    ("404", 404, FAILED, False),
    # Lambda, DynamoDB, KMS, Organizations, SNS, SQS, Backup, Route 53, Support
    ("TooManyRequestsException", 429, THROTTLED, True),
    ("EC2ThrottledException", 502, THROTTLED, True),
    ("ProvisionedThroughputExceededException", 400, THROTTLED, True),
    ("RequestLimitExceeded", 400, THROTTLED, True),
    ("KMSAccessDeniedException", 502, DENIED, False),
    ("AWSOrganizationsNotInUseException", 400, UNAVAILABLE, False),
    ("AuthorizationError", 403, DENIED, False),
    ("RequestThrottled", 400, THROTTLED, True),
    ("PriorRequestNotComplete", 400, THROTTLED, True),
    ("SubscriptionRequiredException", 400, UNAVAILABLE, False),
    ("UnauthorizedException", 401, DENIED, False),
    ("ForbiddenException", 403, DENIED, False),
    ("ServiceException", 500, FAILED, True),
    # what nobody has written down yet
    ("SomeThrottledThing", 400, THROTTLED, True),
    ("AccessDeniedForReasons", 400, DENIED, False),
    ("Unknown", 429, THROTTLED, True),
    ("Unknown", 502, FAILED, True),
    ("Unknown", 504, FAILED, True),
    ("Unknown", 400, FAILED, False),
]


@pytest.mark.parametrize(("code", "status", "state", "retry"), DOCUMENTED)
def test_a_code_means_a_state(code, status, state, retry):
    """Denied, throttled, unavailable or failed, and whether a second try may help."""
    fault = fault_of(code, "words", status)
    assert (fault.state, fault.retry, fault.code, fault.message) == (state, retry, code, "words")


@pytest.mark.parametrize(("code", "state"), sorted(STATE_BY_CODE.items()))
def test_the_table_stands_whatever_the_status(code, state):
    """A code that is known is not judged by its status; only what is throttled passes."""
    assert {fault_of(code, "", status).state for status in (400, 403, 429, 500)} == {state}
    assert fault_of(code, "", 400).retry == (state is THROTTLED)


@pytest.mark.parametrize(
    "message",
    [
        "not authorized to perform: ec2:X with an explicit deny in a service control policy",
        "not authorized because no service control policy allows the ec2:DescribeVpcs action",
        "not authorized with an explicit deny in a resource control policy",
        "with an explicit deny in a service control policy: arn:aws:organizations::1:policy/p",
    ],
)
@pytest.mark.parametrize("code", ["AccessDenied", "UnauthorizedOperation", "AccessDeniedException"])
def test_a_denial_by_a_control_policy_is_barred(code, message):
    """The message names the kind of policy; nobody in the account could have looked."""
    assert fault_of(code, message, 403).state is BARRED


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDenied", "with an explicit deny in an identity-based policy"),
        ("AccessDenied", "because no permissions boundary allows the action"),
        ("AccessDenied", "because no VPC endpoint policy allows the action"),
        ("Throttling", "service control policy"),
    ],
)
def test_other_denials_are_not_barred(code, message):
    """They are ours to mend, or no denial at all."""
    assert fault_of(code, message, 403).state is not BARRED


def test_expired_and_not_enabled_are_failures():
    """What the session makes of them rests on these codes."""
    assert {STATE_BY_CODE[code] for code in EXPIRED | NOT_ENABLED} == {FAILED}


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("AccessDeniedException", "Macie is not enabled"),
        ("AccessDeniedException", "No default admin could be found for account 111122223333."),
        ("ReportNotPresent", ""),
        ("ReportExpired", ""),
    ],
)
def test_what_is_not_switched_on_is_no_denial(code, message):
    """Nobody may be blamed for a service that is off: it is no gap, and nothing is claimed."""
    fault = fault_of(code, message, 403)

    assert (fault.state, fault.retry) == (State.UNAVAILABLE, False)
