"""Further reading: attach an article to a discussion, take it off."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from journalclub.discussions.actions import reading as acts
from journalclub.kit.refusal import Refusal
from journalclub.literature import views as literature
from journalclub.literature.actions import requesting
from journalclub.web import limits, live_page
from journalclub.web.context import now, parts, read_anew, viewer
from journalclub.web.numbers import whole
from journalclub.web.session import require_sign_in

pages = Blueprint("readings", __name__)


@pages.post("/discussions/<int:discussion_id>/readings")
def attach(discussion_id: int) -> Any:
    """Attach an article of the library, or one named by PMID or DOI that the worker then looks up."""
    require_sign_in()
    given = request.form.get("identifier", "").strip()
    try:
        with parts().database.transaction() as session:
            limits.posting(session, viewer(), now())
            article_id = request.form.get("article_id", type=whole) or literature.find(session, given)
            if article_id is None:
                article_id = requesting.request_article(session, by=viewer(), identifier=given, now=now()).id
            why = request.form.get("why", "")
            acts.attach(session, by=viewer(), discussion_id=discussion_id, article_id=article_id, why=why, now=now())
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        read_anew()
        field = "why" if refusal.code == "long-why" else "identifier"
        page = live_page.page(discussion_id, values=request.form, errors={field: refusal.sentence})
        return page, refusal.status
    flash(_("Attached."), "good")
    return redirect(url_for("discussions.show", discussion_id=discussion_id))


@pages.post("/readings/<int:reading_id>/removal")
def detach(reading_id: int) -> Any:
    with parts().database.transaction() as session:
        discussion_id = acts.detach(session, by=viewer(), reading_id=reading_id, now=now())
    return redirect(url_for("discussions.show", discussion_id=discussion_id))
