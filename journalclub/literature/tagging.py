"""A source's tags on everything it has sent: also when a tag was added to feeds.toml later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from journalclub.changes.kinds import Kind
from journalclub.changes.log import record_many
from journalclub.literature.models import Article, ArticleTag, Sighting


def tag_all(session: Session, source: str, tags: Iterable[str], *, now: datetime) -> None:
    """Changes nothing when all are there. A tag taken out of feeds.toml stays on the articles that have it."""
    for tag in tags:
        there = select(ArticleTag.article_id).where(ArticleTag.tag == tag, ArticleTag.article_id == Article.id)
        missing = (
            select(Article.id)
            .where(Article.id.in_(select(Sighting.article_id).where(Sighting.source == source)))
            .where(Article.merged_into.is_(None), ~there.exists())
        )
        added = list(session.scalars(missing))
        if added:
            session.execute(insert(ArticleTag), [{"article_id": article, "tag": tag} for article in added])
            record_many(session, [(Kind.ARTICLE_CHANGED, {"article": id}) for id in added], actor=None, now=now)
