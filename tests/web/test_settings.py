"""One's own settings."""

from __future__ import annotations

import pytest

from journalclub.kit import clock
from journalclub.members import queries
from journalclub.members.models import Member
from journalclub.web.settings import device
from tests.web.conftest import ClientAs
from tests.world import World


def test_a_visitor_is_sent_to_sign_in(client_as: ClientAs) -> None:
    assert client_as("visitor").get("/settings").headers["Location"] == "/signin?next=%2Fsettings"


@pytest.mark.parametrize("name", ["ada", "ben", "chen", "dora", "eve", "mo", "ari"])
def test_everybody_who_is_signed_in_has_settings(client_as: ClientAs, name: str) -> None:
    answer = client_as(name).get("/settings")
    assert answer.status_code == 200
    assert f"{name}@example.org" in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_said_about_oneself_is_saved(world: World, client_as: ClientAs) -> None:
    client = client_as("ben")
    answer = client.submit("/settings", "/settings", specialty="bone metastases", country="Denmark", follow=True)
    assert "Saved." in answer.text
    assert (world.member("ben").specialty, world.member("ben").country, world.member("ben").name) == (
        "bone metastases",
        "DK",
        "Ben Eriksen",
    )
    assert 'value="Denmark"' in client.get("/settings").text


def test_saving_keeps_the_time_zone_that_the_form_does_not_ask_for(world: World, client_as: ClientAs) -> None:
    with world.database.transaction() as session:
        session.get_one(Member, world.members["ben"]).time_zone = "Europe/Copenhagen"
    client_as("ben").submit("/settings", "/settings", specialty="bone metastases")
    assert world.member("ben").time_zone == "Europe/Copenhagen"


def test_a_verified_name_stays(world: World, client_as: ClientAs) -> None:
    answer = client_as("ben").submit("/settings", "/settings", name="Somebody Else", specialty="bone")
    assert answer.status_code == 422
    assert "f-name-wrong" in answer.text
    assert 'value="bone"' in answer.text
    assert (world.member("ben").name, world.member("ben").specialty) == ("Ben Eriksen", "")


def test_one_signs_out_another_browser_of_ones_own(world: World, client_as: ClientAs) -> None:
    here, there = client_as("ben"), client_as("visitor")
    other = world.sign_in("ben")
    there.hold(other.token)
    assert there.get("/settings").status_code == 200
    assert here.submit("/settings", f"/settings/sessions/{other.session_id}/end").status_code == 302
    assert there.get("/settings").status_code == 302
    assert here.get("/settings").status_code == 200


def test_nobody_signs_out_somebody_else(world: World, client_as: ClientAs) -> None:
    hers = world.sign_in("ada")
    assert client_as("ben").send(f"/settings/sessions/{hers.session_id}/end").status_code == 404
    with world.database.reading() as session:
        assert not queries.viewer_of_session(session, hers.token, clock.now()).is_visitor


def test_signing_out_everywhere_ends_every_session(world: World, client_as: ClientAs) -> None:
    here, there, hers = client_as("ben"), client_as("ben"), client_as("ada")
    assert here.submit("/settings", "/settings/sessions/end").status_code == 302
    assert here.get("/settings").status_code == 302
    assert there.get("/settings").status_code == 302
    assert hers.get("/settings").status_code == 200


def test_a_token_is_shown_once_and_works(world: World, client_as: ClientAs) -> None:
    client = client_as("ben")
    answer = client.submit("/settings", "/settings/tokens", name="my script")
    secret = answer.text.split('class="once">')[1].split("<")[0]
    assert answer.headers["Cache-Control"] == "no-store"
    with world.database.reading() as session:
        found = queries.viewer_by_token(session, secret, clock.now())
    assert found is not None
    assert found.id == world.members["ben"]
    page = client.get("/settings").text
    assert "my script" in page
    assert secret not in page


def test_a_revoked_token_is_nobody(world: World, client_as: ClientAs) -> None:
    client = client_as("ben")
    secret = client.submit("/settings", "/settings/tokens", name="x").text.split('class="once">')[1].split("<")[0]
    with world.database.reading() as session:
        (token_id,) = [row.id for row in queries.tokens_of(session, world.viewer("ben"))]
    revocation = f"/settings/tokens/{token_id}/revocation"
    assert client_as("ada").send(revocation).status_code == 404
    assert client.submit("/settings", revocation).status_code == 302
    with world.database.reading() as session:
        assert queries.viewer_by_token(session, secret, clock.now()) is None


@pytest.mark.parametrize("name", ["eve", "chen"])
def test_who_is_not_verified_gets_no_token(client_as: ClientAs, name: str) -> None:
    assert client_as(name).send("/settings/tokens", name="x").status_code == 403


def test_a_browser_is_named_in_a_few_words() -> None:
    linux = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    phone = (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.0 Mobile/15E148 Safari/604.1"
    )
    edge = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 "
        "Safari/537.36 Edg/140.0"
    )
    assert [device(agent) for agent in (linux, phone, edge)] == [
        "Firefox on Linux",
        "Safari on iPhone",
        "Edge on Windows",
    ]
    assert device("curl/8.0") == "a browser"
