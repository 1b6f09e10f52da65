"""What else a word is looked for as: anybody may see it; hosts and moderators say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.kit.refusal import Forbidden, Refusal
from journalclub.search import saying
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("meanings", __name__)
_BETWEEN = re.compile(r"[,;|=\n]")


@pages.get("/search/meanings")
def index() -> str:
    return _page()


@pages.post("/search/meanings")
def say() -> Any:
    """Say what a word is also looked for as; with nothing, that it is looked for only as it stands."""
    require_sign_in()
    try:
        with parts().database.transaction() as session:
            ways = _BETWEEN.split(request.form.get("ways", ""))
            saying.say(session, by=viewer(), term=request.form.get("term", ""), ways=ways, now=now())
    except Forbidden:
        raise
    except Refusal as refusal:
        read_anew()
        return _page(request.form, {"": refusal.sentence}), refusal.status
    flash(_("From the next search on."), "good")
    return redirect(url_for(".index"))


@pages.post("/search/meanings/<int:meaning_id>/removal")
def unsay(meaning_id: int) -> Response:
    require_sign_in()
    with parts().database.transaction() as session:
        saying.unsay(session, by=viewer(), meaning_id=meaning_id, now=now())
    flash(_("From the next search on."), "good")
    return redirect(url_for(".index"))


def _page(values: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> str:
    start = request.args.get("q", "").strip()[:60]
    taught = saying.taught(reading(), start, request.args.get("cursor"))
    return render_template(
        "search/meanings.html",
        said=saying.said(reading()),
        program=saying.program(),
        taught=taught.items,
        next=url_for(".index", q=start or None, cursor=taught.next) if taught.next else None,
        q=start,
        values=values or {},
        errors=errors or {},
        can=Can(say=saying.may_say(viewer())),
    )
