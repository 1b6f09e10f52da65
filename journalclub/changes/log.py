"""Write and read the change log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.db.engine import lock_change_log


@dataclass(frozen=True)
class Act:
    """One of many acts for `record_all`."""

    actor: int | None
    discussion: int | None
    ids: dict[str, int]


def record(
    session: Session,
    kind: Kind,
    /,
    *,
    actor: int | None,
    now: datetime,
    discussion: int | None = None,
    silent: bool = False,
    **ids: int,
) -> int:
    """Write that something happened, in the transaction in which it happens; returns its number.

    `silent` marks what came from an import: nobody is ever told of it.
    """
    session.flush()
    lock_change_log(session)
    values = {"at": now, "kind": kind, "actor_id": actor, "discussion_id": discussion, "ids": ids, "silent": silent}
    return int(session.connection().execute(_ADD, values).scalar_one())


def record_all(session: Session, kind: Kind, acts: Sequence[Act], *, now: datetime, silent: bool) -> list[int]:
    """Write many acts of one kind, each with its own actor, in their order; returns their numbers."""
    return _insert(
        session,
        [
            {
                "at": now,
                "kind": kind,
                "actor_id": act.actor,
                "discussion_id": act.discussion,
                "ids": act.ids,
                "silent": silent,
            }
            for act in acts
        ],
    )


def record_many(
    session: Session,
    changes: Sequence[tuple[Kind, dict[str, int]]],
    *,
    actor: int | None,
    now: datetime,
    silent: bool = False,
) -> None:
    """`record` for a whole batch in one statement: what a pull or an import writes."""
    _insert(
        session,
        [
            {"at": now, "kind": kind, "actor_id": actor, "discussion_id": None, "ids": ids, "silent": silent}
            for kind, ids in changes
        ],
    )


def head(session: Session) -> int:
    """The number of the newest change; 0 when there is none."""
    return session.scalar(select(func.max(Change.seq))) or 0


def after(session: Session, seq: int, limit: int, discussion: int | None = None) -> Sequence[Change]:
    """The next changes after `seq`, oldest first, at most `limit`; of one discussion, if one is named."""
    query = select(Change).where(Change.seq > seq).order_by(Change.seq).limit(limit)
    if discussion is not None:
        query = query.where(Change.discussion_id == discussion)
    return session.scalars(query).all()


# Past the unit of work, which costs three times as much for a row that is never looked at again here.
_TABLE = cast(Table, Change.__table__)
_ADD = insert(_TABLE).returning(_TABLE.c.seq)


def _insert(session: Session, rows: list[dict[str, object]]) -> list[int]:
    if not rows:
        return []
    session.flush()
    lock_change_log(session)
    return list(session.scalars(insert(Change).returning(Change.seq, sort_by_parameter_order=True), rows))
