from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.changes.models import Change
from journalclub.db import Database
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.kit.tokens import digest
from journalclub.members.actions import roles
from journalclub.search import saving
from journalclub.search.kept_models import SavedSearch
from tests.small_club import small_club
from tests.world import World


@pytest.fixture
def world(database: Database) -> World:
    return small_club(database)


def keep(world: World, who: str = "ben", query: str = "spine") -> int:
    with world.database.transaction() as session:
        return saving.save(session, by=world.viewer(who), query=query, now=world.now).id


def addressed(world: World, who: str = "ben") -> tuple[int, str]:
    kept = keep(world, who)
    with world.database.transaction() as session:
        return kept, saving.give_address(session, by=world.viewer(who), search_id=kept, now=world.now)


def test_a_search_is_kept_once_and_told_of_once(world: World) -> None:
    assert keep(world) == keep(world, query=" spine ")
    with world.database.reading() as session:
        (row,) = saving.saved(session, world.viewer("ben"))
        assert (row.name, row.query, row.digest) == ("spine", "spine", None)
        told = session.scalar(select(func.count()).where(Change.kind == "search.saved"))
    assert told == 1


def test_only_verified_members_keep_searches_and_only_so_many(world: World) -> None:
    for who in ("visitor", "eve", "chen", "sam"):
        with pytest.raises(Forbidden):
            keep(world, who)
    for number in range(saving.MOST):
        keep(world, query=f"spine {number}")
    with pytest.raises(Refusal, match="Remove one first"):
        keep(world, query="one more")
    with pytest.raises(Refusal, match="nothing to keep"):
        keep(world, "ada", "  ")


def test_nobody_touches_another_members_search(world: World) -> None:
    kept = keep(world)
    with world.database.transaction() as session:
        ada = world.viewer("ada")
        for act in (saving.give_address, saving.take_address, saving.forget):
            with pytest.raises(NotFound):
                act(session, by=ada, search_id=kept, now=world.now)
        with pytest.raises(NotFound):
            saving.rename(session, by=ada, search_id=kept, name="Hers", now=world.now)
        assert saving.saved(session, ada) == []


def test_the_table_holds_no_address(world: World) -> None:
    kept, token = addressed(world)
    with world.database.reading() as session:
        row = session.get_one(SavedSearch, kept)
        assert row.digest == digest(token)
        assert token not in str([getattr(row, column.name) for column in SavedSearch.__table__.columns])
        assert saving.addressed(session, token)[0].id == kept


@pytest.mark.parametrize("death", ["renewed", "revoked", "forgotten", "suspended", "unverified"])
def test_an_address_dies(world: World, death: str) -> None:
    kept, token = addressed(world)
    with world.database.transaction() as session:
        ben, later = world.viewer("ben"), world.now + timedelta(minutes=1)
        if death == "renewed":
            assert saving.give_address(session, by=ben, search_id=kept, now=later) != token
        elif death == "revoked":
            saving.take_address(session, by=ben, search_id=kept, now=later)
        elif death == "forgotten":
            saving.forget(session, by=ben, search_id=kept, now=later)
        elif death == "suspended":
            roles.suspend(session, by=world.viewer("mo"), member_id=world.members["ben"], why="Advice.", now=later)
        else:
            row = session.get_one(SavedSearch, kept)
            row.member_id = world.members["eve"]
    with world.database.reading() as session, pytest.raises(NotFound):
        saving.addressed(session, token)


def test_a_search_has_a_name(world: World) -> None:
    kept = keep(world)
    with world.database.transaction() as session:
        saving.rename(session, by=world.viewer("ben"), search_id=kept, name="Backs\x00 ", now=world.now)
        assert session.get_one(SavedSearch, kept).name == "Backs"
        with pytest.raises(Refusal, match="needs a name"):
            saving.rename(session, by=world.viewer("ben"), search_id=kept, name=" ", now=world.now)
