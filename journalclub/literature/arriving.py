"""What came in some time, and what was taken back or corrected in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Text, cast, func, select, tuple_
from sqlalchemy.orm import Session

from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.literature.models import Article, ArticleHistory
from journalclub.literature.notices import meanings
from journalclub.literature.views import STANDING, ArticleView, articles_by_id, views_of

LOOKED_AT = 500  # lines of the history: a week of a large library has fewer that speak of notices


def arrived(
    session: Session, since: datetime, until: datetime, *, cursor: str | None = None, limit: int = 25
) -> Page[ArticleView]:
    """The articles that came between these instants, the latest first, by key."""
    query = select(Article).where(STANDING, Article.added_at >= since, Article.added_at < until)
    return latest_first(session, query, cursor, limit)


def latest_first(session: Session, query: Select[Any], cursor: str | None, limit: int) -> Page[ArticleView]:
    """The articles of a query by when they came, by key."""
    if cursor and (at := decode_cursor(cursor, datetime, int)):
        query = query.where(tuple_(Article.added_at, Article.id) < tuple_(*at))
    rows = session.scalars(query.order_by(Article.added_at.desc(), Article.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    more = encode_cursor(shown[-1].added_at, shown[-1].id) if len(rows) > limit else None
    return Page(views_of(session, shown), more)


def count_arrived(session: Session, since: datetime, until: datetime) -> int:
    query = select(func.count()).select_from(Article)
    return session.scalar(query.where(STANDING, Article.added_at >= since, Article.added_at < until)) or 0


@dataclass(frozen=True)
class Noticed:
    """An article about which a notice came: `meanings` as in `notices`."""

    article: ArticleView
    meanings: set[str]
    at: datetime


def noticed(session: Session, since: datetime, until: datetime, limit: int = 20) -> list[Noticed]:
    """The articles that were found retracted, corrected or in doubt between these instants, the latest first."""
    query = (
        select(ArticleHistory)
        .where(ArticleHistory.at >= since, ArticleHistory.at < until)
        .where(cast(ArticleHistory.changes, Text).like('%"notices"%'))
        .order_by(ArticleHistory.at.desc(), ArticleHistory.id.desc())
        .limit(LOOKED_AT)
    )
    said: dict[int, tuple[set[str], datetime]] = {}
    for row in session.scalars(query):
        kinds = [change["after"] for change in row.changes if change.get("field") == "notices"]
        if found := meanings(kinds):
            before, at = said.get(row.article_id, (set(), row.at))
            said[row.article_id] = (before | found, at)
    shown = dict(list(said.items())[:limit])
    articles = articles_by_id(session, shown)
    return [Noticed(articles[id], *told) for id, told in shown.items()]
