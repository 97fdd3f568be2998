"""What moto can hold is really read through its server, each type by its own declaration.

Every module of `moto/` builds a part of an account: `build(client)` makes the resources, with
clients of the SDK by service, and `MADE` names the native types that they are of.
"""

import pkgutil
from importlib import import_module
from pathlib import Path

import boto3
import pytest

from cartographer.model.coverage import Selector
from collectors.aws.proof import PARTS as PROVEN
from collectors.aws.registry import declarations
from collectors.aws.session import AwsDoor, Login
from collectors.engine.collector import EngineCollector
from collectors.engine.rate import Rates
from collectors.engine.redact import Redactor
from collectors.engine.tools import Limits
from demo.moto_server import moto_server
from tests.collectors.aws.account import DeafProgress, NothingHeld, StillClock, seen

REGION = "us-east-1"
PARTS = [
    import_module(f"tests.collectors.aws.moto.{one.name}")
    for one in pkgutil.iter_modules([str(Path(__file__).parent / "moto")])
]

# Everything is built for the first test.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def patch():
    """What a run over an account in moto comes to."""
    with moto_server() as url, pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "test")
        environment.setenv("AWS_ENDPOINT_URL", url)
        for part in PARTS:
            part.build(lambda service: boto3.client(service, region_name=REGION))
        collector = EngineCollector(
            "test",
            "aws",
            [AwsDoor(Login(regions=(REGION,)))],
            declarations(),
            redactor=Redactor(b"key of the tests"),
            rates=Rates(default=0),
            limits=Limits(tries=1, part_calls=100_000),
            clock=StillClock(),
        )
        types = tuple(sorted({type_ for part in PARTS for type_ in part.MADE}))
        (found,) = collector.collect(Selector(types=types), DeafProgress(), NothingHeld())
        yield found


@pytest.mark.parametrize("type_", sorted({type_ for part in PARTS for type_ in part.MADE}))
def test_type_is_read_from_moto(patch, type_):
    """The run saw at least one resource of the type, and its scope is complete."""
    states = {one.scope.region: one for one in patch.coverage if one.scope.type == type_}

    assert [
        (one.state.value, one.reason) for one in states.values() if one.state != "complete"
    ] == []
    assert seen(patch, type_) != []


def test_what_is_said_to_be_proven_is_what_the_parts_make():
    """`cartographer types` tells the truth."""
    assert {type_ for part in PARTS for type_ in part.MADE} == PROVEN
