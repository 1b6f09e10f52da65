"""Posts that wait for a host: sent by form and by script, decided on by hosts and moderators, seen by nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from journalclub.archive.club import write_club
from journalclub.changes import log
from journalclub.config import Settings
from journalclub.discussions.models import Discussion, DiscussionGuest
from journalclub.discussions.post_models import HeldPost
from journalclub.kit import clock
from journalclub.live import replay
from journalclub.members.actions import joining, tokens
from journalclub.members.viewer import OPERATOR
from journalclub.search.indexer import Indexer
from journalclub.web.streaming import make_live
from tests.routes import BEARER, ROUTES
from tests.web.browser import Browser, form_to
from tests.web.conftest import ClientAs
from tests.world import World

JSON = {"Accept": "application/json"}
WORDS = "Saw Mr Quillfeather on 14 March 2026, MRN 48151623."
LEAKS = ("Quillfeather", "quillfeather", "48151623")


@pytest.fixture
def place(world: World) -> int:
    """A discussion that everybody may read, so that nobody is kept from the words by not seeing the discussion."""
    with world.database.transaction() as session:
        row = session.get_one(Discussion, world.discussions["public live"])
        row.patients_welcome = True
        session.add(DiscussionGuest(discussion_id=row.id, member_id=world.members["chen"], admitted_at=world.now))
        zoe = joining.add_member(session, email="zoe@example.org", name="Zoe Quist", roles=["member"], now=world.now)
        world.members["zoe"] = zoe.id
        return row.id


def held(world: World) -> list[HeldPost]:
    with world.database.reading() as session:
        return list(session.scalars(select(HeldPost)))


def hold(ben: Browser, place: int) -> None:
    answer = ben.submit(f"/discussions/{place}", f"/discussions/{place}/posts", text=WORDS, hold="1", follow=True)
    assert "It waits for a host" in answer.text


def test_the_warning_offers_it_and_the_writer_sees_that_it_waits(client_as: ClientAs, world: World, place: int) -> None:
    ben, path = client_as("ben"), f"/discussions/{place}/posts"
    warned = ben.send(path, text=WORDS, client_token="t")
    assert 'name="hold"' in warned.text.partition("data-findings-hold")[2][:120]
    assert "hidden" not in warned.text.partition("data-findings-hold")[2][:10]
    hold(ben, place)
    assert WORDS in ben.get(f"/discussions/{place}").text
    assert [row.text for row in held(world)] == [WORDS]


def test_a_script_is_told_that_it_can_be_held_and_shown_what_waits(client_as: ClientAs, place: int) -> None:
    ben, path = client_as("ben"), f"/discussions/{place}/posts"
    fields = {"csrf_token": ben.token(), "text": WORDS, "client_token": "t"}
    assert ben.post(path, data=fields, headers=JSON).json["may_hold"] is True
    for _ in range(2):
        answer = ben.post(path, data=fields | {"hold": "1"}, headers=JSON)
        assert answer.status_code == 202
        assert answer.json["waiting"].count(WORDS) == 1


def test_a_host_releases_it_from_the_desk_and_everybody_sees_it(client_as: ClientAs, world: World, place: int) -> None:
    hold(client_as("ben"), place)
    ada, row = client_as("ada"), held(world)[0]
    ada.submit(f"/discussions/{place}/desk", f"/discussions/{place}/held/{row.id}/release")
    assert WORDS in client_as("visitor").get(f"/discussions/{place}").text
    again = ada.send(f"/discussions/{place}/held/{row.id}/release", follow=True)
    assert "decided on it already" in again.text
    assert "let a post appear" in client_as("mo").get("/moderation").text


def test_a_refused_one_comes_back_to_its_writer_with_the_reason(client_as: ClientAs, world: World, place: int) -> None:
    ben, mo = client_as("ben"), client_as("mo")
    hold(ben, place)
    path = f"/discussions/{place}/held/{held(world)[0].id}/refusal"
    answer = mo.submit("/moderation", path, why="The date gives it away.", follow=True)
    assert answer.request.path == "/moderation"
    assert "The date gives it away." in ben.get(f"/discussions/{place}").text
    again = ben.submit(f"/discussions/{place}", path.replace("refusal", "return"))
    assert form_to(again.text, f"/discussions/{place}/posts").fields["text"] == WORDS
    assert held(world) == []


def test_a_script_takes_it_back_into_the_writing_box(client_as: ClientAs, world: World, place: int) -> None:
    ben = client_as("ben")
    quoted = world.posts["public live ada"]
    ben.send(f"/discussions/{place}/posts", text=WORDS, client_token="t", hold="1", quotes=quoted, question="2")
    path = f"/discussions/{place}/held/{held(world)[0].id}/return"
    fields = ben.post(path, data={"csrf_token": ben.token(), "reword": "1"}, headers=JSON).json
    assert (fields["text"], fields["question"], fields["quotes"]) == (WORDS, 2, quoted)
    assert fields["names"] == {"quotes": "Ada Delacroix"}
    assert WORDS not in fields["waiting"]


def test_it_waits_in_an_articles_thread_too(client_as: ClientAs, world: World) -> None:
    ben, page = client_as("ben"), f"/articles/{world.article}"
    answer = ben.submit(page, f"{page}/posts", text=WORDS, hold="1", follow=True)
    assert "Waits for a host" in answer.text
    assert WORDS not in client_as("ada").get(page).text
    assert WORDS in client_as("ada").get("/moderation").text


def test_what_waits_goes_when_its_writer_is_suspended(client_as: ClientAs, world: World, place: int) -> None:
    hold(client_as("ben"), place)
    client_as("mo").send(f"/members/{world.members['ben']}/suspension", why="Advice on a case.")
    assert held(world) == []


# The pages on which somebody may see what waits. Everywhere else it is for nobody.
HERE = {"discussions.show", "in a lane"}
DECIDING = {*HERE, "desk.show", "moderation.index"}
SEEN_BY = {"ada": DECIDING, "mo": DECIDING, "ben": {*HERE, "held.mine"}}
NUMBERS = ("q", "r", "i", "f", "e", "n", "gone", "sighting", "saved", "letter", "session", "token", "poll", "asked")
BESIDE = {
    "in a lane": "/discussions/{d}?lane=question",
    "found": "/search?q=Quillfeather+OR+48151623",
    "lately": "/search?q=after:2020&sort=newest",
    "suggested": "/search/suggestions?q=quil",
    **{form: "/discussions/{d}/export." + form for form in ("md", "html", "json", "ris")},
    "of ben": "/members/{ben}",
}


@pytest.mark.parametrize("name", ["visitor", "eve", "zoe", "dora", "chen", "ari", "ben", "ada", "mo"])
def test_nobody_else_reads_it_on_any_page(app: Flask, client_as: ClientAs, world: World, place: int, name: str) -> None:
    hold(client_as("ben"), place)
    ids = dict.fromkeys(NUMBERS, 1) | {"d": place, "a": world.article, "s": world.series, "h": held(world)[0].id}
    ids |= {"p": world.posts["public live ada"], **world.members}
    dates = dict.fromkeys(("date", "on", "made"), "2026-01-05")
    paths = {end: one.path for end, one in ROUTES.items() if one.method == "GET" and one.right != BEARER}
    del paths["static"]
    Indexer(world.database, app.extensions["journalclub"].engine).rebuild(clock.now())
    client, seen = client_as(name), set()
    for endpoint, path in (paths | BESIDE).items():
        answer = client.get(path.format(**ids, **dates))
        # A page that has found nothing still says what was looked for.
        if any(leak in answer.text for leak in (("Mr Quill", "MRN") if endpoint == "found" else LEAKS)):
            seen.add(endpoint)
    assert seen == SEEN_BY.get(name, set())


@pytest.mark.parametrize("name", ["zoe", "ben", "ada", "mo"])
def test_programs_read_it_nowhere(app: Flask, client_as: ClientAs, world: World, place: int, name: str) -> None:
    hold(client_as("ben"), place)
    with world.database.transaction() as session:
        token = tokens.create(session, by=OPERATOR, member_id=world.members[name], now=clock.now())
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    tried = 0
    for endpoint, one in ROUTES.items():
        if endpoint.startswith("api.") and one.method == "GET":
            answer = client.get(one.path.format(d=place, poll=1), headers=headers)
            assert answer.status_code == (404 if "{poll}" in one.path else 200)
            assert not any(leak in answer.text for leak in LEAKS)
            tried += 1
    assert tried >= 5


def test_no_stream_and_no_export_of_the_club_tells_it(
    app: Flask, client_as: ClientAs, world: World, place: int, settings: Settings, tmp_path: Path
) -> None:
    with world.database.reading() as session:
        head = log.head(session)
    hold(client_as("ben"), place)
    live = make_live(app, settings, world.database)
    with world.database.reading() as session:
        frames = replay.missed(session, live._domain, place, head, log.head(session)).decode()
    assert '"desk":true' in frames
    write_club(world.database, tmp_path / "club.jsonl", public_url="http://x", now=clock.now())
    assert not any(leak in frames + (tmp_path / "club.jsonl").read_text() for leak in LEAKS)
