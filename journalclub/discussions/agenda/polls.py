"""A poll: the nominations on the list of one article, whichever of its merged records they name, for one series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions.agenda.models import Nomination, NominationEnd
from journalclub.kit.refusal import NotFound
from journalclub.literature import views as literature
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer

LISTED: ColumnElement[bool] = ~select(NominationEnd).where(NominationEnd.nomination_id == Nomination.id).exists()
STANDING: ColumnElement[int] = func.coalesce(Article.merged_into, Article.id)


@dataclass(frozen=True)
class Poll:
    """`article_id` is the standing article, `nominations` are the oldest first: its age is the poll's."""

    article_id: int
    series_id: int
    nominations: Sequence[Nomination]

    @property
    def first(self) -> Nomination:
        return self.nominations[0]

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.nominations]


def poll_of(session: Session, nomination_id: int) -> Poll:
    """The poll that this nomination is in, held against others who act on it. Raises NotFound when it is in none."""
    nomination = session.get(Nomination, nomination_id, with_for_update=True)
    found = find_poll(session, nomination.article_id, nomination.series_id) if nomination else None
    if found is None or nomination_id not in found.ids:
        raise NotFound
    return found


def find_poll(session: Session, article_id: int, series_id: int) -> Poll | None:
    """The poll about this article for this series, if there is one."""
    article = session.get(Article, article_id)
    standing = (article.merged_into or article.id) if article else article_id
    query = select(Nomination).where(
        Nomination.article_id.in_(literature.with_aliases(session, standing)),
        Nomination.series_id == series_id,
        LISTED,
    )
    rows = session.scalars(query.order_by(Nomination.id)).all()
    return Poll(standing, series_id, rows) if rows else None


def tell(session: Session, kind: Kind, nomination: Nomination, by: Viewer, now: datetime) -> None:
    """Record what happened to a nomination."""
    log.record(
        session,
        kind,
        actor=by.id,
        now=now,
        nomination=nomination.id,
        article=nomination.article_id,
        series=nomination.series_id,
    )
