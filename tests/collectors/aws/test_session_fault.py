"""What an exception of the SDK means, and what of its message is told."""

import pytest
from botocore.exceptions import ClientError
from botocore.parsers import ResponseParserError

from cartographer.model.coverage import State
from collectors.aws.session.fault import classify, steady

REFUSED = "You are not authorized. User: arn:aws:iam::1:user/x is not authorized to perform: a:B."
PAGE = (
    "<!DOCTYPE html><html><head><title>502 Bad Gateway</title><style>p{color:red}</style></head>"
    "<body><h1>Proxy says no</h1><!-- squid --><script>alert(1)</script><p>ask &amp; wait</p>"
    "</body></html>"
)


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (f"{REFUSED} Encoded authorization failure message: abcDEF-_123", REFUSED),
        ("Access denied (Request ID: 0f1e2d3c-aaaa-bbbb-cccc-111122223333)", "Access denied"),
        ("no; RequestId: 4442587FB7D0A2F9, HostId: a/b+c=12345678 left", "no left"),
        ("the request id is missing", "the request id is missing"),
        ("instance i-0123456789abcdef0 <unknown> here", None),
        (PAGE, "502 Bad Gateway Proxy says no ask & wait"),
        (f"Unable to parse: b'{PAGE}'", "Unable to parse: b' 502 Bad Gateway Proxy says no"),
    ],
)
def test_a_message_is_told_without_what_differs_from_call_to_call(message, told):
    """And a page of HTML by its text."""
    found = steady(message)

    assert found == (message if told is None else told) or (told and found.startswith(told))
    assert "<html" not in found


def test_a_long_page_is_cut():
    """Nobody reads a page of a proxy to its end in a line of a table."""
    assert len(steady(f"<html><body>{'word ' * 900}</body></html>")) <= 160


def test_classified_faults_bear_such_messages():
    """Of the service's own errors, and of answers that could not be parsed."""
    answer = {"Error": {"Code": "AccessDenied", "Message": PAGE}}
    denied = classify(ClientError(answer, "ListKeys"))
    garbled = classify(ResponseParserError(f"Unable to parse response, invalid XML: b'{PAGE}'"))

    assert (denied.state, denied.message) == (
        State.DENIED,
        "502 Bad Gateway Proxy says no ask & wait",
    )
    assert garbled.code == "malformed"
    assert "<" not in garbled.message
