"""Reads: discussions with what belongs to them, posts in order. A bounded number of queries, whatever their size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.discussions import calendar, policy
from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost, Question, Reading, Series
from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.posts import PostView, views
from journalclub.discussions.states import ARCHIVED_AFTER, State, state
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.members.models import Member
from journalclub.members.viewer import Viewer

PAGE = 50


@dataclass(frozen=True)
class QuestionView:
    """T1, T2, …; `post_count` is how many posts it has that can still be read."""

    id: int
    number: int
    text: str
    asked_at: datetime | None
    post_count: int


@dataclass(frozen=True)
class Person:
    """Somebody with a part in a discussion."""

    id: int
    name: str
    profession: str
    country: str


@dataclass(frozen=True)
class DiscussionView:
    """A discussion with what a page about it shows, but for its posts and articles."""

    row: Discussion
    state: State
    hosts: list[Person]
    guests: list[Person]
    questions: list[QuestionView]
    readings: list[Reading]
    post_count: int
    head: int

    @property
    def current(self) -> QuestionView | None:
        return next((question for question in self.questions if question.number == self.row.current_question), None)


def whole(session: Session, discussion: Discussion, now: datetime) -> DiscussionView:
    """One discussion for its page. `head` is the log's position *before* these reads: streams begin there."""
    head = log.head(session)
    counts = dict(_post_counts(session, [discussion.id]))
    questions = session.scalars(
        select(Question).where(Question.discussion_id == discussion.id).order_by(Question.number)
    ).all()
    readings = session.scalars(select(Reading).where(Reading.discussion_id == discussion.id).order_by(Reading.id)).all()
    return DiscussionView(
        row=discussion,
        state=state(discussion, now),
        hosts=people(session, DiscussionHost, [discussion.id]).get(discussion.id, []),
        guests=people(session, DiscussionGuest, [discussion.id]).get(discussion.id, []),
        questions=[
            QuestionView(row.id, row.number, row.text, row.asked_at, counts.get((discussion.id, row.number), 0))
            for row in questions
        ],
        readings=list(readings),
        post_count=sum(counts.values()),
        head=head,
    )


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
    return Page(_listed(session, shown, now), more)


def of_article(session: Session, viewer: Viewer, article_ids: Sequence[int], now: datetime) -> list[Listed]:
    """Where an article was discussed or attached, newest first: “has this been discussed?”"""
    attached = select(Reading.discussion_id).where(Reading.article_id.in_(article_ids))
    query = select(Discussion).where(
        policy.visible(viewer, now),
        Discussion.kind == "edition",
        or_(Discussion.article_id.in_(article_ids), Discussion.id.in_(attached)),
    )
    return _listed(session, session.scalars(query.order_by(Discussion.starts.desc()).limit(PAGE)).all(), now)


