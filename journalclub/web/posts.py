"""Posts: write, edit, withdraw, react, hide. Plain forms; a script that asks for JSON gets the post object."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from journalclub.discussions import policy, queries
from journalclub.discussions import posts as post_views
from journalclub.discussions.actions import finding, polling, posting, reacting
from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.posts import PostView
from journalclub.kit.refusal import Forbidden, Refusal, TooMany
from journalclub.moderation import actions as moderation
from journalclub.web import fragments, limits, live_page
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.errors import wants_json
from journalclub.web.numbers import whole
from journalclub.web.session import require_sign_in

pages = Blueprint("posts", __name__)


@pages.post("/discussions/<int:discussion_id>/posts")
def create(discussion_id: int) -> Any:
    require_sign_in()
    try:
        with parts().database.transaction() as session:
            limits.posting(session, viewer(), now())
            post, is_new = posting.add_post(
                session,
                by=viewer(),
                discussion_id=discussion_id,
                text=request.form.get("text", ""),
                quote=request.form.get("quote", ""),
                client_token=request.form.get("client_token", ""),
                question=request.form.get("question", type=whole),
                reply_to=request.form.get("reply_to", type=whole),
                for_author="for_author" in request.form,
                identifies_nobody="confirmed" in request.form,
                now=now(),
            )
            if is_new:
                _hang_poll_on(session, post)
            (view,) = post_views.views(session, [post])
    except Refusal as refusal:
        if wants_json() or refusal.status == 404:
            raise
        return _again(discussion_id, refusal), refusal.status
    if wants_json():
        return as_json(view), 201 if is_new else 200
    return redirect(url_for("discussions.show", discussion_id=discussion_id) + f"#post-{view.id}")


@pages.get("/posts/<int:post_id>")
def show(post_id: int) -> Response:
    """To the post in its place."""
    post, discussion, _here = finding.post(reading(), viewer(), post_id, now())
    before = queries.around(reading(), discussion.id, post.at, post.id)
    place = url_for("discussions.show", discussion_id=discussion.id, before=before)
    return redirect(f"{place}#post-{post_id}")


@pages.get("/posts/<int:post_id>/edit")
def edit(post_id: int) -> str:
    view, limit = _own(reading(), post_id)
    values = {"text": view.words}
    return render_template("posts/edit.html", post=view, limit=limit, values=values, errors={}, findings=[])


@pages.post("/posts/<int:post_id>/edit")
def change(post_id: int) -> Any:
    try:
        with parts().database.transaction() as session:
            post = posting.edit_post(
                session,
                by=viewer(),
                post_id=post_id,
                text=request.form.get("text", ""),
                identifies_nobody="confirmed" in request.form,
                now=now(),
            )
            (view,) = post_views.views(session, [post])
    except Refusal as refusal:
        if wants_json() or refusal.status in {403, 404}:
            raise
        view, limit = _own(reading(), post_id)
        text = request.form.get("text", "")
        errors = {} if isinstance(refusal, PatientDetails) else {"text": refusal.sentence}
        again = {"values": {"text": text}, "errors": errors, "findings": findings(refusal, text)}
        return render_template("posts/edit.html", post=view, limit=limit, **again), refusal.status
    return as_json(view) if wants_json() else _back(view)


@pages.post("/posts/<int:post_id>/withdrawal")
def withdraw(post_id: int) -> Any:
    with parts().database.transaction() as session:
        post = posting.withdraw_post(session, by=viewer(), post_id=post_id, now=now())
        (view,) = post_views.views(session, [post])
    return as_json(view) if wants_json() else _back(view)


@pages.post("/posts/<int:post_id>/reactions")
def react(post_id: int) -> Any:
    """Give a reaction, or take it back: without `on`, whichever it is not now."""
    require_sign_in()
    kind = request.form.get("kind", "")
    with parts().database.transaction() as session:
        limits.posting(session, viewer(), now())
        wanted = request.form.get("on")
        on = wanted == "1" if wanted else session.get(Reaction, (post_id, viewer().id, kind)) is None
        post = reacting.react(session, by=viewer(), post_id=post_id, kind=kind, on=on, now=now())
        (view,) = post_views.views(session, [post])
    return as_json(view) | {"mine": on} if wants_json() else _back(view)


@pages.post("/posts/<int:post_id>/hiding")
def hide(post_id: int) -> Any:
    with parts().database.transaction() as session:
        why = request.form.get("why", "")
        post = moderation.hide(session, by=viewer(), post_id=post_id, why=why, now=now())
        (view,) = post_views.views(session, [post])
    return as_json(view) if wants_json() else _back(view)


@pages.post("/posts/<int:post_id>/restoration")
def restore(post_id: int) -> Any:
    with parts().database.transaction() as session:
        post = moderation.restore(session, by=viewer(), post_id=post_id, now=now())
        (view,) = post_views.views(session, [post])
    return as_json(view) if wants_json() else _back(view)


def rendered(view: PostView) -> str:
    """The post as every page and stream shows it."""
    return str(fragments.post(view))


def as_json(view: PostView) -> dict[str, Any]:
    return view.as_json() | {"html": rendered(view)}


def _hang_poll_on(session: Session, post: Post) -> None:
    """Make the post a poll when choices were written, one a line."""
    choices = request.form.get("choices", "").splitlines()
    if any(choice.strip() for choice in choices):
        confirmed, multiple = "confirmed" in request.form, "multiple" in request.form
        polling.add_poll(
            session, by=viewer(), post=post, choices=choices, multiple=multiple, identifies_nobody=confirmed, now=now()
        )


def _back(view: PostView) -> Response:
    return redirect(url_for("discussions.show", discussion_id=view.discussion) + f"#post-{view.id}")


def _own(session: Session, post_id: int) -> tuple[PostView, int]:
    """One's own post, and how long its words may be."""
    post, discussion, _here = finding.post(session, viewer(), post_id, now())
    if not policy.may_edit_post(viewer(), post):
        raise Forbidden("not-your-post", _("Nobody edits another person's words."))
    return post_views.views(session, [post])[0], discussion.post_limit


def _again(discussion_id: int, refusal: Refusal) -> str:
    """The discussion with the writing box as it was sent, and what is wrong with it."""
    read_anew()
    return live_page.page(discussion_id, write=as_sent(refusal))


def as_sent(refusal: Refusal) -> dict[str, Any]:
    """What the writing box held, and what is wrong with it."""
    text = request.form.get("text", "")
    reply_to = request.form.get("reply_to", type=whole)
    return {
        "text": text,
        "quote": request.form.get("quote", ""),
        "question": request.form.get("question", type=whole),
        "reply_to": post_views.by_id(reading(), [reply_to]).get(reply_to) if reply_to else None,
        **{name: request.form.get(name, "") for name in ("for_author", "choices", "multiple")},
        "error": _reason(refusal),
        "findings": findings(refusal, text),
        "client_token": request.form.get("client_token", ""),
    }


def _reason(refusal: Refusal) -> str:
    if isinstance(refusal, TooMany):
        return f"{refusal.sentence} {_('You can post again in %(n)s s.', n=refusal.retry_after)}"
    return refusal.sentence


def findings(refusal: Refusal, text: str) -> list[dict[str, str]]:
    if not isinstance(refusal, PatientDetails):
        return []
    return [{"text": text[found.start : found.end], "why": found.sentence} for found in refusal.findings]
