"""What was found, as the search page shows it: in groups where that helps, with links that narrow and widen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from journalclub.search.found import Hit
from journalclub.search.query import MOST_PARTS, Expanded, parts
from journalclub.search.rewriting import exactly, freely, narrowed, widened

CHOICES = 8
# A facet's name in the engine, and the operator that narrows by it.
FACETS = {
    "kind": "kind",
    "series": "in",
    "year": "during",
    "journal": "journal",
    "question": "q",
    "role": "role",
    "specialty": "specialty",
}


@dataclass
class Under:
    """What was found under one question; `number` None for what belongs to no question."""

    number: int | None
    text: Markup
    by_author: bool = False
    posts: list[Hit] = field(default_factory=list)


@dataclass
class Group:
    """A discussion with what was found in it, or a hit that stands for itself (then `head` is that)."""

    head: Hit | None
    title: Markup
    url: str
    hashtag: str = ""
    alarm: str = ""
    questions: list[Under] = field(default_factory=list)


def grouped(hits: Iterable[Hit]) -> list[Group]:
    """By discussion and question, both in the order of their best hit."""
    groups: dict[int, Group] = {}
    found: list[Group] = []
    for hit in hits:
        if hit.discussion is None:
            found += flat([hit])
            continue
        group = groups.get(hit.discussion)
        if group is None:
            title = hit.place or hit.title_html
            url = url_for("discussions.show", discussion_id=hit.discussion)
            group = groups[hit.discussion] = Group(None, title, url, hit.hashtag, hit.alarm)
            found.append(group)
        _into(group, hit)
    return found


def flat(hits: Iterable[Hit]) -> list[Group]:
    """Each for itself, in their order."""
    return [Group(hit, hit.title_html, hit.path, hit.hashtag, hit.alarm, _around(hit)) for hit in hits]


def otherwise(expanded: Iterable[Expanded], query: str) -> list[dict[str, Any]]:
    """What else was looked for, each with the query that leaves it out."""
    return [
        {"term": one.term, "also": one.also, "only_url": url_for(".index", q=exactly(query, one.term))}
        for one in expanded
    ]


def only(query: str) -> list[dict[str, Any]]:
    """What was looked for in no other way, each with the query that allows others."""
    alone = dict.fromkeys(part.removeprefix("=") for _, _, part in parts(query)[:MOST_PARTS] if part.startswith("="))
    return [{"term": term, "url": url_for(".index", q=freely(query, term))} for term in alone if term]


def facets(counted: Mapping[str, Mapping[str, int]], query: str, sort: str | None) -> list[dict[str, Any]]:
    """Choosing one adds its operator to the query, so that the address and the words say the same."""
    made = []
    held = {part.casefold() for _, _, part in parts(query)}  # read once: a club may have thousands of journals
    for name, operator in FACETS.items():
        ordered = sorted(counted.get(name, {}).items(), key=lambda one: (-one[1], one[0]))
        every = [(value, count, _part(operator, value)) for value, count in ordered]
        shown = [
            {"label": _label(name, value), "count": count, **_switched(part, query, sort, part.casefold() in held)}
            for place, (value, count, part) in enumerate(every)
            if place < CHOICES or part.casefold() in held
        ]
        if shown:
            made.append({"name": _heading(name), "choices": shown})
    return made


def _switched(part: str, query: str, sort: str | None, current: bool) -> dict[str, Any]:
    """The query with this part, or without it when it is there."""
    return {
        "url": url_for(".index", q=widened(query, part) if current else narrowed(query, part), sort=sort),
        "current": current,
    }


def _into(group: Group, hit: Hit) -> None:
    if hit.kind == "discussion":
        group.head = hit
        return
    under = next((one for one in group.questions if one.number == hit.question), None)
    if under is None:
        under = Under(hit.question, hit.snippet if hit.kind == "question" else hit.beside.question)
        group.questions.append(under)
    if hit.kind == "question":
        under.text = hit.snippet
    else:
        under.by_author |= hit.beside.by_author
        under.posts.append(hit)


def _around(hit: Hit) -> list[Under]:
    if hit.kind != "post":
        return []
    return [Under(hit.question, hit.beside.question, hit.beside.by_author, [hit])]


def _part(operator: str, value: str) -> str:
    value = {"q": f"T{value}", "in": f"#{value}"}.get(operator, value).replace('"', "")
    return f'{operator}:"{value}"' if any(c in value for c in " ()“”") else f"{operator}:{value}"


def _heading(name: str) -> str:
    headings: dict[str, str] = {
        "kind": _("Kind"),
        "series": _("Series"),
        "year": _("Year"),
        "journal": _("Journal"),
        "question": _("Question"),
        "role": _("Who"),
        "specialty": _("Specialty"),
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
