"""End what lets somebody in: sessions, sign-in links, tokens."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.members.models import ApiToken, CalendarAddress, SignInLink, SignInSession


def end_access(session: Session, member_id: int, *, actor: int | None, now: datetime) -> None:
    """End every way in at once, each with its own change: streams watch for those."""
    end_sessions(session, member_id, actor=actor, now=now)
    end_links(session, member_id, now=now)
    end_tokens(session, member_id, actor=actor, now=now)
    end_calendars(session, member_id, actor=actor, now=now)


def end_sessions(session: Session, member_id: int, *, actor: int | None, now: datetime) -> None:
    mine = (SignInSession.member_id == member_id, SignInSession.ended_at.is_(None))
    for row in session.scalars(select(SignInSession).where(*mine)):
        row.ended_at = now
        log.record(session, Kind.SESSION_ENDED, actor=actor, now=now, session=row.id, member=member_id)


def end_links(session: Session, member_id: int, *, now: datetime) -> None:
    mine = (SignInLink.member_id == member_id, SignInLink.used_at.is_(None))
    session.execute(update(SignInLink).where(*mine).values(used_at=now))


def end_tokens(session: Session, member_id: int, *, actor: int | None, now: datetime) -> None:
    mine = (ApiToken.member_id == member_id, ApiToken.revoked_at.is_(None))
    for row in session.scalars(select(ApiToken).where(*mine)):
        row.revoked_at = now
        log.record(session, Kind.TOKEN_REVOKED, actor=actor, now=now, token=row.id, member=member_id)


def end_calendars(session: Session, member_id: int, *, actor: int | None, now: datetime) -> None:
    mine = (CalendarAddress.member_id == member_id, CalendarAddress.revoked_at.is_(None))
    for row in session.scalars(select(CalendarAddress).where(*mine)):
        row.revoked_at = now
        log.record(session, Kind.CALENDAR_REVOKED, actor=actor, now=now, member=member_id)
