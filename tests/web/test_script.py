"""The script on screen: who sees it, what a form brings back, what a click on the desk does."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from journalclub.discussions.models import ScriptEntry
from journalclub.members.actions import roles
from journalclub.members.viewer import OPERATOR
from tests.web.browser import Browser
from tests.web.conftest import ClientAs
from tests.world import World

SECRET = "A sentence that nobody sees before its time."


@pytest.fixture
def place(world: World) -> str:
    return f"/discussions/{world.discussions['members live']}"


def write(ada: Browser, place: str, minutes: int = 45, text: str = SECRET, **more: str) -> int:
    answer = ada.submit(f"{place}/script", f"{place}/script", minutes=str(minutes), text=text, **more)
    assert answer.status_code == 302, answer.text
    return max(int(found) for found in re.findall(r"/script/(\d+)/edit", ada.get(f"{place}/script").text))


def test_a_host_begins_with_the_script_that_is_offered_and_posts_from_the_desk(client_as: ClientAs, place: str) -> None:
    ada = client_as("ada")
    assert "Write it" in ada.get(place).text
    offered = ada.get(f"{place}/script").text
    assert "Welcome to Monthly." in offered
    ada.submit(f"{place}/script", f"{place}/script/beginning")
    page = ada.get(f"{place}/script").text
    assert re.findall(r"<b>minute (\d+)</b>", page) == ["0", "2", "5", "20", "35", "58"]
    welcome = re.findall(r"/script/(\d+)/edit", page)[0]
    posted = ada.submit(place, f"/script/{welcome}/posting", follow=True)
    assert "Welcome to Monthly." in posted.text.partition('id="log"')[2]
    assert ada.send(f"/script/{welcome}/removal").status_code == 409
    assert f"/script/{welcome}/edit" not in ada.get(f"{place}/script").text


@pytest.mark.parametrize("name", ["visitor", "ben", "chen", "dora", "ari"])
def test_nobody_else_sees_a_word_of_it_before_it_is_posted(client_as: ClientAs, world: World, name: str) -> None:
    place = f"/discussions/{world.discussions['public live' if name in {'visitor', 'ari'} else 'members live']}"
    entry = write(client_as("ada"), place)
    somebody = client_as(name)
    for path in (place, f"{place}/desk", f"{place}/script", f"{place}/transcript", "/search?q=nobody+sees"):
        assert SECRET not in somebody.get(path).text
    client_as("ada").send(f"/script/{entry}/posting")
    if name != "dora":
        assert SECRET in somebody.get(place).text


def test_a_cohost_sees_whose_words_wait_and_posts_the_rest_in_her_own_name(
    client_as: ClientAs, world: World, place: str
) -> None:
    with world.database.transaction() as session:
        roles.set_roles(session, by=OPERATOR, member_id=world.members["ben"], roles=["member", "host"], now=world.now)
    ada, ben = client_as("ada"), client_as("ben")
    entry = write(ada, place)
    ada.send(f"{place}/hosts", member=str(world.members["ben"]))
    assert "by Ada Delacroix" in ben.get(place).text
    ben.submit(place, f"{place}/script/writer")
    with world.database.reading() as session:
        assert session.get_one(ScriptEntry, entry).member_id == world.members["ben"]
    assert "Post the rest in my name" not in ben.get(place).text


def test_a_refused_entry_comes_back_as_it_was_sent(client_as: ClientAs, place: str) -> None:
    ada, telling = client_as("ada"), "My patient Mr Miller, 83, was seen on 14 March 2026."
    refused = ada.submit(f"{place}/script", f"{place}/script", minutes="7", text=telling)
    assert refused.status_code == 422
    assert "Could this identify a patient?" in refused.text
    assert f"{telling}</textarea>" in refused.text
    assert 'value="7"' in refused.text
    entry = write(ada, place, 7, telling, confirmed="1")
    again = ada.submit(f"{place}/script", f"/script/{entry}/edit", text="x" * 281)
    assert again.status_code == 422
    assert "281 characters long" in again.text
    assert f"{'x' * 281}</textarea>" in again.text


def test_the_hour_slips_by_five_minutes_and_the_clock_is_switched_off(
    client_as: ClientAs, world: World, place: str
) -> None:
    ada = client_as("ada")
    entry = write(ada, place)
    ada.submit(place, f"{place}/script/shift", later="1")
    with world.database.reading() as session:
        assert session.scalar(select(ScriptEntry.minutes).where(ScriptEntry.id == entry)) == 50
    ada.submit(place, f"{place}/script/clock")
    assert "Let the clock post" in ada.get(place).text
    ada.submit(f"{place}/script", f"{place}/script/clock", follow=True)
    assert "Post by hand only" in ada.get(f"{place}/script").text
