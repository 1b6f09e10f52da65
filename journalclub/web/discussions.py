"""Discussions: the list, the live page, scheduling and running one, its transcript."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions import policy, queries
from journalclub.discussions.actions import finding, hosting, moving
from journalclub.discussions.states import OVER, State
from journalclub.kit.refusal import Forbidden, Refusal
from journalclub.web import live_page, places, planning_form, shown, transcript_page
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("discussions", __name__)
PAST = 20
COMING = (State.LIVE, State.OPEN, State.ANNOUNCED)


@pages.get("/discussions")
def index() -> str:
    state = request.args.get("state", "")
    coming = queries.listed(reading(), viewer(), now(), states=COMING, oldest_first=True)
    cursor = request.args.get("cursor")
    past = queries.listed(reading(), viewer(), now(), states=tuple(OVER), cursor=cursor, limit=PAST)
    here = url_for(".index", state=state or None)
    return render_template(
        "discussions/index.html",
        coming=[] if cursor or state == "past" else shown.cards(reading(), coming.items),
        past=[] if state == "coming" else shown.cards(reading(), past.items),
        next=url_for(".index", state=state or None, cursor=past.next) if past.next and state != "coming" else None,
        first=here if cursor else None,
        unread=places.unread([*coming.items, *past.items]),
        state=state,
        total=None,
        can=_can_host(),
    )


@pages.get("/discussions/<int:discussion_id>")
def show(discussion_id: int) -> str:
    return live_page.page(discussion_id)


@pages.get("/discussions/new")
def new() -> str:
    _must_schedule()
    return planning_form.render(planning_form.proposed(request.args), None)


@pages.post("/discussions/new")
def add() -> Any:
    _must_schedule()
    try:
        with parts().database.transaction() as session:
            plan, series_id, edition_on = planning_form.plan(session, request.form)
            row = hosting.schedule(
                session, by=viewer(), plan=plan, series_id=series_id, edition_on=edition_on, now=now()
            )
            discussion_id = row.id
            if "announce" in request.form:
                hosting.announce(session, by=viewer(), discussion_id=discussion_id, now=now())
    except Refusal as refusal:
        return planning_form.again(refusal, None), refusal.status
    if "announce" not in request.form:
        flash(_("It is a draft: members see it when you announce it."), "good")
    return redirect(url_for(".show", discussion_id=discussion_id))


@pages.get("/discussions/<int:discussion_id>/edit")
def edit(discussion_id: int) -> str:
    row = finding.editable(reading(), viewer(), discussion_id, now())
    return planning_form.render(planning_form.written(row), row)


@pages.post("/discussions/<int:discussion_id>/edit")
def change(discussion_id: int) -> Any:
    row = finding.editable(reading(), viewer(), discussion_id, now())
    try:
        with parts().database.transaction() as session:
            plan, *_rest = planning_form.plan(session, request.form, row)
            hosting.edit(session, by=viewer(), discussion_id=discussion_id, plan=plan, now=now())
            if "announce" in request.form:
                hosting.announce(session, by=viewer(), discussion_id=discussion_id, now=now())
    except Refusal as refusal:
        return planning_form.again(refusal, row), refusal.status
    flash(_("Saved."), "good")
    return redirect(url_for(".show", discussion_id=discussion_id))


@pages.post("/discussions/<int:discussion_id>/state")
def change_state(discussion_id: int) -> Response:
    """Announce, open, go live, close, cancel: the host's word over the clock's."""
    wanted = request.form.get("state", "")
    if wanted not in set(State):
        abort(400)
    with parts().database.transaction() as session:
        if wanted == State.CANCELLED:
            hosting.cancel(session, by=viewer(), discussion_id=discussion_id, now=now())
        else:
            moving.move(session, by=viewer(), discussion_id=discussion_id, to=State(wanted), now=now())
    return redirect(url_for(".show", discussion_id=discussion_id))


@pages.post("/questions/<int:question_id>/asking")
def ask(question_id: int) -> Response:
    """“We are on T3.”"""
    with parts().database.transaction() as session:
        question = hosting.ask(session, by=viewer(), question_id=question_id, now=now())
    return redirect(url_for(".show", discussion_id=question.discussion_id))


@pages.post("/discussions/<int:discussion_id>/publication")
def publish(discussion_id: int) -> Response:
    with parts().database.transaction() as session:
        hosting.publish(session, by=viewer(), discussion_id=discussion_id, now=now())
    flash(_("Everybody can read the transcript now."), "good")
    return redirect(url_for(".transcript", discussion_id=discussion_id))


@pages.get("/discussions/<int:discussion_id>/transcript")
def transcript(discussion_id: int) -> str:
    return transcript_page.page(discussion_id)


def _can_host() -> Can:
    allowed = policy.may_schedule(viewer())
    return Can(host=allowed, schedule=allowed)


def _must_schedule() -> None:
    require_sign_in()
    if not policy.may_schedule(viewer()):
        raise Forbidden("not-a-host", _("Only hosts and moderators schedule discussions."))
