"""Posts that wait for a host, as pages show them: to the writer, and on the desk."""

from __future__ import annotations

from flask import render_template

from journalclub.discussions import policy, queries
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.queries import HeldView
from journalclub.web.context import reading, viewer


def of_viewer(discussion_id: int) -> list[HeldView]:
    """The viewer's own; nothing is read for a visitor."""
    return queries.held_by(reading(), viewer().id, discussion_id) if viewer().id else []


def on_the_desk(row: Discussion, here: Standing) -> list[HeldView]:
    return queries.held_in(reading(), row) if policy.may_release(viewer(), here) else []


def part(discussion_id: int) -> str:
    """The writer's own list, as the page has it."""
    return render_template("discussions/_waiting.html", waiting=of_viewer(discussion_id), waiting_in=discussion_id)
