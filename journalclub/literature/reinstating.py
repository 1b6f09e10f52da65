"""A retraction that was a mistake: when no record says so any more, the article is as it was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from journalclub.changes import audit
from journalclub.changes.kinds import Kind
from journalclub.literature.models import Article, ArticleHistory, ArticleNotice

__all__ = ["RETRACTION", "reinstate"]

RETRACTION = "retraction-in"


def reinstate(
    session: Session, ids: Collection[int], *, now: datetime, source: str
) -> list[tuple[Kind, dict[str, int]]]:
    """Take the mark off those of these articles of which nothing says any more that they are retracted.

    `ids` are those of which something has just ceased to say so. A notice without a number or a place, as an archive
    gives one, is nobody's to take back and keeps the mark. Returns the changes.
    """
    still = exists().where(ArticleNotice.article_id == Article.id, ArticleNotice.kind == RETRACTION)
    marked = select(Article).where(Article.id.in_(ids), Article.retracted_on.is_not(None), ~still)
    changes: list[tuple[Kind, dict[str, int]]] = []
    for article in session.scalars(marked.order_by(Article.id)) if ids else ():
        article.retracted_on, article.changed_at = None, now
        told = [{"field": "notices", "before": RETRACTION, "after": ""}]
        session.add(ArticleHistory(article_id=article.id, at=now, source=source, changes=told))
        audit.write(session, "article.reinstated", actor=None, now=now, article=article.id)
        changes.append((Kind.ARTICLE_REINSTATED, {"article": article.id}))
    return changes
