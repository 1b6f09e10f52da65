"""The outbox: put a letter in, and look at what is there without seeing a link or an author's address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.invitations.models import Invitation
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.kit.refusal import Conflict, Forbidden, NotFound
from journalclub.letters.models import Letter, LetterState, LinkKind
from journalclub.letters.texts import Text
from journalclub.members import policy
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer


def to_member(session: Session, kind: str, member: Member, text: Text, now: datetime, *, signs_in: bool) -> Letter:
    """Queue a letter to a member; its link signs them in, or only leads to the club."""
    link = (LinkKind.SIGN_IN, member.id) if signs_in else (LinkKind.HOME, None)
    return _queue(session, Letter(kind=kind, member_id=member.id, name=member.name), text, link, now)


def about_discussion(
    session: Session, kind: str, member: Member, text: Text, now: datetime, *, discussion: int
) -> Letter:
    """Queue a letter to somebody about a discussion; its link leads there."""
    letter = Letter(kind=kind, member_id=member.id, name=member.name)
    return _queue(session, letter, text, (LinkKind.DISCUSSION, discussion), now)


def to_author(session: Session, kind: str, invitation: Invitation, text: Text, now: datetime) -> Letter:
    """Queue a letter to an invited author; its link opens the invitation."""
    letter = Letter(kind=kind, address=invitation.address, name=invitation.author_name)
    return _queue(session, letter, text, (LinkKind.INVITATION, invitation.id), now)


@dataclass(frozen=True)
class Listed:
    """A letter as the outbox page shows it."""

    id: int
    kind: str
    name: str
    subject: str
    body: str
    state: str
    tries: int
    made_at: datetime
    next_try: datetime | None
    sent_at: datetime | None
    last_error: str | None


def letters(session: Session, viewer: Viewer, cursor: str | None = None, limit: int = 50) -> Page[Listed]:
    """Newest first, for administrators. Raises Forbidden."""
    if not policy.may_administer(viewer):
        raise Forbidden("not-an-administrator", "The outbox is for administrators.")
    query = select(Letter).order_by(Letter.id.desc())
    if after := decode_cursor(cursor or "", int):
        query = query.where(Letter.id < after[0])
    rows = session.scalars(query.limit(limit + 1)).all()
    more = encode_cursor(rows[limit - 1].id) if len(rows) > limit else None
    return Page([_listed(row) for row in rows[:limit]], more)


def counts(session: Session) -> dict[str, int]:
    """How many letters are in each state."""
    rows = session.execute(select(Letter.state, func.count()).group_by(Letter.state))
    return {row[0]: row[1] for row in rows}


def try_again(session: Session, *, by: Viewer, letter_id: int, now: datetime) -> None:
    """Let a letter that failed be tried anew. Raises Forbidden, NotFound, Conflict."""
    if not policy.may_administer(by):
        raise Forbidden("not-an-administrator", "The outbox is for administrators.")
    letter = session.get(Letter, letter_id, with_for_update=True)
    if letter is None:
        raise NotFound
    if letter.state != LetterState.FAILED:
        raise Conflict("not-failed", "Only a letter that failed can be tried again.")
    letter.state, letter.tries, letter.next_try = LetterState.WAITING, 0, now


def _queue(session: Session, letter: Letter, text: Text, link: tuple[LinkKind, int | None], now: datetime) -> Letter:
    letter.subject, letter.body, letter.made_at, letter.next_try = text.subject, text.body, now, now
    letter.link_kind, letter.link_id = link
    session.add(letter)
    session.flush()
    log.record(session, Kind.LETTER_QUEUED, actor=None, now=now, letter=letter.id)
    return letter


def _listed(row: Letter) -> Listed:
    return Listed(
        id=row.id,
        kind=row.kind,
        name=row.name,
        subject=row.subject,
        body=row.body,
        state=row.state,
        tries=row.tries,
        made_at=row.made_at,
        next_try=row.next_try if row.state == LetterState.WAITING else None,
        sent_at=row.sent_at,
        last_error=row.last_error,
    )
