"""Write the script of an evening in advance, and move it while the evening runs. Hosts and moderators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import script
from journalclub.discussions.actions import finding
from journalclub.discussions.actions.screening import screen
from journalclub.discussions.models import Discussion, Question, ScriptEntry
from journalclub.discussions.queries.scripts import entries_of, last_scripted, talk_of
from journalclub.kit.refusal import Conflict, NotFound, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members.viewer import Viewer

MOST_ENTRIES = 60


@dataclass(frozen=True)
class Draft:
    """What a host enters: words, a question to ask, or both, for a minute of a live hour (counted from 0)."""

    minutes: int
    text: str = ""
    question: int | None = None
    hour: int = 0


def add(
    session: Session, *, by: Viewer, discussion_id: int, draft: Draft, now: datetime, identifies_nobody: bool = False
) -> ScriptEntry:
    """Write one entry. Raises NotFound, Forbidden, Refusal, PatientDetails."""
    discussion = finding.held(session, by, discussion_id, now)
    if len(entries_of(session, discussion_id)) >= MOST_ENTRIES:
        raise Refusal("long-script", f"A script has at most {MOST_ENTRIES} entries.")
    text = _checked(session, discussion, draft, identifies_nobody=identifies_nobody)
    entry = ScriptEntry(discussion_id=discussion_id, member_id=by.id)
    _write(entry, draft, text, now if identifies_nobody else None)
    session.add(entry)
    _tell(session, discussion, by, now)
    return entry


def change(
    session: Session, *, by: Viewer, entry_id: int, draft: Draft, now: datetime, identifies_nobody: bool = False
) -> ScriptEntry:
    """Change an entry that waits. Other words are the words of whoever wrote them. Raises as `add`, Conflict."""
    entry, discussion = waiting(session, by, entry_id, now)
    text = _checked(session, discussion, draft, identifies_nobody=identifies_nobody or _is_cleared(entry, draft))
    if text != entry.text and by.id is not None:
        entry.member_id = by.id
        entry.cleared_at = None
    _write(entry, draft, text, now if identifies_nobody else entry.cleared_at)
    _tell(session, discussion, by, now)
    return entry


def remove(session: Session, *, by: Viewer, entry_id: int, now: datetime) -> int:
    """Take an entry out; returns the discussion's id. Raises NotFound, Forbidden, Conflict (it was posted)."""
    entry, discussion = waiting(session, by, entry_id, now)
    session.delete(entry)
    _tell(session, discussion, by, now)
    return discussion.id


def move(session: Session, *, by: Viewer, entry_id: int, later: bool, now: datetime) -> int:
    """Change places with the entry before or after; returns the discussion's id. Raises as `remove`."""
    entry, discussion = waiting(session, by, entry_id, now)
    others = [one for one in entries_of(session, discussion.id) if one.hour == entry.hour and not one.posted_at]
    ordered = sorted(others, key=script.order, reverse=not later)
    place = ordered.index(entry) + 1
    if place < len(ordered):
        other = ordered[place]
        if other.minutes == entry.minutes:
            (entry if later else other).minutes += 1
        else:
            entry.minutes, other.minutes = other.minutes, entry.minutes
        _tell(session, discussion, by, now)
    return discussion.id


def begin(session: Session, *, by: Viewer, discussion_id: int, drafts: Sequence[Draft], now: datetime) -> None:
    """Begin with these entries. Raises NotFound, Forbidden, Conflict (there is a script)."""
    discussion = finding.held(session, by, discussion_id, now)
    if entries_of(session, discussion_id):
        raise Conflict("scripted", "This discussion has a script already.")
    numbers = _numbers(session, discussion_id)
    for draft in drafts[:MOST_ENTRIES]:
        question = draft.question if draft.question in numbers else None
        if draft.hour < len(discussion.hours) and (draft.text or question):
            entry = ScriptEntry(discussion_id=discussion_id, member_id=by.id, question=question)
            entry.hour, entry.minutes, entry.text = draft.hour, draft.minutes, clean(draft.text)
            session.add(entry)
    _tell(session, discussion, by, now)


