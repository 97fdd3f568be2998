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

from demo.estate import build
from demo.estate.account import EXTERNAL_ID, SECOND, SHOP, Estate
from demo.fault_proxy import Fault, FaultProxy
from demo.friday import friday_afternoon
from demo.moto_server import moto_server

ROOT = Path(__file__).parents[1]
OUT = ROOT / "build" / "demo"
_GAPS = 4
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

    def __init__(self, estate: Estate, proxy: FaultProxy) -> None:
        """Write the settings for an estate behind a proxy."""
        self._proxy = proxy
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            **estate.environment(proxy.url),
            "DEMO_EXTERNAL_ID": EXTERNAL_ID,
            "CARTOGRAPHER_REDACTION_KEY": "the demo's own key",
        }
        settings = _SETTINGS.format(
            store="build/demo/store.db",
            regions='["eu-central-1", "eu-west-1"]',
            role=estate.platform.role_arn,
        )
        (OUT / "cartographer.toml").write_text(settings, encoding="utf-8")

    def run(self, *arguments: str, allowed: tuple[int, ...] = (0,)) -> None:
        """Run our command line and show it; end the demo if it fails."""
        print(f"\n\033[1m$ cartographer {' '.join(arguments)}\033[0m", flush=True)
        command = [str(Path(sys.executable).with_name("cartographer")), *arguments]
        settings = ["--config", "build/demo/cartographer.toml"]
        done = subprocess.run([*command, *settings], cwd=ROOT, env=self._environment, check=False)
        if done.returncode not in allowed:
            sys.exit(f"the demo ends here: exit code {done.returncode}")
        if done.returncode:
            print(f"[exit {done.returncode}]", flush=True)

    def export(self, name: str, *arguments: str) -> None:
        """Leave one file in the demo's folder."""
        self.run("export", *arguments, "--out", f"build/demo/{name}", "-q")


def main() -> None:
    """Run the demo."""
    began = time.monotonic()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    with moto_server() as url:
        say("Building the sample estate: a shop and its platform, two accounts, two regions.")
        estate = build(url)
        with FaultProxy(url) as proxy:
            demo = Demo(estate, proxy)
            say("A first snapshot.")
            demo.run("snapshot")
            say("Friday afternoon. Somebody changes this and that, and a region is locked.")
            for change in friday_afternoon(estate):
                print(f"  - {change.what}: {change.where}")
            proxy.add(Fault("deny", region=SECOND, access_key=estate.reader_key))
            demo.run("snapshot", allowed=(_GAPS,))
            say("What could not be seen, and what changed.")
            demo.run("coverage")
            demo.run("diff", "previous", "latest")
            say("Pictures and documents.")
            demo.export("map.svg", "--format", "svg", "--view", "network")
            demo.export("map.json", "--format", "json")
            demo.export("diff.svg", "--format", "svg", "--diff", "previous", "latest")
            demo.export("diff.json", "--format", "json", "--diff", "previous", "latest")
        estate.close()
    say(f"Done in {time.monotonic() - began:.0f} s. Look at these:")
    for name in ("map.svg", "diff.svg", "map.json", "diff.json", "store.db"):
        print(f"  build/demo/{name}")
    say("And go on asking the store:")
    for command in (
        "ls --type AWS::EC2::Instance",
        f"show {SHOP}",
        "diff previous latest -o json",
        "export --format svg --view identity --out build/demo/identity.svg",
    ):
        print(f"  .venv/bin/cartographer --store build/demo/store.db {command}")


def say(text: str) -> None:
    """Print a heading."""
    print(f"\n\033[1;36m{text}\033[0m", flush=True)


if __name__ == "__main__":
    main()
