"""The pinned post of a discussion."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for

from journalclub.discussions import posts
from journalclub.discussions.actions import pinning
from journalclub.discussions.models import Discussion
from journalclub.discussions.posts import PostView
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.errors import wants_json
from journalclub.web.numbers import whole

pages = Blueprint("pinning", __name__)


@pages.post("/discussions/<int:discussion_id>/pin")
def pin(discussion_id: int) -> Any:
    """`post` is the number of the one to pin; empty: none."""
    post_id = request.form.get("post", type=whole)
    with parts().database.transaction() as session:
        pinning.pin(session, by=viewer(), discussion_id=discussion_id, post_id=post_id, now=now())
    return {"pinned": post_id} if wants_json() else redirect(url_for("discussions.show", discussion_id=discussion_id))


def pinned(row: Discussion) -> PostView | None:
    """What is pinned, if it can be seen."""
    if row.pinned_post is None:
        return None
    found = posts.by_id(reading(), [row.pinned_post]).get(row.pinned_post)
    return found if found and not (found.hidden or found.withdrawn) else None
