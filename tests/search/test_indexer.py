import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from journalclub.changes import log as changes
from journalclub.changes.consumer import TRIES, lags
from journalclub.db import Database
from journalclub.discussions.actions import posting, threads
from journalclub.search import indexer as indexing
from journalclub.search import service
from journalclub.search.indexer import Indexer, reindex
from journalclub.search.sources import searched_ids
from journalclub.search.whoosh_engine import WhooshEngine
from tests.small_club import small_club
from tests.world import World


@pytest.fixture
def world(database: Database) -> World:
    return small_club(database)


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "index")


@pytest.fixture
def indexer(world: World, engine: WhooshEngine) -> Indexer:
    made = Indexer(world.database, engine)
    made.drain(world.now)
    return made


def say(world: World, text: str, token: str) -> int:
    with world.database.transaction() as session:
        row, _ = posting.add_post(
            session,
            by=world.viewer("ben"),
            discussion_id=world.discussions["members live"],
            text=text,
            client_token=f"mine {token}",
            now=world.now,
        )
        return row.id


def assert_whole(world: World, indexer: Indexer) -> None:
    with world.database.reading() as session:
        for kind in ("post", "question", "discussion", "article"):
            wanted = {f"{kind}:{id}" for chunk in searched_ids(session, kind) for id in chunk}
            assert indexer.engine.keys(kind) == wanted
        assert indexer.engine.position() == changes.head(session)


def test_an_empty_folder_is_filled_from_the_tables(world: World, indexer: Indexer) -> None:
    assert_whole(world, indexer)
    assert "built anew" in indexer.notice


def test_changes_are_brought_in_from_the_indexs_own_position(world: World, indexer: Indexer) -> None:
    say(world, "one", "1")
    say(world, "two", "2")
    assert indexer.step(world.now) == 2
    assert indexer.step(world.now) == 0
    assert_whole(world, indexer)


def test_an_index_that_lost_its_last_commits_catches_up(world: World, indexer: Indexer, tmp_path: Path) -> None:
    shutil.copytree(tmp_path / "index", tmp_path / "earlier")
    say(world, "after the copy", "1")
    indexer.drain(world.now)
    shutil.rmtree(tmp_path / "index")
    (tmp_path / "earlier").rename(tmp_path / "index")
    again = Indexer(world.database, WhooshEngine(tmp_path / "index"))
    assert again.drain(world.now) == 1
    assert_whole(world, again)


def test_a_damaged_index_heals_by_itself(world: World, indexer: Indexer, tmp_path: Path) -> None:
    for segment in (tmp_path / "index").rglob("*.seg"):
        segment.write_bytes(b"half")
    again = Indexer(world.database, WhooshEngine(tmp_path / "index"))
    again.drain(world.now)
    assert_whole(world, again)


def test_an_index_from_the_future_is_built_anew(world: World, indexer: Indexer) -> None:
    indexer.engine.apply([], [], 10**6)
    indexer.step(world.now)
    assert "ahead of the tables" in indexer.notice
    assert_whole(world, indexer)


def test_an_index_that_is_far_behind_is_built_anew(
    world: World, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "FAR", 2)
    for number in range(3):
        say(world, f"said {number}", str(number))
    indexer.step(world.now)
    assert "far behind" in indexer.notice
    assert_whole(world, indexer)


def test_a_silent_difference_is_found_and_mended(world: World, indexer: Indexer) -> None:
    position = indexer.engine.position()
    lost = next(iter(sorted(indexer.engine.keys("post"))))
    with world.database.reading() as session:
        (ghost,) = indexing.SOURCES["post"][1](session, [int(lost.partition(":")[2])])
    indexer.engine.apply([replace(ghost, id=10**6)], [lost], position)
    assert indexer.reconcile(world.now) == 2
    assert_whole(world, indexer)
    assert indexer.reconcile(world.now) == 0


def test_reindex_tells_its_progress_and_leaves_the_index_whole(world: World, indexer: Indexer) -> None:
    assert reindex(world.database, indexer.engine, world.now) == sum(
        len(indexer.engine.keys(kind)) for kind in ("post", "question", "discussion", "article")
    )
    assert_whole(world, indexer)


def test_the_lag_is_shown(world: World, indexer: Indexer) -> None:
    say(world, "behind", "1")
    with world.database.reading() as session:
        (lag,) = [lag for lag in lags(session) if lag.name == "search"]
    assert (lag.behind, lag.parked) == (1, 0)
    indexer.drain(world.now)
    with world.database.reading() as session:
        assert next(lag.behind for lag in lags(session) if lag.name == "search") == 0


