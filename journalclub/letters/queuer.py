"""A consumer of the change log: which change becomes which letter. What came from an import never does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes.consumer import Consumer
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.discussions.models import Discussion
from journalclub.invitations.models import Invitation
from journalclub.letters import outbox, recipients, texts
from journalclub.members.models import Member


def handle(session: Session, batch: Sequence[Change], now: datetime) -> None:
    """Queue the letters that follow from these changes, in the transaction that passes them."""
    for change in batch:
        queue = None if change.silent else LETTERS.get(Kind(change.kind))
        if queue is not None:
            queue(session, change, now)


def _sign_in(session: Session, change: Change, now: datetime) -> None:
    _to_member(session, change, "sign-in", now, signs_in=True)


def _applied(session: Session, change: Change, now: datetime) -> None:
    _to_member(session, change, "applied", now, signs_in=True)


def _verified(session: Session, change: Change, now: datetime) -> None:
    _to_member(session, change, "welcome", now, signs_in=False)


def _invitation(session: Session, change: Change, now: datetime) -> None:
    row = session.get(Invitation, change.ids["invitation"])
    if row is not None:
        is_reminder = "reminder" in change.ids
        text = texts.invitation(session, row, now, is_reminder=is_reminder)
        outbox.to_author(session, "reminder" if is_reminder else "invitation", row, text, now)


def _moved(session: Session, change: Change, now: datetime) -> None:
    _to_expected(session, change, "moved", now)


def _cancelled(session: Session, change: Change, now: datetime) -> None:
    _to_expected(session, change, "cancelled", now)


def _reinstated(session: Session, change: Change, now: datetime) -> None:
    _to_expected(session, change, "reinstated", now)


def _reminded(session: Session, change: Change, now: datetime) -> None:
    _to_expected(session, change, "evening", now)


def _new_host(session: Session, change: Change, now: datetime) -> None:
    """The work of an evening is not left to somebody who does not know of it."""
    row, member = _discussion(session, change), session.get(Member, change.ids.get("member", 0))
    if row is not None and member is not None and member.email and member.id != change.actor_id:
        text = texts.evening(session, "hosting", row, member)
        outbox.about_discussion(session, "hosting", member, text, now, discussion=row.id)


def _to_expected(session: Session, change: Change, kind: str, now: datetime) -> None:
    """To those who are counted on, unless it is a draft or over, or has been called off or taken up again since."""
    row = _discussion(session, change)
    if row is None or row.announced_at is None or row.closes <= now:
        return
    if (row.cancelled_at is not None) is not (kind == "cancelled"):
        return
    for member in recipients.expected(session, row, now, but=change.actor_id):
        text = texts.evening(session, kind, row, member)
        outbox.about_discussion(session, kind, member, text, now, discussion=row.id)


def _discussion(session: Session, change: Change) -> Discussion | None:
    return session.get(Discussion, change.discussion_id) if change.discussion_id is not None else None


def _to_member(session: Session, change: Change, kind: str, now: datetime, *, signs_in: bool) -> None:
    """Nobody asked for an address that nobody has; and some members have none."""
    member = session.get(Member, change.ids["member"]) if "member" in change.ids else None
    if member is not None and member.email:
        text = texts.write(kind, name=member.name, club=texts.club_name(session))
        outbox.to_member(session, kind, member, text, now, signs_in=signs_in)


LETTERS: dict[Kind, Callable[[Session, Change, datetime], None]] = {
    Kind.SIGN_IN_ASKED: _sign_in,
    Kind.MEMBER_APPLIED: _applied,
    Kind.MEMBER_VERIFIED: _verified,
    Kind.INVITATION_SENT: _invitation,
    Kind.DISCUSSION_MOVED: _moved,
    Kind.DISCUSSION_CANCELLED: _cancelled,
    Kind.DISCUSSION_REINSTATED: _reinstated,
    Kind.DISCUSSION_REMINDED: _reminded,
    Kind.HOST_ADDED: _new_host,
}

QUEUER = Consumer("letters", handle)
