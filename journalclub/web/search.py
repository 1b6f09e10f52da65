"""Search: what was found, how the query was read, and what one may narrow by."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from journalclub.discussions import queries
from journalclub.search import service
from journalclub.search.engine import Order
from journalclub.search.found import Hit
from journalclub.search.service import Answer
from journalclub.web.context import now, parts, reading, viewer

pages = Blueprint("search", __name__)
PAGE = 20
CHOICES = 8
# A facet's name in the engine, its name on the page, and the operator that narrows by it.
FACETS = (
    ("kind", "kind"),
    ("series", "in"),
    ("year", "during"),
    ("journal", "journal"),
    ("question", "q"),
    ("role", "role"),
)


@pages.get("/search")
def index() -> str:
    query = request.args.get("q", "").strip()
    return render_template("search/index.html", q=query, result=_result(query) if query else None, examples=[])


def _result(query: str) -> dict[str, Any]:
    newest = request.args.get("sort") == "newest"
    offset = min(max(request.args.get("from", 0, type=int), 0), service.MOST - PAGE)
    found = service.search(
        parts().database,
        parts().engine,
        viewer(),
        query,
        limit=PAGE,
        offset=offset,
        order=Order.NEWEST if newest else Order.RELEVANCE,
        now=now(),
    )
    shown_to = offset + PAGE
    following: dict[str, Any] = {"q": query, "sort": "newest" if newest else None, "from": shown_to}
    return {
        "understood": found.query.sentence,
        "ignored": [{"text": one.text, "why": one.why} for one in found.query.ignored],
        "expanded": _expanded(found, query),
        "hits": _hits(found.hits),
        "total": found.total,
        "capped": found.total > service.MOST,
        "facets": _facets(found, query),
        "sort": "newest" if newest else "best",
        "other_sort_url": url_for(".index", q=query, sort=None if newest else "newest"),
        "next": url_for(".index", **following) if shown_to < min(found.total, service.MOST) else None,
        "error": found.notice,
    }


def _expanded(found: Answer, query: str) -> list[dict[str, Any]]:
    """What else was looked for, each with the query that leaves it out."""
    return [
        {
            "term": one.term,
            "also": one.also,
            "only_url": url_for(".index", q=query.replace(one.term, f"={one.term}", 1)),
        }
        for one in found.query.expanded
    ]


def _hits(hits: Any) -> list[dict[str, Any]]:
    questions = queries.question_texts(reading(), {(h.discussion, h.question) for h in hits if h.kind == "post"})
    return [_hit(hit, questions.get((hit.discussion, hit.question), "")) for hit in hits]


def _hit(hit: Hit, question: str) -> dict[str, Any]:
    where = f"T{hit.question} {question}".strip() if hit.kind == "post" and hit.question else ""
    return {
        "kind": hit.kind,
        "id": hit.id,
        "title": Markup(hit.title_html),  # noqa: S704 - escaped where it was marked
        "snippet": Markup(hit.snippet),  # noqa: S704 - escaped where it was marked
        "url": hit.path,
        "at": hit.at,
        "where": where,
        "who": hit.writer.name if hit.writer else "",
        "badge": hit.writer.badge if hit.writer else "",
        "retracted": hit.retracted,
    }


def _facets(found: Answer, query: str) -> list[dict[str, Any]]:
    """Choosing one adds its operator to the query, so that the address and the words say the same."""
    made = []
    for name, operator in FACETS:
        counts = sorted(found.facets.get(name, {}).items(), key=lambda one: (-one[1], one[0]))[:CHOICES]
        choices = []
        for value, count in counts:
            term = _term(operator, value)
            current = term in query
            narrowed = query.replace(term, "").strip() if current else f"{query} {term}"
            url = url_for(".index", q=narrowed)
            choices.append({"label": _label(name, value), "count": count, "url": url, "current": current})
        if choices:
            made.append({"name": _heading(name), "choices": choices})
    return made


def _term(operator: str, value: str) -> str:
    value = {"q": f"T{value}", "in": f"#{value}"}.get(operator, value)
    return f'{operator}:"{value}"' if " " in value else f"{operator}:{value}"


def _heading(name: str) -> str:
    headings: dict[str, str] = {
        "kind": _("Kind"),
        "series": _("Series"),
        "year": _("Year"),
        "journal": _("Journal"),
        "question": _("Question"),
        "role": _("Who"),
    }
    return headings[name]


def _label(name: str, value: str) -> str:
    if name == "kind":
        kinds: dict[str, str] = {
            "post": _("Posts"),
            "question": _("Questions"),
            "article": _("Articles"),
            "discussion": _("Discussions"),
        }
        return kinds.get(value, value)
    if name == "role":
        roles: dict[str, str] = {
            "author": _("Authors"),
            "host": _("Hosts"),
            "moderator": _("Moderators"),
            "patient_advocate": _("Patient advocates"),
            "member": _("Members"),
        }
        return roles.get(value, value)
    return {"question": f"T{value}", "series": f"#{value}"}.get(name, value)