def test_a_change_that_cannot_be_taken_up_is_parked_and_the_rest_go_on(
    world: World, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = say(world, "before", "0")
    poison = say(world, "poison", "1")
    after = say(world, "after", "2")
    plain = indexing.SOURCES["post"]

    def choking(session, ids):  # type: ignore[no-untyped-def]
        if poison in ids:
            raise ValueError("cannot read this")
        return plain[1](session, ids)

    monkeypatch.setitem(indexing.SOURCES, "post", (plain[0], choking))
    passed = [indexer.step(world.now) for _ in range(TRIES + 2)]
    assert passed == [1, *[0] * (TRIES - 1), 1, 1]
    assert {f"post:{before}", f"post:{after}"} <= indexer.engine.keys("post")
    with world.database.reading() as session:
        assert next(lag.parked for lag in lags(session) if lag.name == "search") == 1


def test_a_full_disk_parks_nothing_and_is_made_up_for(
    world: World, indexer: Indexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = say(world, "patience", "1")
    with monkeypatch.context() as patched:
        patched.setattr("journalclub.search.whoosh_folder._to_disk", _disk_full)
        assert [indexer.step(world.now) for _ in range(TRIES + 1)] == [0] * (TRIES + 1)
    with world.database.reading() as session:
        lag = next(lag for lag in lags(session) if lag.name == "search")
    assert (lag.parked, lag.behind) == (0, 1)
    assert "No space left" in str(lag.last_error)
    assert indexer.step(world.now) == 1
    assert f"post:{post}" in indexer.engine.keys("post")


def test_an_index_that_cannot_be_built_is_tried_again_after_a_rest(
    world: World, engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    indexer = Indexer(world.database, engine)
    with monkeypatch.context() as patched:
        patched.setattr("journalclub.search.whoosh_folder._to_disk", _disk_full)
        assert indexer.step(world.now) == 0
    assert indexer.step(world.now) == 0
    assert "No space left" in indexer.notice
    assert [path.name for path in engine.folder.path.glob("build-*")] == []
    assert indexer.step(world.now + indexing.REST) > 0
    assert_whole(world, indexer)


def _disk_full(path: Path) -> None:
    raise OSError(28, "No space left on device")


def test_no_text_of_a_hidden_or_withdrawn_post_is_in_the_index(world: World, indexer: Indexer) -> None:
    post = say(world, "unmistakablement", "1")
    indexer.drain(world.now)
    assert f"post:{post}" in indexer.engine.keys("post")
    with world.database.transaction() as session:
        posting.withdraw_post(session, by=world.viewer("ben"), post_id=post, now=world.now)
    indexer.drain(world.now)
    assert f"post:{post}" not in indexer.engine.keys("post")


class Interrupted(Indexer):
    """An indexer while whose work somebody posts."""

    world: World
    steps = 0

    def step(self, now: datetime) -> int:
        self.steps += 1
        passed = super().step(now)
        say(self.world, f"meanwhile {self.steps}", f"meanwhile {self.steps}")
        return passed


def test_what_comes_while_it_works_waits_for_the_next_call(world: World, indexer: Indexer) -> None:
    interrupted = Interrupted(world.database, indexer.engine)
    interrupted.world = world
    say(world, "one", "1")
    assert interrupted.drain(world.now) == 1
    assert interrupted.steps == 1
    assert interrupted.drain(world.now) == 1


def test_what_is_said_in_a_thread_is_found_by_whoever_may_read_it_and_the_thread_itself_is_no_hit(
    world: World, indexer: Indexer
) -> None:
    with world.database.transaction() as session:
        said, _ = threads.say(
            session,
            by=world.viewer("ben"),
            article_id=world.article,
            text="Whoever doubts the vertebroplasty arm should read its appendix.",
            client_token="mine",
            now=world.now,
        )
    indexer.drain(world.now)
    assert_whole(world, indexer)
    for who in ("ada", "mo", "dora", "chen", "ari", "visitor"):
        answer = service.search(
            world.database, indexer.engine, world.viewer(who), "vertebroplasty appendix", limit=9, now=world.now
        )
        expected = [("post", said.id)] if who in {"ada", "mo"} else []
        assert [(hit.kind, hit.id) for hit in answer.hits] == expected, who
