"""One run of a command: what its options name, opened when it is asked for.

Only what `--help` needs is imported at the top.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from cartographer.cli.notice import Notices
from cartographer.model.error import NotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from cartographer.cli.answer import Answer
    from cartographer.config import Settings
    from cartographer.model.snapshot import Snapshot
    from cartographer.ports import Catalogue, SnapshotStore

NOTHING_YET = "nothing is collected yet: run `cartographer snapshot`"


PEOPLE_FORMS = ("table", "wide")
DOCUMENT_FORMS = (*PEOPLE_FORMS, "json", "yaml")
"""Forms of an answer that is one thing."""

LIST_FORMS = (*PEOPLE_FORMS, "json", "jsonl", "csv", "yaml")
"""Forms of an answer that is a list of like things."""


@dataclass
class Globals:
    """The options of every command, as they were given; `option.SHARED` says what they do."""

    store: str | None = None
    config: str | None = None
    at: str | None = None
    scope: str | None = None
    output: str | None = None
    quiet: bool = False
    verbose: int = 0
    no_color: bool = False
    no_pager: bool = False
    limit: int | None = None
    log_format: str | None = None

    def merge(self, given: dict[str, Any]) -> None:
        """Lay options given later over these; how often -v was given is added up."""
        for name, value in given.items():
            if name == "verbose":
                self.verbose += value
            elif value is not None and value is not False:
                setattr(self, name, value)


class Invocation:
    """What a command is given to work with."""

    def __init__(self, options: Globals) -> None:
        """Take the options; nothing is opened yet."""
        self.options = options
        self.notices = notices(options)
        self.form = options.output or "table"

    @property
    def for_people(self) -> bool:
        """Whether a person reads the answer."""
        return self.form in PEOPLE_FORMS

    @cached_property
    def settings(self) -> Settings:
        """Settings of the file that the options, the environment or the folder name."""
        from pathlib import Path

        from cartographer import bootstrap, config

        def check_types(types: Sequence[str]) -> None:
            if types:  # what there is to know of types is not read for nothing
                bootstrap.chosen_types(types)

        path = self.options.config
        return config.load(Path(path) if path else None, check_types=check_types)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue of all declared types."""
        from cartographer import bootstrap

        return bootstrap.catalogue()

    @contextmanager
    def store(self, *, create: bool = False) -> Iterator[SnapshotStore]:
        """Open the store for a while; one that does not exist is made only by who writes."""
        from cartographer import bootstrap

        store = bootstrap.store(self.settings, self.options.store, create=create)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def view(self) -> Iterator[tuple[SnapshotStore, Snapshot]]:
        """Open the store and the snapshot to answer from: of `--at`, else what is held now.

        Raises:
            NotFoundError: nothing is collected yet, or there is no such moment.
        """
        with self.store() as store:
            at = self.options.at
            snapshot = store.head() if at is None else store.snapshot(at)
            if snapshot.commit == 0:
                raise NotFoundError(NOTHING_YET)
            yield store, snapshot

    def now(self) -> datetime:
        """Return the current time in UTC."""
        from cartographer import bootstrap

        return bootstrap.SystemClock().now()

    def limited(self, items: Sequence[Any]) -> Sequence[Any]:
        """Return at most as many items as asked for, and say how many were left out."""
        limit = self.options.limit
        if limit is None or len(items) <= limit:
            return items
        self.notices.info(f"{limit} of {len(items)} shown: --limit {limit}")
        return items[:limit]

    def tell(self, answer: Answer) -> None:
        """Write an answer to standard output in the form that was asked for."""
        from cartographer.cli.form import render
        from cartographer.cli.screen import Screen

        if self.for_people:
            screen = Screen(colour=not self.options.no_color, pager=not self.options.no_pager)
            screen.show(answer.people(self.form == "wide"), wide=self.form == "wide")
            return
        for text in render(answer, self.form):
            click.echo(text, nl=False)
        sys.stdout.flush()


def notices(options: Globals) -> Notices:
    """Return the voice that the options ask for."""
    return Notices(
        quiet=options.quiet,
        verbose=options.verbose,
        json=options.log_format == "json",
        colour=not options.no_color,
    )
