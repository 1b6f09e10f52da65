"""Questions to the authors of the paper: posts that were marked as such, and whether they have been answered.

“I ask this too” is the reaction `question`: on such a post it says just that, and so it is counted, streamed and taken
back like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from journalclub.discussions.models import DiscussionGuest
from journalclub.discussions.post_models import Post, Reaction, ReactionKind

OPEN, ANSWERED = "open", "answered"


@dataclass(frozen=True)
class AskedOfAuthor:
    """`voices`: how many ask it, the writer included."""

    post_id: int
    status: str
    voices: int


def statuses(session: Session, posts: Sequence[Post]) -> dict[int, str]:
    """OPEN or ANSWERED for those of the posts that are questions to the authors and can still be read.

    What a host or an author said holds; else it is answered once an author has replied.
    """
    settled = {
        post.id: post.for_author_settled for post in posts if post.for_author_at is not None and not post.is_gone
    }
    unsettled = [post for post, said in settled.items() if said is None]
    replied = _replied(session, unsettled) if unsettled else set()
    return {post: ANSWERED if said or post in replied else OPEN for post, said in settled.items()}


def tray(session: Session, discussion_id: int) -> list[AskedOfAuthor]:
    """What is asked of the authors here: what is open first, by how many ask it, then by age."""
    voices = func.count(Reaction.member_id)
    also = and_(
        Reaction.post_id == Post.id, Reaction.kind == ReactionKind.QUESTION, Reaction.member_id != Post.member_id
    )
    query = (
        select(Post, voices)
        .outerjoin(Reaction, also)
        .where(
            Post.discussion_id == discussion_id,
            Post.for_author_at.is_not(None),
            Post.hidden_at.is_(None),
            Post.withdrawn_at.is_(None),
        )
        .group_by(Post.id)
        .order_by(voices.desc(), Post.at, Post.id)
    )
    rows = session.execute(query).all()
    found = statuses(session, [post for post, _ in rows])
    listed = [AskedOfAuthor(post.id, found[post.id], count + 1) for post, count in rows]
    return sorted(listed, key=lambda one: one.status != OPEN)


def _replied(session: Session, ids: Sequence[int]) -> set[int]:
    """Those of these posts to which an author has replied, in words that can still be read."""
    reply = aliased(Post)
    query = select(reply.reply_to_id).join(
        DiscussionGuest,
        and_(DiscussionGuest.discussion_id == reply.discussion_id, DiscussionGuest.member_id == reply.member_id),
    )
    readable = (reply.hidden_at.is_(None), reply.withdrawn_at.is_(None))
    return {row for row in session.scalars(query.where(reply.reply_to_id.in_(ids), *readable)) if row is not None}
