"""Golden files, the made-up estate, and the renderers that there are."""

from pathlib import Path

import pytest

from cartographer.model.history import Run, SnapshotInfo
from exporters.renderer import renderers
from tests.exporters import estate as made

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser):
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture
def golden(request):
    """Compare bytes with a golden file, or write it where the flag says so."""

    def check(name, actual):
        path = GOLDEN / name
        if request.config.getoption("--update-golden", default=False):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(actual)
        assert path.exists(), f"no golden file {name}: run with --update-golden"
        assert actual == path.read_bytes()

    return check


@pytest.fixture(scope="session")
def estate():
    return made.estate()


@pytest.fixture(scope="session")
def small():
    return made.small()


@pytest.fixture(scope="session")
def friday():
    """Before, after, and the differences."""
    before, after = made.friday()
    return before, after, made.compared(before, after)


@pytest.fixture(scope="session")
def large():
    return made.large()


@pytest.fixture
def info():
    return SnapshotInfo("s-12", 1, ("aws:test",), Run(made.START))


@pytest.fixture(params=["system", "pure"])
def by(request):
    """Each renderer in turn."""
    found = {one.name: one for one in renderers()}
    if request.param not in found:
        pytest.skip(f"no {request.param} renderer on this machine")
    return found[request.param]


@pytest.fixture
def pure():
    """The renderer of the wheel, whose version the lock holds."""
    found = {one.name: one for one in renderers()}
    if "pure" not in found:
        pytest.skip("graphviz-pure has no wheel for this machine")
    return found["pure"]
