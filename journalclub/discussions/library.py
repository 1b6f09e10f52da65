"""Reads that join articles with discussions: what the club has done with an article, and the library by that too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.agenda import queries as agenda
from journalclub.discussions.models import Discussion, Reading
from journalclub.literature import views as literature
from journalclub.literature.browsing import Choice, Shelf
from journalclub.literature.browsing import browse as literature_browse
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer

__all__ = ["ArticleStanding", "browse", "standing_of"]


@dataclass(frozen=True)
class ArticleStanding:
    """“Has this been discussed?”, as far as the viewer may see: editions that began, that are announced, and those
    that have it as further reading. `article` is the one that stands for all that were merged."""

    article: int
    added_at: datetime
    discussed: int = 0
    planned: int = 0
    attached: int = 0
    nominated: int = 0


def standing_of(
    session: Session, viewer: Viewer, article_ids: Iterable[int], now: datetime
) -> dict[int, ArticleStanding]:
    """The standing of these articles by the id they were asked for, a merged one's being that of the one that stands.

    What is unknown is left out. The same few statements, however many they are.
    """
    families = literature.families(session, article_ids)
    members = {one: family.id for family in families.values() for one in family.members}
    editions = _editions(session, viewer, list(members), now)
    nominated = agenda.nominations_of(session, viewer, list(members))
    attached = _attached(session, viewer, list(members), now)
    counts: dict[int, dict[str, int]] = {}
    for name, found in (*editions.items(), ("attached", attached), ("nominated", nominated)):
        for article, count in found:
            standing = counts.setdefault(members[article], {})
            standing[name] = standing.get(name, 0) + count
    return {
        asked: ArticleStanding(family.id, family.added_at, **counts.get(family.id, {}))
        for asked, family in families.items()
    }


def browse(
    session: Session, viewer: Viewer, choice: Choice, now: datetime, *, cursor: str | None = None, limit: int = 25
) -> Shelf:
    """The library by its facets, with what only discussions know, as far as the viewer may: discussed, nominated."""
    discussed = _editions_of(viewer, now).join(Article, Article.id == Discussion.article_id).where(_begun(now))
    marks: dict[str, Iterable[int]] = {
        "discussed": session.scalars(discussed.with_only_columns(_STANDING_ID).distinct()),
        "nominated": agenda.nominated(session, viewer),
    }
    return literature_browse(session, choice, more_marks=marks, cursor=cursor, limit=limit)


_STANDING_ID = func.coalesce(Article.merged_into, Article.id)
_Counts = list[tuple[int, int]]


def _editions(session: Session, viewer: Viewer, ids: list[int], now: datetime) -> dict[str, _Counts]:
    discussed, planned = func.count().filter(_begun(now)), func.count().filter(~_begun(now))
    query = (
        _editions_of(viewer, now)
        .with_only_columns(Discussion.article_id, discussed, planned)
        .where(Discussion.article_id.in_(ids))
        .group_by(Discussion.article_id)
    )
    rows = [(article, *counts) for article, *counts in session.execute(query) if article is not None]
    return {"discussed": [(row[0], row[1]) for row in rows], "planned": [(row[0], row[2]) for row in rows]}


def _attached(session: Session, viewer: Viewer, ids: list[int], now: datetime) -> _Counts:
    query = (
        select(Reading.article_id, func.count())
        .join(Discussion, Discussion.id == Reading.discussion_id)
        .where(Reading.article_id.in_(ids), _told_of(viewer, now))
        .group_by(Reading.article_id)
    )
    return [(article, count) for article, count in session.execute(query)]


def _editions_of(viewer: Viewer, now: datetime) -> Select[Any]:
    return select(Discussion.id).where(Discussion.kind == "edition", _told_of(viewer, now))


def _begun(now: datetime) -> ColumnElement[bool]:
    return or_(Discussion.opens <= now, Discussion.starts <= now)


def _told_of(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """A draft or a discussion that was called off discussed nothing, whoever may look at it."""
    return and_(policy.visible(viewer, now), Discussion.announced_at.is_not(None), Discussion.cancelled_at.is_(None))
