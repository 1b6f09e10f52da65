"""Reads about members: who is behind a session or a token, who waits, what a member has open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, tuple_
from sqlalchemy.orm import Session

from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.kit.refusal import Forbidden
from journalclub.kit.tokens import digest
from journalclub.members import policy
from journalclub.members.addresses import normalise_address
from journalclub.members.models import (
    ApiToken,
    CalendarAddress,
    Club,
    Member,
    MemberRole,
    SetUpLink,
    SignInLink,
    SignInSession,
)
from journalclub.members.viewer import VISITOR, Role, Viewer

PAGE = 50


def viewer_of_session(session: Session, token: str, now: datetime) -> Viewer:
    """Who the cookie's token stands for; VISITOR when it is unknown, ended or expired. One query."""
    return _viewer_of_session(session, SignInSession.digest == digest(token), now)


def viewer_by_session_id(session: Session, session_id: int, now: datetime) -> Viewer:
    """The same for a stream that was opened by that session: what holds at this moment."""
    return _viewer_of_session(session, SignInSession.id == session_id, now)


def viewer_by_token(session: Session, token: str, now: datetime) -> Viewer | None:
    """Who an API token stands for; None when it is unknown or revoked, or its member suspended. One query."""
    return _viewer_of_token(session, _BY_TOKEN, digest(token))


def viewer_by_token_id(session: Session, token_id: int, now: datetime) -> Viewer | None:
    """The same for a stream that was opened with that token."""
    return _viewer_of_token(session, _BY_TOKEN_ID, token_id)


def viewer_by_calendar(session: Session, token: str) -> Viewer | None:
    """Who follows the club at this calendar address; None when it is unknown or revoked, or its member suspended."""
    query = _seen().join(CalendarAddress, CalendarAddress.member_id == Member.id)
    query = query.where(CalendarAddress.digest == digest(token), CalendarAddress.revoked_at.is_(None))
    return _viewer(session, query.where(Member.suspended_at.is_(None)))


def viewer_of_member(session: Session, member_id: int) -> Viewer:
    """A member without session or token, for the command line; VISITOR when there is none."""
    return _viewer(session, _seen().where(Member.id == member_id)) or VISITOR


def member_by_id(session: Session, member_id: int) -> Member | None:
    return session.get(Member, member_id)


def member_by_email(session: Session, email: str) -> Member | None:
    """The member with this address, however it is written."""
    address = normalise_address(email)
    return session.scalar(select(Member).where(Member.email == address)) if address else None


def applicants(session: Session, cursor: str | None = None, limit: int = 50) -> Page[Member]:
    """Who waits to be verified, first come first."""
    query = select(Member).where(*_WAITS)
    if after := decode_cursor(cursor or "", datetime, int):
        at, member_id = after
        query = query.where((Member.applied_at > at) | ((Member.applied_at == at) & (Member.id > member_id)))
    rows = session.scalars(query.order_by(Member.applied_at, Member.id).limit(limit + 1)).all()
    more = encode_cursor(rows[limit - 1].applied_at, rows[limit - 1].id) if len(rows) > limit else None
    return Page(rows[:limit], more)


def waiting(session: Session) -> int:
    """How many wait to be verified."""
    return session.scalar(select(func.count()).select_from(Member).where(*_WAITS)) or 0


def found_by_name(session: Session, viewer: Viewer, words: str, cursor: str | None = None) -> Page[Member]:
    """Members whose name holds these words, or with this address; for those who moderate or appoint.

    There is no directory for anybody else. Raises Forbidden.
    """
    if not policy.may_find_members(viewer):
        raise Forbidden("not-a-moderator", "Moderators and administrators look members up.")
    pattern = "%" + words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    named, address = Member.name.ilike(pattern, escape="\\"), normalise_address(words)
    query = select(Member).where(or_(named, Member.email == address) if address else named)
    if after := decode_cursor(cursor or "", str, int):
        query = query.where(tuple_(Member.name, Member.id) > tuple_(*after))
    rows = session.scalars(query.order_by(Member.name, Member.id).limit(PAGE + 1)).all()
    more = encode_cursor(rows[PAGE - 1].name, rows[PAGE - 1].id) if len(rows) > PAGE else None
    return Page(rows[:PAGE], more)


def was_let_in_since(session: Session, member_id: int, since: datetime) -> bool:
    """Whether a moderator verified them after `since`. Whom the operator added or imported is known already."""
    return session.scalar(_LET_IN, {"member": member_id, "since": since}) is not None


_LET_IN = select(Member.id).where(
    Member.id == bindparam("member"), Member.verified_by.is_not(None), Member.verified_at > bindparam("since")
)


def count_verified(session: Session) -> int:
    """How many members there are, of any role."""
    return session.scalar(select(func.count()).select_from(Member).where(Member.verified_at.is_not(None))) or 0


