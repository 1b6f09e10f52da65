"""What hosts do to keep the hour civil."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from journalclub.discussions.actions import steering
from journalclub.web.context import now, parts, viewer
from journalclub.web.numbers import whole

pages = Blueprint("steering", __name__)


@pages.post("/discussions/<int:discussion_id>/pace")
def pace(discussion_id: int) -> Response:
    """So many `seconds` between two posts of one member."""
    seconds = request.form.get("seconds", default=-1, type=whole)
    with parts().database.transaction() as session:
        steering.slow(session, by=viewer(), discussion_id=discussion_id, seconds=seconds, now=now())
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/lock")
def lock(discussion_id: int) -> Response:
    """`on=1`: only hosts and moderators write."""
    with parts().database.transaction() as session:
        on = request.form.get("on") == "1"
        steering.lock(session, by=viewer(), discussion_id=discussion_id, on=on, now=now())
    return _back(discussion_id)


@pages.post("/discussions/<int:discussion_id>/extension")
def extend(discussion_id: int) -> Response:
    """A quarter of an hour more."""
    with parts().database.transaction() as session:
        steering.extend(session, by=viewer(), discussion_id=discussion_id, now=now())
    return _back(discussion_id)


def _back(discussion_id: int) -> Response:
    return redirect(url_for("discussions.show", discussion_id=discussion_id))
