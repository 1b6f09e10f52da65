"""Reading modes: parts of a conversation that one may read alone, as conditions on `Post`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased

from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.discussions.reader_models import Mention
from journalclub.members.viewer import Viewer

LANES = ("question", "people", "mentions")


def lane(name: str, discussion: Discussion, viewer: Viewer) -> ColumnElement[bool] | None:
    """The question we are on, authors and hosts, or what speaks to the viewer; None for everything."""
    if name == "question":
        return Post.question == discussion.current_question
    if name == "people":
        tables = (DiscussionHost, DiscussionGuest)
        of = [select(table.member_id).where(table.discussion_id == discussion.id) for table in tables]
        return or_(*(Post.member_id.in_(people) for people in of))
    if name == "mentions":
        return speaks_to(viewer)
    return None


def speaks_to(viewer: Viewer) -> ColumnElement[bool]:
    """Posts of others that mention the viewer or answer a post of theirs, and are there to be read."""
    answered = aliased(Post)
    mentioned = select(Mention.post_id).where(Mention.member_id == viewer.id)
    own = select(answered.id).where(answered.member_id == viewer.id)
    return and_(
        or_(Post.id.in_(mentioned), Post.reply_to_id.in_(own)),
        Post.member_id != viewer.id,
        Post.hidden_at.is_(None),
        Post.withdrawn_at.is_(None),
    )