def club(session: Session) -> Club | None:
    """The club of this instance; None while nobody has founded it."""
    return session.scalar(select(Club))


def club_zone(session: Session) -> str:
    """The club's time zone; UTC while nobody has founded it."""
    found = club(session)
    return found.time_zone if found else "UTC"


def is_set_up_link(session: Session, token: str) -> bool:
    """Whether this is the link that may found the club. It is dead once there is one."""
    return session.scalar(select(SetUpLink.id).where(SetUpLink.digest == digest(token))) is not None


def member_of_link(session: Session, token: str, now: datetime) -> Member | None:
    """Whom a sign-in link would sign in; None when it has been used, has run out or never was."""
    link = (SignInLink.digest == digest(token), SignInLink.used_at.is_(None), SignInLink.expires_at > now)
    query = select(Member).join(SignInLink, SignInLink.member_id == Member.id)
    return session.scalar(query.where(*link, Member.suspended_at.is_(None)))


def sessions_of(session: Session, viewer: Viewer, now: datetime) -> Sequence[SignInSession]:
    """The viewer's own open sessions, the latest used first."""
    open_ones = (SignInSession.member_id == viewer.id, *_is_open(now))
    return session.scalars(select(SignInSession).where(*open_ones).order_by(SignInSession.seen_at.desc())).all()


def tokens_of(session: Session, viewer: Viewer) -> Sequence[ApiToken]:
    """The viewer's own tokens that work, newest first. The tokens themselves are not kept."""
    mine = (ApiToken.member_id == viewer.id, ApiToken.revoked_at.is_(None))
    return session.scalars(select(ApiToken).where(*mine).order_by(ApiToken.id.desc())).all()


def calendar_of(session: Session, viewer: Viewer) -> CalendarAddress | None:
    """The viewer's own calendar address that works; the secret in it is not kept."""
    mine = (CalendarAddress.member_id == viewer.id, CalendarAddress.revoked_at.is_(None))
    return session.scalar(select(CalendarAddress).where(*mine).order_by(CalendarAddress.id.desc()).limit(1))


def administrators(session: Session) -> int:
    """How many there are who are not suspended."""
    rows = select(func.count()).select_from(MemberRole).join(Member, Member.id == MemberRole.member_id)
    found = session.scalar(rows.where(MemberRole.role == Role.ADMINISTRATOR, Member.suspended_at.is_(None)))
    return found or 0


_WAITS = (Member.applied_at.is_not(None), Member.verified_at.is_(None), Member.declined_at.is_(None))
_SEEN = (
    Member.id,
    Member.name,
    Member.verified_at,
    Member.introduced_at,
    Member.suspended_at,
    Member.time_zone,
    MemberRole.role,
)


def _seen(*also: Any) -> Select[*tuple[Any, ...]]:
    return select(*_SEEN, *also).outerjoin(MemberRole, MemberRole.member_id == Member.id)


def _by_token(column: ColumnElement[Any] | Any) -> Select[*tuple[Any, ...]]:
    query = _seen(ApiToken.id).join(ApiToken, ApiToken.member_id == Member.id)
    return query.where(column == bindparam("which"), ApiToken.revoked_at.is_(None), Member.suspended_at.is_(None))


# Every call of the API asks this; building the statement each time costs as much as running it.
_BY_TOKEN, _BY_TOKEN_ID = _by_token(ApiToken.digest), _by_token(ApiToken.id)


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return SignInSession.ended_at.is_(None), SignInSession.expires_at > now


def _viewer_of_session(session: Session, which: ColumnElement[bool], now: datetime) -> Viewer:
    query = _seen(SignInSession.id).join(SignInSession, SignInSession.member_id == Member.id)
    query = query.where(which, *_is_open(now), Member.suspended_at.is_(None))
    return _viewer(session, query, by="session") or VISITOR


def _viewer_of_token(session: Session, query: Select[*tuple[Any, ...]], which: bytes | int) -> Viewer | None:
    return _viewer(session, query, {"which": which}, by="token")


def _viewer(
    session: Session, query: Select[*tuple[Any, ...]], given: dict[str, object] | None = None, by: str | None = None
) -> Viewer | None:
    """One row for each role, folded into one viewer: members and roles in a single query."""
    rows = session.execute(query, given or {}).all()
    if not rows:
        return None
    member_id, name, verified_at, introduced_at, suspended_at, time_zone, *_ = rows[0]
    let_in_by = {by: rows[0][-1]} if by else {}
    return Viewer(
        id=member_id,
        name=name,
        roles=frozenset(row[6] for row in rows if row[6]),
        verified=verified_at is not None,
        introduced=introduced_at is not None,
        suspended=suspended_at is not None,
        time_zone=time_zone,
        **let_in_by,
    )
