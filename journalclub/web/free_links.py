"""Where an article is free to read: hosts enter the link that a journal opens around a discussion."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from journalclub.kit.refusal import NotFound, Refusal
from journalclub.literature import views as literature
from journalclub.literature.actions import freeing
from journalclub.literature.listing import day_of
from journalclub.web import articles
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.pages import today
from journalclub.web.session import require_sign_in

pages = Blueprint("free_links", __name__)


@pages.post("/articles/<int:article_id>/free-links")
def add(article_id: int) -> Any:
    require_sign_in()
    try:
        with parts().database.transaction() as session:
            freeing.add_free_link(
                session,
                by=viewer(),
                article_id=article_id,
                url=request.form.get("url", ""),
                first=_day("first"),
                last=_day("last"),
                today=today(),
                now=now(),
            )
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        read_anew()
        article = literature.article(reading(), article_id)
        if article is None:
            raise NotFound from refusal
        field = "last" if refusal.code == "bad-window" else "first" if refusal.code == "bad-day" else "url"
        return articles.page(article, values=request.form, errors={field: refusal.sentence}), refusal.status
    flash(_("Saved. Members see the link from its first day to its last."), "good")
    return redirect(url_for("articles.show", article_id=article_id))


@pages.post("/free-links/<int:link_id>/removal")
def remove(link_id: int) -> Any:
    require_sign_in()
    with parts().database.transaction() as session:
        article_id = freeing.remove_free_link(session, by=viewer(), link_id=link_id, now=now())
    flash(_("Taken off."), "good")
    return redirect(url_for("articles.show", article_id=article_id))


def _day(name: str) -> date | None:
    written = request.form.get(name, "").strip()
    found = day_of(written)
    if written and found is None:
        raise Refusal("bad-day", _("Write the day as in 2026-05-24."))
    return found
