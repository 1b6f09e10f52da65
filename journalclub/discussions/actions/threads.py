"""Say something about an article: a post in its thread, which is made by the first one."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions import policy, queries
from journalclub.discussions.actions.posting import add_post
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import State
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer

MOMENT = timedelta(seconds=1)  # a thread has no hour; its times are in order, as every reader of an export expects


def say(
    session: Session,
    *,
    by: Viewer,
    article_id: int,
    text: str,
    client_token: str,
    now: datetime,
    quote: str = "",
    reply_to: int | None = None,
    identifies_nobody: bool = False,
) -> tuple[Post, bool]:
    """Post in the article's thread; the flag tells whether it is new. Raises as `add_post` does."""
    return add_post(
        session,
        by=by,
        discussion_id=thread(session, by=by, article_id=article_id, now=now),
        text=text,
        quote=quote,
        client_token=client_token,
        reply_to=reply_to,
        identifies_nobody=identifies_nobody,
        now=now,
    )


def thread(session: Session, *, by: Viewer, article_id: int, now: datetime) -> int:
    """The article's thread, for whoever is about to say something in it. Raises NotFound, Forbidden."""
    if not policy.may_use_threads(by):
        raise Forbidden("may-not-post", "Members talk about articles here.")
    return _thread(session, by, article_id, now).id


def _thread(session: Session, by: Viewer, article_id: int, now: datetime) -> Discussion:
    """The thread of the article that stands; made now when it has none. The article is held, so that two first
    posts make one thread. Raises NotFound."""
    article = session.get(Article, article_id)
    if article is None:
        raise NotFound
    article = session.get_one(Article, article.merged_into or article.id, with_for_update=True)
    if found := queries.threads_of(session, by, article.id, now):
        return found[0]
    thread = Discussion(
        kind="thread",
        article_id=article.id,
        title=queries.short(article.title),
        opens=now,
        starts=now,
        ends=now + MOMENT,
        closes=now + MOMENT,
        announced_at=now,
        said_state=State.OPEN,
        made_at=now,
        extra={},
    )
    session.add(thread)
    session.flush()
    log.record(session, Kind.DISCUSSION_ADDED, actor=by.id, now=now, discussion=thread.id)
    return thread
