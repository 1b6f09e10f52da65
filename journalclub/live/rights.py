"""Whose right to watch has to be looked at again, and who has lost it."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes.models import Change
from journalclub.live.domain import Domain
from journalclub.live.reader import Reader

EVERY = 30.0  # seconds: sessions also run out by the clock, and then no change says so
AT_ONCE = 25  # so that a round of these never holds up the events for long
logger = logging.getLogger(__name__)


def concerns(changes: Iterable[Change], reader: Reader) -> bool:
    """Whether one of these narrowing changes may be about this reader. In doubt it is."""
    return any(_concerns(change, reader) for change in changes)


def overdue(readers: Iterable[Reader], now: float) -> list[Reader]:
    """Those not looked at for long, the longest first."""
    late = [reader for reader in readers if reader.head is not None and reader.checked_at + EVERY <= now]
    return sorted(late, key=lambda reader: reader.checked_at)[:AT_ONCE]


def refused(session: Session, domain: Domain, readers: Sequence[Reader], now: datetime) -> list[Reader]:
    """Those of the readers who may no longer watch. One question per holder and discussion, however many tabs."""
    answers: dict[tuple[int, int | None, int | None], bool] = {}
    lost = []
    for reader in readers:
        key = (reader.discussion, reader.ticket.session, reader.ticket.token)
        if key not in answers:
            answers[key] = _may_watch(session, domain, reader, now)
        if not answers[key] or reader.ticket.expires <= now:
            lost.append(reader)
        reader.checked_at = time.monotonic()
    return lost


def _concerns(change: Change, reader: Reader) -> bool:
    if change.discussion_id not in {None, reader.discussion} or change.seq <= (reader.head or 0):
        return False  # of another discussion, or known when the reader was let in
    ids, viewer, ticket = change.ids, reader.viewer, reader.ticket
    if viewer is None:
        return True  # still being let in
    if "session" in ids or "token" in ids:
        return bool(ticket.session == ids.get("session", -1) or ticket.token == ids.get("token", -1))
    return bool("member" not in ids or ids["member"] == viewer.id)


def _may_watch(session: Session, domain: Domain, reader: Reader, now: datetime) -> bool:
    try:
        return domain.admit(session, reader.ticket, now) is not None
    except Exception:
        logger.exception("whether a stream may go on cannot be told; it is closed")
        return False
