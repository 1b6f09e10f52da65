"""Post what the script holds: on a host's click, or by the clock. Each entry once, whoever comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.discussions import script
from journalclub.discussions.actions import finding, hosting, posting
from journalclub.discussions.models import Discussion, Question, ScriptEntry
from journalclub.discussions.queries.scripts import entries_of, talk_of
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.members import queries as members
from journalclub.members.viewer import Viewer


def post(session: Session, *, by: Viewer, entry_id: int, now: datetime) -> ScriptEntry:
    """Post an entry in the name of whoever clicks, and ask its question; one that was posted stays as it is.

    Raises NotFound, Forbidden, Conflict (the discussion is not open) and what `posting.add_post` raises.
    """
    entry = session.get(ScriptEntry, entry_id)
    if entry is None:
        raise NotFound
    discussion = finding.held(session, by, entry.discussion_id, now)
    _post(session, by, discussion, entry, now)
    return entry


def post_due(database: Database, now: datetime) -> int:
    """What the clock has to post now, in every discussion; returns how many entries it did."""
    with database.reading() as session:
        due = [one.id for one in _candidates(session, now) if _next(session, one, now) is not None]
    return sum(_post_next(database, discussion_id, now) for discussion_id in due)


def _candidates(session: Session, now: datetime) -> Sequence[Discussion]:
    """Discussions in which something may be due: few, and none on most days."""
    waits = exists().where(ScriptEntry.discussion_id == Discussion.id, ScriptEntry.posted_at.is_(None))
    open_now = (Discussion.starts <= now, Discussion.closes > now, Discussion.by_hand_since.is_(None))
    return session.scalars(select(Discussion).where(*open_now, waits).order_by(Discussion.id)).all()


def _post_next(database: Database, discussion_id: int, now: datetime) -> bool:
    with database.transaction() as session:
        discussion = session.get_one(
            Discussion, discussion_id, with_for_update={"key_share": True, "of": Discussion}
        )  # looked at once more, now that nobody else can be posting from it
        entry = _next(session, discussion, now)
        if entry is None:
            return False
        try:
            with session.begin_nested():
                writer = members.viewer_of_member(session, entry.member_id)
                finding.editable(session, writer, discussion_id, now)
                return _post(session, writer, discussion, entry, now)
        except Refusal as refusal:  # it stays in the tray, with the reason, and is not tried again
            entry.refused = refusal.code[:40]
            log.record(session, Kind.SCRIPT_CHANGED, actor=None, now=now, discussion=discussion_id)
            return False


def _next(session: Session, discussion: Discussion, now: datetime) -> ScriptEntry | None:
    if state(discussion, now) is not State.LIVE:
        return None
    talk = talk_of(discussion, now)
    line = script.next_by_clock(script.lines(entries_of(session, discussion.id), talk), talk)
    return session.get_one(ScriptEntry, line.entry.id) if line else None


def _post(session: Session, by: Viewer, discussion: Discussion, entry: ScriptEntry, now: datetime) -> bool:
    """False when somebody else was first."""
    guard = (ScriptEntry.id == entry.id, ScriptEntry.posted_at.is_(None))
    taken: Any = session.execute(update(ScriptEntry).where(*guard).values(posted_at=now, refused=None))
    if not taken.rowcount:
        return False
    if entry.question is not None:
        hosting.ask(session, by=by, question_id=_question(session, entry), now=now)
    if entry.text:
        said, _is_new = posting.add_post(
            session,
            by=by,
            discussion_id=discussion.id,
            text=entry.text,
            client_token=f"script-{entry.id}",
            question=entry.question,
            identifies_nobody=entry.cleared_at is not None,
            now=now,
        )
        entry.post_id = said.id
    log.record(session, Kind.SCRIPT_CHANGED, actor=by.id, now=now, discussion=discussion.id)
    return True


def _question(session: Session, entry: ScriptEntry) -> int:
    named = (Question.discussion_id == entry.discussion_id, Question.number == entry.question)
    found = session.scalar(select(Question.id).where(*named))
    if found is None:
        raise Refusal("no-such-question", f"There is no question T{entry.question} in this discussion any more.")
    return found
