"""The hosts' inbox: what came in lately and nobody has dealt with: not set aside, not nominated, not scheduled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from journalclub.discussions.agenda.models import Nomination
from journalclub.discussions.agenda.polls import LISTED
from journalclub.discussions.models import Discussion
from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.kit.refusal import Forbidden
from journalclub.literature import policy
from journalclub.literature.arriving import latest_first
from journalclub.literature.models import Article, SetAside
from journalclub.literature.views import STANDING, ArticleView, views_of
from journalclub.members.viewer import Viewer

LATELY = timedelta(days=60)  # papers are discussed when they are two to eight weeks old
MOST = 500  # counted so far and no further


@dataclass(frozen=True)
class Dealt:
    """An article that was set aside: when, and by whom."""

    article: ArticleView
    at: datetime
    by: int | None


@dataclass(frozen=True)
class Counts:
    """How many wait and how many were set aside, at most MOST."""

    waiting: int
    aside: int


def waiting(
    session: Session, viewer: Viewer, now: datetime, *, cursor: str | None = None, limit: int = 25
) -> Page[ArticleView]:
    """What waits, the latest first, by key. Raises Forbidden."""
    _must_sort(viewer)
    return latest_first(session, _waiting(now), cursor, limit)


def aside(session: Session, viewer: Viewer, *, cursor: str | None = None, limit: int = 25) -> Page[Dealt]:
    """What was set aside, the latest first, by key. Raises Forbidden."""
    _must_sort(viewer)
    query = select(SetAside, Article).join(Article, Article.id == SetAside.article_id).where(STANDING)
    if cursor and (at := decode_cursor(cursor, datetime, int)):
        query = query.where(tuple_(SetAside.at, SetAside.article_id) < tuple_(*at))
    rows = session.execute(query.order_by(SetAside.at.desc(), SetAside.article_id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    views = views_of(session, [article for _, article in shown])
    items = [Dealt(view, row.at, row.member_id) for view, (row, _) in zip(views, shown, strict=True)]
    more = encode_cursor(shown[-1][0].at, shown[-1][0].article_id) if len(rows) > limit else None
    return Page(items, more)


def counts(session: Session, viewer: Viewer, now: datetime) -> Counts:
    """For the tabs. Raises Forbidden."""
    _must_sort(viewer)
    some = _waiting(now).with_only_columns(Article.id).limit(MOST).subquery()
    put = select(SetAside.article_id).limit(MOST).subquery()
    return Counts(
        session.scalar(select(func.count()).select_from(some)) or 0,
        session.scalar(select(func.count()).select_from(put)) or 0,
    )


def _waiting(now: datetime) -> Select[Any]:
    """What was done with a record that has gone into the article was done with the article."""
    dealt = (
        exists().where(SetAside.article_id == Article.id),
        exists().where(_of(Nomination.article_id), LISTED),
        exists().where(_of(Discussion.article_id), Discussion.kind == "edition", Discussion.cancelled_at.is_(None)),
    )
    return select(Article).where(
        STANDING, Article.pending.is_(False), Article.added_at >= now - LATELY, *(~one for one in dealt)
    )


def _of(named: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """It names the article, or a record that has gone into it."""
    alias = aliased(Article)
    return or_(
        named == Article.id, named.in_(select(alias.id).where(alias.merged_into == Article.id).correlate(Article))
    )


def _must_sort(viewer: Viewer) -> None:
    if not policy.may_sort(viewer):
        raise Forbidden("may-not-sort", "Hosts and moderators sort what came in.")
