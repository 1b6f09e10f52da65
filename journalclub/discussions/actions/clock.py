"""What the clock does: tell, once, that a discussion has opened, gone live or closed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions.actions import polling
from journalclub.discussions.models import Discussion, Question, ScriptEntry
from journalclub.discussions.queries.scripts import talk_of
from journalclub.discussions.script import running_hour
from journalclub.discussions.states import ARCHIVED_AFTER, State, state

RESTING = (State.DRAFT, State.CANCELLED, State.ARCHIVED)


def say_states(session: Session, *, now: datetime) -> int:
    """Record `discussion.state` for each discussion whose state is no longer the one told last; returns how many.

    Guarded by the old value, so that two workers never tell it twice. Going live puts the first question up, in each
    live hour anew: those who come to the second were not at the first. Where a script asks the questions, it does.
    """
    due = select(Discussion).where(
        Discussion.kind == "edition",
        Discussion.said_state.not_in(RESTING),
        or_(
            Discussion.said_state == State.ANNOUNCED,
            Discussion.said_state != State.CLOSED,
            Discussion.closes <= now - ARCHIVED_AFTER,
        ),
        Discussion.opens <= now + timedelta(days=1),
    )
    told = 0
    for discussion in session.scalars(due).all():
        told += _say(session, discussion, now)
    return told


def _say(session: Session, discussion: Discussion, now: datetime) -> bool:
    before, current = discussion.said_state, state(discussion, now)
    if current == before:
        return False
    guard = (Discussion.id == discussion.id, Discussion.said_state == before)
    if not session.execute(update(Discussion).where(*guard).values(said_state=current)).rowcount:  # type: ignore[attr-defined]
        return False
    polling.close_with(session, discussion, None, now)
    silent = discussion.archive is not None
    log.record(session, Kind.DISCUSSION_STATE, actor=None, now=now, discussion=discussion.id, silent=silent)
    is_later_hour = any(hour.ends <= now for hour in discussion.hours)
    if current is State.LIVE and (discussion.current_question is None or is_later_hour):
        if _script_asks(session, discussion, now):
            discussion.current_question = None
        else:
            _ask_first(session, discussion, now, silent)
    return True


def _script_asks(session: Session, discussion: Discussion, now: datetime) -> bool:
    """Whether a question waits in the script of the hour that runs."""
    here = (ScriptEntry.discussion_id == discussion.id, ScriptEntry.hour == running_hour(talk_of(discussion, now)))
    waits = (ScriptEntry.question.is_not(None), ScriptEntry.posted_at.is_(None))
    return session.scalar(select(ScriptEntry.id).where(*here, *waits).limit(1)) is not None


def _ask_first(session: Session, discussion: Discussion, now: datetime, silent: bool) -> None:
    first = session.scalar(select(Question).where(Question.discussion_id == discussion.id, Question.number == 1))
    if first is not None:
        discussion.current_question, first.asked_at = 1, first.asked_at or now
        log.record(
            session,
            Kind.QUESTION_ASKED,
            actor=None,
            now=now,
            discussion=discussion.id,
            question=first.id,
            silent=silent,
        )
