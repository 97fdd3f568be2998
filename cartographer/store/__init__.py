"""The history store: one sequence of commits in SQLite or PostgreSQL.

It keeps what `model.patch.settle` decides and decides nothing itself. It knows no cloud and
no format; every table of the history is made here and nowhere else.
"""

from cartographer.store.history import HistoryStore, open_store

__all__ = ["HistoryStore", "open_store"]
