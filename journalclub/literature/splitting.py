"""A wrong merge undone: the alias is an article again, and both have what was theirs."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from journalclub.db.engine import lock_intake
from journalclub.kit.refusal import Conflict, NotFound
from journalclub.literature.merge_models import ArticleMerge
from journalclub.literature.merging import KEPT, TABLES, fill
from journalclub.literature.models import (
    Article,
    ArticleAuthor,
    ArticleHistory,
    ArticleNotice,
    ArticleTag,
    AuthorAddress,
    Sighting,
)

__all__ = ["split"]

_IDENTIFIERS = ("pmid", "doi", "pmcid")
_DAYS = {"published_on", "listed_on", "retracted_on"}


def split(session: Session, alias_id: int, *, by: int | None, now: datetime) -> tuple[Article, Article]:
    """(the article that stayed, the one that stands by itself again). Raises NotFound, Conflict.

    They are remembered as two: intake never merges them again. What only points at one of them (discussions,
    nominations, free links) is not touched, for nothing was when they were merged.
    """
    lock_intake(session)
    alias = session.get(Article, alias_id)
    if alias is None:
        raise NotFound
    if alias.merged_into is None:
        raise Conflict("not-merged", "It stands by itself already.")
    kept = session.get_one(Article, alias.merged_into)
    merge = _merge_of(session, kept, alias, now)
    _take_back(kept, alias, _before(session, kept, merge))
    _free(session, alias)
    session.flush()  # each identifier may belong to one standing article only
    alias.merged_into = None
    alias.changed_at = kept.changed_at = now
    alias.checked_at = kept.checked_at = None
    merge.split_at, merge.split_by = now, by
    session.flush()
    _give_back(session, kept.id, alias, merge.moved)
    for other in session.scalars(select(Article).where(Article.merged_into == kept.id).order_by(Article.id)):
        fill(kept, other)
    for article, other in ((kept, alias), (alias, kept)):
        change = {"field": "split", "before": str(other.id), "after": str(article.id)}
        session.add(ArticleHistory(article_id=article.id, at=now, source="split", changes=[change]))
    # The next pull says anew what each source said: some of it may have gone to the wrong one.
    session.execute(update(Sighting).where(Sighting.article_id.in_((kept.id, alias.id))).values(digest=""))
    session.flush()
    return kept, alias


def _merge_of(session: Session, kept: Article, alias: Article, now: datetime) -> ArticleMerge:
    query = select(ArticleMerge).where(ArticleMerge.gone == alias.id, ArticleMerge.split_at.is_(None))
    known = session.scalar(query.order_by(ArticleMerge.id.desc()).limit(1))
    if known is None:  # from before merges were recorded: it stays apart all the same
        known = ArticleMerge(kept=kept.id, gone=alias.id, at=now, source="", moved={}, before={})
        session.add(known)
    return known


def _before(session: Session, kept: Article, merge: ArticleMerge) -> dict[str, Any]:
    """What the article said before this alias came to it, by itself or with the one that it had gone into."""
    if merge.kept == kept.id:
        return merge.before
    query = select(ArticleMerge).where(ArticleMerge.kept == kept.id, ArticleMerge.gone == merge.kept)
    through = session.scalar(query.order_by(ArticleMerge.id.desc()).limit(1))
    return through.before if through else {}


def _take_back(kept: Article, alias: Article, before: dict[str, Any]) -> None:
    """What the article says since the merge, and only because the alias says it, it says no longer."""
    for name in KEPT:
        value = getattr(kept, name)
        if not value or value != getattr(alias, name):
            continue
        if name in before:
            setattr(kept, name, _typed(name, before[name]))
        elif name in _IDENTIFIERS:
            setattr(kept, name, None)
    if before:
        own = before["details"]
        taken = {
            name for name, value in kept.details.items() if alias.details.get(name) == value and own.get(name) != value
        }
        kept.details = {name: value for name, value in kept.details.items() if name not in taken} | {
            name: own[name] for name in taken if name in own
        }
        kept.added_at = datetime.fromisoformat(before["added_at"])


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name in _DAYS and value else value


def _free(session: Session, alias: Article) -> None:
    """An identifier that a third article has got meanwhile stays there."""
    for name in _IDENTIFIERS:
        column, value = getattr(Article, name), getattr(alias, name)
        taken = select(Article.id).where(
            column == value, Article.merged_into.is_(None), Article.id != alias.merged_into
        )
        if value and session.scalar(taken.limit(1)) is not None:
            setattr(alias, name, None)
            alias.details = {**alias.details, f"shared_{name}": value}


def _give_back(session: Session, kept: int, alias: Article, moved: dict[str, Any]) -> None:
    for name, table in TABLES.items():
        mine = table.id.in_(moved.get(name, []))
        if table is Sighting:  # a source that named it since
            mine = or_(mine, Sighting.key.in_([key for key in (alias.pmid, alias.doi) if key]))
        session.execute(update(table).where(table.article_id == kept, mine).values(article_id=alias.id))
    told = ArticleNotice.id.in_(moved.get("told", []))
    session.execute(update(ArticleNotice).where(told, ArticleNotice.told_by == kept).values(told_by=alias.id))
    came_along = Article.id.in_(moved.get("aliases", []))
    session.execute(update(Article).where(came_along, Article.merged_into == kept).values(merged_into=alias.id))
    for tag in session.scalars(select(ArticleTag).where(ArticleTag.article_id == kept)):
        if tag.tag in moved.get("new_tags", []):
            session.delete(tag)
    session.add_all(ArticleTag(article_id=alias.id, tag=tag) for tag in moved.get("tags", []))
    people = moved.get("authors", [])
    of_alias = {"article_id": alias.id}
    mine = ArticleAuthor.id.in_(people), AuthorAddress.author_id.in_(people)
    session.execute(update(ArticleAuthor).where(ArticleAuthor.article_id == kept, mine[0]).values(of_alias))
    session.execute(update(AuthorAddress).where(AuthorAddress.article_id == kept, mine[1]).values(of_alias))
