"""Names of commits: how a snapshot gets one, and how a moment finds one."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, insert, select, update

from cartographer.model.coverage import Scope
from cartographer.model.error import NotFoundError
from cartographer.model.history import Run, SnapshotInfo
from cartographer.ports import Moment
from cartographer.store.body import Bodies
from cartographer.store.instant import from_micros, to_micros
from cartographer.store.schema import commits, head, snapshots
from cartographer.store.sweep import load_accounts, load_areas

_INFO = msgspec.json.Decoder(SnapshotInfo)
_NONE_YET = "no snapshot yet: run `cartographer snapshot`"
_FORMS = "give an id such as s-12, latest, previous, a commit number, or a time such as 2026-05-31"


def publish(
    connection: Connection,
    bodies: Bodies,
    lineage: tuple[str, ...],
    run: Run,
    new_gaps: tuple[Scope, ...],
) -> SnapshotInfo:
    """Name the latest commit, inside the writers' lock."""
    now = connection.execute(select(head)).one()
    number = now.snapshot_id + 1
    info = SnapshotInfo(
        id=f"s-{number}",
        commit=now.commit_id,
        lineage=tuple(sorted(lineage)),
        run=run,
        resources=now.resources,
        relations=now.relations,
        coverage=_count(connection, bodies, now.commit_id),
        new_gaps=new_gaps,
    )
    row = {
        "id": number,
        "commit_id": info.commit,
        "taken": to_micros(run.taken),
        "lineage": lineage_text(info.lineage),
        "info": msgspec.json.encode(info),
    }
    connection.execute(insert(snapshots).values(row))
    connection.execute(update(head).values(snapshot_id=number))
    return info


def lineage_text(lineage: tuple[str, ...]) -> str:
    """Return the form in which a lineage is compared."""
    return msgspec.json.encode(sorted(lineage)).decode()


def _count(connection: Connection, bodies: Bodies, commit: int) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for account in load_accounts(connection, commit):  # one by one: an organization is large
        for area in load_areas(connection, bodies, commit, account).values():
            counts.update(one.state.value for one in area.values())
    return dict(sorted(counts.items()))


def load_all(connection: Connection) -> tuple[SnapshotInfo, ...]:
    """Return all snapshots, oldest first."""
    query = select(snapshots.c.info).order_by(snapshots.c.id)
    return tuple(_INFO.decode(data) for data in connection.scalars(query))


def find(
    connection: Connection, moment: Moment, lineage: tuple[str, ...] | None = None
) -> SnapshotInfo:
    """Return the snapshot that a moment means.

    A lineage narrows `latest`, `previous` and times; an id or a commit number stands alone.

    Raises:
        NotFoundError: there is none.
    """
    moment = parse(moment)
    if connection.scalar(select(func.count()).select_from(snapshots)) == 0:
        raise NotFoundError(_NONE_YET)
    if isinstance(moment, datetime):
        return _at_time(connection, moment, lineage)
    if isinstance(moment, int):
        query = _newest(None).where(snapshots.c.commit_id == moment)
        return _one(connection, query, f"no snapshot names commit {moment}")
    if moment == "latest":
        return _one(connection, _newest(lineage), "no snapshot of these sources yet")
    if moment == "previous":
        return _previous(connection, lineage)
    number = int(moment.removeprefix("s-"))
    query = _newest(None).where(snapshots.c.id == number)
    return _one(connection, query, f"no snapshot {moment}")


def parse(moment: Moment) -> Moment:
    """Return a moment with numbers and times as such; a time without a zone is UTC.

    Raises:
        NotFoundError: the text is nothing of all that.
    """
    if not isinstance(moment, str):
        return moment
    text = moment.strip()
    if text in {"latest", "previous"}:
        return text
    if text.startswith("s-") and text[2:].isascii() and text[2:].isdigit():
        return text
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise NotFoundError(f"no snapshot {moment!r}: {_FORMS}") from None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def commit_of(connection: Connection, moment: Moment) -> int:
    """Return the commit that a moment means, named or not.

    Raises:
        NotFoundError: there is none, or retention has merged it with a later one.
    """
    moment = parse(moment)
    if not isinstance(moment, int):
        return find(connection, moment).commit
    latest = connection.execute(select(head.c.commit_id)).scalar_one()
    if not 0 <= moment <= latest:
        raise NotFoundError(f"no commit {moment}: the latest is {latest}")
    fading = connection.scalar(select(commits.c.fading).where(commits.c.id == moment))
    if fading != 0:
        raise NotFoundError(f"commit {moment} is no longer kept: it had no name, see `keep`")
    return moment


def _newest(lineage: tuple[str, ...] | None) -> Select[tuple[int, str, bytes]]:
    query = select(snapshots.c.id, snapshots.c.lineage, snapshots.c.info)
    if lineage is not None:
        query = query.where(snapshots.c.lineage == lineage_text(lineage))
    return query.order_by(snapshots.c.id.desc()).limit(1)


def _previous(connection: Connection, lineage: tuple[str, ...] | None) -> SnapshotInfo:
    latest = connection.execute(_newest(lineage)).one_or_none()
    if latest is None:
        raise NotFoundError(_with_known(connection, "no snapshot of these sources yet"))
    query = _newest(None).where(snapshots.c.lineage == latest.lineage, snapshots.c.id < latest.id)
    return _one(connection, query, f"no snapshot before s-{latest.id} of the same sources")


def _at_time(
    connection: Connection, time: datetime, lineage: tuple[str, ...] | None
) -> SnapshotInfo:
    query = (
        _newest(lineage)
        .where(snapshots.c.taken <= to_micros(time))
        .order_by(None)
        .order_by(snapshots.c.taken.desc(), snapshots.c.id.desc())
    )
    return _one(connection, query, f"no snapshot was taken by {time.isoformat()}")


def _one(
    connection: Connection, query: Select[tuple[int, str, bytes]], missing: str
) -> SnapshotInfo:
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError(_with_known(connection, missing))
    return _INFO.decode(row.info)


def _with_known(connection: Connection, missing: str) -> str:
    """Return a message that also says what there is."""
    query = select(snapshots.c.id, snapshots.c.taken).order_by(snapshots.c.id)
    rows = connection.execute(query).all()

    def name(row: Any) -> str:  # noqa: ANN401  a row of two columns
        return f"s-{row.id} ({from_micros(row.taken).isoformat(timespec='seconds')})"

    if len(rows) == 1:
        return f"{missing}: there is only {name(rows[0])}"
    return f"{missing}: there are {len(rows)}, from {name(rows[0])} to {name(rows[-1])}"


def first_since(connection: Connection, begins: list[int]) -> list[tuple[int, str]]:
    """Return the snapshots from the first of some commits on, as pairs of commit and id."""
    query = (
        select(snapshots.c.commit_id, snapshots.c.id)
        .where(snapshots.c.commit_id >= min(begins))
        .order_by(snapshots.c.commit_id, snapshots.c.id)
    )
    return [(row.commit_id, f"s-{row.id}") for row in connection.execute(query)]
