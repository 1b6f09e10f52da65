"""The pinned post on the page: one at a time, for everybody, and gone when its words are."""

from __future__ import annotations

import pytest

from tests.web.conftest import ClientAs
from tests.world import World


@pytest.fixture
def place(world: World) -> str:
    return f"/discussions/{world.discussions['members live']}"


def pinned(page: str) -> str:
    return page.partition("data-pinned-words>")[2].partition("</span>")[0]


def test_one_post_at_a_time_is_pinned_and_everybody_sees_it(client_as: ClientAs, world: World, place: str) -> None:
    ada, ben = client_as("ada"), client_as("ben")
    by_ada, by_ben = (str(world.posts[f"members live {name}"]) for name in ("ada", "ben"))
    assert pinned(ben.get(place).text) == ""
    assert ada.send(f"{place}/pin", post=by_ada).status_code == 302
    assert pinned(ben.get(place).text).startswith("A primary endpoint")
    ada.send(f"{place}/pin", post=by_ben)
    assert pinned(ben.get(place).text).startswith("Agreed, though")
    ada.send(f"/posts/{by_ben}/hiding")
    page = ben.get(place).text
    assert pinned(page) == ""
    assert "Agreed, though" not in page
    ada.send(f"/posts/{by_ben}/restoration")
    assert pinned(ben.get(place).text).startswith("Agreed, though")
    ada.send(f"{place}/pin", post="")
    assert pinned(ben.get(place).text) == ""


def test_a_post_of_another_discussion_or_a_hidden_one_cannot_be_pinned(
    client_as: ClientAs, world: World, place: str
) -> None:
    ada, own = client_as("ada"), world.posts["members live ben"]
    assert ada.send(f"{place}/pin", post=str(world.posts["members open ben"])).status_code == 422
    ada.send(f"/posts/{own}/hiding")
    assert ada.send(f"{place}/pin", post=str(own)).status_code == 422
