"""Signing in by a mailed link, and signing out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.kit import clock
from journalclub.members.actions import roles, signing_in
from journalclub.members.models import SignInLink, SignInSession
from journalclub.members.viewer import OPERATOR
from journalclub.web.entry import safe_next
from tests.web.conftest import ClientAs
from tests.world import World, address


def link_of(world: World, name: str, age: timedelta = timedelta()) -> str:
    with world.database.transaction() as session:
        return "/signin/" + signing_in.mint_link(session, world.members[name], clock.now() - age)


def asked(world: World) -> list[dict[str, int]]:
    with world.database.reading() as session:
        query = select(Change.ids).where(Change.kind == Kind.SIGN_IN_ASKED).order_by(Change.seq)
        return list(session.scalars(query))


def test_known_unknown_and_suspended_addresses_are_answered_alike(world: World, client_as: ClientAs) -> None:
    answers = []
    for email in (address("ben"), address("nobody"), address("sam")):
        answer = client_as("visitor").submit("/signin", "/signin/link", email=email)
        answers.append((answer.status_code, answer.text.replace(email, "…")))
    assert answers[0][0] == 200
    assert answers[0] == answers[1] == answers[2]
    assert asked(world) == [{"member": world.members["ben"]}, {}, {}]


def test_what_is_no_address_comes_back_filled_in(client_as: ClientAs) -> None:
    answer = client_as("visitor").submit("/signin", "/signin/link", email="ben at example.org")
    assert answer.status_code == 422
    assert 'value="ben at example.org"' in answer.text
    assert "f-email-wrong" in answer.text


def test_asking_again_and_again_is_slowed_down(world: World, client_as: ClientAs) -> None:
    client = client_as("visitor")
    answers = [client.submit("/signin", "/signin/link", email=address("ben")) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Retry-After" in answers[-1].headers
    assert f'value="{address("ben")}"' in answers[-1].text
    assert len(asked(world)) == 3


def test_opening_the_link_signs_nobody_in(world: World, client_as: ClientAs) -> None:
    client, link = client_as("visitor"), link_of(world, "ben")

    def sessions() -> int | None:
        with world.database.reading() as session:
            return session.scalar(select(func.count()).select_from(SignInSession))

    before = sessions()
    for _ in range(2):
        answer = client.get(link)
        assert answer.status_code == 200
        assert "Ben" in answer.text
    client.head(link)
    assert sessions() == before
    with world.database.reading() as session:
        assert session.scalar(select(SignInLink.used_at)) is None


def test_the_button_signs_in_once(world: World, client_as: ClientAs) -> None:
    client, link = client_as("visitor"), link_of(world, "ben")
    answer = client.submit(link, link)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"
    assert client.get("/settings").status_code == 200
    another = client_as("visitor")
    assert another.send(link).status_code == 422
    assert another.get("/settings").status_code == 302


@pytest.mark.parametrize("why", ["used", "lapsed", "wrong", "suspended"])
def test_dead_links_look_the_same(world: World, client_as: ClientAs, why: str) -> None:
    link = link_of(world, "ben", age=timedelta(days=2) if why == "lapsed" else timedelta())
    if why == "used":
        client_as("visitor").send(link)
    if why == "wrong":
        link = "/signin/guess"
    if why == "suspended":
        with world.database.transaction() as session:
            roles.suspend(session, by=OPERATOR, member_id=world.members["ben"], why="A test.", now=clock.now())
    client = client_as("visitor")
    opened, sent = client.get(link), client.send(link)
    assert (opened.status_code, sent.status_code) == (200, 422)
    for answer in (opened, sent):
        assert "has been used or has lapsed" in answer.text
        assert "Ben" not in answer.text


def test_the_link_in_the_browser_that_asked_leads_to_where_one_was_going(world: World, client_as: ClientAs) -> None:
    client = client_as("visitor")
    refused = client.get("/settings?tab=2")
    assert refused.headers["Location"] == "/signin?next=%2Fsettings%3Ftab%3D2"
    client.submit(refused.headers["Location"], "/signin/link", email=address("ben"))
    link = link_of(world, "ben")
    assert client.submit(link, link).headers["Location"] == "/settings?tab=2"


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "/\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "settings",
        "/" + "a" * 600,
        "",
        None,
    ],
)
def test_only_a_path_of_this_club_is_gone_on_to(wanted: str | None) -> None:
    assert safe_next(wanted) == ""
    assert safe_next("/discussions/7?question=1#write") == "/discussions/7?question=1#write"


def test_the_links_page_is_kept_by_nobody_and_named_to_nobody(world: World, client_as: ClientAs) -> None:
    link = link_of(world, "ben")
    client = client_as("visitor")
    for answer in (client.get(link), client.submit(link, link)):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


def test_signing_in_takes_a_new_cookie(world: World, client_as: ClientAs) -> None:
    client, link = client_as("visitor"), link_of(world, "ben")
    with client.session_transaction() as held:
        held["planted"] = "by somebody else"
    client.submit(link, link)
    with client.session_transaction() as held:
        assert "planted" not in held


def test_signing_out_ends_the_session_for_good(world: World, client_as: ClientAs) -> None:
    signed_in = world.sign_in("ben")
    client, thief = client_as("visitor"), client_as("visitor")
    client.hold(signed_in.token)
    thief.hold(signed_in.token)
    assert client.submit("/settings", "/signout").status_code == 302
    assert client.get("/settings").status_code == 302
    assert thief.get("/settings").status_code == 302
    assert client.send("/signout").status_code == 302, "twice changes nothing"


def test_a_get_does_not_sign_out(client_as: ClientAs) -> None:
    client = client_as("ben")
    assert client.get("/signout").status_code == 405
    assert client.get("/settings").status_code == 200


def test_reading_leaves_last_used_alone_and_writing_moves_it(world: World, client_as: ClientAs) -> None:
    client = client_as("visitor")
    signed_in = world.sign_in("ben")
    client.hold(signed_in.token)
    earlier = clock.now() - timedelta(hours=2)
    with world.database.transaction() as session:
        session.get_one(SignInSession, signed_in.session_id).seen_at = earlier

    def last_used() -> timedelta:
        with world.database.reading() as session:
            return session.get_one(SignInSession, signed_in.session_id).seen_at - earlier

    client.get("/settings")
    assert last_used() == timedelta()
    client.submit("/settings", "/settings", introduction="I see bone metastases every day.")
    assert last_used() > timedelta(hours=1)
