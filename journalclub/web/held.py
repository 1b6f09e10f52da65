"""Posts that wait for a host: the writer's own, and the decision on them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from journalclub.discussions import policy, quoting
from journalclub.discussions import posts as post_views
from journalclub.discussions.actions import finding, holding
from journalclub.discussions.post_models import HeldPost
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.kit.tokens import mint
from journalclub.web import live_page, waiting
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.errors import wants_json

pages = Blueprint("held", __name__)


@pages.get("/discussions/<int:discussion_id>/held")
def mine(discussion_id: int) -> str:
    """What the viewer has sent to the hosts here."""
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    if not policy.may_take_part(viewer(), here):
        raise Forbidden("may-not-post", _("You can read this discussion, but not post in it."))
    return waiting.part(row.id)


@pages.post("/discussions/<int:discussion_id>/held/<int:held_id>/release")
def release(discussion_id: int, held_id: int) -> Any:
    return _decide(discussion_id, held_id, holding.release)


@pages.post("/discussions/<int:discussion_id>/held/<int:held_id>/refusal")
def refuse(discussion_id: int, held_id: int) -> Any:
    return _decide(discussion_id, held_id, holding.refuse, why=request.form.get("why", ""))


@pages.post("/discussions/<int:discussion_id>/held/<int:held_id>/return")
def take_back(discussion_id: int, held_id: int) -> Any:
    """Take one's own back: for good, or, with `reword`, into the writing box."""
    with parts().database.transaction() as session:
        row = holding.take_back(session, by=viewer(), held_id=held_id, now=now())
    read_anew()
    write = _to_write(row)
    if wants_json():
        names = {name: post.member.name for name in ("reply_to", "quotes") if (post := write[name])}
        ids = {"reply_to": row.reply_to_id, "quotes": row.quotes_id}
        return write | ids | {"names": names, "waiting": waiting.part(discussion_id)}
    if "reword" in request.form:
        return live_page.page(row.discussion_id, write=write)
    return redirect(url_for("discussions.show", discussion_id=row.discussion_id))


def _decide(discussion_id: int, held_id: int, act: Any, **given: str) -> Any:
    """Whoever comes second is told so, instead of finding nothing."""
    _row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    if not policy.may_release(viewer(), here):
        raise Forbidden("not-your-discussion", _("Only its hosts and moderators can do this."))
    try:
        with parts().database.transaction() as session:
            act(session, by=viewer(), held_id=held_id, now=now(), **given)
    except NotFound:
        flash(_("Somebody has decided on it already, or its writer took it back."), "good")
    if request.form.get("back") == "moderation":
        return redirect(url_for("moderation.index") + "#held")
    return redirect(url_for("discussions.show", discussion_id=discussion_id))


def _to_write(row: HeldPost) -> dict[str, Any]:
    """The writing box as it was."""
    passage, words = quoting.parts(row.text, row.quoted)
    posts = post_views.by_id(reading(), [one for one in (row.reply_to_id, row.quotes_id) if one])
    return {
        "text": words,
        "quote": passage,
        "question": row.question,
        "reply_to": posts.get(row.reply_to_id or 0),
        "quotes": posts.get(row.quotes_id or 0),
        "for_author": "1" if row.for_author_at else "",
        "error": "",
        "findings": [],
        "client_token": mint(),
    }
