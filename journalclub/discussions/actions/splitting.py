"""Split an article that was merged wrongly, and say which of the two each discussion was about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Discussion
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.literature import policy
from journalclub.literature.splitting import split
from journalclub.members.viewer import Viewer


def split_article(
    session: Session, *, by: Viewer, alias_id: int, editions: Mapping[int, int], now: datetime
) -> tuple[int, int]:
    """The ids of the article that stayed and of the one that stands by itself again.

    `editions` says of discussions (by id) which of the two they were about; one that is not named stays with the record
    that it was scheduled for. Nominations, votes, threads and further reading do, too. Raises NotFound, Forbidden,
    Conflict.
    """
    if not policy.may_split(by):
        raise Forbidden("not-yours", "Hosts and moderators split what was merged wrongly.")
    kept, alone = split(session, alias_id, by=by.id, now=now)
    both = {kept.id, alone.id}
    for discussion_id, article_id in editions.items():
        discussion = finding.editable(session, by, discussion_id, now)
        if article_id in both and discussion.article_id in both - {article_id}:
            discussion.article_id = article_id
            log.record(session, Kind.DISCUSSION_CHANGED, actor=by.id, now=now, discussion=discussion.id)
    log.record(session, Kind.ARTICLE_SPLIT, actor=by.id, now=now, article=kept.id, merged=alone.id)
    log.record(session, Kind.ARTICLE_CHANGED, actor=by.id, now=now, article=alone.id)
    audit.write(session, "article.split", actor=by.id, now=now, article=alone.id, kept=kept.id)
    return kept.id, alone.id


def editions_of(session: Session, *, by: Viewer, article_ids: list[int], now: datetime) -> list[Discussion]:
    """The discussions of these articles that this viewer may say it of."""
    query = select(Discussion).where(Discussion.article_id.in_(article_ids), Discussion.kind == "edition")
    found = session.scalars(query.order_by(Discussion.starts.desc()).limit(100))
    return [row for row in found if _is_editable(session, by, row.id, now)]


def _is_editable(session: Session, by: Viewer, discussion_id: int, now: datetime) -> bool:
    try:
        finding.editable(session, by, discussion_id, now)
    except (Forbidden, NotFound):
        return False
    return True
