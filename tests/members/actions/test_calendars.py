"""A member's own calendar address."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db import Database
from journalclub.kit.refusal import Forbidden
from journalclub.kit.tokens import digest
from journalclub.members import queries
from journalclub.members.actions import calendars, roles
from journalclub.members.models import CalendarAddress
from journalclub.members.viewer import OPERATOR, VISITOR, Viewer
from tests.members.cast import NOW, join


@dataclass
class Club:
    database: Database
    ada: Viewer
    ben: Viewer


@pytest.fixture
def club(database: Database) -> Club:
    with database.transaction() as session:
        ada, ben = (join(session, name) for name in ("ada", "ben"))
        return Club(database, *(queries.viewer_of_member(session, member.id) for member in (ada, ben)))


@pytest.fixture
def address(club: Club) -> str:
    with club.database.transaction() as session:
        return calendars.make(session, by=club.ben, now=NOW)


def who(club: Club, token: str) -> str | None:
    with club.database.reading() as session:
        found = queries.viewer_by_calendar(session, token)
        return found.name if found else None


def test_an_address_reads_as_its_member_and_only_its_hash_is_kept(club: Club, address: str) -> None:
    assert who(club, address) == "Ben"
    assert who(club, address + "x") is None
    with club.database.reading() as session:
        row = session.scalar(select(CalendarAddress))
    assert row is not None
    assert row.digest == digest(address)


def test_a_new_address_ends_the_old_one(club: Club, address: str) -> None:
    with club.database.transaction() as session:
        newer = calendars.make(session, by=club.ben, now=NOW)
    assert who(club, address) is None
    assert who(club, newer) == "Ben"


def test_a_member_revokes_their_own_address_and_nobody_elses(club: Club, address: str) -> None:
    for by, reads in ((club.ada, "Ben"), (club.ben, None)):
        with club.database.transaction() as session:
            calendars.revoke(session, by=by, now=NOW)
        assert who(club, address) == reads


def test_a_suspended_members_address_opens_nothing_and_stays_dead(club: Club, address: str) -> None:
    for act in (lambda s, **o: roles.suspend(s, why="x", **o), roles.restore):
        with club.database.transaction() as session:
            act(session, by=OPERATOR, member_id=club.ben.id or 0, now=NOW)
        assert who(club, address) is None


def test_who_is_not_signed_in_has_none(club: Club) -> None:
    with club.database.transaction() as session, pytest.raises(Forbidden):
        calendars.make(session, by=VISITOR, now=NOW)


def test_that_there_is_an_address_is_in_the_log(club: Club, address: str) -> None:
    with club.database.reading() as session:
        last = log.after(session, log.head(session) - 1, 1)
    assert [(change.kind, change.ids) for change in last] == [(Kind.CALENDAR_ADDED, {"member": club.ben.id})]
