"""Search from the tables, while there is no index: the same rights, most operators, and honest about the rest."""

from datetime import timedelta

import pytest

from journalclub.db import Database
from journalclub.discussions.actions import posting
from journalclub.discussions.post_models import Post
from journalclub.search import fallback, service
from journalclub.search.indexer import Indexer
from journalclub.search.news import tell_progress
from journalclub.search.whoosh_engine import WhooshEngine
from tests.small_club import small_club
from tests.world import World


@pytest.fixture
def world(database: Database) -> World:
    return small_club(database)


def ask(world: World, whoosh: WhooshEngine, text: str, who: str = "ben") -> service.Answer:
    return service.search(world.database, whoosh, world.viewer(who), text, limit=200, now=world.now)


def found(answer: service.Answer) -> set[str]:
    return {f"{hit.kind}:{hit.id}" for hit in answer.hits}


SAME = (
    "palliation", "kind:post palliation", "kind:question", "kind:discussion live", "kind:article", "q:T1 kind:post",
    "in:#sampleonc kind:post", "pmid:99000001 kind:article", "doi:10.5555/sample.1 kind:discussion", "author:eriksen",
    "author:okafor kind:article", "journal:radiotherapy kind:article", "is:mine", "last:30d kind:post", "before:2020",
    "kind:post -palliation", "(kind:article OR kind:question) painful", "kind:post OR after:2020", '"four weeks"',
)  # fmt: skip


@pytest.mark.parametrize("who", ["visitor", "ben", "chen"])
def test_it_finds_what_the_index_finds(world: World, whoosh: WhooshEngine, who: str) -> None:
    without = [found(ask(world, whoosh, text, who)) for text in SAME]
    Indexer(world.database, whoosh).drain(world.now)
    assert without == [found(ask(world, whoosh, text, who)) for text in SAME]
    assert any(without)


def test_every_word_goes_before_some(world: World, whoosh: WhooshEngine) -> None:
    answer = ask(world, whoosh, "weeks palliation told endpoint nonsense")
    assert answer.hits
    assert answer.hits[0].score >= answer.hits[-1].score
    assert "index" in answer.notice
    assert f"{fallback.NEWEST:,}" in answer.notice


def test_a_hidden_post_is_not_found_either(world: World, whoosh: WhooshEngine) -> None:
    post = world.posts["members live ben"]
    assert f"post:{post}" in found(ask(world, whoosh, "weeks"))
    with world.database.transaction() as session:
        session.get_one(Post, post).hidden_at = world.now
    assert f"post:{post}" not in found(ask(world, whoosh, "weeks"))


def test_what_only_the_index_knows_is_said_and_finds_nothing(world: World, whoosh: WhooshEngine) -> None:
    answer = ask(world, whoosh, "palliation from:host")
    assert answer.hits == []
    assert [str(one) for one in answer.query.ignored] == ["by a host (not without the search index)"]


def test_only_the_newest_rows_are_looked_at(
    world: World, whoosh: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fallback, "NEWEST", 1)
    newest = max(world.posts.values())
    assert found(ask(world, whoosh, "kind:post")) == {f"post:{newest}"}


def test_wildcards_of_the_database_are_letters(world: World, whoosh: WhooshEngine) -> None:
    with world.database.transaction() as session:
        posting.add_post(
            session,
            by=world.viewer("ben"),
            discussion_id=world.discussions["members live"],
            text="at 100%_sure",
            client_token="percent",
            now=world.now,
        )
    assert len(ask(world, whoosh, '"100%_"').hits) == 1
    assert ask(world, whoosh, '"1%0_sure"').hits == []


def test_it_says_how_far_the_building_is(world: World, whoosh: WhooshEngine) -> None:
    tell_progress(world.database, 1200, 5000, world.now)
    assert "(1,200 of 5,000)" in ask(world, whoosh, "weeks").notice
    tell_progress(world.database, 1200, 5000, world.now - timedelta(minutes=5))
    assert "1,200" not in ask(world, whoosh, "weeks").notice
