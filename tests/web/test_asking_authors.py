"""Questions to the authors on pages: marking, the sign, the tray, ticking."""

from __future__ import annotations

import re

from tests.web.browser import Browser
from tests.web.conftest import ClientAs
from tests.world import World

HERE = "members live"
SIGN = "For the author"


def place(world: World) -> str:
    return f"/discussions/{world.discussions[HERE]}"


def ask(client: Browser, world: World, text: str = "Why three months?") -> int:
    fields = {"text": text, "client_token": text, "for_author": "1"}
    found = re.search(r"#post-(\d+)", client.send(f"{place(world)}/posts", **fields).headers["Location"])
    assert found is not None
    return int(found[1])


def test_a_question_carries_its_sign_for_everybody_and_lies_in_the_tray(world: World, client_as: ClientAs) -> None:
    ask(client_as("ben"), world)
    for who, title in (("ben", ""), ("ada", "Questions to the author"), ("mo", ""), ("chen", "Questions to you")):
        page = client_as(who).get(place(world)).text
        assert SIGN in page
        if title:
            assert re.search(title + r'.*?<span class="count">1</span>', page)
    assert "data-asked" not in client_as("ben").get(place(world)).text


def test_the_author_sees_a_tray_before_anybody_has_asked(world: World, client_as: ClientAs) -> None:
    assert "Nobody has asked you anything yet." in client_as("chen").get(place(world)).text
    assert "data-asked" not in client_as("ada").get(place(world)).text


def test_asking_it_too_moves_it_up(world: World, client_as: ClientAs) -> None:
    ask(client_as("ben"), world, "First?")
    second = ask(client_as("ben"), world, "Second?")
    client_as("mo").send(f"/posts/{second}/reactions", kind="question", on="1")
    desk = client_as("chen").get(f"{place(world)}/desk").text
    assert desk.index("Second?") < desk.index("First?")
    assert ("2 ask this" in desk, "1 asks this" in desk) == (True, True)


def test_the_author_ticks_it_and_it_can_be_opened_again(world: World, client_as: ClientAs) -> None:
    question = ask(client_as("ben"), world)
    chen = client_as("chen")
    chen.submit(place(world), f"/posts/{question}/answered")
    assert "All are answered." in chen.get(place(world)).text
    chen.submit(place(world), f"/posts/{question}/answered")
    assert "All are answered." not in chen.get(place(world)).text


def test_the_writer_marks_an_own_post_later_and_takes_the_mark_off(world: World, client_as: ClientAs) -> None:
    ben, post = client_as("ben"), world.posts[HERE + " ben"]
    for _ in range(2):
        before = SIGN in ben.get(place(world)).text
        ben.send(f"/posts/{post}/for-author")
        assert (SIGN in ben.get(place(world)).text) is not before


def test_the_box_offers_it_only_where_an_author_takes_part(world: World, client_as: ClientAs) -> None:
    assert 'name="for_author"' in client_as("ben").get(place(world)).text
    alone = f"/discussions/{world.discussions['patients live']}"
    assert 'name="for_author"' not in client_as("ben").get(alone).text
