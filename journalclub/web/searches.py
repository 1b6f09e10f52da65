"""The searches that a member keeps, and the private Atom address (RFC 4287) of each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.search import saving, service
from journalclub.search.engine import Order
from journalclub.web import atom
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.entry import secretly
from journalclub.web.links import absolute
from journalclub.web.pace import Pace
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("searches", __name__)
ENTRIES = 50
READERS = Pace(burst=20, per_second=0.1)


@pages.get("/searches")
def index() -> str:
    require_sign_in()
    return _page()


@pages.post("/searches")
def save() -> AnyResponse:
    require_sign_in()
    try:
        with parts().database.transaction() as session:
            row = saving.save(session, by=viewer(), query=request.form.get("q", ""), now=now())
            kept = row.id
    except Forbidden:
        raise
    except Refusal as refusal:
        read_anew()
        return make_response(_page(error=refusal.sentence), refusal.status)
    flash(_("Kept. You can give it a name, and an address for a feed reader."), "good")
    return redirect(f"{url_for('.index')}#search-{kept}")


@pages.post("/searches/<int:search_id>")
def rename(search_id: int) -> AnyResponse:
    require_sign_in()
    try:
        with parts().database.transaction() as session:
            name = request.form.get("name", "")
            saving.rename(session, by=viewer(), search_id=search_id, name=name, now=now())
    except NotFound:
        raise
    except Refusal as refusal:
        read_anew()
        return make_response(_page(error=refusal.sentence), refusal.status)
    return redirect(f"{url_for('.index')}#search-{search_id}")


@pages.post("/searches/<int:search_id>/address")
def give_address(search_id: int) -> Response:
    """Make an address and show it in this answer, which no browser keeps, and never again."""
    require_sign_in()
    with parts().database.transaction() as session:
        token = saving.give_address(session, by=viewer(), search_id=search_id, now=now())
    read_anew()
    shown = absolute(url_for(".feed", token=token))
    return secretly(_page(fresh={"id": search_id, "address": shown}))


@pages.post("/searches/<int:search_id>/address/revocation")
def take_address(search_id: int) -> AnyResponse:
    require_sign_in()
    with parts().database.transaction() as session:
        saving.take_address(session, by=viewer(), search_id=search_id, now=now())
    flash(_("The address no longer works."), "good")
    return redirect(f"{url_for('.index')}#search-{search_id}")


@pages.post("/searches/<int:search_id>/removal")
def forget(search_id: int) -> AnyResponse:
    require_sign_in()
    with parts().database.transaction() as session:
        saving.forget(session, by=viewer(), search_id=search_id, now=now())
    flash(_("Removed, and its address with it."), "good")
    return redirect(url_for(".index"))


@pages.get("/feeds/<token>")
def feed(token: str) -> AnyResponse:
    """What the search finds now with the rights that its member has now: titles and links, never a word of a post."""
    row, member = saving.addressed(reading(), token)
    READERS.take(row.id)
    found = service.search(
        parts().database,
        parts().engine,
        member,
        row.query,
        limit=ENTRIES,
        order=Order.NEWEST,
        with_facets=False,
        now=now(),
    )
    address = absolute(url_for(".feed", token=token))
    answer = secretly(Response(atom.feed(row, found.hits, address=address), content_type=atom.TYPE))
    answer.headers["Cache-Control"] = "no-cache, private"
    answer.add_etag()
    return answer.make_conditional(request)


def _page(**more: Any) -> str:
    kept = saving.saved(reading(), viewer())
    return render_template("searches/index.html", kept=kept, can=Can(save=saving.may_save(viewer())), **more)
