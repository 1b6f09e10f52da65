"""Which articles the club talks about: they are looked at in PubMed more often than others."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, select, union
from sqlalchemy.orm import Session

from journalclub.discussions.agenda.models import Nomination
from journalclub.discussions.models import Discussion, Reading
from journalclub.literature.models import Article

_REMEMBERED = timedelta(days=365)


def watched_articles(session: Session, now: datetime) -> set[int]:
    """Of discussions to come and of the last year, their further readings, and what was nominated in that time.

    Merged ones by what they became.
    """
    recent = select(Discussion.id).where(Discussion.closes >= now - _REMEMBERED)
    named = union(
        select(Discussion.article_id).where(Discussion.id.in_(recent)),
        select(Reading.article_id).where(Reading.discussion_id.in_(recent)),
        select(Nomination.article_id).where(Nomination.made_at >= now - _REMEMBERED),
    ).subquery()
    became = select(Article.merged_into).where(Article.id.in_(select(named.c.article_id)))
    standing = select(Article.id).where(
        or_(Article.id.in_(select(named.c.article_id)), Article.id.in_(became)), Article.merged_into.is_(None)
    )
    return set(session.scalars(standing))
