"""Sign in by a link that is mailed or printed, stay signed in, sign out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.kit.tokens import digest, mint
from journalclub.members import queries
from journalclub.members.actions import access
from journalclub.members.addresses import checked_address
from journalclub.members.limits import key_of, take
from journalclub.members.models import Member, SignInLink, SignInSession
from journalclub.members.viewer import Viewer

MAILED_LINK_LASTS = timedelta(hours=1)
PRINTED_LINK_LASTS = timedelta(days=1)  # somebody has to carry it to somebody else
SESSION_RESTS = timedelta(days=30)  # unused for so long, it is over
SESSION_LASTS = timedelta(days=180)  # and after so long in any case
TOUCHED_EVERY = timedelta(minutes=5)  # "last seen" need not cost every post a write


@dataclass(frozen=True)
class SignedIn:
    """A session that has just begun. `token` goes into the cookie; only its hash is kept."""

    member_id: int
    session_id: int
    token: str


def ask_for_link(session: Session, *, email: str, network: str, now: datetime, limits: bool = True) -> None:
    """Ask for a sign-in link by mail. `network` is the asking address, `limits` the setting.

    Known, unknown and suspended addresses look alike in words, status and time: each writes the same rows, and the
    letter is made later from the change. Raises TooMany, and Refusal for what is no address at all.
    """
    address = checked_address(email)
    take(session, key_of("sign-in-from", network), 20, 1 / 60, now, limits=limits)
    take(session, key_of("sign-in-for", address), 3, 1 / 600, now, limits=limits)
    offer_link(session, queries.member_by_email(session, address), now)


def offer_link(session: Session, member: Member | None, now: datetime) -> None:
    """Let a sign-in link be mailed; to nobody when there is no such member, with the same rows written."""
    if member is None or member.suspended_at is not None:
        log.record(session, Kind.SIGN_IN_ASKED, actor=None, now=now)
    else:
        log.record(session, Kind.SIGN_IN_ASKED, actor=None, now=now, member=member.id)


def mint_link(session: Session, member_id: int, now: datetime, lasts: timedelta = MAILED_LINK_LASTS) -> str:
    """A link's secret for whoever hands it over now. Raises Refusal for a suspended member."""
    member = session.get(Member, member_id)
    if member is None:
        raise NotFound
    if member.suspended_at is not None:
        raise Refusal("suspended", f"{member.name} is suspended and cannot sign in.")
    token = mint()
    session.add(SignInLink(digest=digest(token), member_id=member_id, made_at=now, expires_at=now + lasts))
    session.flush()
    return token


def use_link(session: Session, token: str, *, now: datetime, agent: str = "") -> SignedIn:
    """Sign in, once. Only ever by POST: mail scanners follow links. Used, expired and wrong look the same."""
    found = session.execute(
        update(SignInLink)
        .where(SignInLink.digest == digest(token), SignInLink.used_at.is_(None), SignInLink.expires_at > now)
        .values(used_at=now)
        .returning(SignInLink.member_id)
    ).scalar_one_or_none()
    member = session.get(Member, found, with_for_update=True) if found is not None else None
    if member is None or member.suspended_at is not None:
        raise Refusal("dead-link", "This sign-in link has been used or has run out. Please ask for a new one.")
    return start_session(session, member, now=now, agent=agent)


def start_session(session: Session, member: Member, *, now: datetime, agent: str = "") -> SignedIn:
    """Let this browser in. For domains that have just checked another secret of the member."""
    token = mint()
    row = SignInSession(
        digest=digest(token),
        member_id=member.id,
        started_at=now,
        seen_at=now,
        expires_at=now + SESSION_RESTS,
        agent=clean(agent, lines=False)[:200],
    )
    session.add(row)
    session.flush()
    log.record(session, Kind.SESSION_STARTED, actor=member.id, now=now, session=row.id, member=member.id)
    return SignedIn(member.id, row.id, token)


def touch(session: Session, *, by: Viewer, now: datetime) -> None:
    """The session was used. Called by POSTs only: a GET changes nothing."""
    row = session.get(SignInSession, by.session) if by.session is not None else None
    if row is None or row.ended_at is not None or now - row.seen_at < TOUCHED_EVERY:
        return
    row.seen_at = now
    row.expires_at = min(now + SESSION_RESTS, row.started_at + SESSION_LASTS)


def end_session(session: Session, *, by: Viewer, session_id: int, now: datetime) -> None:
    """Sign out here, or in another browser of one's own. Raises NotFound for anybody else's."""
    row = session.get(SignInSession, session_id)
    if row is None or row.member_id != by.id:
        raise NotFound
    if row.ended_at is None:
        row.ended_at = now
        log.record(session, Kind.SESSION_ENDED, actor=by.id, now=now, session=row.id, member=row.member_id)


def end_all_sessions(session: Session, *, by: Viewer, now: datetime) -> None:
    """Sign out everywhere, and let no mailed link sign in again."""
    if by.id is None:
        raise NotFound
    access.end_sessions(session, by.id, actor=by.id, now=now)
    access.end_links(session, by.id, now=now)
