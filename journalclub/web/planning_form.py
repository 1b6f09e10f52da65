"""The form in which a host plans a discussion: times in the club's zone, T1…Tn, an article by number, PMID or DOI."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from flask import render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from journalclub.discussions import calendar, queries
from journalclub.discussions.actions.hosting import Plan
from journalclub.discussions.models import Discussion, Series
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
    "no-such-article": "article",
    "many-questions": "questions",
    "long-question": "questions",
    "long-summary": "summary",
    "question-answered": "questions",
    "edition-taken": "starts",
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
        "opens": _wall(row.opens),
        "closes": _wall(row.closes),
        "visibility": row.visibility,
        "patients_welcome": row.patients_welcome,
        "questions": [question.text for question in questions],
    }


def plan(
    session: Session, form: MultiDict[str, str], row: Discussion | None = None
) -> tuple[Plan, int | None, date | None]:
    """What the form says: the plan, the series and the edition's date. Raises BadField."""
    starts, ends = _instant(form, "starts"), _instant(form, "ends")
    if starts is None or ends is None:
        raise BadField("starts" if starts is None else "ends", _("When does it take place?"))
    article_id = _article(session, form.get("article", ""), row)
    title = form.get("title", "").strip()
    if not title and article_id:
        title = literature.articles_by_id(session, {article_id})[article_id].title[:300]
    series, meeting = _edition(form.get("edition", ""))
    series_id = series.id if series else form.get("series", type=whole)
    made = Plan(
        title=title,
        summary=form.get("summary", ""),
        opens=_instant(form, "opens") or starts,
        starts=starts,
        ends=ends,
        closes=_instant(form, "closes") or ends,
        visibility=form.get("visibility", "members"),
        patients_welcome="patients_welcome" in form,
        article_id=article_id,
        questions=form.getlist("questions"),
    )
    return made, series_id, meeting.on if meeting else None


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


def _instant(form: MultiDict[str, str], field: str) -> datetime | None:
    given = form.get(field, "").strip()
    if not given:
        return None
    try:
        wall = datetime.strptime(given, WALL)  # noqa: DTZ007 - a wall time of the club's zone
        instant, shifted = calendar.instant(wall.date(), wall.time(), calendar.parse_zone(_zone()))
    except (ValueError, OverflowError) as error:
        raise BadField(field, _("This is no date and time.")) from error
    if shifted:
        raise BadField(field, _("This hour does not exist: the clocks are put forward that night."))
    return instant


def _edition(key: str) -> tuple[Series | None, calendar.Meeting | None]:
    """The series and meeting that the agenda's key `series:date` stands for."""
    series_id, _colon, on = key.partition(":")
    try:
        series = reading().get(Series, whole(series_id))
        since = date.fromisoformat(on)
    except ValueError:
        return None, None
    if series is None or not series.rule or abs(since - now().date()) > timedelta(days=3660):
        return None, None
    meeting = queries.meetings_of(series, since, 1)[0]
    return series, meeting if meeting.on == since else None


def _wall(instant: datetime) -> str:
    return instant.astimezone(calendar.parse_zone(_zone())).strftime(WALL)


def _zone() -> str:
    club = the_club()
    return club.zone if club else "UTC"