def copy(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> None:
    """Begin with the script of the last edition of the series. Raises as `begin`, NotFound (there is none)."""
    last = last_scripted(session, finding.editable(session, by, discussion_id, now))
    if last is None:
        raise NotFound
    drafts = [
        Draft(entry.minutes, entry.text, entry.question, entry.hour)
        for entry in sorted(entries_of(session, last.id), key=script.order)
    ]
    begin(session, by=by, discussion_id=discussion_id, drafts=drafts, now=now)


def shift(session: Session, *, by: Viewer, discussion_id: int, later: bool, now: datetime) -> None:
    """Move all that still follows in this hour by five minutes. Raises NotFound, Forbidden, Conflict."""
    discussion = finding.held(session, by, discussion_id, now)
    entries, talk = entries_of(session, discussion_id), talk_of(discussion, now)
    moved = script.shifted(script.lines(entries, talk), script.STEP if later else -script.STEP, talk)
    if not moved:
        raise Conflict("nothing-moves", "Nothing of the script can be moved: nothing follows, or the next is due now.")
    for entry in entries:
        entry.minutes = moved.get(entry.id, entry.minutes)
    _tell(session, discussion, by, now)


def follow_clock(session: Session, *, by: Viewer, discussion_id: int, on: bool, now: datetime) -> None:
    """Let the clock post, or only hosts by hand. Raises NotFound, Forbidden."""
    discussion = finding.held(session, by, discussion_id, now)
    if (discussion.by_hand_since is None) is not on:
        discussion.by_hand_since = None if on else now
        _tell(session, discussion, by, now)


def take_over(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> None:
    """What waits is posted in one's own name from now on. Raises NotFound, Forbidden."""
    discussion = finding.held(session, by, discussion_id, now)
    waits = (ScriptEntry.discussion_id == discussion_id, ScriptEntry.posted_at.is_(None))
    session.execute(update(ScriptEntry).where(*waits).values(member_id=by.id, refused=None))
    _tell(session, discussion, by, now)


def waiting(session: Session, by: Viewer, entry_id: int, now: datetime) -> tuple[ScriptEntry, Discussion]:
    """An entry that was not posted yet, and its discussion, held. Raises NotFound, Forbidden, Conflict."""
    entry = session.get(ScriptEntry, entry_id)
    if entry is None:
        raise NotFound
    discussion = finding.held(session, by, entry.discussion_id, now)
    session.refresh(entry)
    if entry.posted_at is not None:
        raise Conflict("posted", "This has been posted meanwhile: it is a post like any other now.")
    return entry, discussion


def _checked(session: Session, discussion: Discussion, draft: Draft, *, identifies_nobody: bool) -> str:
    """The words as they will be posted. Raises Refusal with the sentence for the first thing that cannot be."""
    text = clean(draft.text)
    if not text and draft.question is None:
        raise Refusal("empty", "Write what is to be said, or choose the question that is to be asked.")
    if (length := graphemes(text)) > discussion.post_limit:
        raise Refusal("too-long", f"This is {length} characters long; {discussion.post_limit} is the most.")
    if not 0 <= draft.minutes <= script.MOST_MINUTES:
        raise Refusal("minutes", f"Give a minute of the live hour, from 0 to {script.MOST_MINUTES}.")
    if not 0 <= draft.hour < len(discussion.hours):
        raise Refusal("hour", "There is no such live hour.")
    if draft.question is not None and draft.question not in _numbers(session, discussion.id):
        raise Refusal("no-such-question", f"There is no question T{draft.question} in this discussion.")
    if text and not identifies_nobody:
        screen(session, discussion.article_id, text)
    return text


def _numbers(session: Session, discussion_id: int) -> set[int]:
    return set(session.scalars(select(Question.number).where(Question.discussion_id == discussion_id)))


def _is_cleared(entry: ScriptEntry, draft: Draft) -> bool:
    return entry.cleared_at is not None and clean(draft.text) == entry.text


def _write(entry: ScriptEntry, draft: Draft, text: str, cleared_at: datetime | None) -> None:
    entry.hour, entry.minutes, entry.question, entry.text = draft.hour, draft.minutes, draft.question, text
    entry.cleared_at, entry.refused = cleared_at, None


def _tell(session: Session, discussion: Discussion, by: Viewer, now: datetime) -> None:
    log.record(session, Kind.SCRIPT_CHANGED, actor=by.id, now=now, discussion=discussion.id)