def question_texts(session: Session, pairs: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """What these questions ask, by (discussion, number)."""
    query = select(Question.discussion_id, Question.number, Question.text)
    query = query.where(tuple_(Question.discussion_id, Question.number).in_(pairs))
    return {(discussion, number): asked for discussion, number, asked in session.execute(query)}


def discussed_counts(session: Session, viewer: Viewer, article_ids: Sequence[int], now: datetime) -> dict[int, int]:
    """How many discussions that the viewer may read were about each of these articles."""
    query = (
        select(Discussion.article_id, func.count())
        .where(Discussion.article_id.in_(article_ids), Discussion.kind == "edition", policy.visible(viewer, now))
        .group_by(Discussion.article_id)
    )
    return {article: count for article, count in session.execute(query) if article is not None}


def conversation(
    session: Session, discussion_id: int, *, before: str | None = None, limit: int = 200
) -> Page[PostView]:
    """The newest posts, oldest of them first; `next` leads to the earlier ones."""
    query = select(Post).where(Post.discussion_id == discussion_id)
    if before and (values := decode_cursor(before, datetime, int)):
        query = query.where(tuple_(Post.at, Post.id) < tuple_(*values))
    rows = session.scalars(query.order_by(Post.at.desc(), Post.id.desc()).limit(limit + 1)).all()
    shown = list(reversed(rows[:limit]))
    more = encode_cursor(shown[0].at, shown[0].id) if len(rows) > limit else None
    return Page(views(session, shown), more)


def around(session: Session, post: Post, limit: int = 200) -> str | None:
    """The cursor of the page of the conversation that ends a few posts after this one."""
    later = session.scalars(
        select(Post)
        .where(Post.discussion_id == post.discussion_id, tuple_(Post.at, Post.id) > tuple_(post.at, post.id))
        .order_by(Post.at, Post.id)
        .limit(limit // 4 + 1)
    ).all()
    if len(later) <= limit // 4:
        return None
    return encode_cursor(later[-1].at, later[-1].id)


def transcript(session: Session, discussion_id: int) -> list[PostView]:
    """Every post, oldest first."""
    query = select(Post).where(Post.discussion_id == discussion_id).order_by(Post.at, Post.id)
    return views(session, session.scalars(query).all())


def posts_since(session: Session, discussion_id: int, seq: int, limit: int) -> tuple[list[PostView], int | None]:
    """Posts that were added or changed after `seq`, in the order of their last change, and where to ask from next."""
    query = select(Post).where(Post.discussion_id == discussion_id, Post.seq > seq).order_by(Post.seq, Post.id)
    rows = session.scalars(query.limit(limit + 1)).all()
    shown = rows[:limit]
    return views(session, shown), shown[-1].seq if len(rows) > limit else None


def reactions_of(session: Session, member_id: int | None, discussion_id: int) -> set[tuple[int, str]]:
    """The reactions this member gave in a discussion, as (post, kind)."""
    if member_id is None:
        return set()
    query = select(Reaction.post_id, Reaction.kind).join(Post, Post.id == Reaction.post_id)
    found = session.execute(query.where(Reaction.member_id == member_id, Post.discussion_id == discussion_id))
    return {(post, kind) for post, kind in found}


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
    by_date: dict[date | None, Listed] = {one.row.edition_on: one for one in _listed(session, rows, now)}
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


def people(
    session: Session, table: type[DiscussionHost] | type[DiscussionGuest], ids: Sequence[int]
) -> dict[int, list[Person]]:
    """Hosts or guests of these discussions, by discussion."""
    query = (
        select(table.discussion_id, Member.id, Member.name, Member.profession, Member.country)
        .join(Member, Member.id == table.member_id)
        .where(table.discussion_id.in_(ids))
        .order_by(Member.id)
    )
    if table is DiscussionGuest:
        query = query.where(DiscussionGuest.removed_at.is_(None))
    found: dict[int, list[Person]] = {}
    for discussion, member, name, profession, country in session.execute(query):
        found.setdefault(discussion, []).append(Person(member, name, profession, country))
    return found


def persons(session: Session, ids: set[int]) -> dict[int, Person]:
    """Members by id, as everybody who reads here may see them."""
    query = select(Member.id, Member.name, Member.profession, Member.country).where(Member.id.in_(ids))
    return {member: Person(member, name, work, country) for member, name, work, country in session.execute(query)}


def _listed(session: Session, rows: Sequence[Discussion], now: datetime) -> list[Listed]:
    ids = [row.id for row in rows]
    hosts, guests = people(session, DiscussionHost, ids), people(session, DiscussionGuest, ids)
    counts: dict[int, int] = {}
    for (discussion, _), count in _post_counts(session, ids):
        counts[discussion] = counts.get(discussion, 0) + count
    return [
        Listed(row, state(row, now), hosts.get(row.id, []), guests.get(row.id, []), counts.get(row.id, 0))
        for row in rows
    ]


def _post_counts(session: Session, ids: Sequence[int]) -> list[tuple[tuple[int, int | None], int]]:
    query = (
        select(Post.discussion_id, Post.question, func.count())
        .where(Post.discussion_id.in_(ids), Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
        .group_by(Post.discussion_id, Post.question)
    )
    return [((discussion, question), count) for discussion, question, count in session.execute(query)]


def _in_state(wanted: State, now: datetime) -> ColumnElement[bool]:
    """`states.state` as a condition; a test holds the two together."""
    alive = and_(Discussion.cancelled_at.is_(None), Discussion.announced_at.is_not(None))
    live = and_(Discussion.starts <= now, now < Discussion.ends)
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
