"""One date of a series: skip it, move it. A date becomes a row when it is first touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.discussions import calendar, policy
from journalclub.discussions.actions import finding, hosting
from journalclub.discussions.actions.entries import renumbered
from journalclub.discussions.calendar import Hour, Meeting
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.queries import edition_on
from journalclub.discussions.rhythm import parse_zone
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.members.viewer import Viewer

MOVABLE = {State.DRAFT, State.ANNOUNCED}


def skip(session: Session, *, by: Viewer, series_id: int, on: date, now: datetime) -> Discussion:
    """Let a date pass without a discussion. Raises NotFound, Forbidden, Conflict (it is over)."""
    row = _touched(session, by, series_id, on, now)
    return hosting.cancel(session, by=by, discussion_id=row.id, now=now)


def move(session: Session, *, by: Viewer, series_id: int, on: date, to: date, at: time, now: datetime) -> Discussion:
    """Let the edition of a date take place on another day or at another hour, in the wall time of the series.

    A second live hour keeps its own wall time unless the host had set the times by hand. Raises NotFound, Forbidden,
    Conflict (it has begun or is cancelled), Refusal.
    """
    row = _touched(session, by, series_id, on, now)
    if state(row, now) not in MOVABLE:
        raise Conflict("cannot-move", "Only a discussion that has not opened yet can be moved.")
    meeting = _moved(session.get_one(Series, series_id), row, on, to, at)
    if meeting.starts <= now or meeting.closes.year not in calendar.YEARS:
        raise Refusal("times", "It can be moved to a time to come only.")
    if row.hours != list(meeting.hours):
        with renumbered(row, now):
            row.hours, row.opens, row.closes = list(meeting.hours), meeting.opens, meeting.closes
        log.record(session, Kind.DISCUSSION_CHANGED, actor=by.id, now=now, discussion=row.id)
        log.record(session, Kind.DISCUSSION_MOVED, actor=by.id, now=now, discussion=row.id)
        hosting.say_state(session, row, by, now)
    return row


def _touched(session: Session, by: Viewer, series_id: int, on: date, now: datetime) -> Discussion:
    """The discussion of this date, which is made if there is none yet."""
    if not policy.may_schedule(by):
        raise Forbidden("not-a-host", "Only hosts and moderators plan a series.")
    series = session.get(Series, series_id)
    one_at_a_time(session, "edition", series_id, on)
    meeting, row = edition_on(session, series, on, now) if series else (None, None)
    if row is not None:
        return finding.editable(session, by, row.id, now)
    if series is None or meeting is None or meeting.hours[-1].ends <= now:
        raise NotFound
    plan = hosting.Plan.of_date(series, meeting, title=f"{series.name}, {on.day} {on:%B %Y}"[:300])
    return hosting.schedule(session, by=by, plan=plan, series_id=series_id, edition_on=on, now=now)


def _moved(series: Series, row: Discussion, on: date, to: date, at: time) -> Meeting:
    table = series.timetable
    zone = parse_zone(series.time_zone)
    if table is not None and table.meeting(on).hours == tuple(row.hours):
        first = replace(table.hours[0], at=at)
        return replace(table, hours=(first, *table.hours[1:])).meeting(to)
    by = datetime.combine(to, at) - row.starts.astimezone(zone).replace(tzinfo=None)
    opens, closes = (calendar.shifted(moment, by, zone) for moment in (row.opens, row.closes))
    begins = [calendar.shifted(hour.starts, by, zone) for hour in row.hours]
    hours = [Hour(starts, starts + (hour.ends - hour.starts)) for starts, hour in zip(begins, row.hours, strict=True)]
    return Meeting(on=to, hours=tuple(hours), opens=min(opens, begins[0]), closes=max(closes, hours[-1].ends))
