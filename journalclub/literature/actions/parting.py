"""What one source sent is another article than the one that it was taken for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import lock_intake
from journalclub.kit.refusal import Conflict, Forbidden, NotFound
from journalclub.literature import policy
from journalclub.literature.merge_models import ArticleMerge
from journalclub.literature.models import Article, ArticleHistory, Sighting
from journalclub.members.viewer import Viewer

_SAID_BY_BOTH = ("title", "title_html", "title_key", "journal", "published", "published_on", "listed_on", "languages")


def part(session: Session, *, by: Viewer, sighting_id: int, now: datetime) -> tuple[int, int]:
    """The ids of the article that stays and of the one that the source's entry is from now on.

    What the entry said was never a row of its own, so the new article begins with what made intake take it for the
    other; the rest comes with the next pull, which never joins the two again. Raises Forbidden, NotFound, Conflict.
    """
    if not policy.may_split(by):
        raise Forbidden("not-yours", "Hosts and moderators split what was merged wrongly.")
    lock_intake(session)
    sighting = session.get(Sighting, sighting_id)
    if sighting is None:
        raise NotFound
    article = session.get_one(Article, sighting.article_id)
    if _sources_of(session, article.id) < 2:
        raise Conflict("only-source", "Only this source has named the article: there is nothing to split.")
    alone = Article(
        **{name: getattr(article, name) for name in _SAID_BY_BOTH},
        url=sighting.url,
        abstract_sections=[],
        publication_types=[],
        mesh=[],
        keywords=[],
        trials=[],
        details={},
        added_at=sighting.seen_at,
        changed_at=now,
    )
    session.add(alone)
    session.flush()
    _keep_apart(session, (article.id, alone.id), sighting, by=by, now=now)
    # Both say anew what they are: the article may hold words that were the other's.
    session.execute(update(Sighting).where(Sighting.article_id == article.id).values(digest=""))
    sighting.article_id = alone.id
    article.changed_at, article.checked_at = now, None
    session.flush()
    log.record(session, Kind.ARTICLE_ADDED, actor=by.id, now=now, article=alone.id)
    log.record(session, Kind.ARTICLE_SPLIT, actor=by.id, now=now, article=article.id, merged=alone.id)
    audit.write(session, "article.split", actor=by.id, now=now, article=alone.id, kept=article.id)
    return article.id, alone.id


def _sources_of(session: Session, article_id: int) -> int:
    return session.scalar(select(func.count()).select_from(Sighting).where(Sighting.article_id == article_id)) or 0


def _keep_apart(session: Session, pair: tuple[int, int], sighting: Sighting, *, by: Viewer, now: datetime) -> None:
    """Remember them as two records that were merged and split."""
    kept, gone = pair
    session.add(
        ArticleMerge(
            kept=kept,
            gone=gone,
            at=sighting.seen_at,
            source=sighting.source,
            moved={},
            before={},
            split_at=now,
            split_by=by.id,
        )
    )
    for article, other in (pair, pair[::-1]):
        change = {"field": "split", "before": str(other), "after": str(article)}
        session.add(ArticleHistory(article_id=article, at=now, source="split", changes=[change]))
