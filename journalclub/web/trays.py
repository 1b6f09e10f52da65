"""What lies on the desk of a discussion: a tray has a template and a line here."""

from __future__ import annotations

from typing import Any

from journalclub.discussions import policy, queries
from journalclub.discussions.actions.steering import PACES
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.states import WRITABLE, State
from journalclub.web import waiting
from journalclub.web.context import now, reading, viewer

BEFORE_THE_END = WRITABLE | {State.DRAFT, State.ANNOUNCED}


def on_the_desk(row: Discussion, here: Standing) -> dict[str, Any]:
    """The variables of `discussions/_desk.html` beside those of the page; nothing is read for who has no desk."""
    if not policy.may_see_desk(viewer(), here):
        return {}
    script = None
    if policy.may_edit(viewer(), here) and row.kind == "edition" and here.state in BEFORE_THE_END:
        script = queries.script(reading(), row, now())
    return {"paces": PACES, "script": script, "held": waiting.on_the_desk(row, here)}
