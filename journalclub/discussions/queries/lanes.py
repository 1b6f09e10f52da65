"""Reading modes: parts of a conversation that one may read alone, as conditions on `Post`."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, or_, select, union
from sqlalchemy.orm import aliased

from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.discussions.reader_models import Mention
from journalclub.members.viewer import Viewer

LANES = ("question", "people", "mentions")
OWN = aliased(Post)


def lane(name: str, discussion: Discussion, viewer: Viewer) -> ColumnElement[bool] | None:
    """The question we are on, authors and hosts, or what speaks to the viewer; None for everything."""
    if name == "question":
        return Post.question == discussion.current_question
    if name == "people":
        tables = (DiscussionHost, DiscussionGuest)
        of = [select(table.member_id).where(table.discussion_id == discussion.id) for table in tables]
        return or_(*(Post.member_id.in_(people) for people in of))
    if name == "mentions":
        return speaks_to(viewer, OWN.discussion_id == discussion.id)
    return None


def speaks_to(viewer: Viewer, own: ColumnElement[bool]) -> ColumnElement[bool]:
    """Posts of others that mention the viewer, answer or quote a post of theirs, and are there to be read.

    `own` says which of their posts are looked at, by conditions on `OWN`.
    """
    theirs = select(OWN.id).where(OWN.member_id == viewer.id, own)
    spoken = union(
        select(Mention.post_id).where(Mention.member_id == viewer.id),
        *(select(Post.id).where(to.in_(theirs)) for to in (Post.reply_to_id, Post.quotes_id)),
    )
    return and_(Post.id.in_(spoken), Post.member_id != viewer.id, Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))
