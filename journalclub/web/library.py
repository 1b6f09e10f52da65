"""The library: every article, newest first, narrowed by what stands in the address."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from journalclub.discussions import library as shelves
from journalclub.discussions import queries
from journalclub.discussions.policy import may_use_threads
from journalclub.literature import policy
from journalclub.literature.browsing import Choice, Shelf
from journalclub.literature.citation import FORMATS
from journalclub.literature.facets import FACETS
from journalclub.web import choosing
from journalclub.web.context import now, reading, viewer
from journalclub.web.pages import Can

pages = Blueprint("library", __name__)
MOST_IN_A_FILE = 1000  # of a list: enough for a tag, and no way to carry a whole library off
TITLES = {
    "year": lazy_gettext("Year"),
    "source": lazy_gettext("Source"),
    "journal": lazy_gettext("Journal"),
    "tag": lazy_gettext("Tag"),
    "type": lazy_gettext("Type of publication"),
    "topic": lazy_gettext("Topic (MeSH)"),
}


@pages.get("/library")
def index() -> Any:
    if words := request.args.get("q", "").strip():
        return redirect(url_for("search.index", q=words))
    return page()


def page(**form: Any) -> str:
    """The list; `values` and `errors` bring a refused request for an article back."""
    choice = choosing.asked_for()
    cursor = request.args.get("cursor")
    shelf = shelves.browse(reading(), viewer(), choice, now(), cursor=cursor)
    standing = shelves.standing_of(reading(), viewer(), [article.id for article in shelf.page.items], now())
    talk = queries.talk_of(reading(), viewer(), [article.id for article in shelf.page.items], now())
    return render_template(
        "library/index.html",
        items=[
            {"article": article, "standing": standing[article.id], "talk": talk.get(article.id)}
            for article in shelf.page.items
        ],
        total=shelf.total,
        next=choosing.url(choice, cursor=shelf.page.next) if shelf.page.next else None,
        first=choosing.url(choice) if cursor else None,
        chosen=_chosen(choice),
        since=choice.since,
        until=choice.until,
        kept=choosing.address(choice, without=("since", "until")),
        marks=_marks(choice, shelf),
        facets=[_facet(choice, shelf, facet.name) for facet in FACETS],
        citing={"formats": FORMATS, "most": MOST_IN_A_FILE, "kept": choosing.address(choice)},
        values=form.get("values", {}),
        errors=form.get("errors", {}),
        can=Can(
            add=policy.may_add(viewer()),
            file=policy.may_file(viewer()),
            admin=viewer().is_admin,
            sort=policy.may_sort(viewer()),
            talk=may_use_threads(viewer()),
        ),
    )


def _chosen(choice: Choice) -> list[dict[str, str]]:
    """What the list is narrowed by, each with the address that lets go of it."""
    made = [
        {"title": "", "label": str(choosing.MARKS[mark]), "url": choosing.url(choice, switched=("is", mark))}
        for mark in choice.marks
    ]
    for name, values in choice.values.items():
        for value in values:
            url = choosing.url(choice, switched=(name, value))
            made.append({"title": str(TITLES[name]), "label": value, "url": url})
    for name, title in (("since", _("From")), ("until", _("To"))):
        if day := getattr(choice, name):
            url = choosing.url(choice, without=(name,))
            made.append({"title": title, "label": day.isoformat(), "url": url})
    return made


def _marks(choice: Choice, shelf: Shelf) -> list[dict[str, Any]]:
    return [
        _switch(choice, "is", mark, label, shelf.marks.get(mark, 0))
        for mark, label in choosing.MARKS.items()
        if shelf.marks.get(mark) or mark in choice.marks
    ]


def _facet(choice: Choice, shelf: Shelf, name: str) -> dict[str, Any]:
    choices = [_switch(choice, name, value, value, count) for value, count in shelf.facets[name]]
    return {"title": TITLES[name], "choices": choices, "open": name in choice.values}


def _switch(choice: Choice, name: str, value: str, label: Any, count: int) -> dict[str, Any]:
    current = value in (choice.marks if name == "is" else choice.values.get(name, ()))
    url = choosing.url(choice, switched=(name, value))
    return {"label": label, "count": count, "url": url, "current": current}
