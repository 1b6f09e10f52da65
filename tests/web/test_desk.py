"""The desk as a fragment: for whom, with what in it; and what everybody else hears of it."""

from __future__ import annotations

import json

import pytest

from journalclub.changes import log
from journalclub.changes.kinds import DESK, Kind
from journalclub.changes.models import Change
from journalclub.config import Settings
from journalclub.live import events
from journalclub.members.actions import roles
from journalclub.members.viewer import OPERATOR
from journalclub.web.streaming import make_live
from tests.web.conftest import ClientAs, make_app
from tests.world import World


@pytest.fixture
def place(world: World) -> str:
    return f"/discussions/{world.discussions['members live']}"


def test_the_fragment_is_the_desk_of_the_page_and_nothing_else(client_as: ClientAs, place: str) -> None:
    ada = client_as("ada")
    fragment = ada.get(f"{place}/desk").text
    assert fragment.count('id="desk"') == 1
    assert "15 minutes more" in fragment
    assert "<html" not in fragment
    assert 'data-desk="' in ada.get(place).text
    assert 'data-desk="' not in client_as("ben").get(place).text


def test_an_author_guest_sees_no_tray_of_the_hosts(client_as: ClientAs, place: str) -> None:
    fragment = client_as("chen").get(f"{place}/desk").text
    assert 'id="desk"' in fragment
    assert "15 minutes more" not in fragment
    assert "Close it" not in fragment


@pytest.mark.parametrize("kind", sorted(DESK))
def test_what_happens_on_the_desk_is_told_without_saying_what(world: World, settings: Settings, kind: Kind) -> None:
    discussion = world.discussions["members live"]
    with world.database.transaction() as session:
        for post in (41, 42):
            log.record(
                session, kind, actor=world.members["ada"], now=world.now, discussion=discussion, post=post, question=43
            )
        changes = events.told(log.after(session, log.head(session) - 2, 10))
        live = make_live(make_app(settings, world.database), settings, world.database)
        (event,) = events.compose(session, live._domain, changes)
    name, data = _parsed(event)
    assert name == "state"
    assert data["desk"] is True
    assert not {"post", "question", "id", "html", "member"} & data.keys()
    assert not {41, 42, 43} & {value for value in data.values() if isinstance(value, int)}


def test_acts_on_two_desks_are_told_to_both() -> None:
    rows = [Change(seq=n, kind=Kind.SCRIPT_CHANGED, discussion_id=n % 2, ids={}) for n in range(4)]
    assert [change.seq for change in events.told(rows)] == [2, 3]


def _parsed(event: events.Event) -> tuple[str, dict[str, object]]:
    fields = dict(line.split(": ", 1) for line in event.frame.decode().strip().split("\n"))
    return fields["event"], json.loads(fields["data"])


def test_the_evening_is_handed_over_from_the_desk_in_one_click(client_as: ClientAs, world: World, place: str) -> None:
    with world.database.transaction() as session:
        roles.set_roles(session, by=OPERATOR, member_id=world.members["ben"], roles=["member", "host"], now=world.now)
    answer = client_as("ada").submit(place, f"{place}/hosts")
    assert answer.location == place
    page = client_as("ben").get(place).text
    assert "15 minutes more" in page
    assert client_as("ben").get(f"{place}/run-sheet").text.count("selected>Ben Eriksen") > 1
