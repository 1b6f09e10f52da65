"""The same act twice in the same instant is one act, and two hosts write one after the other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes.models import Change
from journalclub.discussions.closing import marking, queries, reflecting, telling
from journalclub.discussions.closing.reflecting import Outcome, Said
from journalclub.discussions.closing.telling import Point
from tests.at_once import at_once, on_postgres
from tests.discussions.closing.conftest import CLOSED, Over

pytestmark = on_postgres
Act = Callable[[Session], object]


@pytest.mark.parametrize("what", ["post.marked", "reflection.changed", "recap.changed"])
def test_twice_is_once(over: Over, what: str) -> None:
    ada, ben = over.evening.people["Ada"], over.evening.people["Ben"]
    said, here, mine = Said(Outcome.CONFIRMS), {"discussion_id": over.discussion}, {"by": ada, "now": CLOSED}
    acts: dict[str, Act] = {
        "post.marked": lambda session: marking.mark(session, post_id=over.posts["Ben"], on=True, **mine),
        "reflection.changed": lambda session: reflecting.reflect(session, by=ben, said=said, now=CLOSED, **here),
        "recap.changed": lambda session: telling.write_recap(session, text="We agreed.", **mine, **here),
    }
    at_once(over.evening.database, acts[what], acts[what])
    with over.evening.database.reading() as session:
        assert session.scalars(select(Change.kind).where(Change.kind == what)).all() == [what]


def test_of_two_hosts_points_the_later_ones_stand(over: Over) -> None:
    def write(text: str) -> Act:
        who = {"by": over.evening.people["Ada"], "discussion_id": over.discussion, "now": CLOSED}
        return lambda session: telling.write_points(session, points=[Point(text), Point("Both.")], **who)  # type: ignore[arg-type]

    at_once(over.evening.database, write("First."), write("Second."))
    with over.evening.database.reading() as session:
        assert [point.text for point in queries.points(session, over.discussion)] == ["Second.", "Both."]
