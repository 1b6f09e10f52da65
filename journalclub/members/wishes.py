"""Which of the letters to many a member wants. What is their own (signing in, an evening they come to) always goes.

Who came by an import has never asked this club for a letter, and gets none of these until they say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.kit.refusal import Forbidden
from journalclub.members.models import LetterWishes, Member
from journalclub.members.viewer import Viewer


class Wish(StrEnum):
    ANNOUNCEMENTS = "announcements"  # a discussion is announced, moved, called off
    REMINDERS = "reminders"  # of an evening one is coming to
    RECAPS = "recaps"  # what came of a discussion, and of its article


@dataclass(frozen=True)
class Wishes:
    announcements: bool = False
    reminders: bool = False
    recaps: bool = False


def wishes_of(session: Session, member: Member) -> Wishes:
    row = session.get(LetterWishes, member.id)
    if row is not None:
        return Wishes(row.announcements, row.reminders, row.recaps)
    unasked = member.archive is None
    return Wishes(unasked, True, unasked)  # whoever says that they are coming asks to be reminded


def wanting(wish: Wish) -> ColumnElement[bool]:
    """The members who want these letters, as a condition on `Member`; the same as `wishes_of`."""
    said = select(LetterWishes.member_id).where(LetterWishes.member_id == Member.id)
    yes = said.where(getattr(LetterWishes, wish)).exists()
    if wish is Wish.REMINDERS:
        return or_(yes, ~said.exists())
    return or_(yes, ~said.exists() & Member.archive.is_(None))


def choose(session: Session, *, by: Viewer, wishes: Wishes, now: datetime) -> None:
    """Say which letters one wants. Raises Forbidden."""
    if by.id is None:
        raise Forbidden("not-signed-in", "Sign in to choose your letters.")
    one_at_a_time(session, "wishes", by.id)
    _write(session, session.get_one(Member, by.id), wishes, now)


def stop(session: Session, member_id: int, wish: Wish | None, now: datetime) -> None:
    """No more of these letters, or (None) of any of them. Whoever holds the link of a letter may say so."""
    member = session.get(Member, member_id)
    if member is None:
        return
    one_at_a_time(session, "wishes", member.id)
    before = wishes_of(session, member)
    kept = {one: getattr(before, one) and wish is not None and one != wish for one in Wish}
    _write(session, member, Wishes(**kept), now)


def _write(session: Session, member: Member, wishes: Wishes, now: datetime) -> None:
    row = session.get(LetterWishes, member.id)
    if row is not None and wishes_of(session, member) == wishes:
        return
    if row is None:
        row = LetterWishes(member_id=member.id)
        session.add(row)
    row.announcements, row.reminders, row.recaps = wishes.announcements, wishes.reminders, wishes.recaps
    row.changed_at = now
    log.record(session, Kind.LETTERS_CHOSEN, actor=member.id, now=now, member=member.id)
