"""The catch-up page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from journalclub.discussions.models import Discussion
from journalclub.moderation import actions as moderation
from tests.web.conftest import ClientAs
from tests.world import World


def test_one_tap_from_the_live_page_it_says_where_we_are_and_leads_back(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    with world.database.transaction() as session:
        row = session.get_one(Discussion, world.discussions["members live"])
        row.current_question = 1
        row.ends = world.now + timedelta(minutes=14)
    ben = client_as("ben")
    assert f'href="{place}/catch-up"' in ben.get(place).text
    page = ben.get(f"{place}/catch-up").text
    assert re.search(r"We are on T1, \d+ minutes left", page)
    assert "A primary endpoint at three months suits palliation" in page
    assert f'href="{place}#end"' in page
    assert 'id="end"' in ben.get(place).text


def test_a_hidden_post_is_not_on_it(client_as: ClientAs, world: World) -> None:
    place, post = f"/discussions/{world.discussions['public live']}/catch-up", world.posts["public live ada"]
    assert "suits palliation" in client_as("visitor").get(place).text
    with world.database.transaction() as session:
        moderation.hide(session, by=world.viewer("mo"), post_id=post, now=world.now)
    for who in ("visitor", "mo", "ada"):
        assert "suits palliation" not in client_as(who).get(place).text


@pytest.mark.parametrize("state", ["announced", "open", "closed", "archived", "cancelled"])
def test_before_and_after_the_hour_it_says_so(client_as: ClientAs, world: World, state: str) -> None:
    page = client_as("ben").get(f"/discussions/{world.discussions[f'members {state}']}/catch-up")
    assert page.status_code == 200
    words = {"announced": "it opens", "open": "the live hour begins", "cancelled": "Cancelled"}
    assert words.get(state, "Read all of it") in page.text
    assert "minutes left" not in page.text
