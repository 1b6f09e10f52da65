"""Say whether one is coming, say otherwise, take it back."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Attendance
from journalclub.kit.refusal import Forbidden
from journalclub.members.viewer import Viewer


class Answer(StrEnum):
    GOING = "going"
    MAYBE = "maybe"
    READING = "reading"  # along, at leisure


def answer(session: Session, *, by: Viewer, discussion_id: int, says: Answer | None, now: datetime) -> None:
    """None takes back what was said. Saying the same twice changes nothing. Raises NotFound, Forbidden."""
    discussion, here = finding.discussion(session, by, discussion_id, now)
    if by.id is None or not policy.may_say_coming(by, here) or discussion.kind != "edition":
        raise Forbidden("may-not-come", "Those who can take part say whether they are coming, until it is over.")
    one_at_a_time(session, "coming", discussion_id, by.id)
    row = session.get(Attendance, (discussion_id, by.id))
    if (row.answer if row else None) == says:
        return
    if row is not None:
        session.delete(row)
        session.flush()
    if says is not None:
        session.add(Attendance(discussion_id=discussion_id, member_id=by.id, answer=says, at=now))
    log.record(session, Kind.ATTENDANCE_CHANGED, actor=by.id, now=now, discussion=discussion_id, member=by.id)
