"""Which letters a member wants, said twice in the same instant."""

from __future__ import annotations

from journalclub.db import Database
from journalclub.members import wishes
from journalclub.members.models import Member
from journalclub.members.wishes import Wish, Wishes
from tests.at_once import at_once, on_postgres
from tests.members.cast import NOW, join

pytestmark = on_postgres


def test_two_kinds_of_letters_that_are_stopped_at_once_are_both_stopped(database: Database) -> None:
    with database.transaction() as session:
        ben = join(session, "ben").id
    at_once(
        database,
        lambda session: wishes.stop(session, ben, Wish.ANNOUNCEMENTS, NOW),
        lambda session: wishes.stop(session, ben, Wish.RECAPS, NOW),
    )
    with database.reading() as session:
        assert wishes.wishes_of(session, session.get_one(Member, ben)) == Wishes(reminders=True)
