"""The dates of series: discussions already, or still to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.calendar import Hour, Meeting, Oddity
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.queries.lists import Listed, summaries
from journalclub.members.viewer import Viewer

EDITIONS = 12
FAR = timedelta(days=3660)


@dataclass(frozen=True)
class Edition:
    """A date of a series. When it is belongs to the calendar, which everybody sees; what it is about may be hidden.

    `on` is the date of the rhythm that it stands for, None for one beside the rhythm. `discussion` is None for an open
    date and for a discussion that this viewer may not read yet: then it `is_taken`. `sequence` as in calendars.
    """

    series: Series
    on: date | None
    hours: Sequence[Hour]
    opens: datetime
    closes: datetime
    changed_at: datetime
    oddities: Sequence[Oddity] = ()
    discussion: Listed | None = None
    is_taken: bool = False
    is_cancelled: bool = False
    is_moved: bool = False
    sequence: int = 0

    @property
    def starts(self) -> datetime:
        return self.hours[0].starts

    @property
    def is_open(self) -> bool:
        """Whether nobody has touched it yet."""
        return self.discussion is None and not self.is_taken and not self.is_cancelled

    @property
    def ends(self) -> datetime:
        return self.hours[0].ends


def editions(
    session: Session, viewer: Viewer, series: Sequence[Series], now: datetime, count: int = EDITIONS
) -> dict[int, list[Edition]]:
    """The next `count` dates of each of these series, by its id, and discussions beside their rhythm.

    A fixed number of queries, however many series they are.
    """
    known = {one.id: one for one in series}
    since = {one.id: _today(one, now) - timedelta(days=2) for one in series}  # a second hour may follow a day later
    earliest = min(since.values(), default=now.date())
    coming = or_(Discussion.closes > now, Discussion.edition_on >= earliest)
    query = select(Discussion).where(Discussion.series_id.in_(known), Discussion.kind == "edition", coming)
    rows = session.scalars(query.order_by(Discussion.starts, Discussion.id)).all()
    seen = select(Discussion.id).where(Discussion.id.in_([row.id for row in rows]), policy.visible(viewer, now))
    readable = set(session.scalars(seen))
    listed = {one.row.id: one for one in summaries(session, [row for row in rows if row.id in readable], now)}
    found: dict[int, list[Edition]] = {}
    for one in series:
        own = [row for row in rows if row.series_id == one.id]
        made = [_of_row(one, row, listed.get(row.id)) for row in own if row.closes > now]
        beside = [edition for edition in made if edition.discussion and edition.on is None]
        taken = {row.edition_on for row in own}
        table = one.timetable
        meetings = table.meetings(since[one.id], count + len(taken) + 3) if table else []
        free = [_of_meeting(one, m) for m in meetings if m.on not in taken and m.hours[-1].ends > now]
        dated = sorted([*(edition for edition in made if edition.on), *free], key=_starts)[:count]
        found[one.id] = sorted([*dated, *beside], key=_starts)
    return found


def edition_on(session: Session, series: Series, on: date, now: datetime) -> tuple[Meeting | None, Discussion | None]:
    """The meeting of the rhythm on this date, and the discussion that stands for it; each may be missing."""
    query = select(Discussion).where(Discussion.series_id == series.id, Discussion.edition_on == on)
    if series.timetable is None or abs(on - now.date()) > FAR:
        return None, session.scalar(query)
    nearest = series.timetable.meetings(on, 1)
    return nearest[0] if nearest and nearest[0].on == on else None, session.scalar(query)


def all_series(session: Session) -> Sequence[Series]:
    return session.scalars(select(Series).order_by(Series.id)).all()


def _starts(edition: Edition) -> datetime:
    return edition.starts


def _today(series: Series, now: datetime) -> date:
    table = series.timetable
    return now.astimezone(table.hours[0].zone).date() if table else now.date()


def _of_meeting(series: Series, meeting: Meeting) -> Edition:
    return Edition(
        series=series,
        on=meeting.on,
        hours=meeting.hours,
        opens=meeting.opens,
        closes=meeting.closes,
        oddities=meeting.oddities,
        sequence=series.sequence,
        changed_at=series.changed_at or series.made_at,
    )


def _of_row(series: Series, row: Discussion, listed: Listed | None) -> Edition:
    planned = series.timetable.meeting(row.edition_on) if series.timetable and row.edition_on else None
    return Edition(
        series=series,
        on=row.edition_on,
        hours=row.hours,
        opens=row.opens,
        closes=row.closes,
        oddities=planned.oddities if planned and planned.starts == row.starts else (),
        discussion=listed,
        is_taken=listed is None and row.cancelled_at is None,
        is_cancelled=row.cancelled_at is not None,
        is_moved=planned is not None and planned.starts != row.starts,
        sequence=row.sequence,
        changed_at=row.changed_at or row.made_at,
    )
