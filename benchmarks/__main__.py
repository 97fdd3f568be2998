"""Run every measurement and write `docs/benchmarks.md`: `make bench`.

Each figure stands beside what it is compared against in the same run.
`python -m benchmarks comparison sweep` measures these parts alone, and leaves the other sections
as they are. A part that fails says so in its section and on the terminal, and ends this with 1.
"""

import argparse
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

from benchmarks import collection, comparison, cost, history, neighbour, reach, start_up, sweep
from benchmarks.part import ROOT, Part

PARTS: Mapping[str, Part] = {
    "start-up": Part("Start-up", start_up.section),
    "collection": Part("Collection", collection.section),
    "cost": Part("Calls", cost.section),
    "comparison": Part("Beside other inventories", comparison.section),
    "neighbour": Part("As a neighbour", neighbour.section),
    "sweep": Part("Sweep of an organization", sweep.section),
    "history": Part("History", history.section),
    "reach": Part("Reach", reach.section),
}
"""Parts by name, in the order of the page."""

PAGE = ROOT / "docs" / "benchmarks.md"
_ABOUT = """\
# Benchmarks

Written by `make bench`; seeded, so that everyone measures the same estates. Under each heading
stand the command that measures this section alone, and the machine. Compare ratios, not seconds."""


def sections(page: str) -> dict[str, str]:
    """Return the sections of a page by their headings."""
    parts = ("\n" + page).split("\n## ")[1:]
    return {text.partition("\n")[0]: f"## {text.rstrip()}" for text in parts}


def update(page: Path, parts: Mapping[str, Part], chosen: Mapping[str, Part]) -> list[str]:
    """Measure the chosen parts, write their sections into the page, and return which failed."""
    kept = sections(page.read_text(encoding="utf-8")) if page.exists() else {}
    failed = []
    for name, part in chosen.items():
        try:
            text = part.measure(name)
        except Exception:  # noqa: BLE001  whatever a part fails at, the others are measured
            traceback.print_exc()
            failed.append(name)
            text = f"## {part.heading}\n\n**`python -m benchmarks {name}` failed.**"
        print(f"{text}\n", flush=True)
        kept[part.heading] = text
        told = [kept[one.heading] for one in parts.values() if one.heading in kept]
        page.write_text("\n\n".join((_ABOUT, *told)) + "\n", encoding="utf-8")
    return failed


def main() -> None:
    """Measure what is asked for, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"one of {', '.join(PARTS)}")
    names = parser.parse_args().parts or list(PARTS)
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}: there are {', '.join(PARTS)}")
    failed = update(PAGE, PARTS, {name: PARTS[name] for name in names})
    print(f"written: {PAGE.relative_to(ROOT)}")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
