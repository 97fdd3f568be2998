"""`make demo`: map a sample estate, let a Friday afternoon happen to it, and show what changed.

Everything runs on loopback: moto's server plays AWS, our fault proxy stands between it and the
command line, which is started as a person would start it. Pictures, documents and the store
are left in `build/demo/` to go on playing with.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from collectors.aws.proof import ESTATE
from demo.estate import build
from demo.estate.account import EXTERNAL_ID, SECOND, SHOP, Estate
from demo.fault_proxy import Fault, FaultProxy
from demo.friday import friday_afternoon
from demo.moto_server import moto_server

ROOT = Path(__file__).parents[1]
OUT = Path("build") / "demo"
_GAPS = 4
_HELD = tuple(word for type_ in sorted(ESTATE) for word in ("--type", type_))
"""Types that the estate holds: of the others moto has none, or no part for them at all."""
_DIFF = ("--diff", "previous", "latest")
_FILES: dict[str, tuple[str, ...]] = {
    "map.svg": ("--format", "svg", "--view", "network"),
    "diff.svg": ("--format", "svg", *_DIFF),
    "exposure.svg": ("--format", "svg", "--view", "exposure"),
    "map.json": ("--format", "json"),
    "diff.json": ("--format", "json", *_DIFF),
}
_SETTINGS = """\
# Written by `make demo`: the sample estate's two accounts.
[store]
url = "{store}"

[rate]
default = 0                     # the sample estate may be asked as fast as it answers

[[source]]
name = "shop"                   # entered with the keys in the environment
regions = {regions}

[[source]]
name = "platform"               # entered by a role
role = "{role}"
external_id = "env:DEMO_EXTERNAL_ID"
regions = {regions}
"""


class Demo:
    """One run of the demo."""

    def __init__(self, estate: Estate, proxy: FaultProxy, out: Path) -> None:
        """Write the settings for an estate behind a proxy into the demo's folder."""
        self._out = out
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            **estate.environment(proxy.url),
            "DEMO_EXTERNAL_ID": EXTERNAL_ID,
            # Eight commands, each a process: what the first compiles the others need not.
            "PYTHONDONTWRITEBYTECODE": "",
            "CARTOGRAPHER_REDACTION_KEY": "the demo's own key",
        }
        settings = _SETTINGS.format(
            store=out / "store.db",
            regions='["eu-central-1", "eu-west-1"]',
            role=estate.platform.role_arn,
        )
        (ROOT / out / "cartographer.toml").write_text(settings, encoding="utf-8")

    def run(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> None:
        """Run our command line and show it; end the demo if it fails."""
        self._show(*arguments)
        self._end(self._start(*arguments), allowed)

    def snapshot(self, allowed: tuple[int, ...] = (0,)) -> None:
        """Take a snapshot of the types that the estate holds, too many to show each."""
        more = f"…   # and {len(ESTATE) - 1} more that the estate holds"
        self._show("snapshot", *_HELD[:2], more)
        self._end(self._start("snapshot", *_HELD), allowed)

    def _end(self, process: "subprocess.Popen[bytes]", allowed: tuple[int, ...]) -> None:
        code = process.wait()
        if code not in allowed:
            sys.exit(f"the demo ends here: exit code {code}")
        if code:
            print(f"[exit {code}]", flush=True)

    def export(self, files: dict[str, tuple[str, ...]]) -> "list[subprocess.Popen[bytes]]":
        """Begin to make some files in the demo's folder, side by side."""
        commands = [
            ("export", *arguments, "--out", str(self._out / name), "-q")
            for name, arguments in files.items()
        ]
        for command in commands:
            self._show(*command)
        return [self._start(*command) for command in commands]

    def _show(self, *arguments: str) -> None:
        print(f"\n\033[1m$ cartographer {' '.join(arguments)}\033[0m", flush=True)

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        program = str(Path(sys.executable).with_name("cartographer"))
        settings = ("--config", str(self._out / "cartographer.toml"))
        return subprocess.Popen([program, *arguments, *settings], cwd=ROOT, env=self._environment)


def main(out: Path = OUT) -> None:
    """Run the demo, and leave what it makes in a folder."""
    began = time.monotonic()
    shutil.rmtree(ROOT / out, ignore_errors=True)
    (ROOT / out).mkdir(parents=True)
    with moto_server() as url:
        say("Building the sample estate: a shop and its platform, two accounts, two regions.")
        estate = build(url)
        with FaultProxy(url) as proxy:
            demo = Demo(estate, proxy, out)
            say("A first snapshot.")
            demo.snapshot()
            say("Friday afternoon. Somebody changes this and that, and a region is locked.")
            for change in friday_afternoon(estate):
                print(f"  - {change.what}: {change.where}")
            proxy.add(Fault("deny", region=SECOND, access_key=estate.reader_key))
            demo.snapshot(allowed=(_GAPS,))
            say("Pictures and documents, begun now and ready by the end.")
            exports = demo.export(_FILES)
            say("What could not be seen, and what changed.")
            demo.run("coverage")
            demo.run("diff", "previous", "latest")
            say("What opened by it, hop by hop.")
            demo.run("exposures")
            demo.run("reach", "internet", estate.ids["instance/storefront-1"], "--port", "22")
            say("What only looks open: a group open to all and an address, but no way back;")
            demo.run("reach", "internet", estate.ids["instance/reporting"], "--port", "443")
            say("and the group that was opened, without an address.")
            demo.run("reach", "internet", estate.ids["instance/storefront-2"], "--port", "22")
            if any(codes := [process.wait() for process in exports]):
                sys.exit(f"the demo ends here: exit codes {codes} of the exports")
        estate.close()
    say(f"Done in {time.monotonic() - began:.0f} s. Look at these:")
    for name in (*_FILES, "store.db"):
        print(f"  {out / name}")
    say("And go on asking the store:")
    for command in (
        "ls --type AWS::EC2::Instance",
        f"show {SHOP}",
        "diff previous latest -o json",
        f"export --format svg --view identity --out {out}/identity.svg",
    ):
        print(f"  .venv/bin/cartographer --store {out}/store.db {command}")


def say(text: str) -> None:
    """Print a heading."""
    print(f"\n\033[1;36m{text}\033[0m", flush=True)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
