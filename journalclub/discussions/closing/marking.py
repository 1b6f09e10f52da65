"""Mark posts that are worth taking home. Working material of hosts: a mark is no judgement in public."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions.actions import finding
from journalclub.discussions.closing.models import MarkedPost
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Conflict
from journalclub.members.viewer import Viewer


def mark(session: Session, *, by: Viewer, post_id: int, on: bool, now: datetime) -> Post:
    """Mark a post, or take the mark off; twice is once. Raises NotFound, Forbidden, Conflict (its words are gone)."""
    post, _, _ = finding.post(session, by, post_id, now)
    discussion = finding.held(session, by, post.discussion_id, now)
    row = session.get(MarkedPost, post.id)
    if on is (row is not None):
        return post
    if row is not None:
        session.delete(row)
    elif post.is_gone:
        raise Conflict("gone", "The words of this post are gone.")
    else:
        session.add(MarkedPost(post_id=post.id, discussion_id=discussion.id, at=now))
    log.record(session, Kind.POST_MARKED, actor=by.id, now=now, discussion=discussion.id, post=post.id)
    return post
