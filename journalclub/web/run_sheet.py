"""The run sheet of a discussion, for its hosts: what is due when, what has happened, whose it is."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions import queries
from journalclub.discussions.actions import finding, running
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.models import Discussion
from journalclub.discussions.rhythm import parse_zone
from journalclub.discussions.run_sheet import MARKED, Facts, Step, items
from journalclub.discussions.states import OVER, State, state
from journalclub.invitations import queries as invitations
from journalclub.invitations.states import State as Invitation
from journalclub.web import shown
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.pages import Can, day_of, the_club, today

pages = Blueprint("run_sheet", __name__)


@pages.get("/discussions/<int:discussion_id>/run-sheet")
def show(discussion_id: int) -> str:
    row = finding.editable(reading(), viewer(), discussion_id, now())
    discussion, _head = shown.whole(reading(), row, now())
    zone = parse_zone(row.series.time_zone if row.series else _club_zone())
    hosts = {host.id for host in discussion.hosts}
    return render_template(
        "discussions/run_sheet.html",
        discussion=discussion,
        edition_on=row.edition_on,
        items=items(row.starts, zone, _facts(row, discussion), queries.marks(reading(), row.id), now()),
        marked=MARKED,
        others=[person for person in queries.possible_hosts(reading()) if person.id not in hosts],
        can=Can(
            remind=row.reminded_at is None and state(row, now()) in {State.ANNOUNCED, State.OPEN, State.LIVE},
            move=state(row, now()) not in {*OVER, State.CANCELLED},
        ),
    )


@pages.post("/discussions/<int:discussion_id>/run-sheet/assignments")
def assign(discussion_id: int) -> Response:
    """Whose each step is; a field for each, empty for nobody."""
    whose = {step: request.form.get(step, type=whole) for step in Step if step in request.form}
    with parts().database.transaction() as session:
        running.assign(session, by=viewer(), discussion_id=discussion_id, whose=whose, now=now())
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/run-sheet/marks")
def mark(discussion_id: int) -> Response:
    """`done` or `undone` names the step."""
    done = "done" in request.form
    named = request.form.get("done" if done else "undone", "")
    if named not in set(Step):
        abort(400)
    with parts().database.transaction() as session:
        running.mark(session, by=viewer(), discussion_id=discussion_id, step=Step(named), done=done, now=now())
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/run-sheet/reminder")
def remind(discussion_id: int) -> Response:
    with parts().database.transaction() as session:
        running.remind(session, by=viewer(), discussion_id=discussion_id, now=now())
    flash(_("The reminder goes out."), "good")
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/hosts")
def add_host(discussion_id: int) -> Response:
    """A co-host; with `all` everything that is one's own or nobody's is handed over."""
    act = running.hand_over if "all" in request.form else running.add_host
    member_id = request.form.get("member", type=whole) or 0
    with parts().database.transaction() as session:
        act(session, by=viewer(), discussion_id=discussion_id, member_id=member_id, now=now())
    if request.form.get("to") == "desk":
        return redirect(url_for("discussions.show", discussion_id=discussion_id))
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/hosts/<int:member_id>/removal")
def remove_host(discussion_id: int, member_id: int) -> Response:
    with parts().database.transaction() as session:
        running.remove_host(session, by=viewer(), discussion_id=discussion_id, member_id=member_id, now=now())
    if member_id == viewer().id and not viewer().is_moderator:
        return redirect(url_for("discussions.index"))
    return _back(discussion_id)


def _facts(row: Discussion, discussion: shown.DiscussionView) -> Facts:
    asked = invitations.of_discussion(reading(), viewer(), row.id, now())
    access = discussion.article.access(today(), day_of(row.closes)) if discussion.article else None
    return Facts(
        chosen=row.article_id is not None,
        is_free=access is not None and bool(access.url or access.first) and not access.lapses,
        invited=any(one.state != Invitation.DRAFT for one in asked),
        announced=row.announced_at is not None,
        questions=len(discussion.questions),
        scripted=queries.is_scripted(reading(), row.id),
        reminded=row.reminded_at is not None,
        welcomed=queries.was_welcomed(reading(), row),
        published=row.published_at is not None or closing.recap(reading(), row.id) is not None,
    )


def _club_zone() -> str:
    club = the_club()
    return club.zone if club else "UTC"


def _back(discussion_id: int) -> Response:
    return redirect(url_for(".show", discussion_id=discussion_id))
