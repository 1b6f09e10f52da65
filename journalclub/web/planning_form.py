"""The form in which a host plans a discussion: times in the club's zone, T1…Tn, an article by number, PMID or DOI."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from flask import flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from journalclub.discussions import calendar, queries
from journalclub.discussions.actions.hosting import Plan
from journalclub.discussions.calendar import Hour, Meeting, Oddity
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.rhythm import parse_zone
from journalclub.discussions.states import OVER, State, state
from journalclub.kit.refusal import Refusal
from journalclub.literature import views as literature
from journalclub.literature.actions import requesting
from journalclub.web.context import now, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.pages import Can, the_club

Values = dict[str, Any]
WALL = "%Y-%m-%dT%H:%M"
ARTICLE_ADDRESS = re.compile(r"/articles/(\d+)\b")
FIELD_OF = {
    "no-title": "title",
    "long-title": "title",
    "times": "starts",
    "hours": "further",
    "no-such-article": "article",
    "many-questions": "questions",
    "long-question": "questions",
    "long-summary": "summary",
    "question-answered": "questions",
    "edition-taken": "starts",
    "post-limit": "post_limit",
}


class BadField(Refusal):
    """A field that cannot be read; `field` names it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__("bad-field", sentence)
        self.field = field


def render(values: Values, row: Discussion | None, errors: dict[str, str] | None = None) -> str:
    current = state(row, now()) if row else None
    known = literature.find(reading(), values.get("article", "")) if values.get("article") else None
    shown = row.article_id if row and row.article_id else known
    return render_template(
        "discussions/form.html",
        discussion=row,
        values=values,
        errors=errors or {},
        series=[("", _("none"))] + [(one.id, f"{one.hashtag}  {one.name}") for one in queries.all_series(reading())],
        article=literature.articles_by_id(reading(), {shown}).get(shown) if shown else None,
        edition=values.get("edition", ""),
        zone=_zone(),
        can=Can(
            announce=row is None or current is State.DRAFT,
            cancel=row is not None and current not in {*OVER, State.CANCELLED},
        ),
    )


def again(refusal: Refusal, row: Discussion | None) -> str:
    """The form as it was sent, with what is wrong beside the field."""
    field = refusal.field if isinstance(refusal, BadField) else FIELD_OF.get(refusal.code, "")
    sent: Values = dict(request.form.items())
    sent |= {"questions": request.form.getlist("questions"), "patients_welcome": "patients_welcome" in request.form}
    sent["further"] = _pairs(request.form)
    return render(sent, row, {field: refusal.sentence})


def proposed(wanted: MultiDict[str, str]) -> Values:
    """A new discussion as the agenda proposes it: the edition that was chosen, the article that was found."""
    values: Values = {"visibility": "members", "article": wanted.get("article", ""), "questions": []}
    series, meeting = _edition(wanted.get("edition", ""))
    if series is None or meeting is None:
        return values
    return values | {
        "edition": wanted["edition"],
        "series": series.id,
        "visibility": series.visibility,
        "patients_welcome": series.patients_welcome,
        "starts": _wall(meeting.starts),
        "ends": _wall(meeting.ends),
        "further": [(_wall(hour.starts), _wall(hour.ends)) for hour in meeting.hours[1:]],
        "opens": _wall(meeting.opens),
        "closes": _wall(meeting.closes),
    }


def written(row: Discussion) -> Values:
    """A discussion as it stands."""
    questions = queries.whole(reading(), row, now()).questions
    return {
        "title": row.title,
        "summary": row.summary,
        "article": "",
        "series": row.series_id,
        "starts": _wall(row.starts),
        "ends": _wall(row.ends),
        "further": [(_wall(hour.starts), _wall(hour.ends)) for hour in row.hours[1:]],
        "opens": _wall(row.opens),
        "closes": _wall(row.closes),
        "visibility": row.visibility,
        "patients_welcome": row.patients_welcome,
        "post_limit": row.post_limit,
        "questions": [question.text for question in questions],
    }


