"""A retraction notice is a record of its own. When it names an article that we hold, that article is marked at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.log import record_many
from journalclub.literature.found import FoundArticle
from journalclub.literature.models import Article, ArticleNotice


def spread_retractions(session: Session, batch: Iterable[FoundArticle], *, now: datetime, silent: bool = False) -> None:
    """Both ways round: notices in the batch about articles we hold, and held notices about articles in the batch."""
    batch = list(batch)
    named = {
        notice.pmid for found in batch for notice in found.notices if notice.kind == "retraction-of" and notice.pmid
    }
    arrived = {found.pmid for found in batch if found.pmid}
    if arrived:
        said = select(ArticleNotice.pmid).where(ArticleNotice.kind == "retraction-of", ArticleNotice.pmid.in_(arrived))
        named |= {pmid for pmid in session.scalars(said) if pmid}
    if not named:
        return
    standing = select(Article).where(
        Article.pmid.in_(named), Article.merged_into.is_(None), Article.retracted_on.is_(None)
    )
    retracted = list(session.scalars(standing))
    for article in retracted:
        article.retracted_on = now.date()
        article.changed_at = now
        session.add(ArticleNotice(article_id=article.id, kind="retraction-in"))
    session.flush()
    record_many(
        session,
        [(Kind.ARTICLE_RETRACTED, {"article": article.id}) for article in retracted],
        actor=None,
        now=now,
        silent=silent,
    )
