"""Accepted gaps in the store."""

from datetime import date

from sqlalchemy import Connection, delete, insert, select

from cartographer.model.gap import AcceptedGap
from cartographer.store.schema import accepted_gaps


def accept(connection: Connection, gap: AcceptedGap) -> None:
    """Keep an accepted gap, in place of one of the same scope."""
    withdraw(connection, gap.scope)
    row = {"scope": gap.scope, "reason": gap.reason, "until": gap.until.isoformat()}
    connection.execute(insert(accepted_gaps).values(row))


def accepted(connection: Connection) -> tuple[AcceptedGap, ...]:
    """Return the accepted gaps, sorted by scope."""
    rows = connection.execute(select(accepted_gaps).order_by(accepted_gaps.c.scope))
    return tuple(AcceptedGap(row.scope, row.reason, date.fromisoformat(row.until)) for row in rows)


def withdraw(connection: Connection, scope: str) -> bool:
    """Drop an accepted gap; return whether there was one."""
    gone = connection.execute(delete(accepted_gaps).where(accepted_gaps.c.scope == scope))
    return bool(gone.rowcount)