def plan(
    session: Session, form: MultiDict[str, str], row: Discussion | None = None
) -> tuple[Plan, int | None, date | None]:
    """What the form says: the plan, the series and the edition's date. Raises BadField."""
    known = _known(row)
    starts, ends = _instant(form, "starts", known), _instant(form, "ends", known)
    if starts is None or ends is None:
        raise BadField("starts" if starts is None else "ends", _("When does it take place?"))
    further = _further(form, known)
    article_id = _article(session, form.get("article", ""), row)
    title = form.get("title", "").strip()
    if not title and article_id:
        title = literature.articles_by_id(session, {article_id})[article_id].title[:300]
    series, meeting = _edition(form.get("edition", ""))
    series_id = series.id if series else form.get("series", type=whole)
    made = Plan(
        title=title,
        summary=form.get("summary", ""),
        opens=_instant(form, "opens", known) or starts,
        starts=starts,
        ends=ends,
        closes=_instant(form, "closes", known) or max([ends, *(hour.ends for hour in further)]),
        further=further,
        visibility=form.get("visibility", "members"),
        patients_welcome="patients_welcome" in form,
        article_id=article_id,
        questions=form.getlist("questions"),
        post_limit=_limit(form.get("post_limit", "").strip()),
    )
    return made, series_id, meeting.on if meeting else None


def _limit(given: str) -> int | None:
    try:
        return whole(given) if given else None
    except ValueError as error:
        raise BadField("post_limit", _("This is no number.")) from error


def _article(session: Session, given: str, row: Discussion | None) -> int | None:
    """The article named by its address here, its number, PMID or DOI; one that is missing is asked for."""
    given = given.strip()
    if not given:
        return row.article_id if row else None
    if found := ARTICLE_ADDRESS.search(given):
        given = found[1]
    article_id = literature.find(session, given)
    if article_id is None:
        try:
            article_id = requesting.request_article(session, by=viewer(), identifier=given, now=now()).id
        except Refusal as refusal:
            raise BadField("article", refusal.sentence) from refusal
    return article_id


def _known(row: Discussion | None) -> dict[str, datetime]:
    """The instants behind the times that the form was filled with.

    A time that was left alone keeps its seconds, and stays the second of two hours that are called the same.
    """
    if row is None:
        return {}
    return {_wall(at): at for at in (row.opens, row.closes, *(at for hour in row.hours for at in hour))}


def _further(form: MultiDict[str, str], known: dict[str, datetime]) -> list[Hour]:
    hours = []
    for given in _pairs(form):
        starts, ends = (_read_instant(text, "further", known) for text in given)
        if starts is None or ends is None:
            raise BadField("further", _("A live hour needs a start and an end."))
        hours.append(Hour(starts, ends))
    return hours


def _pairs(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Starts and ends of the further hours as they were sent, without the empty ones."""
    pairs = zip(form.getlist("further_starts"), form.getlist("further_ends"), strict=False)
    return [(starts.strip(), ends.strip()) for starts, ends in pairs if starts.strip() or ends.strip()]


def _instant(form: MultiDict[str, str], field: str, known: dict[str, datetime]) -> datetime | None:
    return _read_instant(form.get(field, "").strip(), field, known)


def _read_instant(given: str, field: str, known: dict[str, datetime]) -> datetime | None:
    if not given or given in known:
        return known.get(given)
    try:
        wall = datetime.strptime(given, WALL)  # noqa: DTZ007 - a wall time of the club's zone
        instant, oddity = calendar.instant(wall.date(), wall.time(), parse_zone(_zone()))
    except (ValueError, OverflowError) as error:
        raise BadField(field, _("This is no date and time.")) from error
    if oddity is Oddity.MISSING:
        raise BadField(field, _("This hour does not exist: the clocks are put forward that night."))
    if oddity is Oddity.TWICE:
        flash(
            _("%(at)s comes twice that night, as the clocks are put back: the first is meant.", at=given[11:]), "info"
        )
    return instant


def _edition(key: str) -> tuple[Series | None, Meeting | None]:
    """The series and meeting that the agenda's key `series:date` stands for."""
    series_id, _colon, on = key.partition(":")
    try:
        series = reading().get(Series, whole(series_id))
        meeting, _row = queries.edition_on(reading(), series, date.fromisoformat(on), now()) if series else (None, None)
    except ValueError:
        return None, None
    return (series, meeting) if meeting else (None, None)


def _wall(instant: datetime) -> str:
    return instant.astimezone(parse_zone(_zone())).strftime(WALL)


def _zone() -> str:
    club = the_club()
    return club.zone if club else "UTC"
