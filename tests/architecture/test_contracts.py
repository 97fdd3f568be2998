"""The import contracts of pyproject.toml hold, and leave no module out."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CORE = (
    "cartographer.model",
    "cartographer.reach",
    "cartographer.access",
    "cartographer.exposure",
    "cartographer.clouds",
    "diff",
)


@pytest.fixture
def contracts():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    return {contract["id"]: contract for contract in settings["contracts"]}


def children(package):
    """The names of the modules directly in one of our packages."""
    folder = ROOT.joinpath(*package.split("."))
    return {
        f"{package}.{path.stem}"
        for path in folder.iterdir()
        if path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
    } - {f"{package}.__init__", f"{package}.__main__"}


def test_imports_keep_every_contract():
    """import-linter finds no import that goes against a contract."""
    lint = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([lint, "--no-logo"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_module_of_cartographer_has_a_layer(contracts):
    """A module that stands in no layer would be free to import anything."""
    named = set(re.findall(r"[\w.]+", " ".join(contracts["layers"]["layers"])))
    parents = {name.rpartition(".")[0] for name in named}
    assert children("cartographer") - named - parents == set()


def test_every_part_of_the_core_is_held_to_be_pure(contracts):
    """What exists of the core is named by the contract that keeps I/O out of it."""
    present = {name for name in CORE if name == "diff" or name in children("cartographer")}
    assert set(contracts["pure"]["source_modules"]) == present
