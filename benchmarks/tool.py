"""Other programs that list what is in AWS accounts, as somebody would install and run them.

Each is a release of PyPI in a virtual environment of its own under `build/tools`, with the SDK
in the version that we use: nothing of it comes into the project's environment or its lock.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import boto3
from msgspec import Struct

from benchmarks.inventory import Found, strings
from cartographer.model.meaning import says

_TOOLS = Path(__file__).parents[1] / "build" / "tools"
_PATIENCE_SECONDS = 300


class UnavailableError(Exception):
    """A release cannot be installed: PyPI cannot be reached, or no longer has it."""


class Request(Struct, frozen=True):
    """What shall be read, and where to put what was found."""

    python: Annotated[Path, says("Interpreter of the tool's environment.")]
    services: Annotated[tuple[str, ...], says("Services, as boto3 names them.")]
    regions: Annotated[tuple[str, ...], says("Regions.")]
    folder: Annotated[Path, says("Folder of the run.")]


class Tool(Struct, frozen=True):
    """A release, how it is asked, and how its files are read."""

    name: Annotated[str, says("Name at PyPI.")]
    version: Annotated[str, says("Release.")]
    command: Annotated[Callable[[Request], Sequence[str]], says("What follows the interpreter.")]
    read: Annotated[Callable[[Request], Iterator[Found]], says("What it has found.")]

    @property
    def label(self) -> str:
        """Name and release, as they stand on the page."""
        return f"{self.name} {self.version}"

    def install(self) -> Path:
        """Return the interpreter of its environment, which is made the first time.

        Raises:
            UnavailableError: it cannot be installed here.
        """
        folder = _TOOLS / f"{self.name}-{self.version}-{boto3.__version__}"
        python, stamp = folder / "bin" / "python", folder / "installed"
        if not stamp.exists():
            packages = (f"{self.name}=={self.version}", f"boto3=={boto3.__version__}")
            quietly = ("--quiet", "--disable-pip-version-check", "--no-input", "--retries", "1")
            for command in (
                (sys.executable, "-m", "venv", "--clear", str(folder)),
                (str(python), "-m", "pip", "install", *quietly, *packages),
            ):
                _install(command)
            stamp.touch()
        return python


def _install(command: Sequence[str]) -> None:
    try:
        subprocess.run(
            command, check=True, capture_output=True, text=True, timeout=_PATIENCE_SECONDS
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise UnavailableError(last) from error
    except subprocess.TimeoutExpired as error:
        raise UnavailableError(f"not installed within {_PATIENCE_SECONDS} seconds") from error


def flags(name: str, values: Sequence[str]) -> list[str]:
    """Return an option that is repeated for each value."""
    return [word for value in values for word in (name, value)]


# --- awsmap -----------------------------------------------------------------------------------
# https://github.com/TocConsulting/awsmap

_AWSMAP = ("-c", "from aws_inventory.cli import main; main()")
_AWSMAP_NAMES = {
    "cognito-identity": ("cognito",),
    "cognito-idp": ("cognito",),
    "ec2": ("ec2", "vpc"),
    "opensearchserverless": ("opensearch-serverless",),
    "pipes": ("eventbridge-pipes",),
    "scheduler": ("eventbridge-scheduler",),
    "sso-admin": ("sso",),
}
"""Service as boto3 names it -> what it is called there, where that is something else."""

_BOTO3_NAMES = {name: one for one, names in _AWSMAP_NAMES.items() for name in names}


def _ask_awsmap(request: Request) -> Sequence[str]:
    listed = subprocess.run(
        (str(request.python), *_AWSMAP, "--list-services"),
        check=True,
        capture_output=True,
        text=True,
        cwd=request.folder,
        env={"HOME": str(request.folder)},
    ).stdout
    known = {line.rpartition(". ")[2].strip() for line in listed.splitlines()}
    names = {name for one in request.services for name in _AWSMAP_NAMES.get(one, (one,))}
    return (
        *_AWSMAP,
        *flags("--region", request.regions),
        *flags("--services", sorted(names & known)),
        "--include-global",
        "--no-db",
        "--quiet",
        "--format",
        "json",
        "--output",
        str(request.folder / "awsmap.json"),
    )


def _read_awsmap(request: Request) -> Iterator[Found]:
    text = (request.folder / "awsmap.json").read_text(encoding="utf-8")
    for one in json.loads(text)["resources"]:
        service = _BOTO3_NAMES.get(one["service"], one["service"])
        names = frozenset({one["arn"], one["id"]})
        label = f"{one['service']} {one['type']}"
        yield Found(service, one["region"], label, names, frozenset(strings(one)))


TOOLS = (Tool("awsmap", "1.9.0", _ask_awsmap, _read_awsmap),)
"""Those that are run beside ours.

aws-list-all is not among them: it makes two clients of the SDK for each call, which is most of six
minutes for this estate. cartography is not, as it needs a server of Neo4j.
"""
