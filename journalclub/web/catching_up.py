"""The catch-up: where a discussion is and what was said so far, in a minute's reading."""

from __future__ import annotations

import math

from flask import Blueprint, render_template

from journalclub.discussions import queries
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Discussion
from journalclub.web import live_page, shown
from journalclub.web.context import now, reading, viewer

pages = Blueprint("catching_up", __name__)


@pages.get("/discussions/<int:discussion_id>/catch-up")
def show(discussion_id: int) -> str:
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    discussion, _head = shown.whole(reading(), row, now())
    return render_template(
        "discussions/catch_up.html",
        discussion=discussion,
        groups=queries.catch_up(reading(), discussion_id, discussion.questions),
        minutes_left=_minutes_left(row),
        can=live_page.can(here, row),
    )


def _minutes_left(row: Discussion) -> int | None:
    """Of the live hour that is on; None when none is."""
    ends = next((hour.ends for hour in row.hours if hour.starts <= now() < hour.ends), None)
    return math.ceil((ends - now()).total_seconds() / 60) if ends else None
