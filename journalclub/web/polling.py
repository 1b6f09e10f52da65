"""Quick polls: vote, close, and a poll by itself for whoever has no script."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, get_template_attribute, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from journalclub.discussions import policy, polls
from journalclub.discussions import posts as post_views
from journalclub.discussions.actions import finding, polling
from journalclub.discussions.poll_models import Poll
from journalclub.discussions.polls import Ballot
from journalclub.kit.refusal import NotFound
from journalclub.web import limits, posts
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.errors import wants_json
from journalclub.web.numbers import whole
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("polling", __name__)


@pages.get("/posts/<int:post_id>/poll")
def show(post_id: int) -> Any:
    """The poll for this viewer: with its results when they have voted or it is closed."""
    post, _discussion, here = finding.post(reading(), viewer(), post_id, now())
    if post.kind != "poll" or post.is_gone:
        raise NotFound
    ballot = polls.ballot(reading(), reading().get_one(Poll, post_id), viewer().id)
    if wants_json():
        return ballot.as_json() | {"html": voted(ballot) if ballot.mine else ""}
    (view,) = post_views.views(reading(), [post])
    may = Can(post=policy.may_post(viewer(), here))
    return render_template("posts/poll.html", post=view, ballot=ballot, can=may)


@pages.post("/posts/<int:post_id>/votes")
def vote(post_id: int) -> Any:
    require_sign_in()
    chosen = request.form.getlist(f"choice-{post_id}", type=whole)
    with parts().database.transaction() as session:
        limits.posting(session, viewer(), now())
        poll = polling.vote(session, by=viewer(), post_id=post_id, chosen=chosen, now=now())
        ballot = polls.ballot(session, poll, viewer().id)
        view = post_views.by_id(session, [post_id])[post_id]
    if wants_json():
        return posts.as_json(view) | {"ballot": voted(ballot)}
    return redirect(url_for(".show", post_id=post_id))


@pages.post("/posts/<int:post_id>/poll-closing")
def close(post_id: int) -> Any:
    with parts().database.transaction() as session:
        polling.close(session, by=viewer(), post_id=post_id, now=now())
        view = post_views.by_id(session, [post_id])[post_id]
    return posts.as_json(view) if wants_json() else _back(post_id)


def mine(discussion_id: int) -> dict[int, str]:
    """By post, the open polls in which the viewer has voted, as they see them."""
    return {one.post_id: voted(one) for one in polls.ballots(reading(), viewer().id, discussion_id)}


def voted(ballot: Ballot) -> str:
    """What stands in the place of the choices for whoever has voted."""
    return str(get_template_attribute("macros/polls.html", "voted")(ballot))


def _back(post_id: int) -> Response:
    return redirect(url_for("posts.show", post_id=post_id))
