"""Two rows that turn out to be one article: one stays, the other becomes its alias."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

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

_FILLED = (
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


def merge(session: Session, one: Article, other: Article, *, now: datetime, source: str) -> tuple[Article, int]:
    """The article that stays (the better described, then the older) and the id of the one that went into it."""
    kept, gone = sorted((one, other), key=lambda article: (-article.authority, article.id))
    gone.merged_into = kept.id
    gone.changed_at = kept.changed_at = now
    session.flush()  # before the identifiers move: each may belong to one standing article only
    for name in _FILLED:
        if not getattr(kept, name) and getattr(gone, name):
            setattr(kept, name, getattr(gone, name))
    kept.details = {**gone.details, **kept.details}
    kept.added_at = min(kept.added_at, gone.added_at)
    kept.pending = kept.pending and gone.pending
    _move(session, gone.id, kept.id)
    change = {"field": "merged", "before": str(gone.id), "after": str(kept.id)}
    session.add(ArticleHistory(article_id=kept.id, at=now, source=source, changes=[change]))
    session.flush()
    return kept, gone.id


def _move(session: Session, gone: int, kept: int) -> None:
    """What points at the alias points at the article; the alias keeps a copy of nothing."""
    session.execute(update(Article).where(Article.merged_into == gone).values(merged_into=kept))
    session.execute(update(ArticleNotice).where(ArticleNotice.told_by == gone).values(told_by=kept))
    for table in (Sighting, ArticleNotice, ArticleImport, ArticleHistory):
        session.execute(update(table).where(table.article_id == gone).values(article_id=kept))
    tags = set(session.scalars(select(ArticleTag.tag).where(ArticleTag.article_id == kept)))
    for tag in session.scalars(select(ArticleTag).where(ArticleTag.article_id == gone)):
        if tag.tag in tags:
            session.delete(tag)
        else:
            tag.article_id = kept
    if session.scalar(select(ArticleAuthor.id).where(ArticleAuthor.article_id == kept).limit(1)) is None:
        session.execute(update(ArticleAuthor).where(ArticleAuthor.article_id == gone).values(article_id=kept))
        session.execute(update(AuthorAddress).where(AuthorAddress.article_id == gone).values(article_id=kept))
