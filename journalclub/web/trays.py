"""What lies on the desk of a discussion: a tray has a template and a line here."""

from __future__ import annotations

from typing import Any

from journalclub.discussions import policy
from journalclub.discussions.actions.steering import PACES
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.web import waiting
from journalclub.web.context import viewer


def on_the_desk(row: Discussion, here: Standing) -> dict[str, Any]:
    """The variables of `discussions/_desk.html` beside those of the page; nothing is read for who has no desk."""
    if not policy.may_see_desk(viewer(), here):
        return {}
    return {"paces": PACES, "held": waiting.on_the_desk(row, here)}
