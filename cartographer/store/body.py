"""Documents by content: encoded, compressed, stored once.

A body is the byte form of `model.document.encode`, addressed by `model.document.digest`.
"""

import hashlib
import threading
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import zstandard
from sqlalchemy import Connection, select

from cartographer.store.database import Database, chunks
from cartographer.store.schema import bodies

_DECODER = msgspec.json.Decoder()
_LEVEL = 3
_LOCAL = threading.local()


def compress(data: bytes) -> bytes:
    """Return data in its stored form."""
    packer: zstandard.ZstdCompressor | None = getattr(_LOCAL, "packer", None)
    if packer is None:
        packer = _LOCAL.packer = zstandard.ZstdCompressor(_LEVEL, write_checksum=False)
    return packer.compress(data)


def decompress(data: bytes) -> bytes:
    """Return data as it was before `compress`."""
    unpacker: zstandard.ZstdDecompressor | None = getattr(_LOCAL, "unpacker", None)
    if unpacker is None:
        unpacker = _LOCAL.unpacker = zstandard.ZstdDecompressor()
    return unpacker.decompress(data)


def address(encoded: bytes) -> bytes:
    """Return the content address of an encoded document, as `document.digest` does."""
    return hashlib.blake2b(encoded, digest_size=16).digest()


class Bodies:
    """The bodies of a store."""

    def __init__(self, database: Database) -> None:
        """Read and write the bodies of a database."""
        self._database = database

    def load(self, connection: Connection, hashes: Iterable[bytes]) -> dict[bytes, Any]:
        """Return the documents of some addresses; what is not stored is left out."""
        found: dict[bytes, Any] = {}
        for chunk in chunks(set(hashes)):
            query = select(bodies.c.hash, bodies.c.data).where(bodies.c.hash.in_(chunk))
            for hash_, data in connection.execute(query):
                found[bytes(hash_)] = _DECODER.decode(decompress(data))
        return found

    def missing(self, connection: Connection, hashes: Iterable[bytes]) -> set[bytes]:
        """Return which of some addresses are not stored."""
        absent = set(hashes)
        for chunk in chunks(list(absent)):
            query = select(bodies.c.hash).where(bodies.c.hash.in_(chunk))
            absent.difference_update(bytes(one) for one in connection.scalars(query))
        return absent

    def save(self, connection: Connection, encoded: Mapping[bytes, bytes]) -> None:
        """Store encoded documents by their addresses; those that are stored stay."""
        rows = [(one, compress(data)) for one, data in encoded.items()]
        self._database.insert(connection, bodies, ("hash", "data"), rows, ignore=True)
