"""The library: every article, newest first, narrowed by what stands in the address."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from journalclub.discussions import library as shelves
from journalclub.kit.paging import Page
from journalclub.literature import policy
from journalclub.literature import views as literature
from journalclub.literature.citation import FORMATS
from journalclub.web.context import now, reading, viewer
from journalclub.web.pages import Can

pages = Blueprint("library", __name__)
PAGE = 25
MOST_IN_A_FILE = 1000  # of a list: enough for a tag, and no way to carry a whole library off
NARROWING = ("source", "tag", "journal")


@pages.get("/library")
def index() -> str:
    return page()


def choices() -> dict[str, str]:
    """What the address narrows the list by; empty for what it does not name."""
    return {name: request.args.get(name, "").strip() for name in ("q", "since", *NARROWING)}


def listed(session: Session, chosen: dict[str, str], cursor: str | None, limit: int) -> Page[literature.ArticleView]:
    """A page of the list that is narrowed by these choices."""
    return literature.listed(
        session,
        words=chosen["q"],
        source=chosen["source"],
        tag=chosen["tag"],
        journal=chosen["journal"],
        since=_date(chosen["since"]),
        cursor=cursor,
        limit=limit,
    )


def page(**form: Any) -> str:
    """The list; `values` and `errors` bring a refused request for an article back."""
    chosen = choices()
    cursor = request.args.get("cursor")
    found = listed(reading(), chosen, cursor, PAGE)
    standing = shelves.standing_of(reading(), viewer(), [article.id for article in found.items], now())
    discussed = {article: one.discussed for article, one in standing.items()}
    kept: dict[str, Any] = {name: value for name, value in chosen.items() if value}
    return render_template(
        "library/index.html",
        items=[
            {"article": article, "talk": None, "discussed": discussed[article.id], "added_at": article.added_at}
            for article in found.items
        ],
        total=None if kept else literature.count(reading()),
        next=url_for("library.index", **kept, cursor=found.next) if found.next else None,
        first=url_for("library.index", **kept) if cursor else None,
        filters=chosen,
        sources=_choices("source", literature.sources(reading()), kept),
        tags=_choices("tag", literature.tags(reading()), kept),
        journals=_choices("journal", literature.journals(reading()), kept),
        citing={"formats": FORMATS, "most": MOST_IN_A_FILE, "kept": kept},
        values=form.get("values", {}),
        errors=form.get("errors", {}),
        can=Can(add=policy.may_add(viewer()), admin=viewer().is_admin),
    )


def _choices(name: str, counted: list[tuple[str, int]], kept: dict[str, Any]) -> list[dict[str, Any]]:
    """What one may narrow by; choosing the one that is chosen lets go of it."""
    made = []
    for value, count in counted:
        current = kept.get(name) == value
        rest = {key: held for key, held in kept.items() if key != name}
        url = url_for("library.index", **(rest if current else rest | {name: value}))
        made.append({"value": value, "label": value, "count": count, "url": url, "current": current})
    return made


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
