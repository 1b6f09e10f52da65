"""A member's page: who sees it, what it says, what moderators do there."""

from __future__ import annotations

import pytest

from journalclub.kit import clock
from journalclub.members.actions import roles
from journalclub.members.viewer import OPERATOR
from journalclub.moderation import actions as moderation
from tests.web.conftest import ClientAs
from tests.world import CAST, World

EVERYBODY = ["ada", "ben", "chen", "dora", "eve", "mo", "ari"]
# Whose page each may open. Guests and applicants see who takes part where they can read; an applicant is seen by
# moderators and administrators.
VERIFIED = {"ada", "ben", "dora", "mo", "ari", "sam"}
SEEN = {
    "ada": VERIFIED | {"chen"},
    "ben": VERIFIED | {"chen"},
    "dora": VERIFIED,
    "mo": VERIFIED | {"chen", "eve"},
    "ari": VERIFIED | {"chen", "eve"},
    "chen": {"chen", "ada", "ben"},
    "eve": {"eve", "ada", "ben"},
}


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_sees_whom(world: World, client_as: ClientAs, name: str) -> None:
    client = client_as(name)
    seen = {other for other, id in world.members.items() if client.get(f"/members/{id}").status_code == 200}
    hidden = {other for other, id in world.members.items() if client.get(f"/members/{id}").status_code == 404}
    assert seen == SEEN[name]
    assert hidden == world.members.keys() - SEEN[name]


def test_a_visitor_learns_of_nobody(world: World, client_as: ClientAs) -> None:
    client = client_as("visitor")
    answers = {client.get(f"/members/{id}").headers["Location"].split("%2F")[0] for id in (world.members["ben"], 9999)}
    assert answers == {"/signin?next="}


def test_there_is_no_directory(client_as: ClientAs) -> None:
    assert client_as("ben").get("/members").status_code == 404


def test_nobodys_page_shows_an_address(world: World, client_as: ClientAs) -> None:
    for name in ("ben", "mo", "ari"):
        for id in world.members.values():
            page = client_as(name).get(f"/members/{id}").text
            assert "@example.org" not in page


def test_the_page_says_what_was_checked(world: World, client_as: ClientAs) -> None:
    with world.database.transaction() as session:
        mo = world.viewer("mo")
        moderation.verify(session, by=mo, member_id=world.members["eve"], now=clock.now())
    page = client_as("ben").get(f"/members/{world.members['eve']}").text
    assert f"Identity reviewed by a moderator, {clock.now():%B %Y}" in page
    guest = client_as("ben").get(f"/members/{world.members['chen']}").text
    assert "has not reviewed this identity" in guest


def test_only_posts_that_the_reader_can_read_are_listed(world: World, client_as: ClientAs) -> None:
    page, here = client_as("dora").get, f"/members/{world.members['ben']}"
    assert "(patients live)" in page(here).text
    assert "(members live)" not in page(here).text
    assert "(members live)" in client_as("ada").get(here).text


def test_a_hidden_post_is_not_on_its_writers_page(world: World, client_as: ClientAs) -> None:
    here, ben = f"/members/{world.members['ben']}", client_as("ben")
    assert "(public live)" in ben.get(here).text
    with world.database.transaction() as session:
        moderation.hide(session, by=world.viewer("mo"), post_id=world.posts["public live ben"], now=clock.now())
    assert "(public live)" not in ben.get(here).text


def test_a_moderator_makes_a_host(world: World, client_as: ClientAs) -> None:
    here = f"/members/{world.members['ben']}"
    mo = client_as("mo")
    assert mo.submit(here, f"{here}/roles", roles=["member", "host"]).status_code == 302
    assert world.viewer("ben").roles == {"member", "host"}


def test_a_moderator_makes_no_moderator_and_takes_no_higher_role(world: World, client_as: ClientAs) -> None:
    mo, here = client_as("mo"), f"/members/{world.members['ben']}"
    assert 'value="moderator"' not in mo.get(here).text
    assert mo.send(f"{here}/roles", roles=["member", "moderator"]).status_code == 403
    assert world.viewer("ben").roles == {"member"}
    with world.database.transaction() as session:
        roles.set_roles(
            session, by=OPERATOR, member_id=world.members["ben"], roles=["member", "moderator"], now=clock.now()
        )
    assert mo.submit(here, f"{here}/roles", roles=["member", "host"]).status_code == 302
    assert world.viewer("ben").roles == {"member", "host", "moderator"}


def test_an_administrator_appoints_alone_only_while_there_is_one(world: World, client_as: ClientAs) -> None:
    ari, here = client_as("ari"), f"/members/{world.members['ben']}"
    assert ari.submit(here, f"{here}/roles", roles=["member", "administrator"]).status_code == 302
    assert world.viewer("ben").is_admin
    there = f"/members/{world.members['ada']}"
    answer = ari.submit(there, f"{there}/roles", roles=["member", "host", "moderator"], follow=True)
    assert "a second administrator" in answer.text
    assert not world.viewer("ada").is_moderator
    ben = client_as("ben")
    ben.submit(there, f"{there}/roles", roles=["member", "host", "moderator"])
    assert world.viewer("ada").is_moderator


@pytest.mark.parametrize("name", ["ada", "ben", "chen", "dora", "eve"])
def test_nobody_else_changes_roles_or_suspends(world: World, client_as: ClientAs, name: str) -> None:
    client = client_as(name)
    for other, before in CAST.items():
        here = f"/members/{world.members[other]}"
        assert client.send(f"{here}/roles", roles=["administrator"]).status_code in {403, 404}
        assert client.send(f"{here}/suspension", why="A test.").status_code in {403, 404}
        assert client.send(f"{here}/return").status_code in {403, 404}
        assert world.member(other).role_names == set(before)
    assert world.member("sam").suspended_at is not None
    assert world.member("ben").suspended_at is None


def test_a_suspended_member_is_out_at_once_and_can_come_back(world: World, client_as: ClientAs) -> None:
    ben, mo, here = client_as("ben"), client_as("mo"), f"/members/{world.members['ben']}"
    assert mo.submit(here, f"{here}/suspension", why="Advice on a case.").status_code == 302
    assert ben.get("/settings").status_code == 302
    assert "Advice on a case." in mo.get(here).text
    assert "Advice on a case." not in client_as("ada").get(here).text
    assert mo.submit(here, f"{here}/return").status_code == 302
    assert world.member("ben").suspended_at is None
    assert ben.get("/settings").status_code == 302, "what was ended stays ended"


def test_a_suspension_needs_its_reason(world: World, client_as: ClientAs) -> None:
    here = f"/members/{world.members['ben']}"
    answer = client_as("mo").submit(here, f"{here}/suspension", why=" ")
    assert answer.status_code == 422
    assert "f-why-wrong" in answer.text
    assert world.member("ben").suspended_at is None
