"""Nominations: make one, vote, withdraw, say which dates suit; decline, choose and put back, for hosts."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.agenda import deciding, nominating, policy, voting
from journalclub.discussions.agenda.models import Nomination
from journalclub.discussions.models import Series
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.literature import views as literature
from journalclub.web import articles, limits, polls, posts
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("nominations", __name__)
PAGE = 25


@pages.get("/series/<int:series_id>/nominations")
def index(series_id: int) -> str:
    series = reading().get(Series, series_id)
    if series is None or not policy.may_nominate(viewer()):
        raise NotFound
    cursor = request.args.get("cursor")
    listed = polls.of_series(series, cursor=cursor, limit=PAGE)
    return render_template("agenda/nominations.html", series=series, listed=listed, cursor=cursor, can=_can())


@pages.post("/articles/<int:article_id>/nominations")
def add(article_id: int) -> Any:
    require_sign_in()
    article = literature.article(reading(), article_id)
    if article is None:
        raise NotFound
    try:
        with parts().database.transaction() as session:
            limits.nominating(session, viewer(), now())
            nominating.nominate(
                session,
                by=viewer(),
                article_id=article.id,
                series_id=request.form.get("series", type=whole) or 0,
                reason=request.form.get("reason", ""),
                by_author="by_author" in request.form,
                although_retracted="although_retracted" in request.form,
                identifies_nobody="confirmed" in request.form,
                now=now(),
            )
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        read_anew()
        sent = posts.findings(refusal, request.form.get("reason", ""))
        errors = {} if isinstance(refusal, PatientDetails) else {"reason": refusal.sentence}
        return articles.page(article, nominate=request.form, wrong=errors, findings=sent), refusal.status
    flash(_("It is on the list, with your vote."), "good")
    if request.form.get("back") == "inbox":
        return redirect(url_for("inbox.index"))
    return redirect(url_for("articles.show", article_id=article.id) + "#nomination")


@pages.post("/nominations/<int:nomination_id>/votes")
def vote(nomination_id: int) -> Response:
    require_sign_in()
    with parts().database.transaction() as session:
        limits.posting(session, viewer(), now())
        wanted = request.form.get("on") == "1"
        first = voting.vote(session, by=viewer(), nomination_id=nomination_id, on=wanted, now=now())
    return _back(f"#nomination-{first}")


@pages.post("/nominations/<int:nomination_id>/withdrawal")
def withdraw(nomination_id: int) -> Response:
    require_sign_in()
    with parts().database.transaction() as session:
        nominating.withdraw(session, by=viewer(), nomination_id=nomination_id, now=now())
    flash(_("Withdrawn."), "good")
    return _back()


@pages.post("/nominations/<int:nomination_id>/refusal")
def decline(nomination_id: int) -> Any:
    require_sign_in()
    why = request.form.get("why", "")
    try:
        with parts().database.transaction() as session:
            deciding.decline(session, by=viewer(), nomination_id=nomination_id, why=why, now=now())
    except Refusal as refusal:
        nomination = reading().get(Nomination, nomination_id)
        article = literature.article(reading(), nomination.article_id) if nomination else None
        if article is None or refusal.status in {403, 404}:
            raise
        declined = {"poll": nomination_id, "why": why, "error": refusal.sentence}
        return articles.page(article, declined=declined), refusal.status
    flash(_("Declined. Whoever nominated it sees your reason."), "good")
    return _back()


@pages.post("/nominations/<int:nomination_id>/choice")
def choose(nomination_id: int) -> Response:
    """Make it the article of an open date, or of a discussion that has none; the host goes on in its plan."""
    require_sign_in()
    kind, _colon, value = request.form.get("place", "").partition(":")
    with parts().database.transaction() as session:
        who: Any = {"by": viewer(), "nomination_id": nomination_id, "now": now()}
        if kind == "discussion":
            discussion = deciding.choose_for_discussion(session, discussion_id=_number(value), **who)
        else:
            discussion = deciding.choose_for_edition(session, on=_date(value), **who)
        discussion_id = discussion.id
    flash(_("Chosen. Write the questions, and announce it when you are ready."), "good")
    return redirect(url_for("discussions.edit", discussion_id=discussion_id))


@pages.post("/nominations/<int:nomination_id>/return")
def put_back(nomination_id: int) -> Response:
    require_sign_in()
    with parts().database.transaction() as session:
        deciding.put_back(session, by=viewer(), nomination_id=nomination_id, now=now())
    return _back(f"#nomination-{nomination_id}")


@pages.post("/series/<int:series_id>/dates")
def suit(series_id: int) -> Response:
    """The next editions in which one could take part."""
    require_sign_in()
    with parts().database.transaction() as session:
        limits.posting(session, viewer(), now())
        dates = {_date(text) for text in request.form.getlist("date")}
        voting.suit(session, by=viewer(), series_id=series_id, dates=dates, now=now())
    flash(_("Thank you. The hosts see it when they choose."), "good")
    return redirect(url_for("agenda.index") + f"#nominated-{series_id}")


def _number(text: str) -> int:
    try:
        return whole(text)
    except ValueError as error:
        raise NotFound from error


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotFound from error


def _can() -> Can:
    return Can(decide=policy.may_decide(viewer()))


def _back(place: str = "") -> Response:
    """Where the button was: on an article's page, on a week's, else on the agenda."""
    article, week = request.form.get("article", type=whole), request.form.get("week")
    if article:
        return redirect(url_for("articles.show", article_id=article) + place)
    if week:
        return redirect(url_for("week.show", day=_date(week).isoformat()) + place)
    return redirect(url_for("agenda.index") + place)
