"""A source's tags on everything it has sent: also when a tag was added to feeds.toml later."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from journalclub.literature.models import Article, ArticleTag, Sighting


def tag_all(session: Session, source: str, tags: Iterable[str]) -> None:
    """Changes nothing when all are there. A tag taken out of feeds.toml stays on the articles that have it."""
    for tag in tags:
        there = select(ArticleTag.article_id).where(ArticleTag.tag == tag, ArticleTag.article_id == Article.id)
        missing = (
            select(Article.id, literal(tag))
            .where(Article.id.in_(select(Sighting.article_id).where(Sighting.source == source)))
            .where(Article.merged_into.is_(None), ~there.exists())
        )
        session.execute(insert(ArticleTag).from_select(["article_id", "tag"], missing))
