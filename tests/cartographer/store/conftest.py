"""The databases of the store's tests: SQLite and a real PostgreSQL."""

from tests.contracts.snapshot_suite import opened, store, url

__all__ = ["opened", "store", "url"]
