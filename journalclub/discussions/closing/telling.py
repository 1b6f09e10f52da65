"""What hosts tell when it is over: the take-home points and the recap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.discussions.actions import finding
from journalclub.discussions.actions.screening import screen
from journalclub.discussions.closing.models import Recap, TakeHome
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import OVER, State, state
from journalclub.kit.refusal import Conflict, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members.viewer import Viewer

MOST_POINTS = 5
LONGEST_POINT = 280  # characters as people see them, as of a post
LONGEST_RECAP = 5_000


@dataclass(frozen=True)
class Point:
    """A sentence to take home, and the post that it stands for."""

    text: str
    post_id: int | None = None


def write_points(
    session: Session,
    *,
    by: Viewer,
    discussion_id: int,
    points: Sequence[Point],
    now: datetime,
    identifies_nobody: bool = False,
) -> None:
    """Let these be the take-home points, in this order; empty ones are left out.

    Raises NotFound, Forbidden, Conflict (it has not begun), PatientDetails, Refusal.
    """
    discussion = _begun(session, by, discussion_id, now)
    wanted = [Point(text, point.post_id) for point in points if (text := clean(point.text, lines=False))]
    _check_points(session, discussion, wanted)
    if not identifies_nobody:
        screen(session, discussion.article_id, "\n".join(point.text for point in wanted))
    rows = session.scalars(select(TakeHome).where(TakeHome.discussion_id == discussion.id).order_by(TakeHome.position))
    if [Point(row.text, row.post_id) for row in rows] == wanted:
        return
    session.execute(delete(TakeHome).where(TakeHome.discussion_id == discussion.id))
    for position, point in enumerate(wanted, start=1):
        session.add(TakeHome(discussion_id=discussion.id, position=position, text=point.text, post_id=point.post_id))
    log.record(session, Kind.TAKE_HOME_CHANGED, actor=by.id, now=now, discussion=discussion.id)


def write_recap(
    session: Session, *, by: Viewer, discussion_id: int, text: str, now: datetime, identifies_nobody: bool = False
) -> None:
    """Keep the recap, a draft until it is published; without words there is none. Raises as `write_points`."""
    discussion = _begun(session, by, discussion_id, now)
    text = clean(text)
    if len(text) > LONGEST_RECAP:
        raise Refusal("long-recap", f"The recap is {len(text)} characters long; {LONGEST_RECAP} is the most.")
    if not identifies_nobody:
        screen(session, discussion.article_id, text)
    row = session.get(Recap, discussion.id)
    if (row.text if row else "") == text:
        return
    if row is None:
        session.add(Recap(discussion_id=discussion.id, text=text, changed_at=now))
    elif text:
        row.text, row.changed_at = text, now
    else:
        session.delete(row)
    log.record(session, Kind.RECAP_CHANGED, actor=by.id, now=now, discussion=discussion.id)


def publish_recap(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> None:
    """Show the recap to all who may read the discussion. Raises NotFound, Forbidden, Conflict."""
    discussion = finding.held(session, by, discussion_id, now)
    if state(discussion, now) not in OVER:
        raise Conflict("not-over", "The recap is published when the discussion has closed.")
    if session.get(Recap, discussion.id) is None:
        raise Conflict("no-recap", "There is no recap yet: write and save it first.")
    show_recap(session, discussion, by, now)


def show_recap(session: Session, discussion: Discussion, by: Viewer, now: datetime) -> None:
    """Publish the recap if there is one that is still a draft; also when the transcript is published."""
    row = session.get(Recap, discussion.id)
    if row is not None and row.published_at is None:
        row.published_at = now
        audit.write(session, "recap.published", actor=by.id, now=now, discussion=discussion.id)
        log.record(session, Kind.RECAP_PUBLISHED, actor=by.id, now=now, discussion=discussion.id)


def _begun(session: Session, by: Viewer, discussion_id: int, now: datetime) -> Discussion:
    discussion = finding.held(session, by, discussion_id, now)
    if now < discussion.starts or state(discussion, now) in {State.DRAFT, State.CANCELLED}:
        raise Conflict("not-begun", "There is nothing to tell before it has begun.")
    return discussion


def _check_points(session: Session, discussion: Discussion, points: Sequence[Point]) -> None:
    if len(points) > MOST_POINTS:
        raise Refusal("many-points", f"At most {MOST_POINTS} points: nobody remembers more.")
    for number, point in enumerate(points, start=1):
        if (length := graphemes(point.text)) > LONGEST_POINT:
            raise Refusal("long-point", f"Point {number} is {length} characters long; {LONGEST_POINT} is the most.")
    wanted = {point.post_id for point in points if point.post_id is not None}
    there = select(Post.id).where(Post.id.in_(wanted), Post.discussion_id == discussion.id)
    if wanted - set(session.scalars(there)):
        raise Refusal("no-such-post", "A point stands for a post of this discussion.")
