"""When the host knows better than the clock: open early, go live, end the hour, go on again.

The state is computed from the times, so an override is a change of times, and everybody's countdown stays true.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.log import record
from journalclub.discussions.actions import finding, hosting, polling
from journalclub.discussions.actions.entries import renumbered
from journalclub.discussions.calendar import Hour
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict
from journalclub.members.viewer import Viewer

AGAIN_FOR = timedelta(minutes=30)
JUST_OVER = timedelta(hours=1)
INSTANT = timedelta(microseconds=1)
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
    if current is State.CANCELLED and to is State.ANNOUNCED:
        return hosting.reinstate(session, by=by, discussion_id=discussion_id, now=now)
    if to not in MOVES.get(current, ()):
        raise Conflict("cannot-move", f"A discussion that is {current} cannot be made {to}.")
    with renumbered(discussion, now):
        {State.OPEN: _open, State.LIVE: _go_live, State.CLOSED: _close}[to](discussion, now)
    polling.close_with(session, discussion, by, now)
    record(session, Kind.DISCUSSION_CHANGED, actor=by.id, now=now, discussion=discussion_id)
    hosting.say_state(session, discussion, by, now)
    return discussion


def _open(discussion: Discussion, now: datetime) -> None:
    """From announced: earlier than planned. From live: the hour ends. From closed: another day to write at leisure."""
    cut = Hour(max((hour.starts for hour in discussion.hours if hour.starts < now), default=now - INSTANT), now)
    discussion.hours = [cut if hour.starts <= now < hour.ends else hour for hour in discussion.hours]
    discussion.opens = min(discussion.opens, now)
    discussion.closes = max(discussion.closes, now + timedelta(days=1), discussion.hours[-1].ends)


def _go_live(discussion: Discussion, now: datetime) -> None:
    """The next hour begins now and keeps its length; one that is just over, or was the last, goes on for a while."""
    over = [hour for hour in discussion.hours if hour.starts <= now]
    coming = [hour for hour in discussion.hours if hour.starts > now]
    if over and (not coming or now - over[-1].ends < JUST_OVER):
        until = min([now + AGAIN_FOR, *(hour.starts for hour in coming)])
        over[-1] = Hour(over[-1].starts, until)
    else:
        coming[0] = Hour(now, now + (coming[0].ends - coming[0].starts))
    discussion.hours = [*over, *coming]
    discussion.opens = min(discussion.opens, discussion.starts)
    discussion.closes = max(discussion.closes, discussion.hours[-1].ends)


def _close(discussion: Discussion, now: datetime) -> None:
    """Hours still to come do not take place."""
    begun = [Hour(hour.starts, min(hour.ends, now)) for hour in discussion.hours if hour.starts < now]
    discussion.hours = begun or [Hour(now - INSTANT, now)]
    discussion.opens = min(discussion.opens, discussion.starts)
    discussion.closes = now
