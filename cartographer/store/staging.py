"""The documents of a patch, stored before the patch itself is.

They go in by short transactions of their own. Should the patch then fail, nobody refers to
them: they take up room until the next retention, and nothing else.
"""

from collections.abc import Iterator
from typing import Any

from cartographer.model.document import encode
from cartographer.model.patch import Patch
from cartographer.model.resource import Observation
from cartographer.store.body import Bodies, address
from cartographer.store.database import Database, chunks
from cartographer.store.row import Addresses, Unloaded

_BATCH = 20_000
"""Documents in one transaction: what is held twice in memory."""

_NO_DOCUMENT: dict[str, Any] = {}
"""What settling takes for the document of a resource of which only the id was ever seen."""


class Staged:
    """The addresses of all documents in a patch, which are stored."""

    def __init__(self) -> None:
        """Begin with none."""
        self.addresses = Addresses()
        self.documents = Unloaded()

    def take(self, value: Any) -> tuple[bytes, bytes]:  # noqa: ANN401  any document
        """Take a document in; return its address and its encoded form."""
        encoded = encode(value)
        hash_ = address(encoded)
        self.addresses.note(value, hash_)
        self.documents[hash_] = value
        return hash_, encoded

    def encoded(self, wanted: set[bytes]) -> dict[bytes, bytes]:
        """Return documents of the patch in their encoded form."""
        return {one: encode(self.documents[one]) for one in wanted & self.documents.keys()}


def stage(database: Database, bodies: Bodies, patch: Patch) -> Staged:
    """Store the documents of a patch that are not stored yet, some thousands at a time."""
    staged = Staged()
    for values in chunks(_documents(patch.upserts), _BATCH):
        encoded = dict(staged.take(value) for value in values)
        with database.reading() as connection:
            missing = bodies.missing(connection, encoded)
        if missing:
            with database.writing() as connection:
                bodies.save(connection, {one: encoded[one] for one in missing})
    return staged


def _documents(upserts: tuple[Observation, ...]) -> Iterator[Any]:
    for observation in upserts:
        yield _NO_DOCUMENT if observation.config is None else observation.config
        for aspect in observation.aspects.values():
            if aspect.value is not None:
                yield aspect.value
