"""A record that PubMed no longer returns: the article stays in the library, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.log import record_many
from journalclub.literature.found import Authority
from journalclub.literature.models import Article, ArticleHistory


def mark_gone(session: Session, pmids: Sequence[str], *, source: str, now: datetime) -> int:
    """How many were marked; one that was never in PubMed, only asked for or imported, is none of them."""
    standing = select(Article).where(
        Article.pmid.in_(pmids),
        Article.merged_into.is_(None),
        Article.gone_at.is_(None),
        Article.authority == int(Authority.PUBMED),
    )
    gone = list(session.scalars(standing))
    for article in gone:
        article.gone_at = article.changed_at = now
        told = [{"field": "gone", "before": article.pmid, "after": ""}]
        session.add(ArticleHistory(article_id=article.id, at=now, source=source, changes=told))
    changes = [(Kind.ARTICLE_CHANGED, {"article": article.id}) for article in gone]
    record_many(session, changes, actor=None, now=now)
    return len(gone)
