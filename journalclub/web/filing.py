"""References from a reference manager's file, or pasted: shown first as what was understood, then filed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from journalclub.kit.refusal import Forbidden, Refusal
from journalclub.literature import listing, policy
from journalclub.literature.actions import filing
from journalclub.literature.sources import reference_files
from journalclub.web import limits
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("filing", __name__)
_LARGEST_FORM = reference_files.LARGEST + 64 * 1024


def attach(app: Flask) -> None:
    """Before anything else reads the form: these pages take files, which are larger than other forms may be."""

    @app.before_request
    def allow_a_file() -> None:
        if request.blueprint == pages.name:
            request.max_content_length = request.max_form_memory_size = _LARGEST_FORM


@pages.get("/articles/file")
def form() -> str:
    _may_file()
    return _page()


@pages.post("/articles/file")
def show() -> Any:
    """What was understood. Nothing is kept: the text comes back with the page, to be sent again."""
    _may_file()
    text = request.form.get("text", "")
    try:
        sent = request.files.get("file")
        if sent is not None and (content := sent.read()):
            text = reference_files.decoded(content)
        found = reference_files.read(text)
    except reference_files.NotReferences as refusal:
        return _page(text=text, errors={"text": refusal.sentence}), 422
    return _page(text=text, found=found, lines=filing.understood(reading(), found.entries))


@pages.post("/articles/filed")
def file() -> Any:
    _may_file()
    text = request.form.get("text", "")
    numbers = set(request.form.getlist("number", type=whole))
    try:
        found = reference_files.read(text)
        with parts().database.transaction() as session:
            limits.filing(session, viewer(), now())
            made = filing.file_references(session, by=viewer(), entries=found.entries, numbers=numbers, now=now())
    except reference_files.NotReferences as refusal:
        return _page(text=text, errors={"text": refusal.sentence}), 422
    except Refusal as refusal:
        return _page(text=text, errors={"text": refusal.sentence}), refusal.status
    if not made:
        flash(_("Nothing was filed: none of them was ticked, or all are here already."), "info")
        return redirect(url_for(".form"))
    words = ngettext("%(num)s reference was filed.", "%(num)s references were filed.", len(made))
    flash(f"{words} {_('PubMed is asked about each, one after another.')}", "good")
    return redirect(url_for(".mine"))


@pages.get("/articles/filed")
def mine() -> str:
    """What the viewer asked for by hand, and what became of it."""
    require_sign_in()
    if not policy.may_add(viewer()):
        raise Forbidden("not-yours", _("Only members can add articles."))
    found = listing.asked_by(reading(), viewer().id or 0, request.args.get("cursor"))
    after = url_for(".mine", cursor=found.next) if found.next else None
    return render_template(
        "articles/filed.html", articles=found.items, next=after, can=Can(file=policy.may_file(viewer()))
    )


def _may_file() -> None:
    require_sign_in()
    if not policy.may_file(viewer()):
        raise Forbidden("not-yours", _("Hosts and moderators file references; members add one article at a time."))


def _page(text: str = "", **shown: Any) -> str:
    return render_template(
        "articles/file.html",
        text=text,
        found=shown.get("found"),
        lines=shown.get("lines", []),
        errors=shown.get("errors", {}),
        most=reference_files.MOST,
    )
