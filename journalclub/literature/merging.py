"""Two rows that turn out to be one article: one stays, the other becomes its alias."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from journalclub.literature.merge_models import ArticleMerge
from journalclub.literature.models import (
    Article,
    ArticleAuthor,
    ArticleHistory,
    ArticleImport,
    ArticleNotice,
    ArticleTag,
    AuthorAddress,
    Sighting,
)

FILLED = (
    "abstract",
    "abstract_sections",
    "journal",
    "journal_abbreviation",
    "issn",
    "volume",
    "issue",
    "pages",
    "published",
    "published_on",
    "pmid",
    "doi",
    "pmcid",
    "pii",
    "url",
    "languages",
    "publication_types",
    "mesh",
    "keywords",
    "trials",
    "retracted_on",
    "archive",
    "key",
)
# What the article that stays said by itself: kept, so that a split can give it back.
KEPT = (*FILLED, "title", "title_html", "title_key", "listed_on", "authority")
TABLES: dict[str, Any] = {
    "sightings": Sighting,
    "notices": ArticleNotice,
    "imports": ArticleImport,
    "history": ArticleHistory,
}


def merge(session: Session, one: Article, other: Article, *, now: datetime, source: str) -> tuple[Article, int]:
    """The article that stays (the better described, then the older) and the id of the one that went into it."""
    kept, gone = sorted((one, other), key=lambda article: (-article.authority, article.id))
    before = {name: _plain(getattr(kept, name)) for name in KEPT} | {"details": dict(kept.details)}
    before["added_at"] = kept.added_at.isoformat()
    gone.merged_into = kept.id
    gone.changed_at = kept.changed_at = now
    session.flush()  # before the identifiers move: each may belong to one standing article only
    fill(kept, gone)
    kept.added_at = min(kept.added_at, gone.added_at)
    kept.pending = kept.pending and gone.pending
    moved = _move(session, gone.id, kept.id)
    session.add(ArticleMerge(kept=kept.id, gone=gone.id, at=now, source=source[:200], moved=moved, before=before))
    change = {"field": "merged", "before": str(gone.id), "after": str(kept.id)}
    session.add(ArticleHistory(article_id=kept.id, at=now, source=source, changes=[change]))
    session.flush()
    return kept, gone.id


def are_apart(session: Session, one: int, other: int) -> bool:
    """Whether a host has split these two, or articles that went into them."""
    mine, theirs = _family(session, one), _family(session, other)
    pairs = or_(
        and_(ArticleMerge.kept.in_(mine), ArticleMerge.gone.in_(theirs)),
        and_(ArticleMerge.kept.in_(theirs), ArticleMerge.gone.in_(mine)),
    )
    query = select(ArticleMerge.id).where(ArticleMerge.split_at.is_not(None), pairs).limit(1)
    return session.scalar(query) is not None


def fill(kept: Article, gone: Article) -> None:
    """What the article that stays does not say, the other says."""
    for name in FILLED:
        if not getattr(kept, name) and getattr(gone, name):
            setattr(kept, name, getattr(gone, name))
    kept.details = {**gone.details, **kept.details}


def _family(session: Session, article: int) -> list[int]:
    return [article, *session.scalars(select(Article.id).where(Article.merged_into == article))]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _move(session: Session, gone: int, kept: int) -> dict[str, Any]:
    """What points at the alias points at the article; the alias keeps a copy of nothing. Gives what was moved."""
    moved: dict[str, Any] = {"aliases": list(session.scalars(select(Article.id).where(Article.merged_into == gone)))}
    session.execute(update(Article).where(Article.merged_into == gone).values(merged_into=kept))
    moved["told"] = list(session.scalars(select(ArticleNotice.id).where(ArticleNotice.told_by == gone)))
    session.execute(update(ArticleNotice).where(ArticleNotice.told_by == gone).values(told_by=kept))
    for name, table in TABLES.items():
        moved[name] = list(session.scalars(select(table.id).where(table.article_id == gone)))
        session.execute(update(table).where(table.article_id == gone).values(article_id=kept))
    tags = set(session.scalars(select(ArticleTag.tag).where(ArticleTag.article_id == kept)))
    own = list(session.scalars(select(ArticleTag).where(ArticleTag.article_id == gone)))
    moved["tags"] = [tag.tag for tag in own]
    moved["new_tags"] = [tag.tag for tag in own if tag.tag not in tags]
    for tag in own:
        if tag.tag in tags:
            session.delete(tag)
        else:
            tag.article_id = kept
    moved["authors"] = []
    if session.scalar(select(ArticleAuthor.id).where(ArticleAuthor.article_id == kept).limit(1)) is None:
        moved["authors"] = list(session.scalars(select(ArticleAuthor.id).where(ArticleAuthor.article_id == gone)))
        session.execute(update(ArticleAuthor).where(ArticleAuthor.article_id == gone).values(article_id=kept))
        session.execute(update(AuthorAddress).where(AuthorAddress.article_id == gone).values(article_id=kept))
    return moved
