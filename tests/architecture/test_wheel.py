"""The wheel holds the four import packages and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import cartographer

ROOT = Path(__file__).parents[2]
PACKAGES = {"cartographer", "collectors", "diff", "exporters"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    [path] = folder.iterdir()
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_wheel_holds_exactly_four_packages(wheel):
    """Tests, demo and benchmarks stay at home."""
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert tops - {f"cartographer-{cartographer.__version__}.dist-info"} == PACKAGES


def test_the_wheel_is_typed(wheel):
    """Each package says that it carries types."""
    assert {f"{package}/py.typed" for package in PACKAGES} <= set(wheel.namelist())


def test_the_wheel_carries_its_licence(wheel):
    """Whoever unpacks the wheel can read the terms."""
    assert f"cartographer-{cartographer.__version__}.dist-info/licenses/LICENSE" in wheel.namelist()
