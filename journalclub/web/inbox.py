"""The hosts' inbox: what came in lately, to be opened, nominated or set aside, by buttons or by keys."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from journalclub.discussions import inbox, queries
from journalclub.discussions.agenda.policy import may_nominate
from journalclub.kit.paging import Page
from journalclub.literature.actions import setting_aside
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.errors import wants_json
from journalclub.web.session import require_sign_in

pages = Blueprint("inbox", __name__)


@pages.get("/library/inbox")
def index() -> str:
    require_sign_in()
    show, cursor = "aside" if request.args.get("show") == "aside" else "", request.args.get("cursor")
    page, people = _aside(cursor) if show else _waiting(cursor)
    here: dict[str, Any] = {"show": show or None}
    return render_template(
        "library/inbox.html",
        show=show,
        items=page.items,
        people=people,
        counts=inbox.counts(reading(), viewer(), now()),
        most=inbox.MOST,
        series=[(one.id, one.name) for one in queries.all_series(reading())] if may_nominate(viewer()) else [],
        cursor=cursor,
        next=url_for(".index", **here, cursor=page.next) if page.next else None,
        first=url_for(".index", **here) if cursor else None,
    )


def _waiting(cursor: str | None) -> tuple[Page[Any], dict[int, Any]]:
    return inbox.waiting(reading(), viewer(), now(), cursor=cursor), {}


def _aside(cursor: str | None) -> tuple[Page[Any], dict[int, Any]]:
    page = inbox.aside(reading(), viewer(), cursor=cursor)
    return page, queries.persons(reading(), {one.by for one in page.items if one.by})


@pages.post("/articles/<int:article_id>/setting-aside")
def set_aside(article_id: int) -> Any:
    """For the page without script a redirect to where one was; for the script no content."""
    require_sign_in()
    on = request.form.get("on") == "1"
    with parts().database.transaction() as session:
        setting_aside.set_aside(session, by=viewer(), article_id=article_id, on=on, now=now())
    if wants_json():
        return "", 204
    flash(_("Set aside. You find it under that name.") if on else _("It is in the inbox again."), "good")
    back: dict[str, Any] = {"show": None if on else "aside", "cursor": request.form.get("cursor") or None}
    return redirect(url_for(".index", **back))
