"""A copied world is the one that was made."""

from __future__ import annotations

from journalclub.db import Database
from journalclub.members.actions import joining
from tests import small_club
from tests.small_club import Rows


def test_a_copy_has_the_same_rows_and_counts_on(database: Database) -> None:
    world = small_club.small_club(database)
    assert ordered(small_club.rows_of(database)) == ordered(small_club._made()[1])
    with database.transaction() as session:
        new = joining.add_member(session, email="new@example.org", name="New", roles=["member"], now=world.now)
    assert new.id == max(world.members.values()) + 1


def ordered(rows: Rows) -> Rows:
    return {name: sorted(found, key=str) for name, found in rows.items()}
