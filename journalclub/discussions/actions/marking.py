"""Remember how far somebody has read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, text
from sqlalchemy.orm import Session

from journalclub.db import UtcDateTime
from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Forbidden
from journalclub.members.viewer import Viewer


def mark_read(session: Session, *, by: Viewer, discussion_id: int, post_id: int, now: datetime) -> None:
    """They have read as far as this post, or as far as there are posts when there is none of that number yet.

    A place never moves back, and a post of another discussion moves nothing. Raises NotFound, Forbidden.
    """
    _, here = finding.discussion(session, by, discussion_id, now)
    if not policy.may_take_part(by, here):
        raise Forbidden("no-place", "A place is kept for those who take part.")
    post = session.get(Post, post_id)
    if post is None:
        newest = select(Post).where(Post.discussion_id == discussion_id).order_by(Post.at.desc(), Post.id.desc())
        post = session.scalar(newest.limit(1))
    if post is not None and post.discussion_id == discussion_id and post.id <= post_id:
        values = {"discussion": discussion_id, "member": by.id, "at": post.at, "post": post.id}
        session.execute(_MOVE, values)


# One statement, so that two devices that say so in the same instant neither fail nor move the place back.
_MOVE = text(
    "INSERT INTO read_places (discussion_id, member_id, at, post_id) VALUES (:discussion, :member, :at, :post)"
    " ON CONFLICT (discussion_id, member_id) DO UPDATE SET at = excluded.at, post_id = excluded.post_id"
    " WHERE (excluded.at, excluded.post_id) > (read_places.at, read_places.post_id)"
).bindparams(bindparam("at", type_=UtcDateTime()))
