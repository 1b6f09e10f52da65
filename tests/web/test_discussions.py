"""The discussion's page, the list, scheduling, running and the transcript."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from journalclub.changes import log
from journalclub.discussions.models import Discussion
from tests.web.conftest import ClientAs
from tests.world import World

PLAN = {
    "title": "One fraction or several?",
    "starts": "2027-01-17T20:00",
    "ends": "2027-01-17T21:00",
    "opens": "2027-01-15T20:00",
    "closes": "2027-01-18T20:00",
    "visibility": "members",
    "questions": ["Aim?", "Results?", ""],
}


def row(world: World, discussion_id: int) -> Discussion:
    with world.database.reading() as session:
        return session.get_one(Discussion, discussion_id)


def test_the_list_shows_each_reader_what_is_theirs(client_as: ClientAs, world: World) -> None:
    members_only = "A live discussion for members"
    assert members_only in client_as("ben").get("/discussions").text
    assert members_only in client_as("chen").get("/discussions").text
    for name in ("visitor", "eve", "dora", "ari", "sam"):
        answer = client_as(name).get("/discussions")
        assert members_only not in answer.text
        assert "A live discussion for public" in answer.text


@pytest.mark.parametrize("name", ["visitor", "eve", "dora", "ari", "sam"])
def test_a_page_that_is_not_open_to_one_looks_as_if_it_were_not_there(
    client_as: ClientAs, world: World, name: str
) -> None:
    client = client_as(name)
    hidden = client.get(f"/discussions/{world.discussions['members live']}")
    missing = client.get("/discussions/999999")
    assert hidden.status_code == missing.status_code == 404
    token = re.compile(r'name="csrf_token" value="[^"]+"')  # it holds the second in which it was made
    assert token.sub("", hidden.text) == token.sub("", missing.text)


def test_a_host_schedules_edits_and_announces(client_as: ClientAs, world: World) -> None:
    ada = client_as("ada")
    made = ada.send("/discussions/new", **PLAN)
    assert made.status_code == 302
    discussion = int(made.location.rpartition("/")[2])
    planned = row(world, discussion)
    assert planned.starts.isoformat() == "2027-01-18T02:00:00+00:00"  # 20:00 in Chicago
    assert client_as("ben").get(made.location).status_code == 404
    edited = ada.send(f"/discussions/{discussion}/edit", **(PLAN | {"title": "Renamed", "announce": "1"}))
    assert edited.status_code == 302
    page = client_as("ben").get(made.location).text
    assert "Renamed" in page
    assert "Results?" in page


def test_a_refused_plan_comes_back_filled_in(client_as: ClientAs) -> None:
    answer = client_as("ada").send("/discussions/new", **(PLAN | {"ends": "2027-01-17T19:00"}))
    assert answer.status_code == 422
    assert "in that order" in answer.text
    assert "One fraction or several?" in answer.text
    assert "Results?" in answer.text


def test_an_hour_that_does_not_exist_is_said(client_as: ClientAs) -> None:
    answer = client_as("ada").send("/discussions/new", **(PLAN | {"starts": "2027-03-14T02:30"}))
    assert answer.status_code == 422
    assert "clocks are put forward" in answer.text


def test_a_host_brings_it_live_and_asks(client_as: ClientAs, world: World) -> None:
    ada, discussion = client_as("ada"), world.discussions["members open"]
    ada.send(f"/discussions/{discussion}/state", state="live")
    assert row(world, discussion).said_state == "live"
    page = ada.get(f"/discussions/{discussion}").text
    assert "Live now" in page
    question = int(page.partition("/questions/")[2].partition("/")[0])
    ada.send(f"/questions/{question}/asking")
    assert row(world, discussion).current_question == 1
    assert "T1 of 2" in client_as("ben").get(f"/discussions/{discussion}").text


def test_a_page_costs_the_same_queries_whatever_it_holds(client_as: ClientAs, world: World) -> None:
    ben, place = client_as("ben"), f"/discussions/{world.discussions['members live']}"
    counted: list[str] = []
    event.listen(world.database.engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    ben.get(place)
    counted.clear()
    ben.get(place)
    few = len(counted)
    token = ben.token(place)
    for number in range(30):
        fields = {"csrf_token": token, "text": f"Post {number}", "client_token": str(number)}
        ben.post(f"{place}/posts", data=fields)
    counted.clear()
    ben.get(place)
    assert len(counted) == few
    assert few <= 32


def test_getting_a_page_writes_nothing(client_as: ClientAs, world: World) -> None:
    ben = client_as("ben")
    written: list[str] = []

    def note(*args: object) -> None:
        if not str(args[2]).lstrip().upper().startswith(("SELECT", "BEGIN", "PRAGMA", "WITH")):
            written.append(str(args[2]))

    event.listen(world.database.engine, "before_cursor_execute", note)
    for path in ("/", "/library", "/agenda", "/discussions", "/search?q=pain", "/settings"):
        assert ben.get(path).status_code == 200
    assert written == []


def test_a_transcript_groups_what_was_said_by_question(client_as: ClientAs, world: World) -> None:
    page = client_as("visitor").get(f"/discussions/{world.discussions['public published']}/transcript").text
    assert "would have told us more (public published)" in page
    assert "Ben Eriksen" in page


def test_the_transcript_of_a_closed_public_discussion_waits_for_its_review(client_as: ClientAs, world: World) -> None:
    discussion = world.discussions["public closed"]
    path = f"/discussions/{discussion}/transcript"
    assert client_as("visitor").get(path).status_code == 404
    client_as("ada").send(f"/discussions/{discussion}/publication")
    assert client_as("visitor").get(path).status_code == 200


def test_a_stream_begins_where_the_page_ends(client_as: ClientAs, world: World) -> None:
    page = client_as("ben").get(f"/discussions/{world.discussions['members live']}").text
    with world.database.reading() as session:
        assert f"since={log.head(session)}" in page


def test_further_reading_is_attached_and_taken_off_by_who_brought_it(client_as: ClientAs, world: World) -> None:
    ben, place = client_as("ben"), f"/discussions/{world.discussions['members live']}"
    attached = ben.submit(place, f"{place}/readings", identifier="PMID 31000001", why="A related trial.")
    assert attached.status_code == 302, attached.text
    page = ben.get(place).text
    assert "A related trial." in page
    removal = f"/readings/{page.partition('/readings/')[2].partition('/removal')[0].rpartition('/')[2]}/removal"
    assert removal not in client_as("chen").get(place).text
    assert ben.submit(place, removal).status_code == 302
    assert "A related trial." not in ben.get(place).text
