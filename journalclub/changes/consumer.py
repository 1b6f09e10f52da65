"""Consumers: whoever does something after an act. Each knows one thing and remembers how far it has read."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.models import Change, ConsumerPosition, ParkedChange
from journalclub.db import Database

TRIES = 5
logger = logging.getLogger(__name__)
Handle = Callable[[Session, Sequence[Change], datetime], None]


@dataclass(frozen=True)
class Consumer:
    """Reads the log in order and hands it on in batches.

    `handle` runs in the transaction that also moves the position: what it writes to the database and the position are
    kept together or not at all. What it writes elsewhere it must be able to write twice.
    """

    name: str
    handle: Handle
    batch: int = 500

    def step(self, database: Database, now: datetime) -> int:
        """Handle the next batch; returns how many changes were passed. After five failures the poison row is parked.

        A batch that fails is halved until what fails is a single row, so that the rows before it are not held up.
        """
        with database.transaction() as session:
            position = position_of(session, self.name, now)
            changes = log.after(session, position.seq, self.batch)
            while changes:
                try:
                    with session.begin_nested():
                        self.handle(session, changes, now)
                except Exception as error:
                    logger.exception("consumer %s failed at change %s", self.name, changes[0].seq)
                    if len(changes) == 1:
                        return _failed(session, position, changes[0], error, now)
                    changes = changes[: len(changes) // 2]
                else:
                    position.seq, position.moved_at = changes[-1].seq, now
                    position.failures, position.last_error = 0, None
                    return len(changes)
        return 0

    def drain(self, database: Database, now: datetime) -> int:
        """Handle everything that is there; returns how many changes were passed."""
        total = 0
        while passed := self.step(database, now):
            total += passed
        return total


def _failed(session: Session, position: ConsumerPosition, change: Change, error: Exception, now: datetime) -> int:
    """Count the failure; the fifth parks the row and passes it."""
    position.failures += 1
    position.last_error = f"{type(error).__name__}: {error}"[:500]
    if position.failures < TRIES:
        return 0
    session.add(ParkedChange(consumer=position.name, seq=change.seq, parked_at=now, error=position.last_error))
    position.seq, position.moved_at, position.failures = change.seq, now, 0
    return 1


def is_behind(session: Session, name: str) -> bool:
    """Whether there are changes that `name` has not read. Looks only, so that an idle consumer writes nothing."""
    position = session.get(ConsumerPosition, name)
    return log.head(session) > (position.seq if position is not None else 0)


def position_of(session: Session, name: str, now: datetime) -> ConsumerPosition:
    """Where `name` is; a consumer seen for the first time starts at the beginning of the log."""
    position = session.get(ConsumerPosition, name, with_for_update=True)
    if position is None:
        position = ConsumerPosition(name=name, seq=0, moved_at=now, failures=0)
        session.add(position)
    return position


@dataclass(frozen=True)
class Lag:
    """How far behind a consumer is, in changes, when it last moved, and what it could not do."""

    name: str
    behind: int
    parked: int
    last_error: str | None
    moved_at: datetime


def lags(session: Session) -> list[Lag]:
    """Every consumer's lag, for `/healthz`."""
    newest = log.head(session)
    parked: dict[str, int] = {}
    for name in session.scalars(select(ParkedChange.consumer)):
        parked[name] = parked.get(name, 0) + 1
    return [
        Lag(row.name, newest - row.seq, parked.get(row.name, 0), row.last_error, row.moved_at)
        for row in session.scalars(select(ConsumerPosition).order_by(ConsumerPosition.name))
    ]
