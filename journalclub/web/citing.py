"""Articles for a reference manager: one, a selection, a whole list of the library, a discussion's reading list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from flask import Blueprint, Response, request
from flask_babel import gettext as _

from journalclub.db import Database
from journalclub.discussions import library as shelves
from journalclub.discussions import queries
from journalclub.discussions.actions import finding
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.literature import views as literature
from journalclub.literature.browsing import Choice
from journalclub.literature.citation import FORMATS, Cited
from journalclub.members.viewer import Viewer
from journalclub.web import choosing, library
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.numbers import whole

pages = Blueprint("citing", __name__)
SELECTED = 200
_STEP = 200
_LONGEST_NAME = 80


@pages.get("/articles/<int:article_id>/citation.<form>")
def article(article_id: int, form: str) -> Response:
    found = literature.article(reading(), article_id)
    if found is None:
        raise NotFound
    return _file([found.cited], f"article-{found.id}", form)


@pages.get("/library/citations.<form>")
def selection(form: str) -> Response:
    """The articles that are ticked (`a`), or the list as the address narrows it: the newest of them."""
    if "selected" in request.args:
        ids = request.args.getlist("a", type=whole)
        if not ids:
            raise Refusal("none-selected", _("Tick the articles that you want to cite, then choose a format."))
        found = literature.articles_by_id(reading(), ids[:SELECTED])
        return _file({one.id: one.cited for id in ids if (one := found.get(id))}.values(), "selection", form)
    choice = choosing.asked_for()
    words = [word for values in choosing.address(choice).values() for word in values]
    name = "-".join(["library", *map(_slug, words)])[:_LONGEST_NAME]
    return _file(_newest(parts().database, choice, viewer(), now()), name, form)


@pages.get("/discussions/<int:discussion_id>/reading-list.<form>")
def reading_list(discussion_id: int, form: str) -> Response:
    """The article that is discussed and the further reading, for whoever may read the discussion."""
    row, _here = finding.discussion(reading(), viewer(), discussion_id, now())
    ids = queries.reading_list(reading(), row)
    found = literature.articles_by_id(reading(), ids)
    return _file({found[id].id: found[id].cited for id in ids if id in found}.values(), f"discussion-{row.id}", form)


def _newest(database: Database, choice: Choice, reader: Viewer, moment: datetime) -> Iterator[Cited]:
    """Read a step at a time while the file is sent; the request and its session are over by then."""
    with database.reading() as session:
        sent, cursor = 0, None
        while sent < library.MOST_IN_A_FILE:
            step = min(_STEP, library.MOST_IN_A_FILE - sent)
            page = shelves.browse(session, reader, choice, moment, cursor=cursor, limit=step).page
            yield from (one.cited for one in page.items)
            sent, cursor = sent + len(page.items), page.next
            if cursor is None:
                return


def _file(articles: Iterable[Cited], name: str, form: str) -> Response:
    if form not in FORMATS:
        raise NotFound
    made = FORMATS[form]
    response = Response(made.pieces(articles), content_type=made.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def _slug(text: str) -> str:
    """What names a list in a file's name: letters and digits, in ASCII because of the header."""
    return re.sub(r"[^a-z0-9]+", "-", text.casefold())[:40].strip("-") or "list"
