"""Questions to the authors of the paper: mark a post as one, say that it is answered, and the tray they lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, request, url_for

from journalclub.discussions import author_questions
from journalclub.discussions import posts as post_views
from journalclub.discussions.actions import asking_authors
from journalclub.discussions.author_questions import OPEN
from journalclub.discussions.post_models import Post
from journalclub.discussions.posts import PostView
from journalclub.web import posts
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.errors import wants_json

pages = Blueprint("asking_authors", __name__)
SHOWN = 40  # of the open ones, and of the answered ones; the others stand in the conversation


@dataclass(frozen=True)
class Asked:
    """A question in the tray; `voices`: how many ask it."""

    post: PostView
    voices: int


@dataclass(frozen=True)
class Tray:
    """What `discussions/_asked.html` needs; `open_count` counts those too that are not listed."""

    open: list[Asked]
    answered: list[Asked]
    open_count: int


@pages.post("/posts/<int:post_id>/for-author")
def mark(post_id: int) -> Any:
    """`on=1`: it is a question to the authors; without, whichever it is not now."""
    with parts().database.transaction() as session:
        on = "1" if (row := session.get(Post, post_id)) is not None and row.for_author_at is None else ""
        wanted = request.form.get("on", on) == "1"
        asking_authors.mark(session, by=viewer(), post_id=post_id, on=wanted, now=now())
        view = post_views.by_id(session, [post_id])[post_id]
    return posts.as_json(view) if wants_json() else redirect(url_for("posts.show", post_id=post_id))


@pages.post("/posts/<int:post_id>/answered")
def settle(post_id: int) -> Any:
    """`on=1`: it is answered."""
    with parts().database.transaction() as session:
        answered = request.form.get("on") == "1"
        asking_authors.settle(session, by=viewer(), post_id=post_id, answered=answered, now=now())
        view = post_views.by_id(session, [post_id])[post_id]
    return posts.as_json(view) if wants_json() else redirect(url_for("posts.show", post_id=post_id))


def tray(discussion_id: int) -> Tray:
    listed = author_questions.tray(reading(), discussion_id)
    waiting = [one for one in listed if one.status == OPEN]
    answered = [one for one in listed if one.status != OPEN][:SHOWN]
    views = post_views.by_id(reading(), [one.post_id for one in (*waiting[:SHOWN], *answered)])
    return Tray(
        [Asked(views[one.post_id], one.voices) for one in waiting[:SHOWN]],
        [Asked(views[one.post_id], one.voices) for one in answered],
        len(waiting),
    )
