"""Who is coming: three buttons on the discussion's page, and who pressed them."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from journalclub.discussions import policy, queries
from journalclub.discussions.actions import coming
from journalclub.discussions.actions.coming import Answer
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.queries import Coming
from journalclub.discussions.states import OVER, State
from journalclub.web.context import now, parts, reading, viewer

pages = Blueprint("coming", __name__)


@pages.post("/discussions/<int:discussion_id>/coming")
def answer(discussion_id: int) -> Response:
    """`answer` is going, maybe or reading; empty takes it back."""
    given = request.form.get("answer", "")
    if given and given not in set(Answer):
        abort(400)
    with parts().database.transaction() as session:
        says = Answer(given) if given else None
        coming.answer(session, by=viewer(), discussion_id=discussion_id, says=says, now=now())
    return redirect(url_for("discussions.show", discussion_id=discussion_id) + "#coming")


def of(row: Discussion, here: Standing) -> Coming | None:
    """For the page; None where nobody is asked: drafts, threads, and what is over or called off."""
    if row.kind != "edition" or here.state in {*OVER, State.DRAFT, State.CANCELLED}:
        return None
    return queries.coming(reading(), row.id, viewer(), named=policy.may_see_coming(viewer(), here))
