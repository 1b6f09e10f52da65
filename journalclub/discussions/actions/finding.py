"""Fetch through the viewer's rights, so that a forgotten check is a 404."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.members.viewer import Viewer


def discussion(session: Session, viewer: Viewer, discussion_id: int, now: datetime) -> tuple[Discussion, Standing]:
    """The discussion, if this viewer may read it, and what the viewer is in it. Raises NotFound."""
    found = session.scalar(select(Discussion).where(Discussion.id == discussion_id, policy.visible(viewer, now)))
    if found is None:
        raise NotFound
    return found, policy.standing(session, viewer, found, now, seen=True)


def post(session: Session, viewer: Viewer, post_id: int, now: datetime) -> tuple[Post, Discussion, Standing]:
    """The post, if this viewer may read its discussion. Raises NotFound."""
    found = session.get(Post, post_id)
    if found is None:
        raise NotFound
    where, here = discussion(session, viewer, found.discussion_id, now)
    return found, where, here


def editable(session: Session, viewer: Viewer, discussion_id: int, now: datetime) -> Discussion:
    """The discussion, if this viewer may change it. Raises NotFound, Forbidden."""
    found, here = discussion(session, viewer, discussion_id, now)
    if found.kind == "thread":
        raise NotFound("A thread has nothing to plan or to change.")
    if not policy.may_edit(viewer, here):
        raise Forbidden("not-your-discussion", "Only the hosts of this discussion and moderators can change it.")
    return found


def held(session: Session, viewer: Viewer, discussion_id: int, now: datetime) -> Discussion:
    """As `editable`, and held against others who do the same in this moment. Raises NotFound, Forbidden."""
    found = editable(session, viewer, discussion_id, now)
    session.refresh(found, with_for_update={"key_share": True, "of": Discussion})  # posts go on: they only refer to it
    return found
