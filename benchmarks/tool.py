"""Other programs that list what is in AWS accounts, as somebody would install and run them.

Each is a release of PyPI in a virtual environment of its own under `build/tools`, with the SDK
in the version that we use: nothing of it comes into the project's environment or its lock.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import boto3
from msgspec import Struct

from benchmarks.inventory import Found, strings
from cartographer.model.meaning import says

_TOOLS = Path(__file__).parents[1] / "build" / "tools"
_PATIENCE_SECONDS = 300


class Request(Struct, frozen=True):
    """What shall be read, and where to put what was found."""

    services: Annotated[tuple[str, ...], says("Services, as boto3 names them.")]
    regions: Annotated[tuple[str, ...], says("Regions.")]
    folder: Annotated[Path, says("Folder of the run.")]


class Tool(Struct, frozen=True):
    """A release, how it is asked, and how its files are read."""

    name: Annotated[str, says("Name at PyPI.")]
    version: Annotated[str, says("Release.")]
    command: Annotated[Callable[[Request], Sequence[str]], says("What follows the interpreter.")]
    read: Annotated[Callable[[Request], Iterator[Found]], says("What it has found.")]

    def install(self) -> Path:
        """Return the interpreter of its environment, which is made the first time.

        Raises:
            RuntimeError: it cannot be installed here.
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
        raise RuntimeError(last) from error
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"not installed within {_PATIENCE_SECONDS} seconds") from error


def flags(name: str, values: Sequence[str]) -> list[str]:
    """Return an option that is repeated for each value."""
    return [word for value in values for word in (name, value)]


# --- awsmap -----------------------------------------------------------------------------------
# https://github.com/TocConsulting/awsmap


def _ask_awsmap(request: Request) -> Sequence[str]:
    known = {"vpc" if one == "ec2" else one for one in request.services} | {*request.services}
    return (
        "-c",
        "from aws_inventory.cli import main; main()",
        *flags("--region", request.regions),
        *flags("--services", sorted(known)),
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
        service = {"vpc": "ec2"}.get(one["service"], one["service"])
        names = frozenset({one["arn"], one["id"]})
        label = f"{one['service']} {one['type']}"
        yield Found(service, one["region"], label, names, frozenset(strings(one)))


# --- aws-list-all -----------------------------------------------------------------------------
# https://github.com/JohannesEbke/aws_list_all


def _ask_list_all(request: Request) -> Sequence[str]:
    return (
        "-m",
        "aws_list_all",
        "query",
        *flags("--region", request.regions),
        *flags("--service", request.services),
        "--directory",
        str(request.folder / "listings"),
    )


def _read_list_all(request: Request) -> Iterator[Found]:
    for file in sorted((request.folder / "listings").glob("*.json")):
        listing = json.loads(file.read_text(encoding="utf-8"))
        service, operation = listing["service"], listing["operation"]
        label = f"{service} {operation}"
        for item in _items(listing["response"]):
            # It does not say which member names an item: each text at its top is taken for one.
            top = item.values() if isinstance(item, dict) else (item,)
            names = frozenset(text for text in top if isinstance(text, str))
            region = listing["region"] or "global"
            yield Found(service, region, label, names, frozenset(strings(item)))


def _items(response: dict[str, Any]) -> Iterator[Any]:
    """Yield what a listing counts as resources: the items of the lists at its top."""
    for value in response.values():
        for item in value if isinstance(value, list) else ():
            # Instances come in reservations.
            inside = item.get("Instances") if isinstance(item, dict) else None
            yield from inside if isinstance(inside, list) else (item,)


AWSMAP = Tool("awsmap", "1.9.0", _ask_awsmap, _read_awsmap)
LIST_ALL = Tool("aws-list-all", "0.9.2", _ask_list_all, _read_list_all)
TOOLS = (AWSMAP, LIST_ALL)
