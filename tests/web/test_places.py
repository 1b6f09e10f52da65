"""How far one has read: on the page, in lists, and on another device."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from journalclub.config import Settings
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from journalclub.web import places
from tests.literature.counted import statements
from tests.web.conftest import ClientAs
from tests.web.talk import say
from tests.world import World


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, limits=False)


def say_much(world: World, where: str, who: str, count: int) -> None:
    """“Point 0.” and so on, a minute apart."""
    with world.database.transaction() as session:
        for number in range(count):
            row = {"text": f"Point {number}.", "client_token": f"point {number}", "seq": 0, "extra": {}}
            at = world.now + timedelta(minutes=5 + number)
            here, writer = world.discussions[where], world.members[who]
            session.add(Post(discussion_id=here, member_id=writer, question=1, at=at, **row))


def test_what_is_new_stands_below_a_line_and_is_counted_where_discussions_are_listed(
    client_as: ClientAs, world: World
) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    mo = client_as("mo")
    assert "New since" not in mo.get(place).text.partition('id="log"')[2]
    assert mo.send(f"{place}/place", post=world.posts["members live ben"]).status_code == 204
    first = say(world, "members live", "ben", "Something new.")
    say(world, "members live", "chen", "And more.", 6, question=2)
    page = mo.get(place).text
    assert re.search(rf'id="new">New since.*?id="post-{first}"', page, re.S)
    assert re.search(r"<b data-jump-words>2 new</b>", page)
    assert page.count("1 new</b>") == 2  # at T1 and at T2
    other_device = client_as("mo")
    for listing in ("/", "/discussions"):
        assert "2 new since you read" in other_device.get(listing).text
    assert "new since you read" not in client_as("ben").get("/discussions").text


def test_without_a_script_a_button_says_so_and_the_link_leads_to_the_line(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    mo = client_as("mo")
    assert mo.submit(place, f"{place}/place", post=world.posts["members live ben"]).location == place
    say(world, "members live", "ben", "Something new.")
    assert mo.get(f"{place}/place").location == f"{place}#new"
    assert client_as("ada").get(f"{place}/place").location == place


def test_the_last_read_on_an_earlier_page_is_one_step_away(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    mo = client_as("mo")
    mo.send(f"{place}/place", post=world.posts["members live ben"])
    say_much(world, "members live", "ben", 205)
    page = mo.get(place).text
    assert 'id="new"' not in page
    assert f'href="{place}/place" data-jump' in page
    earlier = mo.get(f"{place}/place", follow_redirects=True).text
    assert re.search(r'id="new">New since.*?Point 0\.', earlier, re.S)


def test_reading_changes_nothing_and_says_nothing_to_others(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    mo = client_as("mo")
    mo.send(f"{place}/place", post=world.posts["members live ada"])
    new = say(world, "members live", "ben", "Something new.")
    for _ in range(2):
        assert "<b data-jump-words>2 new</b>" in mo.get(place).text
    ada = client_as("ada").get(place).text
    assert "Mo Haddad" not in ada
    assert f'id="post-{new}"' in ada


def test_what_the_club_knows_already_is_not_written_again(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['members live']}/place"
    mo = client_as("mo")
    token = mo.token()
    fields = {"csrf_token": token, "post": world.posts["members live ben"]}
    mo.post(place, data=fields)
    with statements(world.database) as sent:
        assert mo.post(place, data=fields).status_code == 204
    assert not [one for one in sent if one.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]


def test_the_lanes_are_the_servers_too_and_keep_to_themselves_on_earlier_pages(
    client_as: ClientAs, world: World
) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    with world.database.transaction() as session:
        session.get_one(Discussion, world.discussions["members live"]).current_question = 1
    say_much(world, "members live", "ben", 203)
    page = client_as("mo").get(f"{place}?lane=people").text
    assert "suits palliation" in page  # Ada's, before the last 200
    assert "Point 202." not in page
    page = client_as("mo").get(f"{place}?lane=question").text
    earlier = re.search(r'href="([^"]*lane=question&amp;before=[^"]*)"', page)
    assert earlier is not None
    assert "suits palliation" in client_as("mo").get(earlier[1].replace("&amp;", "&")).text


def test_too_often_is_too_often(client_as: ClientAs, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "pace", places.Pace(burst=2, per_second=0.5))
    mo = client_as("mo")
    mo.application.extensions["journalclub"] = replace(
        mo.application.extensions["journalclub"],
        settings=replace(mo.application.extensions["journalclub"].settings, limits=True),
    )
    address = f"/discussions/{world.discussions['members live']}/place"
    answers = [mo.send(address, post=world.posts["members live ben"]).status_code for _ in range(3)]
    assert answers == [204, 204, 429]
