"""Dates and the properties that columns tell, as conditions on the rows of each kind."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from journalclub.discussions.models import Discussion, Question, Series
from journalclub.discussions.post_models import Post
from journalclub.literature.models import Article, ArticleAuthor
from journalclub.members.models import Member
from journalclub.search.tree import Mark, Period

Condition = ColumnElement[bool]


class Beyond(Exception):
    """A property that only the index knows; the text says which."""


def marked(kind: str, mark: Mark) -> Condition:
    """Whether rows of a kind have a property. Raises Beyond."""
    if mark.name not in _MARKS:
        raise Beyond(mark.said)
    return and_(true(), *(_MARKS[mark.name](kind, value) for value in mark.values))


def dated(kind: str, period: Period) -> Condition:
    """Whether rows of a kind are of a period. An article has a day, which begins at midnight UTC."""
    since, until = (_bound(kind, limit) for limit in (period.start, period.end))
    at = DATES[kind]
    return and_(true(), *([at >= since] if since else []), *([at < until] if until else []))


def _bound(kind: str, limit: datetime | None) -> date | datetime | None:
    if limit is None or kind != "article":
        return limit.replace(tzinfo=UTC) if limit else None
    return limit.date() if limit.time() == time() else limit.date() + timedelta(days=1)


DATES = {
    "post": Post.at,
    "question": func.coalesce(Question.asked_at, Discussion.starts),
    "article": Article.listed_on,
    "discussion": Discussion.starts,
}


def _kind(kind: str, value: str) -> Condition:
    return true() if kind == value else false()


def _in_discussion(kind: str, condition: Condition) -> Condition:
    return false() if kind == "article" else condition


def _about(kind: str, condition: Condition) -> Condition:
    """Of an article, and of everything in the discussions about it."""
    if kind == "article":
        return condition
    return Discussion.article_id.in_(select(Article.id).where(condition))


def _question(kind: str, value: str) -> Condition:
    number = {"post": Post.question, "question": Question.number}.get(kind)
    return false() if number is None else number == int(value)


def _name(kind: str, value: str) -> Condition:
    if kind == "article":
        return exists().where(ArticleAuthor.article_id == Article.id, _says(ArticleAuthor.name, value))
    return exists().where(Member.id == Post.member_id, _says(Member.name, value)) if kind == "post" else false()


def _says(column: InstrumentedAttribute[str], term: str) -> Condition:
    """A term is a stem, and may end otherwise than the word does: radiotherapi, radiotherapy."""
    return column.icontains(term[:-1] if len(term) > 4 else term, autoescape=True)


def _has(kind: str, value: str) -> Condition:
    if value == "poll":
        return Post.kind == "poll" if kind == "post" else false()
    if value != "link":
        raise Beyond(f"has:{value}")
    return or_(Post.text.contains("http://"), Post.text.contains("https://")) if kind == "post" else false()


def _is(kind: str, value: str) -> Condition:
    if value != "retracted":
        raise Beyond(f"is:{value}")
    return _about(kind, Article.retracted_on.is_not(None))


_MARKS: dict[str, Callable[[str, str], Condition]] = {
    "kind": _kind,
    "discussion": lambda kind, value: _in_discussion(kind, Discussion.id == int(value)),
    "series": lambda kind, value: _in_discussion(
        kind, Discussion.series_id.in_(select(Series.id).where(Series.hashtag == f"#{value}"))
    ),
    "question": _question,
    "member": lambda kind, value: Post.member_id == int(value) if kind == "post" else false(),
    "name": _name,
    "journal": lambda kind, value: _about(kind, _says(Article.journal, value)),
    "pmid": lambda kind, value: _about(kind, Article.pmid == value),
    "doi": lambda kind, value: _about(kind, func.lower(Article.doi) == value),
    "has": _has,
    "is": _is,
}
