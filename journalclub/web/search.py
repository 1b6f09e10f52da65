"""Search: what was found, how the query was read, what one may narrow by, and suggestions as one types."""

from __future__ import annotations

from collections.abc import Generator
from itertools import chain, takewhile
from typing import Any, cast
from xml.etree import ElementTree as xml

import msgspec
from flask import Blueprint, Response, redirect, render_template, request, stream_template, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response as AnyResponse

from journalclub.kit.refusal import NotFound
from journalclub.literature import policy
from journalclub.search import service
from journalclub.search.engine import Order
from journalclub.search.operators import OPERATORS
from journalclub.search.query import LONGEST
from journalclub.search.saving import may_save
from journalclub.search.suggesting import suggest
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.entry import network
from journalclub.web.links import absolute
from journalclub.web.pace import Pace
from journalclub.web.pages import Can, the_club
from journalclub.web.search_shown import facets, flat, grouped, only, otherwise

pages = Blueprint("search", __name__)
PAGE = 20
SORTS = {"best": Order.RELEVANCE, "newest": Order.NEWEST, "reactions": Order.REACTIONS}
# Where a page may be sent in two parts: the hits are read while the facets are counted.
HERE = Markup("<!-- the facets follow -->")
TYPING = Pace(burst=40, per_second=8)
ASKING = Pace(burst=100, per_second=5)  # a ward behind one address searches, too
SUGGESTIONS = "application/x-suggestions+json"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"


@pages.get("/search")
def index() -> str | AnyResponse:
    # One character more than is read, so that the page says that the rest is not.
    query = request.args.get("q", "").strip()[: LONGEST + 1]
    like = request.args.get("like", "")
    if not query and not like:
        return render_template("search/index.html", **_page(""))
    ASKING.take(viewer().id or network())
    if like:
        return _like(like)
    return _in_two_parts(_page(query, _result(query)))


@pages.get("/search/suggestions")
def suggestions() -> Response:
    """In the form that browsers' address bars ask for: [typed, [queries], [what each is]]."""
    TYPING.take(viewer().id or network())
    typed = request.args.get("q", "")
    found = suggest(reading(), viewer(), typed)
    body = [typed, [one.text for one in found], [one.about for one in found]]
    return Response(msgspec.json.encode(body), content_type=SUGGESTIONS)


@pages.get("/opensearch.xml")
def description() -> Response:
    """So that a browser's address bar can search the club (OpenSearch 1.1)."""
    club = the_club()
    if club is None:
        raise NotFound
    root = xml.Element("OpenSearchDescription", xmlns=OPENSEARCH)
    xml.SubElement(root, "ShortName").text = club.name[:16].strip()
    xml.SubElement(root, "Description").text = _("Search what was said at %(club)s", club=club.name)[:1024]
    xml.SubElement(root, "InputEncoding").text = "UTF-8"
    icon = xml.SubElement(root, "Image", width="16", height="16", type="image/svg+xml")
    icon.text = absolute(url_for("static", filename="icon.svg"))
    for kind, endpoint in (("text/html", ".index"), (SUGGESTIONS, ".suggestions")):
        template = f"{absolute(url_for(endpoint))}?q={{searchTerms}}"
        xml.SubElement(root, "Url", type=kind, template=template)
    body = xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/opensearchdescription+xml")


def _page(query: str, result: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "q": query,
        "result": result,
        "operators": OPERATORS.values(),
        "here_begins_the_rest": HERE,
        "can": Can(save=may_save(viewer()), add=policy.may_add(viewer())),
    }


def _in_two_parts(page: dict[str, Any]) -> Response:
    """The first part is made before the answer begins, so that what it puts into the session is still kept."""
    pieces = cast(Generator[str], stream_template("search/index.html", **page))
    first = "".join(takewhile(lambda piece: piece != HERE, pieces))
    answer = Response(chain((first,), ("".join(rest) for rest in (pieces,))))
    # Who hangs up, or asks by HEAD, never reads the second part: what the request has open is put away all the same.
    answer.call_on_close(pieces.close)
    return answer


def _result(query: str) -> dict[str, Any]:
    sort = request.args.get("sort", "best")
    sort = sort if sort in SORTS else "best"
    offset = min(max(request.args.get("from", 0, type=int), 0), service.MOST - PAGE)
    found = service.search(
        parts().database,
        parts().engine,
        viewer(),
        query,
        limit=PAGE,
        offset=offset,
        order=SORTS[sort],
        with_facets=False,
        now=now(),
    )
    shown_to = offset + PAGE
    following: dict[str, Any] = {"q": query, "sort": _sort(sort), "from": shown_to}
    return {
        "understood": found.query.sentence,
        "ignored": found.query.ignored,
        "expanded": otherwise(found.query.expanded, query),
        "exact": only(query),
        "meant": found.did_you_mean,
        "named": found.named,
        "missing": found.missing,
        "groups": grouped(found.hits) if sort == "best" else flat(found.hits),
        "total": found.total,
        "at_least": found.at_least,
        "most": service.MOST,
        "capped": found.total > service.MOST,
        "sort": sort,
        "next": url_for(".index", **following) if shown_to < min(found.total, service.MOST) else None,
        "error": found.notice,
        "facets": lambda: facets(_count(query) if found.total and not found.notice else {}, query, _sort(sort)),
    }


def _count(query: str) -> Any:
    return service.facets(parts().database, parts().engine, viewer(), query, now=now())


def _sort(sort: str) -> str | None:
    return None if sort == "best" else sort


def _like(like: str) -> str | AnyResponse:
    """More like `kind:id`."""
    kind, _colon, number = like.partition(":")
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return redirect(url_for(".index"))
    itself, found = service.alike(parts().database, parts().engine, viewer(), kind, int(number), now=now())
    result = {"groups": flat(found.hits), "words": found.query.sentence, "error": found.notice}
    return render_template("search/like.html", itself=itself, result=result)
