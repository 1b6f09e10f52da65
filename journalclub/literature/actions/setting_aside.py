"""The hosts' inbox: an article that one of them has dealt with leaves it, for all of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.literature import policy
from journalclub.literature.models import Article, SetAside
from journalclub.members.viewer import Viewer


def set_aside(session: Session, *, by: Viewer, article_id: int, on: bool, now: datetime) -> None:
    """Set it aside, or put it back (`on` is False). What is so already stays as it is. Raises Forbidden, NotFound."""
    if not policy.may_sort(by):
        raise Forbidden("may-not-sort", "Hosts and moderators sort what came in.")
    if session.get(Article, article_id) is None:
        raise NotFound
    one_at_a_time(session, "set aside", article_id)
    row = session.get(SetAside, article_id)
    if (row is not None) == on:
        return
    if row is None:
        session.add(SetAside(article_id=article_id, member_id=by.id, at=now))
    else:
        session.delete(row)
    kind = Kind.INBOX_SET_ASIDE if on else Kind.INBOX_PUT_BACK
    log.record(session, kind, actor=by.id, now=now, article=article_id)
