"""When a post changes, those that quote it look different, too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.changes.log import Act
from journalclub.discussions.post_models import Post


def tell_quoting(session: Session, post: Post, *, actor: int | None, now: datetime) -> None:
    """Tell that the posts which quote this one show other words of it now, or none any more.

    Only after the change of the post itself was recorded. Writers of the log wait for each other until they commit, so
    whoever quoted it before is seen here, and whoever does so later is shown with the words as they are then. Their
    rows are left alone (see `posts.Quoted`): to lock them here could meet somebody who holds one and waits for the log.
    """
    acts = [Act(actor, post.discussion_id, {"post": quoting}) for quoting in session.scalars(_QUOTING, {"id": post.id})]
    log.record_all(session, Kind.POST_REQUOTED, acts, now=now, silent=False)


_QUOTING = select(Post.id).where(
    Post.quotes_id == bindparam("id"), Post.hidden_at.is_(None), Post.withdrawn_at.is_(None)
)
