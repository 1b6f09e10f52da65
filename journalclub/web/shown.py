"""Discussions as the templates show them, joined in bulk: a page costs the same queries for 10 rows and 100."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.discussions import queries as discussions
from journalclub.discussions.calendar import Hour
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.queries import Listed, Person, QuestionView
from journalclub.literature import views as literature
from journalclub.literature.views import ArticleView


@dataclass(frozen=True)
class ReadingView:
    id: int
    article: ArticleView
    by: Person | None
    why: str
    member_id: int | None


@dataclass(frozen=True)
class DiscussionView:
    """What the macros of `templates/macros/discussions.html` need, and the discussion's own page."""

    id: int
    title: str
    kind: str
    state: str
    series: Series | None
    opens: datetime
    starts: datetime
    ends: datetime
    closes: datetime
    hours: Sequence[Hour]
    hosts: list[Person]
    guests: list[Person]
    article: ArticleView | None
    post_count: int
    visibility: str
    patients_welcome: bool
    summary: str
    questions: Sequence[QuestionView] = ()
    readings: Sequence[ReadingView] = ()
    current_question: int | None = None
    post_limit: int = 280
    slow_seconds: int = 0
    locked: bool = False
    pinned: int | None = None


def cards(session: Session, rows: Iterable[Listed]) -> list[DiscussionView]:
    """Discussions for a list."""
    found = list(rows)
    articles = literature.articles_by_id(session, {one.row.article_id for one in found if one.row.article_id})
    return [_card(one, articles.get(one.row.article_id or 0)) for one in found]


def whole(session: Session, row: Discussion, now: datetime) -> tuple[DiscussionView, int]:
    """A discussion for its own page, and the position of the log before it was read."""
    view = discussions.whole(session, row, now)
    wanted = {reading.article_id for reading in view.readings} | ({row.article_id} if row.article_id else set())
    articles = literature.articles_by_id(session, wanted)
    names = discussions.persons(session, {r.member_id for r in view.readings if r.member_id})
    readings = [
        ReadingView(r.id, articles[r.article_id], names.get(r.member_id or 0), r.why, r.member_id)
        for r in view.readings
        if r.article_id in articles
    ]
    card = _card(Listed(row, view.state, view.hosts, view.guests, view.post_count), articles.get(row.article_id or 0))
    whole_view = DiscussionView(
        **(card.__dict__ | {"questions": view.questions, "readings": readings}),
    )
    return whole_view, view.head


def _card(one: Listed, article: ArticleView | None) -> DiscussionView:
    row = one.row
    return DiscussionView(
        id=row.id,
        title=row.title,
        kind=row.kind,
        state=str(one.state),
        series=row.series,
        opens=row.opens,
        starts=row.starts,
        ends=row.ends,
        closes=row.closes,
        hours=row.hours,
        hosts=one.hosts,
        guests=one.guests,
        article=article,
        post_count=one.post_count,
        visibility=row.visibility,
        patients_welcome=row.patients_welcome,
        summary=row.summary,
        current_question=row.current_question,
        post_limit=row.post_limit,
        slow_seconds=row.slow_seconds,
        locked=row.locked_at is not None,
        pinned=row.pinned_post,
    )
