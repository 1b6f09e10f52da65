"""A calendar address of a member's own: a calendar program reads with it what the member may read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.kit.refusal import Forbidden
from journalclub.kit.tokens import digest, mint
from journalclub.members.actions import access
from journalclub.members.models import CalendarAddress
from journalclub.members.viewer import Viewer


def make(session: Session, *, by: Viewer, now: datetime) -> str:
    """The secret part of a new address, shown this once; an older address stops working. Raises Forbidden."""
    if by.id is None or by.suspended:
        raise Forbidden("not-signed-in", "Sign in to have a calendar of your own.")
    one_at_a_time(session, "calendar", by.id)
    access.end_calendars(session, by.id, actor=by.id, now=now)
    token = mint()
    session.add(CalendarAddress(digest=digest(token), member_id=by.id, made_at=now))
    log.record(session, Kind.CALENDAR_ADDED, actor=by.id, now=now, member=by.id)
    return token


def revoke(session: Session, *, by: Viewer, now: datetime) -> None:
    """Let one's own address stop working at once. Revoking twice changes nothing."""
    if by.id is not None:
        access.end_calendars(session, by.id, actor=by.id, now=now)
