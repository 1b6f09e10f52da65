"""What a discussion was for oneself: “What will you do differently?”"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.discussions.actions.screening import screen
from journalclub.discussions.closing.models import Reflection
from journalclub.discussions.states import State
from journalclub.kit.refusal import Conflict, Forbidden, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members.viewer import Viewer

LONGEST = 1_000


class Outcome(StrEnum):
    """What came of it for one's own practice. No grades: a discussion that confirms is as good as one that changes."""

    CHANGES = "changes"
    CONFIRMS = "confirms"
    NOT_MINE = "not-mine"


@dataclass(frozen=True)
class Said:
    """What somebody writes for themself. `quotable`: hosts of the discussion may read it, without the name."""

    outcome: Outcome | None = None
    differently: str = ""
    still_open: str = ""
    quotable: bool = False


def reflect(
    session: Session, *, by: Viewer, discussion_id: int, said: Said, now: datetime, identifies_nobody: bool = False
) -> None:
    """Write it, or write it anew. Raises NotFound, Forbidden, Conflict (it has not begun), PatientDetails, Refusal."""
    discussion, here = finding.discussion(session, by, discussion_id, now)
    if by.id is None or not policy.may_take_part(by, here) or discussion.kind != "edition":
        raise Forbidden("may-not-reflect", "This is for those who can take part in the discussion.")
    if now < discussion.starts or here.state in {State.DRAFT, State.CANCELLED}:
        raise Conflict("not-begun", "Come back when the live hour has begun.")
    words = {"differently": _checked(said.differently), "still_open": _checked(said.still_open)}
    if not (said.outcome or any(words.values())):
        raise Refusal("empty", "There is nothing to keep yet: choose an answer or write a sentence.")
    if not identifies_nobody:
        screen(session, discussion.article_id, "\n".join(words.values()))
    one_at_a_time(session, "reflection", discussion_id, by.id)
    row = session.get(Reflection, (discussion_id, by.id))
    wanted = {"outcome": said.outcome or "", "quotable": said.quotable, **words}
    if row is None:
        row = Reflection(discussion_id=discussion_id, member_id=by.id, at=now)
        session.add(row)
    elif all(getattr(row, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(row, name, value)
    row.changed_at, row.cleared_at = now, now if identifies_nobody else None
    log.record(session, Kind.REFLECTION_CHANGED, actor=by.id, now=now, discussion=discussion_id, member=by.id)


def forget(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> None:
    """Take one's own away. Nothing there is nothing done."""
    row = session.get(Reflection, (discussion_id, by.id)) if by.id is not None else None
    if row is not None:
        session.delete(row)
        log.record(
            session, Kind.REFLECTION_CHANGED, actor=by.id, now=now, discussion=discussion_id, member=row.member_id
        )


def _checked(text: str) -> str:
    text = clean(text)
    if graphemes(text) > LONGEST:
        raise Refusal("long-reflection", f"Please say it in at most {LONGEST} characters.")
    return text
