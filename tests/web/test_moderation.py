"""The moderators' page."""

from __future__ import annotations

import pytest

from journalclub.kit import clock
from journalclub.moderation import actions
from tests.web.browser import forms
from tests.web.conftest import ClientAs
from tests.world import World


def hide(world: World, post: str, by: str) -> int:
    with world.database.transaction() as session:
        row = actions.hide(session, by=world.viewer(by), post_id=world.posts[post], now=clock.now(), why="Too exact")
        return row.id


@pytest.mark.parametrize(
    ("name", "status"), [("visitor", 302), ("ben", 403), ("dora", 403), ("chen", 403), ("eve", 403)]
)
def test_it_is_closed_to_everybody_else(client_as: ClientAs, name: str, status: int) -> None:
    assert client_as(name).get("/moderation").status_code == status


def test_a_moderator_lets_an_applicant_in(world: World, client_as: ClientAs) -> None:
    mo, path = client_as("mo"), f"/moderation/members/{world.members['eve']}/verification"
    page = mo.get("/moderation").text
    assert "Eve Martin" in page
    assert "eve@example.org" in page
    assert "1 person is waiting" in page
    answer = mo.submit("/moderation", path, follow=True)
    assert "Nobody is waiting" in answer.text
    assert "let Eve Martin in" in answer.text
    assert world.viewer("eve").is_member


def test_an_applicant_can_be_let_in_as_a_patient_advocate(world: World, client_as: ClientAs) -> None:
    mo, path = client_as("mo"), f"/moderation/members/{world.members['eve']}/verification"
    offered = [form for form in forms(mo.get("/moderation").text) if form.action == path]
    assert [form.fields.get("role", "member") for form in offered] == ["member", "patient_advocate"]
    mo.send(path, role="patient_advocate")
    assert world.viewer("eve").roles == {"patient_advocate"}


def test_nobody_is_let_in_as_a_moderator(world: World, client_as: ClientAs) -> None:
    path = f"/moderation/members/{world.members['eve']}/verification"
    assert client_as("mo").send(path, role="moderator").status_code == 422
    assert not world.viewer("eve").verified


def test_an_applicant_can_be_declined(world: World, client_as: ClientAs) -> None:
    mo = client_as("mo")
    answer = mo.submit("/moderation", f"/moderation/members/{world.members['eve']}/refusal", follow=True)
    assert "declined Eve Martin" in answer.text
    assert not world.viewer("eve").verified


@pytest.mark.parametrize("name", ["ada", "ben", "dora", "chen", "eve", "ari"])
def test_nobody_but_moderators_sees_or_decides_on_applicants(world: World, client_as: ClientAs, name: str) -> None:
    client, path = client_as(name), f"/moderation/members/{world.members['eve']}"
    assert "eve@example.org" not in client.get("/moderation").text.replace("Signed in as", "")
    assert client.send(f"{path}/verification").status_code == 403
    assert client.send(f"{path}/refusal").status_code == 403
    assert not world.viewer("eve").verified
    assert world.member("eve").declined_at is None


def test_a_hidden_post_is_read_by_moderators_and_its_host_and_not_by_administrators(
    world: World, client_as: ClientAs
) -> None:
    post = hide(world, "public live ben", by="mo")
    for name, sees in (("mo", True), ("ada", True), ("ari", False)):
        page = client_as(name).get("/moderation").text
        assert ("told us more (public live)" in page) == sees, name
        assert "hid a post" in page
        offered = any(form.action == f"/posts/{post}/restoration" for form in forms(page))
        assert offered == (name == "mo"), "a host shows again what they hid themselves"


def test_a_host_is_offered_to_show_again_what_they_hid(world: World, client_as: ClientAs) -> None:
    post = hide(world, "public live ben", by="ada")
    page = client_as("ada").get("/moderation").text
    assert any(form.action == f"/posts/{post}/restoration" for form in forms(page))
    assert "Too exact" in page


@pytest.mark.parametrize("name", ["ada", "ben", "dora", "chen", "eve"])
def test_members_have_no_list_of_members(client_as: ClientAs, name: str) -> None:
    assert client_as(name).get("/moderation/members").status_code == 403


@pytest.mark.parametrize(
    ("words", "found"),
    [("eriksen", {"Ben Eriksen"}), ("DORA@example.org", {"Dora Novak"}), ("%", set()), ("nobody", set())],
)
def test_a_moderator_looks_a_member_up(world: World, client_as: ClientAs, words: str, found: set[str]) -> None:
    page = client_as("mo").get("/moderation/members", query_string={"q": words}).text
    names = {world.member(name).name for name in world.members}
    listed = page.split("<main")[1]
    assert {name for name in names if f">{name}</a>" in listed} == found
    assert "@example.org" not in listed.replace(words, "")
