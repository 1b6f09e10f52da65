"""The script of an evening, for its hosts: written on a page of its own, posted from the tray on the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from journalclub.discussions import queries
from journalclub.discussions import script as planned
from journalclub.discussions.actions import cueing, finding, scripting
from journalclub.discussions.actions.scripting import Draft
from journalclub.discussions.models import Discussion, ScriptEntry
from journalclub.discussions.script import Part
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.web import posts, shown
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.pages import the_club

pages = Blueprint("script", __name__)


@dataclass(frozen=True)
class Refused:
    """A form of the page as it was sent: that of an entry, or with `entry` None the one that adds another."""

    entry: int | None = None
    values: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    findings: list[dict[str, str]] = field(default_factory=list)


@pages.get("/discussions/<int:discussion_id>/script")
def show(discussion_id: int) -> str:
    return _page(discussion_id, None)


@pages.post("/discussions/<int:discussion_id>/script")
def add(discussion_id: int) -> Any:
    def act(session: Session) -> int:
        scripting.add(
            session,
            by=viewer(),
            discussion_id=discussion_id,
            draft=_draft(),
            identifies_nobody="confirmed" in request.form,
            now=now(),
        )
        return discussion_id

    return _written(act, None, discussion_id)


@pages.post("/script/<int:entry_id>/edit")
def change(entry_id: int) -> Any:
    entry = reading().get(ScriptEntry, entry_id)
    if entry is None:
        raise NotFound

    def act(session: Session) -> int:
        confirmed = "confirmed" in request.form
        draft = _draft()
        return scripting.change(
            session, by=viewer(), entry_id=entry_id, draft=draft, identifies_nobody=confirmed, now=now()
        ).discussion_id

    return _written(act, entry_id, entry.discussion_id)


@pages.post("/script/<int:entry_id>/removal")
def remove(entry_id: int) -> Response:
    with parts().database.transaction() as session:
        return _to_script(scripting.remove(session, by=viewer(), entry_id=entry_id, now=now()))


@pages.post("/script/<int:entry_id>/place")
def move(entry_id: int) -> Response:
    """`later=1`: after the entry that follows; else before the one before it."""
    later = request.form.get("later") == "1"
    with parts().database.transaction() as session:
        return _to_script(scripting.move(session, by=viewer(), entry_id=entry_id, later=later, now=now()))


@pages.post("/discussions/<int:discussion_id>/script/beginning")
def begin(discussion_id: int) -> Response:
    """With the script that is offered, or with `last` the one of the last edition."""
    with parts().database.transaction() as session:
        if "last" in request.form:
            scripting.copy(session, by=viewer(), discussion_id=discussion_id, now=now())
        else:
            row = finding.editable(session, viewer(), discussion_id, now())
            drafts = _offered(session, row)
            scripting.begin(session, by=viewer(), discussion_id=discussion_id, drafts=drafts, now=now())
    return _to_script(discussion_id)


@pages.post("/script/<int:entry_id>/posting")
def post(entry_id: int) -> Response:
    """Now, in one's own name."""
    with parts().database.transaction() as session:
        discussion_id = cueing.post(session, by=viewer(), entry_id=entry_id, now=now()).discussion_id
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/script/shift")
def shift(discussion_id: int) -> Response:
    """`later=1`: all that follows five minutes later; else earlier."""
    later = request.form.get("later") == "1"
    with parts().database.transaction() as session:
        scripting.shift(session, by=viewer(), discussion_id=discussion_id, later=later, now=now())
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/script/clock")
def follow_clock(discussion_id: int) -> Response:
    """`on=1`: the clock posts; else only hosts do, by hand."""
    on = request.form.get("on") == "1"
    with parts().database.transaction() as session:
        scripting.follow_clock(session, by=viewer(), discussion_id=discussion_id, on=on, now=now())
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/script/writer")
def take_over(discussion_id: int) -> Response:
    """What waits is posted in one's own name."""
    with parts().database.transaction() as session:
        scripting.take_over(session, by=viewer(), discussion_id=discussion_id, now=now())
    return _back(discussion_id)


def _page(discussion_id: int, refused: Refused | None) -> str:
    row = finding.editable(reading(), viewer(), discussion_id, now())
    discussion, _head = shown.whole(reading(), row, now())
    script = queries.script(reading(), row, now())
    last = None if script.lines else queries.last_scripted(reading(), row)
    return render_template(
        "discussions/script.html",
        discussion=discussion,
        script=script,
        offered=[] if script.lines else _offered(reading(), row),
        last=last,
        refused=refused,
        values=refused.values if refused and refused.entry is None else {},
        step=planned.STEP,
    )


def _written(act: Callable[[Session], int], entry_id: int | None, discussion_id: int) -> Any:
    """What was written is in the script; or its form comes back as it was sent, with what is wrong."""
    try:
        with parts().database.transaction() as session:
            discussion_id = act(session)
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        read_anew()
        text = request.form.get("text", "")
        again = Refused(entry_id, dict(request.form.items()), refusal.sentence, posts.findings(refusal, text))
        return _page(discussion_id, again), refusal.status
    return _to_script(discussion_id)


def _draft() -> Draft:
    form = request.form
    return Draft(
        minutes=form.get("minutes", default=-1, type=whole),
        text=form.get("text", ""),
        question=form.get("question", type=whole),
        hour=form.get("hour", default=0, type=whole),
    )


def _offered(session: Session, row: Discussion) -> list[Draft]:
    """A sensible script for each of the live hours, for the host to change."""
    numbers = [question.number for question in queries.whole(session, row, now()).questions]
    words = _words(row)
    return [
        Draft(slot.minutes, words[slot.part], slot.question, place)
        for place, hour in enumerate(row.hours)
        for slot in planned.offered(numbers, round((hour.ends - hour.starts).total_seconds() / 60))
    ]


def _words(row: Discussion) -> dict[Part, str]:
    """A question needs no words: it appears by itself."""
    club = the_club()
    name = row.series.name if row.series else club.name if club else ""
    rules = _("Discuss the paper, not its authors; nothing that could identify a patient, and no advice on a case.")
    return {
        Part.WELCOME: f"{_('Welcome to %(name)s.', name=name)} {rules}",
        Part.INTRODUCTIONS: _("Who is here? Please say in a sentence where you work and what you do."),
        Part.QUESTION: "",
        Part.CLOSING: _("Before we close: what will you do differently on Monday?"),
        Part.THANKS: _("Thank you all for a good hour, and thanks to those who came from the paper."),
    }


def _back(discussion_id: int) -> Response:
    if request.form.get("to") == "script":
        return _to_script(discussion_id)
    return redirect(url_for("discussions.show", discussion_id=discussion_id))


def _to_script(discussion_id: int) -> Response:
    return redirect(url_for(".show", discussion_id=discussion_id))
