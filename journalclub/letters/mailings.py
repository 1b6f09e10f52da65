"""Letters to all who want them. A change starts a mailing; the worker writes its letters some hundred at a time.

Each step writes the next members' letters and notes how far it came, in one transaction: a crash repeats nobody and
forgets nobody. While many wait for the mail server no more are written, so that the outbox stays short, and other
letters, a sign-in link above all, are sent before those of a mailing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import OVER, WRITABLE, State, state
from journalclub.letters import recipients, texts
from journalclub.letters.models import Letter, LetterState, LinkKind, Mailing
from journalclub.members.models import Member
from journalclub.members.wishes import Wish

STEP = 200  # members; other writers wait for one step, some ten milliseconds, and never for the whole mailing
MOST_WAITING = 400
KEPT = timedelta(days=30)  # so long the outbox shows what was sent to all
RECENT = timedelta(days=90)  # what came of a discussion before that is news to nobody

WHENS = ("moved", "cancelled", "reinstated")
WISHES = dict.fromkeys(("announced", *WHENS), Wish.ANNOUNCEMENTS) | {"recap": Wish.RECAPS}


def start(session: Session, kind: str, row: Discussion, *, cause: int, but: int | None, now: datetime) -> None:
    """Begin to write to all who want it. An announcement and a recap go out once; of changed times the last counts."""
    known = select(Mailing.id).where(Mailing.discussion_id == row.id)
    if kind in WHENS:
        if session.scalar(known.where(Mailing.kind == "announced")) is None:
            return  # who was never told of it need not be told that it is another day
        waiting = (Mailing.discussion_id == row.id, Mailing.kind.in_(WHENS), Mailing.done_at.is_(None))
        session.execute(update(Mailing).where(*waiting).values(done_at=now))
    elif session.scalar(known.where(Mailing.kind == kind)) is not None:
        return
    session.add(Mailing(kind=kind, discussion_id=row.id, cause=cause, but=but, made_at=now))


def write_on(database: Database, now: datetime) -> int:
    """Write the next letters of the oldest mailing that is not done; returns how many."""
    with database.reading() as session:
        if session.scalar(select(Mailing.id).where(Mailing.done_at.is_(None)).limit(1)) is None:
            return 0
    with database.transaction() as session:
        unfinished = select(Mailing).where(Mailing.done_at.is_(None)).order_by(Mailing.id).limit(1)
        mailing = session.scalar(unfinished.with_for_update(skip_locked=True))
        return _step(session, mailing, now) if mailing is not None else 0


def is_news(kind: str, row: Discussion, now: datetime) -> bool:
    """Whether what such a letter says is still so, and still worth a letter."""
    current = state(row, now)
    if kind == "recap":
        return current in OVER and now < row.closes + RECENT
    if kind == "cancelled":
        return current is State.CANCELLED and now < row.closes
    return current in WRITABLE | {State.ANNOUNCED}


def forget_sent(session: Session, *, now: datetime) -> None:
    """Delete the letters of mailings that went out, or did not have to, a month ago."""
    done = (LetterState.SENT, LetterState.STOPPED)
    old = (Letter.mailing_id.is_not(None), Letter.state.in_(done), Letter.made_at < now - KEPT)
    session.execute(delete(Letter).where(*old))


def _step(session: Session, mailing: Mailing, now: datetime) -> int:
    row = session.get_one(Discussion, mailing.discussion_id)
    if not is_news(mailing.kind, row, now):
        mailing.done_at = now
        return 0
    waiting = (Letter.mailing_id.is_not(None), Letter.state == LetterState.WAITING)
    if (session.scalar(select(func.count()).where(*waiting)) or 0) >= MOST_WAITING:
        return 0
    wish = WISHES[mailing.kind]
    members = recipients.all_who_want(session, row, wish, now, after=mailing.reached, limit=STEP)
    told = {member.id for member in recipients.expected(session, row, now)} if mailing.kind in WHENS else set()
    _write(session, mailing, row, [one for one in members if one.id not in told | {mailing.but}], now)
    if len(members) < STEP:
        mailing.done_at = now
    if members:
        mailing.reached = members[-1].id
    return len(members)


def _write(session: Session, mailing: Mailing, row: Discussion, members: Sequence[Member], now: datetime) -> None:
    if not members:
        return
    write = texts.about(session, mailing.kind, row, to_all=True)
    link = LinkKind.TRANSCRIPT if mailing.kind == "recap" else LinkKind.DISCUSSION
    rows: list[dict[str, Any]] = []
    for member in members:
        text = write(member)
        rows.append({
            "kind": mailing.kind, "member_id": member.id, "mailing_id": mailing.id, "name": member.name,
            "subject": text.subject, "body": text.body, "link_kind": link, "link_id": row.id,
            "state": LetterState.WAITING, "made_at": now, "next_try": now, "tries": 0,
        })  # fmt: skip
    ids = session.scalars(insert(Letter).returning(Letter.id, sort_by_parameter_order=True), rows).all()
    log.record_many(session, [(Kind.LETTER_QUEUED, {"letter": letter}) for letter in ids], actor=None, now=now)
