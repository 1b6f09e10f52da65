"""The library as one list, newest first."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from journalclub.kit.paging import Page, decode_cursor, encode_cursor
from journalclub.literature.models import Article, ArticleAuthor
from journalclub.literature.views import STANDING, ArticleView, find, views_of


def listed(
    session: Session,
    *,
    words: str = "",
    added_since: datetime | None = None,
    cursor: str | None = None,
    limit: int = 25,
) -> Page[ArticleView]:
    """Articles by the day they are listed under, by key."""
    query = select(Article)
    if words:
        query = query.where(_about(session, words))
    if added_since:
        query = query.where(Article.added_at >= added_since)
    return page(session, query, cursor, limit)


def asked_by(session: Session, member_id: int, cursor: str | None = None, limit: int = 25) -> Page[ArticleView]:
    """What a member asked for by hand, the last first, by key."""
    query = select(Article).where(Article.requested_by == member_id, STANDING).order_by(Article.id.desc())
    if cursor and (at := decode_cursor(cursor, int)):
        query = query.where(Article.id < at[0])
    rows = session.scalars(query.limit(limit + 1)).all()
    return Page(views_of(session, rows[:limit]), encode_cursor(rows[limit - 1].id) if len(rows) > limit else None)


def page(session: Session, query: Select[Any], cursor: str | None, limit: int) -> Page[ArticleView]:
    """What stands of a query, in the library's order."""
    rows = session.scalars(ordered(query.where(STANDING), cursor).limit(limit + 1)).all()
    shown = rows[:limit]
    more = encode_cursor(shown[-1].listed_on.isoformat(), shown[-1].id) if len(rows) > limit else None
    return Page(views_of(session, shown), more)


def ordered(query: Select[Any], cursor: str | None) -> Select[Any]:
    """The library's order, from a cursor on; one that nobody gave out is passed over."""
    at = decode_cursor(cursor, str, int) if cursor else None
    if at and (day := day_of(at[0])):
        query = query.where(tuple_(Article.listed_on, Article.id) < tuple_(day, at[1]))
    return query.order_by(Article.listed_on.desc(), Article.id.desc())


def day_of(text: str) -> date | None:
    """A day such as 2026-05-24 that somebody typed; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Article).where(STANDING)) or 0


def count_since(session: Session, since: datetime) -> int:
    """How many articles came since then."""
    query = select(func.count()).select_from(Article).where(STANDING, Article.added_at >= since)
    return session.scalar(query) or 0


def _about(session: Session, words: str) -> ColumnElement[bool]:
    """An identifier names one article; other words all stand in the title, or in an author's name."""
    if (known := find(session, words)) is not None:
        return Article.id == known
    conditions = []
    for word in words.split()[:8]:
        pattern = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        named = select(ArticleAuthor.article_id).where(ArticleAuthor.name.ilike(pattern, escape="\\"))
        conditions.append(or_(Article.title.ilike(pattern, escape="\\"), Article.id.in_(named)))
    return and_(true(), *conditions)
