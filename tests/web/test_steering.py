"""Slow mode and the lock, as the people in the room see them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journalclub.discussions.models import Discussion
from journalclub.kit import clock
from journalclub.members.models import Member
from journalclub.web import limits
from tests.web.conftest import ClientAs
from tests.world import World

JSON = {"Accept": "application/json"}


@pytest.fixture
def place(world: World) -> str:
    return f"/discussions/{world.discussions['members live']}"


def test_a_member_who_is_too_quick_keeps_the_words_and_reads_when_to_try_again(client_as: ClientAs, place: str) -> None:
    client_as("ada").submit(place, f"{place}/pace", seconds="60")
    ben = client_as("ben")
    assert "One post every 60 s." in ben.get(place).text
    assert ben.send(f"{place}/posts", text="The first.", client_token="t-1").status_code == 302
    plain = ben.send(f"{place}/posts", text="The second.", client_token="t-2")
    assert plain.status_code == 429
    assert "You can post again in " in plain.text
    assert "The second.</textarea>" in plain.text
    fields = {"csrf_token": ben.token(), "text": "The second.", "client_token": "t-2"}
    scripted = ben.post(f"{place}/posts", data=fields, headers=JSON)
    assert 0 < scripted.json["retry_after"] <= 60
    assert scripted.headers["Retry-After"] == str(scripted.json["retry_after"])


def test_a_paused_discussion_offers_members_no_box_and_says_why(client_as: ClientAs, place: str) -> None:
    client_as("ada").submit(place, f"{place}/lock", on="1")
    page = client_as("ben").get(place).text
    assert "The hosts have paused this discussion" in page
    assert 'id="write"' not in page
    assert 'id="write"' in client_as("mo").get(place).text
    client_as("mo").submit(place, f"{place}/lock", on="")
    assert 'id="write"' in client_as("ben").get(place).text


def test_a_paused_discussion_tells_an_author_guest_that_it_is_paused(client_as: ClientAs, place: str) -> None:
    client_as("ada").submit(place, f"{place}/lock", on="1")
    page = client_as("chen").get(place).text
    assert "The hosts have paused this discussion" in page
    assert "A moderator has yet to see who you are" not in page


def test_the_hour_goes_on_for_a_quarter_more(client_as: ClientAs, world: World, place: str) -> None:
    with world.database.reading() as session:
        before = session.get_one(Discussion, world.discussions["members live"]).ends
    client_as("ada").submit(place, f"{place}/extension")
    with world.database.reading() as session:
        after = session.get_one(Discussion, world.discussions["members live"]).ends
    assert after - before == timedelta(minutes=15)


def test_whom_a_moderator_let_in_today_is_capped_and_nobody_else(
    client_as: ClientAs, world: World, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NEW_MOST", 2)
    with world.database.transaction() as session:
        member = session.get_one(Member, world.members["ben"])
        member.verified_at, member.verified_by = clock.now() - timedelta(hours=1), world.members["mo"]
    answers = {
        name: [client_as(name).send(f"{place}/posts", text=f"{name} {n}", client_token=f"t-{n}") for n in range(3)]
        for name in ("ben", "ada")
    }
    assert [answer.status_code for answer in answers["ben"]] == [302, 302, 429]
    assert [answer.status_code for answer in answers["ada"]] == [302, 302, 302]
