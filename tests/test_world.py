"""The world that tests start from is the one that they describe."""

from __future__ import annotations

from journalclub.db import Database
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import State, state
from tests.world import AUDIENCES, World


def test_the_world_has_a_discussion_in_every_state_for_every_audience(database: Database) -> None:
    world = World(database)
    with database.reading() as session:
        states = {name: state(session.get_one(Discussion, id), world.now) for name, id in world.discussions.items()}
    expected = {f"{audience} {one}": one for audience in AUDIENCES for one in State}
    assert states == expected | {"public published": State.ARCHIVED}


def test_the_cast_is_who_it_says(database: Database) -> None:
    world = World(database)
    cast = {name: world.viewer(name) for name in world.members}
    assert [name for name, one in cast.items() if one.is_host] == ["ada"]
    assert [name for name, one in cast.items() if one.is_moderator] == ["mo"]
    assert [name for name, one in cast.items() if one.is_admin] == ["ari"]
    assert [name for name, one in cast.items() if one.is_patient_advocate] == ["dora"]
    assert {name for name, one in cast.items() if one.is_member} == {"ada", "ben", "mo"}
    assert {name for name, one in cast.items() if not one.verified} == {"chen", "eve"}
    assert [name for name, one in cast.items() if one.suspended] == ["sam"]
