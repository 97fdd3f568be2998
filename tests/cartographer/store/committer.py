"""Commits, names and retains in a loop until it is killed; says what each snapshot reads.

Started by the tests with a URL, a name and a number of rounds. The estate is small and
changes by a seeded draw, so that each round writes, ends and leaves some.
"""

import hashlib
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from cartographer.model.history import Run
from cartographer.store import HistoryStore, open_store
from tests.contracts.snapshot_suite import (
    SuiteCatalogue,
    arn,
    as_bytes,
    at,
    everything,
    key,
    saw,
    scope,
    sweep,
)

NAMES = [f"i-{number:02d}" for number in range(12)]


def fingerprint(store: HistoryStore, commit: int) -> str:
    """Return a digest of all that a commit answers."""
    read = everything(
        store.snapshot(commit), [key(one) for one in NAMES], [arn(one) for one in NAMES], [scope()]
    )
    return hashlib.sha256(as_bytes(read)).hexdigest()


def round_of(store: HistoryStore, draw: random.Random, minutes: float) -> None:
    """Commit one run."""
    seen = [
        saw(one, minutes, {"v": draw.randrange(3), "links": [["targets", draw.choice(NAMES)]]})
        for one in NAMES
        if draw.random() < 0.8
    ]
    store.commit(sweep(*seen, minutes=minutes))


def say(line: str) -> None:
    """Tell the test something, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(url: str, name: str, rounds: int) -> None:
    """Commit until the rounds are over."""
    draw = random.Random(name)
    store = open_store(url, SuiteCatalogue())
    say("open")
    for number in range(rounds):
        minutes = store.head().commit + number / 1000
        round_of(store, draw, minutes)
        round_of(store, draw, minutes + 0.5)
        info = store.publish((name,), Run(at(minutes)))
        say(f"{info.id} {info.commit} {fingerprint(store, info.commit)}")
        if draw.random() < 0.3:
            store.retain({"all": "forever"}, at(minutes))
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
