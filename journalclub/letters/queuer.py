"""A consumer of the change log: which change becomes which letter. What came from an import never does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes.consumer import Consumer
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.invitations.models import Invitation
from journalclub.letters import outbox, texts
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
}

QUEUER = Consumer("letters", handle)
