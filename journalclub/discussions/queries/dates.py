"""The dates of a series: scheduled already, or still to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions import calendar, policy
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.queries.lists import Listed, summaries
from journalclub.members.viewer import Viewer


@dataclass(frozen=True)
class Edition:
    """One date of a series: scheduled already, or still to be."""

    meeting: calendar.Meeting
    discussion: Listed | None


def editions(session: Session, viewer: Viewer, series: Series, now: datetime, count: int = 12) -> list[Edition]:
    """The next editions of a series."""
    if not series.rule:
        return []
    today = now.astimezone(calendar.parse_zone(series.time_zone)).date()
    planned = meetings_of(series, today, count)
    dates = [meeting.on for meeting in planned]
    rows = session.scalars(
        select(Discussion).where(
            Discussion.series_id == series.id, Discussion.edition_on.in_(dates), policy.visible(viewer, now)
        )
    ).all()
    by_date: dict[date | None, Listed] = {one.row.edition_on: one for one in summaries(session, rows, now)}
    return [Edition(meeting, by_date.get(meeting.on)) for meeting in planned if meeting.ends > now]


def meetings_of(series: Series, since: date, count: int) -> list[calendar.Meeting]:
    """The next meetings of a series on or after `since`, by its rule."""
    return calendar.meetings(
        series.rule,
        series.wall_time,
        series.time_zone,
        since,
        count,
        minutes=series.minutes,
        before=series.days_before,
        after=series.days_after,
    )


def all_series(session: Session) -> Sequence[Series]:
    return session.scalars(select(Series).order_by(Series.id)).all()
