"""Posts and reactions for programs."""

from __future__ import annotations

from typing import Any

from flask import Response

from journalclub.discussions import polls
from journalclub.discussions import posts as post_views
from journalclub.discussions.actions import finding, holding, polling, posting, reacting
from journalclub.discussions.poll_models import Poll
from journalclub.discussions.post_models import HeldPost, Post
from journalclub.kit.clock import rfc3339
from journalclub.kit.refusal import NotFound
from journalclub.web import limits
from journalclub.web.api import answer, body_as, caller, pages
from journalclub.web.api.shapes import NewPost, NewReaction, NewVote
from journalclub.web.context import now, parts, read_anew, reading


@pages.post("/discussions/<int:discussion_id>/posts")
def add_post(discussion_id: int) -> Response:
    new: NewPost = body_as(NewPost)
    given: dict[str, Any] = {
        "by": caller(),
        "discussion_id": discussion_id,
        "text": new.text,
        "client_token": new.client_token,
        "question": new.question,
        "reply_to": new.reply_to,
        "quotes": new.quotes,
        "for_author": new.for_author,
        "now": now(),
    }
    is_new = False
    with parts().database.transaction() as session:
        limits.posting(session, caller(), now())
        if new.hold:
            post = holding.hold(session, **given)
        else:
            post, is_new = posting.add_post(session, identifies_nobody=new.identifies_nobody, **given)
    if isinstance(post, HeldPost):
        return answer(_waiting(post), 202)
    return answer(_object(post), 201 if is_new else 200)


@pages.post("/posts/<int:post_id>/reactions")
def react(post_id: int) -> Response:
    new: NewReaction = body_as(NewReaction)
    with parts().database.transaction() as session:
        limits.posting(session, caller(), now())
        post = reacting.react(session, by=caller(), post_id=post_id, kind=new.kind, on=new.on, now=now())
    return answer(_object(post))


@pages.get("/posts/<int:post_id>/poll")
def poll(post_id: int) -> Response:
    post, _discussion, _here = finding.post(reading(), caller(), post_id, now())
    if post.kind != "poll" or post.is_gone:
        raise NotFound
    return answer(polls.ballot(reading(), reading().get_one(Poll, post_id), caller().id).as_json())


@pages.post("/posts/<int:post_id>/votes")
def vote(post_id: int) -> Response:
    new: NewVote = body_as(NewVote)
    with parts().database.transaction() as session:
        limits.posting(session, caller(), now())
        row = polling.vote(session, by=caller(), post_id=post_id, chosen=new.choices, now=now())
        ballot = polls.ballot(session, row, caller().id)
    return answer(ballot.as_json())


def _waiting(row: HeldPost) -> dict[str, Any]:
    return {"discussion": row.discussion_id, "client_token": row.client_token, "held_at": rfc3339(row.held_at)}


def _object(post: Post) -> dict[str, Any]:
    """Read after the commit: other writers do not wait for it."""
    read_anew()
    (view,) = post_views.views(reading(), [post])
    return view.as_json()
