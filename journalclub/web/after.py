"""What stands above a conversation that has closed: thanks, what to take home, and the question to oneself."""

from __future__ import annotations

from dataclasses import dataclass

from journalclub.discussions import policy
from journalclub.discussions.closing import queries
from journalclub.discussions.closing.attendance import attended
from journalclub.discussions.closing.models import Reflection
from journalclub.discussions.closing.queries import PointView
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.queries import Person
from journalclub.discussions.states import OVER
from journalclub.web.context import reading, viewer


@dataclass(frozen=True)
class After:
    """`writers` are those who posted, hosts and authors apart; `more` how many are not named. `own`: see `reflects`."""

    points: list[PointView]
    recap: bool
    writers: list[Person]
    more: int
    reflects: bool
    own: Reflection | None
    certificate: bool


def of(row: Discussion, here: Standing) -> After | None:
    """None while it goes on, and for threads, which never end."""
    if here.state not in OVER or row.kind != "edition":
        return None
    takes_part = policy.may_take_part(viewer(), here)
    writers, more = queries.writers(reading(), row.id)
    return After(
        points=queries.points(reading(), row.id),
        recap=queries.recap(reading(), row.id) is not None,
        writers=writers,
        more=more,
        reflects=takes_part,
        own=queries.reflection(reading(), row.id, viewer().id) if takes_part else None,
        certificate=takes_part and bool(attended(reading(), row, viewer().id or 0)),
    )
