"""The desk of a discussion as a fragment, so that a page can bring it up to date and leave all else alone."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask_babel import gettext as _

from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.kit.refusal import Forbidden
from journalclub.web import live_page, shown, trays
from journalclub.web.context import now, reading, viewer

pages = Blueprint("desk", __name__)


@pages.get("/discussions/<int:discussion_id>/desk")
def show(discussion_id: int) -> str:
    """The trays that this viewer may see."""
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    if not policy.may_see_desk(viewer(), here):
        raise Forbidden("no-desk", _("Only the hosts of this discussion and moderators have a desk here."))
    discussion, _head = shown.whole(reading(), row, now())
    return render_template(
        "discussions/_desk.html", discussion=discussion, can=live_page.can(here, row), **trays.on_the_desk(row, here)
    )
