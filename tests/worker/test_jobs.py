"""What the worker does by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from sqlalchemy import func, select

from journalclub.archive.importing import Import
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change, ConsumerPosition
from journalclub.config import Settings, load
from journalclub.db import Database
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.watching import watched_articles
from journalclub.kit import clock
from journalclub.letters.models import Letter
from journalclub.literature.models import Article
from journalclub.literature.rechecking import Rechecked
from journalclub.members.actions import joining, signing_in
from journalclub.members.models import Allowance, SignInLink
from journalclub.members.queries import viewer_of_member
from journalclub.search.indexer import Indexer
from journalclub.search.service import search
from journalclub.search.whoosh_engine import WhooshEngine
from journalclub.worker.jobs import Work, jobs
from tests.archive.lines import ALL, ARCHIVE, ARTICLE, DISCUSSION, MEMBERS, QUESTIONS, write
from tests.fakes.eutils import SMALL, Eutils
from tests.world import World

NOW = datetime(2026, 5, 17, 12, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({}, instance=tmp_path / "instance")


@pytest.fixture
def work(database: Database, settings: Settings) -> Work:
    return Work(settings, database, Indexer(database, WhooshEngine(settings.instance / "index")))


def test_what_was_said_is_found(work: Work, tmp_path: Path) -> None:
    Import(work.database, write(tmp_path / "in.jsonl", ALL), ARCHIVE, NOW).run()
    assert work.index(NOW) is None
    with work.database.reading() as session:
        ada = viewer_of_member(session, 1)
    found = search(work.database, work.indexer.engine, ada, "fraction", now=NOW)
    assert {hit.kind for hit in found.hits} >= {"question", "article"}


def test_no_letter_follows_from_an_import_however_long_the_worker_works(work: Work, tmp_path: Path) -> None:
    times = {"opens": NOW, "starts": NOW + timedelta(hours=1), "ends": NOW + timedelta(hours=2)}
    soon = DISCUSSION | {name: at.isoformat() for name, at in times.items()} | {"closes": None}
    Import(work.database, write(tmp_path / "in.jsonl", [*MEMBERS, ARTICLE, soon, *QUESTIONS]), ARCHIVE, NOW).run()
    for hours in range(5):
        work.tell_states(NOW + timedelta(hours=hours))
        work.queue_letters(NOW + timedelta(hours=hours))
    with work.database.reading() as session:
        states = session.scalars(select(Change.silent).where(Change.kind == Kind.DISCUSSION_STATE)).all()
        assert session.scalar(select(func.count()).select_from(Letter)) == 0
        assert len(states) >= 2
        assert all(states)


def test_a_state_is_told_once_and_going_live_puts_the_first_question_up(work: Work, tmp_path: Path) -> None:
    live = DISCUSSION | {"opens": None, "starts": NOW.isoformat(), "ends": (NOW + timedelta(hours=1)).isoformat()}
    live["closes"] = None
    Import(work.database, write(tmp_path / "in.jsonl", [ARTICLE, live, *QUESTIONS]), ARCHIVE, NOW).run()
    assert work.tell_states(NOW + timedelta(minutes=1)) == 1
    assert work.tell_states(NOW + timedelta(minutes=1)) == 0
    with work.database.reading() as session:
        assert session.scalars(select(Discussion.said_state)).one() == "live"
        assert session.scalars(select(Question.number).where(Question.asked_at.is_not(None))).all() == [1]


def test_a_letter_is_written_for_who_asked_to_sign_in(work: Work) -> None:
    with work.database.transaction() as session:
        joining.add_member(session, email="ada@example.org", name="Ada", roles=["member"], now=NOW)
        signing_in.ask_for_link(session, email="ada@example.org", network="192.0.2.1", now=NOW)
    work.queue_letters(NOW)
    work.send_letters(NOW)
    with work.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Letter)) == 1


def test_an_idle_worker_writes_nothing(work: Work) -> None:
    for job in (work.queue_letters, work.send_letters, work.pull_due, work.look_up):
        job(NOW)
    with work.database.reading() as session:
        assert session.scalars(select(ConsumerPosition)).all() == []


def test_old_links_and_allowances_are_forgotten_and_young_ones_kept(work: Work) -> None:
    with work.database.transaction() as session:
        ada = joining.add_member(session, email="ada@example.org", name="Ada", roles=["member"], now=NOW)
        signing_in.mint_link(session, ada.id, NOW - timedelta(days=60))
        signing_in.mint_link(session, ada.id, NOW)
        session.add(Allowance(key="old", left=1, at=NOW - timedelta(days=9)))
        session.add(Allowance(key="young", left=1, at=NOW))
    work.tidy(NOW)
    with work.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SignInLink)) == 1
        assert session.scalars(select(Allowance.key)).all() == ["young"]


def test_the_demo_never_speaks_to_the_network(sqlite_database: Database, tmp_path: Path) -> None:
    settings = load({}, instance=tmp_path / "demo", demo=True)
    names = {job.name for job in jobs(settings, sqlite_database, WhooshEngine(settings.instance / "index"))}
    assert not names & {"pull", "look-up"}
    assert {"search", "states", "letters"} <= names


def test_the_articles_of_discussions_are_watched_under_what_they_became(work: Work) -> None:
    world = World(work.database)
    with work.database.transaction() as session:
        was = session.get_one(Article, world.article)
        became = Article(title="It", listed_on=was.listed_on, added_at=NOW, changed_at=NOW)
        session.add(became)
        session.flush()
        was.merged_into = became.id
        new = became.id
    with work.database.reading() as session:
        assert watched_articles(session, world.now) == {new}
        assert watched_articles(session, world.now + timedelta(days=800)) == set()


def test_stored_articles_are_looked_at_again_once_there_is_a_club(work: Work) -> None:
    with Eutils([SMALL]) as host:
        work.settings = replace(work.settings, pubmed_url=host.base, fetch_allow=(ip_network("127.0.0.0/8"),))
        named = {job.name: job for job in jobs(work.settings, work.database, work.indexer.engine)}
        assert named["re-check"].every == 3600
        assert work.recheck(NOW) is None
        World(work.database)
        assert work.recheck(clock.now()) == Rechecked(asked=1, gone=1)
        asked = host.asked("efetch")
    assert (asked[0]["id"], asked[0]["email"]) == ("99000001", "club@example.org")
