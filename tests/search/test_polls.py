"""Polls and questions to the authors are found by what they are and by what could be chosen: in every engine."""

from pathlib import Path

import pytest

from journalclub.changes import log
from journalclub.db import Database
from journalclub.discussions.actions import asking_authors, polling, posting
from journalclub.search import service
from journalclub.search.engine import SearchEngine
from journalclub.search.indexer import Indexer
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.touched import Touched, fold
from journalclub.search.whoosh_engine import WhooshEngine
from tests.small_club import small_club
from tests.world import World

HERE = "members live"


@pytest.fixture
def world(database: Database) -> World:
    return small_club(database)


@pytest.fixture
def engine(world: World, tmp_path: Path) -> SearchEngine:
    """That of the database; without an index yet."""
    return PostgresEngine(world.database) if world.database.is_postgres else WhooshEngine(tmp_path / "index")


def say(world: World, who: str, text: str, *, for_author: bool = False, reply_to: int | None = None) -> int:
    with world.database.transaction() as session:
        here, by = world.discussions[HERE], world.viewer(who)
        row, _ = posting.add_post(
            session,
            by=by,
            discussion_id=here,
            text=text,
            client_token=text,
            for_author=for_author,
            reply_to=reply_to,
            now=world.now,
        )
        return row.id


def poll(world: World) -> int:
    with world.database.transaction() as session:
        ada = world.viewer("ada")
        given = {"by": ada, "now": world.now}
        row, _ = posting.add_post(
            session, discussion_id=world.discussions[HERE], text="What do you give?", client_token="poll", **given
        )
        polling.add_poll(session, post=row, choices=["Single fraction", "Hypofractionation"], multiple=False, **given)
        return row.id


def found(world: World, engine: SearchEngine, text: str) -> service.Answer:
    return service.search(world.database, engine, world.viewer("ben"), text, limit=50, now=world.now)


def test_polls_are_found_with_and_without_an_index(world: World, engine: SearchEngine) -> None:
    made = poll(world)
    without = found(world, engine, "has:poll")
    Indexer(world.database, engine).drain(world.now)
    within = found(world, engine, "has:poll")
    for answer in (without, within):
        assert [(hit.kind, hit.id) for hit in answer.hits] == [("post", made)]
        assert answer.query.ignored == []
    (chosen,) = found(world, engine, "hypofractionation has:poll").hits
    assert "<mark>Hypofractionation</mark>" in chosen.snippet


def test_a_question_to_the_author_is_unanswered_until_the_author_answers(world: World, engine: SearchEngine) -> None:
    asked = say(world, "ben", "I wonder about the dose constraints", for_author=True)
    say(world, "ada", "So do I, quillfeather", reply_to=asked)
    indexer = Indexer(world.database, engine)

    def is_(flag: str) -> bool:
        indexer.drain(world.now)
        return asked in {hit.id for hit in found(world, engine, f"is:{flag} constraints").hits}

    assert (is_("unanswered"), is_("author-answered")) == (True, False)
    with world.database.transaction() as session:
        asking_authors.settle(session, by=world.viewer("chen"), post_id=asked, answered=True, now=world.now)
    assert (is_("unanswered"), is_("author-answered")) == (False, True)


def test_a_vote_makes_no_document_anew(world: World) -> None:
    made = poll(world)
    with world.database.transaction() as session:
        head = log.head(session)
        polling.vote(session, by=world.viewer("ben"), post_id=made, chosen=[1], now=world.now)
        assert fold(log.after(session, head, 10)) == Touched()
        polling.close(session, by=world.viewer("ada"), post_id=made, now=world.now)
        assert fold(log.after(session, head, 10)).post == {made}
