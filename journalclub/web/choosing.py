"""What of the library was chosen, as it stands in the address."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import lazy_gettext

from journalclub.literature.browsing import Choice
from journalclub.literature.facets import FACETS, LONGEST
from journalclub.literature.listing import day_of

MOST = 8  # values of one facet
ORDER = (*(facet.name for facet in FACETS), "is", "since", "until")
MARKS = {
    "discussed": lazy_gettext("Discussed here"),
    "nominated": lazy_gettext("Nominated"),
    "free": lazy_gettext("Free to read"),
    "corrected": lazy_gettext("Corrected"),
    "concern": lazy_gettext("Expression of concern"),
    "retracted": lazy_gettext("Retracted"),
}


def asked_for() -> Choice:
    """What of this request's address means something."""
    values = {}
    for facet in FACETS:
        given = (value.strip()[:LONGEST] for value in request.args.getlist(facet.name)[:MOST])
        if some := list(dict.fromkeys(value for value in given if value)):
            values[facet.name] = some
    marks = [mark for mark in MARKS if mark in request.args.getlist("is")]
    return Choice(values, marks, day_of(request.args.get("since", "")), day_of(request.args.get("until", "")))


def url(
    choice: Choice, *, without: tuple[str, ...] = (), switched: tuple[str, str] | None = None, cursor: str | None = None
) -> str:
    """The library so chosen, with one (name, value) switched on or off."""
    return url_for("library.index", **address(choice, without=without, switched=switched), cursor=cursor)


def address(
    choice: Choice, *, without: tuple[str, ...] = (), switched: tuple[str, str] | None = None
) -> dict[str, Any]:
    """The parameters of the address, in an order of their own: one choice has one address."""
    made = {name: list(values) for name, values in choice.values.items()} | {"is": list(choice.marks)}
    made |= {name: [day.isoformat()] for name in ("since", "until") if (day := getattr(choice, name))}
    if switched:
        name, value = switched
        held = made.get(name, [])
        made[name] = [one for one in held if one != value] if value in held else [*held, value]
    return {name: made[name] for name in ORDER if made.get(name) and name not in without}
