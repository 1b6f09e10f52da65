"""Inviting an author: the host's side, and the author's page behind the secret link."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from journalclub.changes.models import Change
from journalclub.discussions.models import DiscussionGuest
from journalclub.invitations import never_contact
from journalclub.invitations.actions import drafting, sending
from journalclub.invitations.models import Invitation
from journalclub.kit import clock
from journalclub.members import queries as members
from tests.web.conftest import ClientAs
from tests.world import World, address

LI = "li.chen@sample.example.org"


def invite(world: World, where: str = "public open", email: str = LI, *, send: bool = True) -> tuple[str, str]:
    """Ada invites somebody; returns the link of the letter and where the host finds the invitation."""
    with world.database.transaction() as session:
        ada = members.viewer_of_member(session, world.members["ada"])
        row = drafting.draft(
            session,
            by=ada,
            discussion_id=world.discussions[where],
            author_name="Li Chen",
            address=email,
            article_title="A sample trial",
            now=clock.now(),
        )
        link = ""
        if send:
            sending.send(session, by=ada, invitation_id=row.id, now=clock.now())
            link = f"/invitations/{sending.mint_link(session, row.id, clock.now())}"
        return link, f"/discussions/{row.discussion_id}/invitations/{row.id}"


def state(world: World, path: str) -> str | None:
    with world.database.reading() as session:
        return session.scalar(select(Invitation.state).where(Invitation.id == int(path.rsplit("/", 1)[1])))


def test_a_host_invites_the_author_whose_address_is_in_the_record(world: World, client_as: ClientAs) -> None:
    ada, here = client_as("ada"), f"/discussions/{world.discussions['public open']}/invitations"
    page = ada.get(here).text
    assert address("chen") in page
    drafted = ada.submit(here, f"{here}/new")
    edit = drafted.headers["Location"]
    with world.database.reading() as session:
        row = session.scalars(select(Invitation).order_by(Invitation.id.desc())).first()
    assert row is not None
    assert (row.address, row.author_name, row.state) == (address("chen"), "Li Chen", "draft")
    assert "a sample trial" in row.text
    looked = ada.submit(edit, edit, subject="Your trial", body="Dear Li,\n\nplease come.", follow=True)
    assert looked.request.path == f"{here}/{row.id}/preview"
    assert "please come." in looked.text
    assert "[link]" in looked.text
    sent = ada.submit(f"{here}/{row.id}/preview", f"{here}/{row.id}/sending", follow=True)
    assert "waits in the outbox" in sent.text
    assert state(world, f"{here}/{row.id}") == "sent"
    assert f"{here}/new" not in sent.text.split("Somebody else")[0], "who was asked is not proposed again"


@pytest.mark.parametrize("name", ["visitor", "ben", "chen", "dora", "eve", "mo", "ari"])
def test_only_its_hosts_see_addresses_and_write_to_authors(world: World, client_as: ClientAs, name: str) -> None:
    link, path = invite(world)
    client, here = client_as(name), path.rsplit("/", 1)[0]
    _, draft = invite(world, email="draft@sample.example.org", send=False)
    listed = client.get(here)
    assert listed.status_code == (200 if name in {"mo", "ari"} else 403)
    assert LI not in listed.text
    assert address("chen") not in listed.text.replace("Signed in", "") or name == "chen"
    for page in (f"{draft}/edit", f"{draft}/preview"):
        assert client.get(page).status_code == 404
    assert client.send(f"{here}/new", name="X", email="x@example.org").status_code in {403, 404}
    assert client.send(f"{draft}/edit", subject="s", body="b", name="n", email=LI).status_code == 404
    assert client.send(f"{draft}/sending").status_code == 404
    assert client.send(f"{path}/reminder").status_code == 404
    assert state(world, draft) == "draft"
    assert link


@pytest.mark.parametrize(("name", "may"), [("ben", False), ("chen", False), ("mo", True), ("ari", True), ("ada", True)])
def test_who_may_take_an_invitation_back(world: World, client_as: ClientAs, name: str, may: bool) -> None:
    link, path = invite(world)
    answer = client_as(name).send(f"{path}/revocation")
    assert answer.status_code == (302 if may else 403)
    assert state(world, path) == ("revoked" if may else "sent")
    assert client_as("visitor").get(link).status_code == (404 if may else 200)


def test_a_refused_draft_comes_back_filled_in(world: World, client_as: ClientAs) -> None:
    here = f"/discussions/{world.discussions['public open']}/invitations"
    answer = client_as("ada").send(f"{here}/new", name="Bola Okafor", email="nowhere")
    assert answer.status_code == 422
    assert 'value="Bola Okafor"' in answer.text
    assert 'value="nowhere"' in answer.text
    _, draft = invite(world, send=False)
    answer = client_as("ada").submit(f"{draft}/edit", f"{draft}/edit", subject="", body="These words stay.")
    assert answer.status_code == 422
    assert "f-subject-wrong" in answer.text
    assert "These words stay." in answer.text


def test_an_invitation_of_another_discussion_is_not_there(world: World, client_as: ClientAs) -> None:
    _, draft = invite(world, send=False)
    elsewhere = f"/discussions/{world.discussions['public live']}/invitations/{draft.rsplit('/', 1)[1]}"
    ada = client_as("ada")
    assert ada.get(f"{elsewhere}/edit").status_code == 404
    assert ada.send(f"{elsewhere}/sending").status_code == 404
    assert ada.send(f"{elsewhere}/revocation").status_code == 404


def test_opening_the_link_shows_what_is_asked_and_changes_nothing(world: World, client_as: ClientAs) -> None:
    link, path = invite(world)

    def changes() -> int | None:
        with world.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Change))

    before, client = changes(), client_as("visitor")
    for _ in range(2):
        answer = client.get(link)
        assert answer.status_code == 200
    client.head(link)
    assert "What was the question" in answer.text
    assert "Ada Delacroix" in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert changes() == before
    assert state(world, path) == "sent"
    for verb in ("acceptance", "refusal"):
        assert client.get(f"{link}/{verb}").status_code == 405


def test_saying_yes_makes_an_author_guest_of_this_discussion_alone(world: World, client_as: ClientAs) -> None:
    link, path = invite(world)
    client = client_as("visitor")
    answer = client.submit(link, f"{link}/acceptance")
    assert answer.headers["Location"] == f"/discussions/{world.discussions['public open']}"
    assert state(world, path) == "accepted"
    with world.database.reading() as session:
        guest = members.member_by_email(session, LI)
        assert guest is not None
        assert guest.verified_at is None
        places = session.scalars(select(DiscussionGuest.discussion_id).where(DiscussionGuest.member_id == guest.id))
        assert list(places) == [world.discussions["public open"]]
    assert LI in client.get("/settings").text


def test_an_answered_link_can_only_have_a_sign_in_link_mailed(world: World, client_as: ClientAs) -> None:
    link, _ = invite(world)
    client_as("visitor").submit(link, f"{link}/acceptance")
    finder = client_as("visitor")
    page = finder.get(link)
    assert page.status_code == 200
    assert LI not in page.text
    mailed = finder.submit(link, f"{link}/acceptance", follow=True)
    assert "on its way to the address that was invited" in mailed.text
    assert LI not in mailed.text
    assert finder.get("/settings").status_code == 302, "nobody was signed in"
    assert finder.send(f"{link}/refusal").status_code == 302
    assert "accepted" in str(state(world, invite_path(world)))


def invite_path(world: World) -> str:
    with world.database.reading() as session:
        return f"/{session.scalar(select(Invitation.id).where(Invitation.address == LI))}"


def test_a_members_own_address_is_not_signed_in_by_an_invitation(world: World, client_as: ClientAs) -> None:
    link, path = invite(world, email=address("ben"))
    client = client_as("visitor")
    answer = client.submit(link, f"{link}/acceptance", follow=True)
    assert "a link for signing in is on its way" in answer.text
    assert client.get("/settings").status_code == 302
    assert state(world, path) == "accepted"


@pytest.mark.parametrize("never", [False, True])
def test_saying_no_is_a_post_and_may_mean_never_again(world: World, client_as: ClientAs, never: bool) -> None:
    link, path = invite(world)
    answer = client_as("visitor").submit(link, f"{link}/refusal", follow=True, **({"never": "1"} if never else {}))
    assert "Thank you for telling us" in answer.text
    assert state(world, path) == "declined"
    with world.database.reading() as session:
        assert never_contact.is_blocked(session, LI) == never


def test_wrong_and_revoked_links_look_the_same(world: World, client_as: ClientAs) -> None:
    link, path = invite(world)
    client_as("ada").send(f"{path}/revocation")
    client = client_as("visitor")
    answers = [client.get(link), client.get("/invitations/guess")]
    answers += [client.send(f"{link}/{verb}") for verb in ("acceptance", "refusal")]
    answers += [client.send(f"/invitations/guess/{verb}") for verb in ("acceptance", "refusal")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert {answer.headers["Referrer-Policy"] for answer in answers} == {"no-referrer"}


def test_an_answer_without_the_pages_token_counts_for_nothing(world: World, client_as: ClientAs) -> None:
    link, path = invite(world)
    assert client_as("visitor").post(f"{link}/acceptance").status_code == 400
    assert state(world, path) == "sent"


def test_trying_links_is_slowed_down(client_as: ClientAs) -> None:
    client = client_as("visitor")
    token = client.token()
    statuses = [
        client.post(f"/invitations/guess{n}/acceptance", data={"csrf_token": token}).status_code for n in range(31)
    ]
    assert statuses[0] == 404
    assert statuses[-1] == 429
