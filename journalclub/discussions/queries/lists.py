"""Lists of discussions that somebody may read. A bounded number of queries, whatever their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, FurtherHour, Reading, Series
from journalclub.discussions.queries.parts import Person, people
from journalclub.discussions.queries.single import post_counts
from journalclub.discussions.states import ARCHIVED_AFTER, State, state
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.members.viewer import Viewer

PAGE = 50


@dataclass(frozen=True)
class Listed:
    """A discussion in a list."""

    row: Discussion
    state: State
    hosts: list[Person]
    guests: list[Person]
    post_count: int


def listed(
    session: Session,
    viewer: Viewer,
    now: datetime,
    *,
    states: Sequence[State] = (),
    series: str | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
    oldest_first: bool = False,
    kind: str = "edition",
) -> Page[Listed]:
    """Discussions that the viewer may read, newest first, by key."""
    query = select(Discussion).where(policy.visible(viewer, now), Discussion.kind == kind)
    if states:
        query = query.where(or_(*(_in_state(one, now) for one in states)))
    if series:
        query = query.join(Series).where(Series.hashtag == series.lower())
    key = tuple_(Discussion.starts, Discussion.id)
    if cursor and (values := decode_cursor(cursor, datetime, int)):
        at = tuple_(*values)
        query = query.where(key > at if oldest_first else key < at)
    order = (Discussion.starts, Discussion.id) if oldest_first else (Discussion.starts.desc(), Discussion.id.desc())
    rows = session.scalars(query.order_by(*order).limit(limit + 1)).all()
    shown = rows[:limit]
    more = encode_cursor(shown[-1].starts, shown[-1].id) if len(rows) > limit else None
    return Page(summaries(session, shown, now), more)


def of_article(session: Session, viewer: Viewer, article_ids: Sequence[int], now: datetime) -> list[Listed]:
    """Where an article was discussed or attached, newest first: “has this been discussed?”"""
    attached = select(Reading.discussion_id).where(Reading.article_id.in_(article_ids))
    query = select(Discussion).where(
        policy.visible(viewer, now),
        Discussion.kind == "edition",
        or_(Discussion.article_id.in_(article_ids), Discussion.id.in_(attached)),
    )
    return summaries(session, session.scalars(query.order_by(Discussion.starts.desc()).limit(PAGE)).all(), now)


def summaries(session: Session, rows: Sequence[Discussion], now: datetime) -> list[Listed]:
    ids = [row.id for row in rows]
    hosts, guests = people(session, DiscussionHost, ids), people(session, DiscussionGuest, ids)
    counts: dict[int, int] = {}
    for (discussion, _), count in post_counts(session, ids):
        counts[discussion] = counts.get(discussion, 0) + count
    return [
        Listed(row, state(row, now), hosts.get(row.id, []), guests.get(row.id, []), counts.get(row.id, 0))
        for row in rows
    ]


def _in_state(wanted: State, now: datetime) -> ColumnElement[bool]:
    """`states.state` as a condition; a test holds the two together."""
    alive = and_(Discussion.cancelled_at.is_(None), Discussion.announced_at.is_not(None))
    further = select(FurtherHour.id).where(
        FurtherHour.discussion_id == Discussion.id, FurtherHour.starts <= now, now < FurtherHour.ends
    )
    live = or_(and_(Discussion.starts <= now, now < Discussion.ends), further.exists())
    conditions = {
        State.CANCELLED: Discussion.cancelled_at.is_not(None),
        State.DRAFT: and_(Discussion.cancelled_at.is_(None), Discussion.announced_at.is_(None)),
        State.LIVE: and_(alive, live),
        State.ANNOUNCED: and_(alive, ~live, now < Discussion.opens),
        State.OPEN: and_(alive, ~live, Discussion.opens <= now, now < Discussion.closes),
        State.CLOSED: and_(
            alive, ~live, Discussion.opens <= now, Discussion.closes <= now, Discussion.closes > now - ARCHIVED_AFTER
        ),
        State.ARCHIVED: and_(alive, ~live, Discussion.opens <= now, Discussion.closes <= now - ARCHIVED_AFTER),
    }
    return conditions[wanted]
