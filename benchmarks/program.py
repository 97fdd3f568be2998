"""The command line in a process of its own, as somebody would run it, with what it took.

Settings, store and keys of a run stand in one folder and nowhere else, so that nothing of the
machine comes into a measurement.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

from msgspec import Struct

from cartographer.model.meaning import says

PROGRAM = Path(sys.executable).with_name("cartographer")
UNLIMITED: Mapping[str, float] = {"default": 0}
METER = Path(__file__).with_name("meter.py")
_PATIENCE_SECONDS = 600
_PARTIAL = 4
_FINE = frozenset({0, _PARTIAL})
_AWS = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE")


class Done(Struct, frozen=True):
    """What a process said, and what it took."""

    text: Annotated[str, says("What it wrote to standard output.")]
    errors: Annotated[str, says("What it wrote to standard error.")]
    seconds: Annotated[float, says("From its start to its end, by the clock on the wall.")]
    busy_seconds: Annotated[float, says("Time that it kept a processor busy.")]
    peak_bytes: Annotated[int, says("The most memory that it held at once.")]

    @property
    def document(self) -> dict[str, Any]:
        """What it wrote, as JSON."""
        found: dict[str, Any] = json.loads(self.text)
        return found


class Program:
    """Cartographer with the settings, the store and the cloud of one folder."""

    def __init__(
        self,
        folder: Path,
        cloud: Mapping[str, str],
        rate: Mapping[str, float] = UNLIMITED,
        limits: Mapping[str, float] | None = None,
    ) -> None:
        """Write the settings; `cloud` is what the SDK's environment says of it."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        tables = {"rate": rate, "limits": limits or {}}
        (folder / "cartographer.toml").write_text(
            "".join(_table(name, rows) for name, rows in tables.items()), encoding="utf-8"
        )
        self._environment = environment(folder, cloud)

    def run(self, *arguments: str) -> Done:
        """Run a command that answers in JSON.

        Raises:
            RuntimeError: it failed, which a gap is not.
        """
        command = [str(PROGRAM), *arguments, "--output", "json"]
        return run(command, self._environment, self._folder, _FINE)


def _table(name: str, rows: Mapping[str, float]) -> str:
    return f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in rows.items())


def environment(folder: Path, cloud: Mapping[str, str]) -> dict[str, str]:
    """Return variables that lead to a cloud, and away from whoever runs this."""
    kept = {name: value for name, value in os.environ.items() if name not in _AWS}
    homes = {"HOME": folder, "XDG_CONFIG_HOME": folder, "XDG_DATA_HOME": folder}
    return {
        **kept,
        **{name: str(home) for name, home in homes.items()},
        "CARTOGRAPHER_STORE": str(folder / "store.db"),
        "CARTOGRAPHER_CONFIG": str(folder / "cartographer.toml"),
        "AWS_EC2_METADATA_DISABLED": "true",
        **cloud,
    }


def organization_cloud(url: str) -> dict[str, str]:
    """Return the variables of the management account of a made-up organization."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "AKIAOPERATOR00000001",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }


def run(
    command: Sequence[str],
    variables: Mapping[str, str],
    folder: Path,
    fine: frozenset[int] = frozenset({0}),
) -> Done:
    """Run a command in a folder and return what it said and took.

    Raises:
        RuntimeError: it ended with a code that is not fine, or did not end within ten minutes.
    """
    # What it says goes to files: a pipe that nobody empties would make it wait.
    said, errors, took = folder / "output", folder / "errors", folder / "took"
    meter = (sys.executable, "-I", "-S", str(METER), str(took), str(_PATIENCE_SECONDS))
    with said.open("wb") as output, errors.open("wb") as complaints:
        subprocess.run(
            [*meter, *command],
            env=dict(variables),
            cwd=folder,
            stdout=output,
            stderr=complaints,
            check=True,
        )
    code, *figures = json.loads(took.read_text(encoding="utf-8"))
    complaint = errors.read_text(encoding="utf-8")
    if code not in fine:
        name = Path(command[0]).name
        raise RuntimeError(f"{name} ended with {code}: {complaint[-2000:]}")
    return Done(said.read_text(encoding="utf-8"), complaint, *figures)
