"""The record of powers used."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes.models import AuditEntry


def write(
    session: Session,
    act: str,
    *,
    actor: int | None,
    now: datetime,
    reason: str | None = None,
    discussion: int | None = None,
    **ids: int,
) -> None:
    """Keep that `actor` did `act`, in the same transaction as the act itself."""
    session.add(AuditEntry(at=now, actor_id=actor, act=act, reason=reason, discussion_id=discussion, ids=ids))
