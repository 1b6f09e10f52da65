"""A series: its next dates, its past, its calendar; hosts change it, skip a date or move one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions import policy, queries
from journalclub.discussions.actions import editions, hosting, planning
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.rhythm import parse_zone
from journalclub.discussions.states import OVER, State, state
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.web import dates, polls, series_form, shown
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("series", __name__)
PAST = 20


@pages.get("/series/<int:series_id>")
def show(series_id: int) -> str:
    series = _series(series_id)
    cursor = request.args.get("cursor")
    past = queries.listed(
        reading(), viewer(), now(), states=tuple(OVER), series=series.hashtag, cursor=cursor, limit=PAST
    )
    return render_template(
        "series/show.html",
        series=series,
        rule=dates.rule_words(series),
        editions=dates.coming([series], queries.EDITIONS)[series.id],
        nominated=None if cursor else polls.of_series(series),
        past=shown.cards(reading(), past.items),
        next=url_for(".show", series_id=series_id, cursor=past.next) if past.next else None,
        first=url_for(".show", series_id=series_id) if cursor else None,
        can=_can(),
    )


@pages.get("/series/new")
def new() -> str:
    _must_schedule()
    return series_form.render(series_form.PROPOSED, None)


@pages.post("/series/new")
def add() -> Any:
    _must_schedule()
    try:
        with parts().database.transaction() as session:
            series = planning.add_series(session, by=viewer(), plan=series_form.plan(request.form), now=now())
            series_id = series.id
    except Refusal as refusal:
        return series_form.again(refusal, None), refusal.status
    flash(_("These are its next dates."), "good")
    return redirect(url_for(".show", series_id=series_id))


@pages.get("/series/<int:series_id>/edit")
def edit(series_id: int) -> str:
    _must_schedule()
    series = _series(series_id)
    return series_form.render(series_form.written(series), series)


@pages.post("/series/<int:series_id>/edit")
def change(series_id: int) -> Any:
    _must_schedule()
    series = _series(series_id)
    try:
        with parts().database.transaction() as session:
            planning.edit_series(
                session, by=viewer(), series_id=series_id, plan=series_form.plan(request.form), now=now()
            )
    except Refusal as refusal:
        return series_form.again(refusal, series), refusal.status
    flash(_("Saved. Dates that are discussions already keep their times."), "good")
    return redirect(url_for(".show", series_id=series_id))


@pages.get("/series/<int:series_id>/editions/<on>")
def edition(series_id: int, on: str) -> str:
    """What a host does with one date: make it a discussion, move it, skip it."""
    _must_schedule()
    return _edition_page(_series(series_id), _date(on))


@pages.post("/series/<int:series_id>/editions/<on>/moving")
def move(series_id: int, on: str) -> Any:
    _must_schedule()
    try:
        to = datetime.strptime(request.form.get("to", "").strip(), "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - a wall time
        with parts().database.transaction() as session:
            editions.move(
                session, by=viewer(), series_id=series_id, on=_date(on), to=to.date(), at=to.time(), now=now()
            )
    except (ValueError, OverflowError):
        return _edition_page(_series(series_id), _date(on), _("This is no date and time.")), 422
    except NotFound:
        raise
    except Refusal as refusal:
        return _edition_page(_series(series_id), _date(on), refusal.sentence), refusal.status
    flash(_("It is moved. Calendars that follow the club show it, and those who are counted on get a letter."), "good")
    return redirect(url_for(".show", series_id=series_id))


@pages.post("/series/<int:series_id>/editions/<on>/skipping")
def skip(series_id: int, on: str) -> Response:
    with parts().database.transaction() as session:
        editions.skip(session, by=viewer(), series_id=series_id, on=_date(on), now=now())
    flash(_("There will be no discussion on that date."), "good")
    return redirect(url_for(".show", series_id=series_id))


@pages.post("/series/<int:series_id>/editions/<on>/return")
def take_back(series_id: int, on: str) -> Response:
    """Let a date that was skipped take place after all."""
    _must_schedule()
    _meeting, row = queries.edition_on(reading(), _series(series_id), _date(on), now())
    if row is None:
        raise NotFound
    with parts().database.transaction() as session:
        hosting.reinstate(session, by=viewer(), discussion_id=row.id, now=now())
    flash(_("It takes place after all."), "good")
    return redirect(url_for(".show", series_id=series_id))


def _edition_page(series: Series, on: date, wrong: str = "") -> str:
    meeting, row = queries.edition_on(reading(), series, on, now())
    if meeting is None and row is None:
        raise NotFound
    if row is not None and not _may_edit(row):
        raise Forbidden("not-your-discussion", _("Another host is preparing this date."))
    current = state(row, now()) if row else State.DRAFT
    starts = row.starts if row else meeting.starts if meeting else now()
    sent = request.form.get("to", "")
    return render_template(
        "series/edition.html",
        series=series,
        on=on,
        day=format_date(on, "EEEE d MMMM y"),
        hours=row.hours if row else meeting.hours if meeting else [],
        oddities=[str(oddity) for oddity in meeting.oddities] if meeting and not row else [],
        row=row,
        state=str(current) if row else "",
        is_over=current in OVER,
        values={"to": sent or starts.astimezone(parse_zone(series.time_zone)).strftime("%Y-%m-%dT%H:%M")},
        errors={"to": wrong} if wrong else {},
        key=f"{series.id}:{on}",
        can=Can(move=current in editions.MOVABLE, cancel=current not in {*OVER, State.CANCELLED}),
    )


def _may_edit(row: Discussion) -> bool:
    return policy.may_edit(viewer(), policy.standing(reading(), viewer(), row, now()))


def _series(series_id: int) -> Series:
    series = reading().get(Series, series_id)
    if series is None:
        raise NotFound
    return series


def _date(on: str) -> date:
    try:
        return date.fromisoformat(on)
    except ValueError as error:
        raise NotFound from error


def _can() -> Can:
    allowed = policy.may_schedule(viewer())
    return Can(host=allowed, schedule=allowed, decide=allowed)


def _must_schedule() -> None:
    require_sign_in()
    if not policy.may_schedule(viewer()):
        raise Forbidden("not-a-host", _("Only hosts and moderators plan a series."))
