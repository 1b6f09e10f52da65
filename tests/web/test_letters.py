"""Which letters one gets: in the settings, and from the link in a letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journalclub.config import Settings
from journalclub.letters.handing_over import stop_address
from journalclub.members.models import Member
from journalclub.members.wishes import Wish, Wishes, wishes_of
from tests.web.conftest import ClientAs
from tests.world import World


def wished(world: World, name: str = "ben") -> Wishes:
    with world.database.reading() as session:
        return wishes_of(session, session.get_one(Member, world.members[name]))


@pytest.fixture
def link(world: World, settings: Settings) -> str:
    address = stop_address(settings, world.members["ben"], Wish.RECAPS, world.now)
    return address.removeprefix(settings.public_url)


def test_a_member_chooses_letters(client_as: ClientAs, world: World) -> None:
    assert wished(world) == Wishes(True, True, True)
    ben = client_as("ben")
    assert "Your letters" in ben.get("/settings").text
    ben.send("/settings/letters", letters=["reminders", "recaps"])
    assert wished(world) == Wishes(False, True, True)
    ben.send("/settings/letters")
    assert wished(world) == Wishes()
    assert wished(world, "mo") == Wishes(True, True, True)


def test_looking_at_the_link_stops_nothing_and_the_button_does(client_as: ClientAs, world: World, link: str) -> None:
    visitor = client_as("visitor")
    page = visitor.get(link)
    assert "what came of discussions" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    visitor.head(link)
    assert wished(world) == Wishes(True, True, True)
    assert "You get no more of these letters." in visitor.submit(link, link).text
    assert wished(world) == Wishes(True, True, False)
    visitor.submit(link, link, all="1")
    assert wished(world) == Wishes()


def test_a_mail_program_stops_them_by_itself(client_as: ClientAs, world: World, link: str) -> None:
    answer = client_as("visitor").post(link, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert wished(world) == Wishes(True, True, False)


def test_a_forged_and_an_old_link_stop_nothing(
    client_as: ClientAs, world: World, settings: Settings, link: str
) -> None:
    old = stop_address(settings, world.members["ben"], Wish.RECAPS, world.now - timedelta(days=401))
    for wrong in (link[:-1] + ("A" if link[-1] != "A" else "B"), old.removeprefix(settings.public_url), "/letters/x"):
        assert client_as("visitor").get(wrong).status_code == 404
        assert client_as("visitor").post(wrong).status_code == 404
    assert wished(world) == Wishes(True, True, True)
