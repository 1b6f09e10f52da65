"""“What will you do differently?” One's own answer, for oneself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.discussions.closing import queries, reflecting
from journalclub.discussions.closing.reflecting import Outcome, Said
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.kit.text import clean
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.posts import findings
from journalclub.web.session import require_sign_in

pages = Blueprint("reflections", __name__)


@pages.get("/discussions/<int:discussion_id>/reflection")
def show(discussion_id: int) -> str:
    return _page(discussion_id)


@pages.post("/discussions/<int:discussion_id>/reflection")
def save(discussion_id: int) -> Any:
    require_sign_in()
    try:
        with parts().database.transaction() as session:
            sure = "confirmed" in request.form
            reflecting.reflect(
                session, by=viewer(), discussion_id=discussion_id, said=_said(), now=now(), identifies_nobody=sure
            )
    except Refusal as refusal:
        if isinstance(refusal, NotFound | Forbidden):
            raise
        found = findings(
            refusal, "\n".join(clean(request.form.get(name, "")) for name in ("differently", "still_open"))
        )
        sent = {"values": request.form, "findings": found, "errors": {} if found else {"": refusal.sentence}}
        return _page(discussion_id, **sent), refusal.status
    flash(_("Kept. Only you can read it, unless you have said otherwise."), "good")
    return redirect(url_for("discussions.show", discussion_id=discussion_id) + "#after")


@pages.post("/discussions/<int:discussion_id>/reflection/removal")
def remove(discussion_id: int) -> Response:
    require_sign_in()
    with parts().database.transaction() as session:
        reflecting.forget(session, by=viewer(), discussion_id=discussion_id, now=now())
    flash(_("Your reflection is gone."), "good")
    return redirect(url_for("discussions.show", discussion_id=discussion_id) + "#after")


def _said() -> Said:
    outcome = request.form.get("outcome", "")
    return Said(
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        differently=request.form.get("differently", ""),
        still_open=request.form.get("still_open", ""),
        quotable="quotable" in request.form,
    )


def _page(discussion_id: int, **sent: Any) -> str:
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    if not policy.may_take_part(viewer(), here) or row.kind != "edition":
        require_sign_in()
        raise Forbidden("may-not-reflect", _("This is for those who can take part in the discussion."))
    own = queries.reflection(reading(), discussion_id, viewer().id)
    return render_template(
        "discussions/reflection.html",
        discussion=row,
        own=own,
        values=sent.get("values") or own or {},
        errors=sent.get("errors", {}),
        findings=sent.get("findings", []),
    )
