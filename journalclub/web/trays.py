"""What lies on the desk of a discussion: a tray has a template and a line here."""

from __future__ import annotations

from typing import Any

from journalclub.discussions import policy, queries
from journalclub.discussions.actions.steering import PACES
from journalclub.discussions.closing import queries as closing
from journalclub.discussions.models import Discussion, DiscussionHost
from journalclub.discussions.policy import Standing
from journalclub.discussions.states import WRITABLE, State
from journalclub.web import asking_authors, waiting
from journalclub.web.context import now, reading, viewer

BEFORE_THE_END = WRITABLE | {State.DRAFT, State.ANNOUNCED}


def on_the_desk(row: Discussion, here: Standing) -> dict[str, Any]:
    """The variables of `discussions/_desk.html` beside those of the page; nothing is read for who has no desk."""
    if not policy.may_see_desk(viewer(), here):
        return {}
    trays: dict[str, Any] = {"paces": PACES, "held": waiting.on_the_desk(row, here)}
    if policy.may_edit(viewer(), here):
        trays["marked"] = closing.marked(reading(), row)
        if row.kind == "edition" and here.state in BEFORE_THE_END:
            trays["script"] = queries.script(reading(), row, now())
            hosts = {host.id for host in queries.people(reading(), DiscussionHost, [row.id]).get(row.id, [])}
            trays["others"] = [person for person in queries.possible_hosts(reading()) if person.id not in hosts]
    if row.kind == "edition":
        trays |= {"asked": asking_authors.tray(row.id), "is_author": here.guest}
    return trays
