"""Articles' standing conversations: whose they are, and what was said lately."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import PostView, by_id
from journalclub.literature import views as literature
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer

_STANDING: ColumnElement[int] = func.coalesce(Article.merged_into, Article.id)
_READABLE = (Post.hidden_at.is_(None), Post.withdrawn_at.is_(None))


def threads_of(session: Session, viewer: Viewer, article_id: int, now: datetime) -> Sequence[Discussion]:
    """The thread of a standing article; after it those of records that were merged into it, which stay as they are.

    An article without a thread of its own goes on with the oldest of theirs.
    """
    query = select(Discussion).where(
        Discussion.kind == "thread",
        Discussion.article_id.in_(literature.with_aliases(session, article_id)),
        policy.visible(viewer, now),
    )
    return session.scalars(query.order_by(Discussion.article_id != article_id, Discussion.id)).all()


@dataclass(frozen=True)
class Talk:
    """What is said about an article in its thread: how much, by how many, and the latest that can be read."""

    posts: int
    people: int
    latest: PostView


def talk_of(
    session: Session,
    viewer: Viewer,
    article_ids: Iterable[int],
    now: datetime,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> dict[int, Talk]:
    """The talk about these standing articles, perhaps of some time only. Those without any are left out."""
    query = (
        select(_STANDING, func.count(), func.count(Post.member_id.distinct()), func.max(Post.id))
        .select_from(Discussion)
        .join(Article, Article.id == Discussion.article_id)
        .join(Post, Post.discussion_id == Discussion.id)
        .where(Discussion.kind == "thread", policy.visible(viewer, now), _STANDING.in_(set(article_ids)), *_READABLE)
        .group_by(_STANDING)
    )
    if since:
        query = query.where(Post.at >= since)
    if until:
        query = query.where(Post.at < until)
    rows = session.execute(query).all()
    latest = by_id(session, [post for *_, post in rows])
    return {article: Talk(posts, people, latest[post]) for article, posts, people, post in rows}


@dataclass(frozen=True)
class TalkedAbout:
    """An article that was talked about: so many posts in its thread, so many in discussions of it."""

    article_id: int
    in_thread: int
    in_discussions: int


def talked_about(
    session: Session, viewer: Viewer, now: datetime, *, since: datetime, until: datetime, limit: int
) -> list[TalkedAbout]:
    """The articles that people whom the viewer may read wrote about in this time, the most talked about first."""
    many, in_thread = func.count(), func.count().filter(Discussion.kind == "thread")
    query = (
        select(_STANDING, in_thread, many - in_thread)
        .select_from(Discussion)
        .join(Article, Article.id == Discussion.article_id)
        .join(Post, Post.discussion_id == Discussion.id)
        .where(policy.visible(viewer, now), Post.at >= since, Post.at < until, *_READABLE)
        .group_by(_STANDING)
        .order_by(many.desc(), _STANDING.desc())
        .limit(limit)
    )
    return [TalkedAbout(*row) for row in session.execute(query)]
