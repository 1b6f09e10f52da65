"""How a post read before it was edited. The writer, the hosts of the discussion and moderators may look.

Never in search, exports or the API, and gone for good once a post is hidden, withdrawn or might identify a patient.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from journalclub.discussions.post_models import Post, PostWording


def keep(session: Session, post: Post, now: datetime) -> None:
    """Remember how it reads, before other words take their place."""
    session.add(PostWording(post_id=post.id, text=post.text, until=now))


def destroy(session: Session, post_id: int) -> None:
    """Forget how it read before, for everybody."""
    session.execute(delete(PostWording).where(PostWording.post_id == post_id))


def of(session: Session, post: Post) -> Sequence[PostWording]:
    """The earlier wordings, the first one first; none of a post that is gone."""
    if post.is_gone:
        return []
    query = select(PostWording).where(PostWording.post_id == post.id).order_by(PostWording.until, PostWording.id)
    return session.scalars(query).all()
