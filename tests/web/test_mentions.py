"""@mentions on pages: linked for everybody alike, gathered for whom they are meant, suggested to verified members."""

from __future__ import annotations

import pytest

from journalclub.members.models import Member
from journalclub.moderation import actions as moderation
from tests.web.browser import form_to
from tests.web.conftest import ClientAs
from tests.web.talk import say
from tests.world import World


def test_a_mention_is_a_link_and_the_same_for_every_reader(client_as: ClientAs, world: World) -> None:
    say(world, "public live", "ada", "What do you say, @Ben Eriksen, to <b>this</b>?")
    link = f'<a class="mention" href="/members/{world.members["ben"]}">@Ben Eriksen</a>'
    for who in ("visitor", "ben", "ada"):
        page = client_as(who).get(f"/discussions/{world.discussions['public live']}").text
        assert f"What do you say, {link}, to &lt;b&gt;this" in page
    assert client_as("visitor").get(f"/members/{world.members['ben']}").status_code == 302  # to the sign-in page


def test_a_name_that_two_share_leads_to_neither(client_as: ClientAs, world: World) -> None:
    with world.database.transaction() as session:
        session.get_one(Member, world.members["ada"]).name = "Ben Eriksen"
    say(world, "public live", "mo", "What do you say, @Ben Eriksen?")
    page = client_as("ben").get(f"/discussions/{world.discussions['public live']}").text
    assert "What do you say, @Ben Eriksen?" in page


def test_what_speaks_to_one_is_a_lane_of_its_own_and_is_told_on_the_front_page(
    client_as: ClientAs, world: World
) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    post = say(world, "members live", "chen", "I disagree, @Ben.")
    ben = client_as("ben")
    assert "1 reply or mention" in ben.get(place).text
    assert f'href="{place}?lane=mentions">1 reply or mention: A live discussion' in ben.get("/").text
    lane = ben.get(f"{place}?lane=mentions").text
    assert f'id="post-{post}"' in lane
    assert f'id="post-{world.posts["members live ada"]}"' not in lane
    ben.send(f"{place}/place", post=post)
    assert "or mention:" not in ben.get("/").text
    assert "or mention:" not in client_as("mo").get("/").text


def test_a_hidden_mention_is_told_nowhere(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    post = say(world, "members live", "chen", "I disagree, @Ben.")
    with world.database.transaction() as session:
        moderation.hide(session, by=world.viewer("mo"), post_id=post, now=world.now)
    ben = client_as("ben")
    for path in ("/", place, f"{place}?lane=mentions"):
        assert "I disagree" not in ben.get(path).text
        assert "reply or mention" not in ben.get(path).text


def test_people_of_the_discussion_are_suggested_by_name_and_nothing_else(client_as: ClientAs, world: World) -> None:
    answer = client_as("ada").get(f"/discussions/{world.discussions['members live']}/participants")
    assert answer.json == {"people": [{"name": "Chen Li", "about": ""}, {"name": "Ben Eriksen", "about": ""}]}


@pytest.mark.parametrize("who", ["visitor", "eve", "chen"])
def test_people_are_suggested_to_verified_members_only(client_as: ClientAs, world: World, who: str) -> None:
    place = f"/discussions/{world.discussions['members live' if who == 'chen' else 'public live']}"
    assert client_as(who).get(f"{place}/participants").status_code in {302, 403}
    assert "data-people" not in client_as(who).get(place).text


def test_who_answers_an_answer_says_whom_they_mean(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['members live']}"
    first, answer = (world.posts[f"members live {who}"] for who in ("ada", "ben"))
    ada = client_as("ada")
    assert form_to(ada.get(f"{place}?reply_to={answer}").text, f"{place}/posts").fields["text"] == "@Ben Eriksen "
    assert form_to(client_as("ben").get(f"{place}?reply_to={first}").text, f"{place}/posts").fields["text"] == ""
    fields = {"text": "@Ben Eriksen I mean you.", "client_token": "t", "reply_to": str(answer)}
    ada.send(f"{place}/posts", **fields)
    assert "I mean you." in client_as("ben").get(f"{place}?lane=mentions").text
