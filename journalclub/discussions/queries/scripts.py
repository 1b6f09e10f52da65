"""The script of a discussion as its hosts see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from journalclub.discussions.models import Discussion, ScriptEntry
from journalclub.discussions.queries.parts import persons
from journalclub.discussions.script import Line, Talk, lines, running_hour


@dataclass(frozen=True)
class Script:
    """The entries in their order; `hour` is the live hour that runs or comes next, counted from 0."""

    lines: list[Line]
    writers: dict[int, str]  # names by member
    hour: int
    by_clock: bool

    @property
    def of_this_hour(self) -> list[Line]:
        return [line for line in self.lines if line.entry.hour == self.hour]


def script(session: Session, discussion: Discussion, now: datetime) -> Script:
    """The whole script; who may see it is for the caller to ask."""
    entries = entries_of(session, discussion.id)
    talk = talk_of(discussion, now)
    names = {member: person.name for member, person in persons(session, {entry.member_id for entry in entries}).items()}
    return Script(lines(entries, talk), names, running_hour(talk), talk.by_clock)


def entries_of(session: Session, discussion_id: int) -> Sequence[ScriptEntry]:
    return session.scalars(select(ScriptEntry).where(ScriptEntry.discussion_id == discussion_id)).all()


def is_scripted(session: Session, discussion_id: int) -> bool:
    here = ScriptEntry.discussion_id == discussion_id
    return session.scalar(select(ScriptEntry.id).where(here).limit(1)) is not None


def talk_of(discussion: Discussion, now: datetime) -> Talk:
    """What the script is read against."""
    return Talk(discussion.hours, discussion.current_question, discussion.by_hand_since is None, now)


def last_scripted(session: Session, discussion: Discussion) -> Discussion | None:
    """The latest edition of the same series, before this one, that has a script to copy."""
    if discussion.series_id is None:
        return None
    query = select(Discussion).where(
        Discussion.series_id == discussion.series_id,
        Discussion.starts < discussion.starts,
        exists().where(ScriptEntry.discussion_id == Discussion.id),
    )
    return session.scalar(query.order_by(Discussion.starts.desc(), Discussion.id.desc()).limit(1))
