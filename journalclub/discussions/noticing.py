"""A consumer of the change log: when an article is retracted, doubted or corrected, which discussions does it touch?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.consumer import Consumer
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.discussions.models import Discussion, Reading
from journalclub.literature.views import families

SAID = frozenset({Kind.ARTICLE_RETRACTED, Kind.ARTICLE_CONCERN, Kind.ARTICLE_CORRECTED})


def handle(session: Session, batch: Sequence[Change], now: datetime) -> None:
    """Write one `discussion.notice` for each discussion of such an article, or with it as further reading.

    Its ids are the article and the number of the change that says what happened; silent when that was.
    """
    for change in batch:
        if change.kind in SAID:
            for discussion in affected(session, change.ids["article"]):
                log.record(
                    session,
                    Kind.DISCUSSION_NOTICE,
                    actor=None,
                    now=now,
                    discussion=discussion,
                    silent=change.silent,
                    article=change.ids["article"],
                    cause=change.seq,
                )


NOTICING = Consumer("notices", handle)


def affected(session: Session, article_id: int) -> list[int]:
    """The discussions, threads too, of this article under every id it ever had; not those that were called off."""
    family = families(session, [article_id]).get(article_id)
    ids = family.members if family else [article_id]
    attached = select(Reading.discussion_id).where(Reading.article_id.in_(ids))
    query = select(Discussion.id).where(or_(Discussion.article_id.in_(ids), Discussion.id.in_(attached)))
    return list(session.scalars(query.where(Discussion.cancelled_at.is_(None)).order_by(Discussion.id)))
