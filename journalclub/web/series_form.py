"""The form in which a host plans a series."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from journalclub.discussions.actions.planning import SeriesPlan
from journalclub.discussions.models import Series
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.web.zones import names

Values = dict[str, Any]
TEXTS = ("name", "hashtag", "rule", "wall_time", "time_zone", "second_wall_time", "second_time_zone", "visibility")
NUMBERS = ("minutes", "days_before", "days_after", "second_days_later")
DATES = ("begins_on", "ends_on")
FIELD_OF = {
    "no-name": "name",
    "hashtag": "hashtag",
    "hashtag-taken": "hashtag",
    "rule": "rule",
    "wall-time": "wall_time",
    "time-zone": "time_zone",
    "second-wall-time": "second_wall_time",
    "second-time-zone": "second_time_zone",
    "second-days-later": "second_wall_time",
    "minutes": "minutes",
    "window": "days_before",
    "ends-on": "ends_on",
}
PROPOSED: Values = {"wall_time": "20:00", "minutes": 60, "days_before": 2, "days_after": 1, "visibility": "members"}


class BadField(Refusal):
    """A field that cannot be read; its code is the field's name."""


def render(values: Values, series: Series | None, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "series/form.html", series=series, values=values, errors=errors or {}, zones=names(), days=_days()
    )


def again(refusal: Refusal, series: Series | None) -> str:
    """The form as it was sent, with what is wrong beside the field."""
    if isinstance(refusal, NotFound | Forbidden):
        raise refusal
    field = refusal.code if isinstance(refusal, BadField) else FIELD_OF.get(refusal.code, "")
    sent: Values = dict(request.form.items())
    sent["patients_welcome"] = "patients_welcome" in request.form
    return render(sent, series, {field: refusal.sentence})


def written(series: Series) -> Values:
    """A series as it stands."""
    values: Values = {field: getattr(series, field) for field in (*TEXTS, *NUMBERS)}
    values |= {field: getattr(series, field) or "" for field in DATES}
    return values | {"patients_welcome": series.patients_welcome}


def plan(form: MultiDict[str, str]) -> SeriesPlan:
    """What the form says. Raises BadField."""
    given: dict[str, Any] = {field: form[field] for field in TEXTS if field in form}
    given |= {field: _number(form[field], field) for field in NUMBERS if form.get(field, "").strip()}
    given |= {field: _date(form.get(field, ""), field) for field in DATES}
    return SeriesPlan(**{"name": "", "hashtag": ""} | given, patients_welcome="patients_welcome" in form)


def _number(text: str, field: str) -> int:
    try:
        return int(text.strip()[:6])
    except ValueError as error:
        raise BadField(field, _("This is no number.")) from error


def _date(text: str, field: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError as error:
        raise BadField(field, _("This is no date.")) from error


def _days() -> list[tuple[int, str]]:
    return [(0, _("on the same date")), (1, _("on the day after")), (-1, _("on the day before"))]
