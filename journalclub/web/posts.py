"""Posts: write, edit, withdraw, react, hide. Plain forms; a script that asks for JSON gets the post object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from journalclub.discussions import policy, queries, wordings
from journalclub.discussions import posts as post_views
from journalclub.discussions.actions import finding, holding, polling, posting, reacting
from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.post_models import HeldPost, Reaction
from journalclub.discussions.posts import PostView
from journalclub.kit.refusal import Forbidden, Refusal, TooMany
from journalclub.moderation import actions as moderation
from journalclub.web import fragments, limits, live_page, waiting
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
            said = say(session, discussion_id)
    except Refusal as refusal:
        if wants_json() or refusal.status == 404:
            raise
        return _again(discussion_id, refusal), refusal.status
    return said.answer(url_for("discussions.show", discussion_id=discussion_id))


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


@pages.get("/posts/<int:post_id>/wordings")
def earlier_wordings(post_id: int) -> str:
    """How it read before it was edited."""
    post, _discussion, here = finding.post(reading(), viewer(), post_id, now())
    if not policy.may_see_wordings(viewer(), here, post):
        raise Forbidden("not-your-post", _("Its writer, the hosts and moderators see how it read before."))
    (view,) = post_views.views(reading(), [post])
    return render_template("posts/wordings.html", post=view, wordings=wordings.of(reading(), post))


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


@dataclass(frozen=True)
class Told:
    """What became of the words: a post, or, in discussion `waits_in`, one that waits for a host."""

    view: PostView | None
    status: int
    waits_in: int = 0

    def answer(self, page: str) -> Any:
        """To their place on this page; a script gets the post object, or what it shows of those that wait."""
        if self.view is not None:
            return (as_json(self.view), self.status) if wants_json() else redirect(f"{page}#post-{self.view.id}")
        if wants_json():
            read_anew()
            return {"waiting": waiting.part(self.waits_in)}, self.status
        flash(_("It waits for a host. Only you, the hosts and moderators see it."), "good")
        return redirect(f"{page}#waiting")


def say(session: Session, discussion_id: int) -> Told:
    """Post what the writing box sent, or, when its writer wants that, let it wait. Raises Refusal."""
    form = request.form
    given: dict[str, Any] = {
        "by": viewer(),
        "discussion_id": discussion_id,
        "text": form.get("text", ""),
        "quote": form.get("quote", ""),
        "client_token": form.get("client_token", ""),
        "for_author": "for_author" in form,
        "now": now(),
        **{name: form.get(name, type=whole) for name in ("question", "reply_to", "quotes")},
    }
    choices = [choice for choice in form.get("choices", "").splitlines() if choice.strip()]
    if "hold" in form and choices:
        raise Refusal("no-held-poll", _("A poll cannot wait for another host. Please word it otherwise."))
    if "hold" in form:
        post, status = holding.hold(session, **given), 200
    else:
        post, is_new = posting.add_post(session, identifies_nobody="confirmed" in form, **given)
        status = 201 if is_new else 200
        if is_new and choices:
            confirmed, multiple = "confirmed" in form, "multiple" in form
            given = {"by": viewer(), "post": post, "choices": choices, "now": now()}
            polling.add_poll(session, multiple=multiple, identifies_nobody=confirmed, **given)
    if isinstance(post, HeldPost):
        return Told(None, 202, discussion_id)
    return Told(post_views.views(session, [post])[0], status)


def rendered(view: PostView) -> str:
    """The post as every page and stream shows it."""
    return str(fragments.post(view))


def as_json(view: PostView) -> dict[str, Any]:
    return view.as_json(rendered(view))


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
    named = {name: request.form.get(name, type=whole) for name in ("reply_to", "quotes")}
    posts = post_views.by_id(reading(), [post for post in named.values() if post])
    return {
        "text": text,
        "quote": request.form.get("quote", ""),
        "question": request.form.get("question", type=whole),
        **{name: posts.get(post or 0) for name, post in named.items()},
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
