"""The administrators' pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from journalclub.changes.consumer import Consumer, position_of
from journalclub.changes.models import ParkedChange
from journalclub.config import Settings
from journalclub.kit import clock
from journalclub.letters import queuer
from journalclub.letters.models import Letter, LetterState
from journalclub.literature import feeds
from journalclub.literature.models import Pull, PullProblem, SourceState
from journalclub.literature.pulling import due_sources
from journalclub.literature.source_state import state_of
from journalclub.search.indexer import Indexer
from journalclub.search.news import tell_healed, tell_progress
from tests.web.conftest import ClientAs
from tests.world import World

FEEDS = """
[[source]]
name = "Spine SBRT"
kind = "pubmed"
query = 'stereotactic[tiab] AND spine[tiab]'

[[source]]
name = "A journal"
kind = "rss"
url = "https://journal.example.org/feed"
"""
PAGES = ("/admin", "/admin/sources", "/admin/outbox")


@pytest.fixture
def known(settings: Settings, world: World) -> list[feeds.Source]:
    """Two sources: the first was pulled and is not due for hours, the second fails."""
    settings.feeds.write_text(FEEDS)
    sources = feeds.read(settings.feeds)
    later = world.now + timedelta(hours=5)
    with world.database.transaction() as session:
        fine, failing = state_of(session, sources[0]), state_of(session, sources[1])
        fine.succeeded_at, fine.next_try_at = world.now, later
        failing.failures, failing.reason, failing.next_try_at = 2, "The server answered 503.", later
        session.add(Pull(source="A journal", state="failed", started_at=world.now, finished_at=world.now))
    return sources


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("name", ["visitor", "ada", "ben", "chen", "dora", "eve", "mo", "ari"])
def test_they_are_for_administrators(client_as: ClientAs, name: str, page: str) -> None:
    status = client_as(name).get(page).status_code
    assert status == {"ari": 200, "visitor": 302}.get(name, 403)


def test_the_overview_says_when_all_is_well(app: Flask, world: World, client_as: ClientAs) -> None:
    ari = client_as("ari")
    assert "The search index is not sound" in ari.get("/admin").text
    Indexer(world.database, app.extensions["journalclub"].engine).drain(clock.now())
    page = ari.get("/admin").text
    assert "Everything runs." in page
    assert "SQLite" in page
    assert "<td>search</td><td>0</td><td>0</td>" in page


def test_the_overview_shows_how_far_the_search_index_is_and_what_was_mended(world: World, client_as: ClientAs) -> None:
    with world.database.transaction() as session:
        tell_healed(session, "it was damaged; it was built anew", world.now)
    tell_progress(world.database, 300, 1200, clock.now())
    page = client_as("ari").get("/admin").text
    assert "300 of 1200 texts (25%)" in page
    assert "it was damaged; it was built anew" in page
    tell_progress(world.database, 0, 0, clock.now())
    assert "1200 texts" not in client_as("ari").get("/admin").text


def test_the_overview_names_what_somebody_should_look_at(
    world: World, client_as: ClientAs, known: list[feeds.Source]
) -> None:
    with world.database.transaction() as session:
        position_of(session, "letters", world.now).last_error = "ValueError: broken"
        session.add(ParkedChange(consumer="letters", seq=1, parked_at=world.now, error="broken"))
    page = client_as("ari").get("/admin").text
    assert "Everything runs." not in page
    assert "letters cannot go on: ValueError: broken" in page
    assert "These sources fail: A journal." in page
    assert known


def test_each_source_shows_how_it_goes(client_as: ClientAs, known: list[feeds.Source]) -> None:
    page = client_as("ari").get("/admin/sources").text
    assert "stereotactic[tiab] AND spine[tiab]" in page
    assert "https://journal.example.org/feed" in page
    assert "The server answered 503." in page
    assert "every 24 hours" in page
    assert known


def test_a_malformed_list_of_sources_names_its_line(client_as: ClientAs, settings: Settings) -> None:
    settings.feeds.write_text(FEEDS.replace('kind = "rss"', 'kind = "gopher"'))
    ari = client_as("ari")
    assert "line 9" in ari.get("/admin/sources").text
    assert "line 9" in ari.get("/admin").text
    assert ari.send("/admin/sources/pull").status_code == 422


def test_pull_now_makes_every_source_due_for_the_worker(
    world: World, client_as: ClientAs, known: list[feeds.Source]
) -> None:
    with world.database.reading() as session:
        assert due_sources(session, known, clock.now()) == []
    answer = client_as("ari").submit("/admin/sources", "/admin/sources/pull", follow=True)
    assert "2 sources are asked now." in answer.text
    with world.database.reading() as session:
        assert due_sources(session, known, clock.now()) == known
        failing = session.get_one(SourceState, "A journal")
        assert failing.reason == "The server answered 503.", "what was learnt is kept"


def test_one_source_can_be_pulled_alone(world: World, client_as: ClientAs, known: list[feeds.Source]) -> None:
    ari = client_as("ari")
    assert ari.send("/admin/sources/pull", source="A journal").status_code == 302
    assert ari.send("/admin/sources/pull", source="No journal").status_code == 404
    with world.database.reading() as session:
        assert due_sources(session, known, clock.now()) == known[1:]


def test_a_pull_that_runs_shows_how_far_it_is_without_a_script_too(
    world: World, client_as: ClientAs, known: list[feeds.Source]
) -> None:
    ari = client_as("ari")
    assert "refresh" not in ari.get("/admin/sources").text
    with world.database.transaction() as session:
        pull = Pull(source="Spine SBRT", started_at=world.now, expected=450, new=100, updated=20)
        session.add(pull)
    page = ari.get("/admin/sources").text
    assert '<progress aria-label="Pull of Spine SBRT" max="450" value="120">' in page
    assert "120 of 450" in page
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert "1 source is being asked." in page


def test_what_the_last_pull_brought_and_refused_is_told(
    world: World, client_as: ClientAs, known: list[feeds.Source]
) -> None:
    with world.database.transaction() as session:
        pull = Pull(source="Spine SBRT", state="done", started_at=world.now, finished_at=world.now, new=3, failed=22)
        session.add(pull)
        session.flush()
        session.add_all(
            PullProblem(pull_id=pull.id, label=f"Sunset {n}", reason="it is a photograph, not an article")
            for n in range(22)
        )
    page = client_as("ari").get("/admin/sources").text
    assert "Last pull: 3 new, 22 refused." in page
    assert "it is a photograph, not an article" in page
    assert "and 2 more" in page
    assert "0 this week" in page
    assert known


@pytest.mark.parametrize("name", ["visitor", "ada", "ben", "chen", "dora", "eve", "mo"])
def test_nobody_else_runs_a_pull(world: World, client_as: ClientAs, known: list[feeds.Source], name: str) -> None:
    assert client_as(name).send("/admin/sources/pull").status_code in {302, 403}
    with world.database.reading() as session:
        assert due_sources(session, known, clock.now()) == []


def test_the_outbox_shows_letters_without_their_links_and_addresses(world: World, client_as: ClientAs) -> None:
    Consumer("letters", queuer.handle).drain(world.database, clock.now())
    page = client_as("ari").get("/admin/outbox").text
    assert "No mail server is set" in page
    assert "[link]" in page
    assert "Chen Li" in page
    assert "chen@example.org" not in page
    assert "/invitations/" not in page


def test_a_letter_that_failed_can_be_tried_again(world: World, client_as: ClientAs) -> None:
    Consumer("letters", queuer.handle).drain(world.database, clock.now())
    with world.database.transaction() as session:
        letter = session.scalars(select(Letter)).first()
        assert letter is not None
        letter.state, letter.last_error = LetterState.FAILED, "550 no such mailbox"
        letter_id = letter.id
    retry = f"/admin/outbox/{letter_id}/retry"
    assert client_as("mo").send(retry).status_code == 403
    ari = client_as("ari")
    assert "550 no such mailbox" in ari.get("/admin/outbox").text
    assert ari.submit("/admin/outbox", retry).status_code == 302
    with world.database.reading() as session:
        assert session.get_one(Letter, letter_id).state == LetterState.WAITING
