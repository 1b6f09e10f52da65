"""The articles behind the numbers that posts name: asked for when a post is read, so posting does not wait for them
and nobody sees what was true only when it was written."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, request

from journalclub.kit.ids import normalise_nct
from journalclub.literature import views as literature
from journalclub.members.viewer import VISITOR
from journalclub.search import service
from journalclub.web.context import now, parts, reading

pages = Blueprint("cards", __name__)
MOST = 12  # numbers in one request
FRESH = 60  # seconds


@pages.get("/articles/cards")
def show() -> Response:
    """The articles of the library with these numbers (`id=pmid:12345`), each as a line. Everybody reads the library."""
    found = {number: article for number in request.args.getlist("id")[:MOST] if (article := _find(number))}
    articles = literature.articles_by_id(reading(), found.values())
    known = [(number, articles[article]) for number, article in found.items() if article in articles]
    page = render_template("articles/_cards.html", cards=[one for one in known if not one[1].pending])
    response = make_response(page)
    response.headers["Cache-Control"] = f"private, max-age={FRESH}"
    return response


def _find(number: str) -> int | None:
    kind, _, value = number.partition(":")
    if kind in {"pmid", "doi", "pmcid"}:
        return literature.find(reading(), value, kind)
    if kind != "nct" or (trial := normalise_nct(value)) is None:
        return None
    database, engine = parts().database, parts().engine
    answer = service.search(
        database, engine, VISITOR, f"nct:{trial}", kind="article", limit=1, with_facets=False, now=now()
    )
    return answer.hits[0].id if answer.hits else None
