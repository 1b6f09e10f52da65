"""An article's thread as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from journalclub.changes import log
from journalclub.discussions import policy, queries
from journalclub.discussions.models import Discussion
from journalclub.discussions.posts import PostView
from journalclub.discussions.queries import HeldView
from journalclub.kit.tokens import mint
from journalclub.literature.views import ArticleView
from journalclub.web import waiting
from journalclub.web.context import now, reading, viewer
from journalclub.web.links import stream_address
from journalclub.web.numbers import whole
from journalclub.web.pages import Can

LATEST = 20  # posts on the article's page; the earlier ones are on the thread's own
LOOK_EVERY = 30  # seconds, while there is no thread yet whose stream one could follow


@dataclass(frozen=True)
class ThreadView:
    """What `articles/_thread.html` needs. `id` is None until somebody has said something."""

    id: int | None
    posts: list[PostView]
    earlier: str | None
    others: list[tuple[str, int]]  # address and number of posts of conversations under merged records
    live: dict[str, Any]
    write: dict[str, Any]
    my_reactions: dict[int, list[str]]
    can: Can
    waiting: list[HeldView]


def thread(article: ArticleView, write: dict[str, Any] | None = None) -> ThreadView | None:
    """The talk about an article, for whoever may read it; `write` brings a refused post back as it was sent."""
    if not policy.may_use_threads(viewer()):
        return None
    rows = queries.threads_of(reading(), viewer(), article.id, now())
    main = rows[0] if rows else None
    posts: list[PostView] = []
    live: dict[str, Any] = {"poll": LOOK_EVERY}
    earlier, reactions = None, {}
    if main is not None:
        head = log.head(reading())
        talk = queries.conversation(reading(), main.id, limit=LATEST)
        posts = list(talk.items)
        if talk.next:
            earlier = url_for("discussions.show", discussion_id=main.id, before=talk.next)
        live = {"stream": stream_address(main.id, viewer(), since=head), "head": head, "poll": 8}
        reactions = my_reactions(main.id)
    return ThreadView(
        id=main.id if main else None,
        posts=posts,
        earlier=earlier,
        others=_others(rows[1:]),
        live=live,
        write=write or _empty(article, posts),
        my_reactions=reactions,
        can=_can(main),
        waiting=waiting.of_viewer(main.id) if main else [],
    )


def my_reactions(discussion_id: int) -> dict[int, list[str]]:
    """The viewer's own reactions in a discussion or thread, by post."""
    found: dict[int, list[str]] = {}
    for post, kind in queries.reactions_of(reading(), viewer().id, discussion_id):
        found.setdefault(post, []).append(kind)
    return found


def _empty(article: ArticleView, posts: list[PostView]) -> dict[str, Any]:
    by_id = {post.id: post for post in posts}
    return {
        "action": url_for("threads.say", article_id=article.id),
        "text": "",
        "quote": "",
        **{name: by_id.get(request.args.get(name, 0, whole)) for name in ("reply_to", "quotes")},
        "error": "",
        "findings": [],
        "client_token": mint(),
    }


def _others(rows: Sequence[Discussion]) -> list[tuple[str, int]]:
    counts = {row.id: 0 for row in rows}
    for (thread, _question), count in queries.post_counts(reading(), list(counts)):
        counts[thread] += count
    return [(url_for("discussions.show", discussion_id=row), count) for row, count in counts.items()]


def _can(row: Discussion | None) -> Can:
    if row is None:
        return Can(post=True)
    here = policy.standing(reading(), viewer(), row, now(), seen=True)
    hide = policy.may_hide(viewer(), here)
    return Can(
        post=policy.may_post(viewer(), here), hide=hide, restore=hide, release=policy.may_release(viewer(), here)
    )
