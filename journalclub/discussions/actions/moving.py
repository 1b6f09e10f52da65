"""When the host knows better than the clock: open early, go live, end the hour, go on again.

The state is computed from the times, so an override is a change of times, and everybody's countdown stays true.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.log import record
from journalclub.discussions.actions import finding, hosting
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict
from journalclub.members.viewer import Viewer

AGAIN_FOR = timedelta(minutes=30)
MOVES = {
    State.ANNOUNCED: (State.OPEN, State.LIVE),
    State.OPEN: (State.LIVE, State.CLOSED),
    State.LIVE: (State.OPEN, State.CLOSED),
    State.CLOSED: (State.OPEN, State.LIVE),
}


def move(session: Session, *, by: Viewer, discussion_id: int, to: State, now: datetime) -> Discussion:
    """Bring a discussion into the state `to`, now. Raises NotFound, Forbidden, Conflict."""
    discussion = finding.editable(session, by, discussion_id, now)
    current = state(discussion, now)
    if current is State.DRAFT and to is State.ANNOUNCED:
        return hosting.announce(session, by=by, discussion_id=discussion_id, now=now)
    if to not in MOVES.get(current, ()):
        raise Conflict("cannot-move", f"A discussion that is {current} cannot be made {to}.")
    {State.OPEN: _open, State.LIVE: _go_live, State.CLOSED: _close}[to](discussion, now)
    record(session, Kind.DISCUSSION_CHANGED, actor=by.id, now=now, discussion=discussion_id)
    hosting.say_state(session, discussion, by, now)
    return discussion


def _open(discussion: Discussion, now: datetime) -> None:
    """From announced: earlier than planned. From live: the hour ends. From closed: another day to write at leisure."""
    if discussion.starts <= now < discussion.ends:
        discussion.ends = now
    discussion.opens = min(discussion.opens, now)
    discussion.closes = max(discussion.closes, now + timedelta(days=1), discussion.ends)


def _go_live(discussion: Discussion, now: datetime) -> None:
    """The hour begins now and keeps its length; after the planned hour it goes on for half an hour more."""
    if now < discussion.starts:
        discussion.starts, discussion.ends = now, now + (discussion.ends - discussion.starts)
    else:
        discussion.ends = now + AGAIN_FOR
    discussion.opens = min(discussion.opens, discussion.starts)
    discussion.closes = max(discussion.closes, discussion.ends)


def _close(discussion: Discussion, now: datetime) -> None:
    discussion.starts = min(discussion.starts, now - timedelta(microseconds=1))
    discussion.opens = min(discussion.opens, discussion.starts)
    discussion.ends = min(discussion.ends, now)
    discussion.closes = now
