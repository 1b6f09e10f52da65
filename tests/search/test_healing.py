"""Whatever happens to an index, it is whole again by itself, and people are told."""

import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from journalclub.db import Database
from journalclub.search import indexer as indexing
from journalclub.search import service
from journalclub.search.engine import Damaged, SearchEngine, Unwritable
from journalclub.search.indexer import Indexer
from journalclub.search.news import news
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.whoosh_engine import WhooshEngine
from tests.search.test_indexer import assert_whole, say
from tests.small_club import small_club
from tests.world import World


@pytest.fixture
def world(sqlite_database: Database) -> World:
    return small_club(sqlite_database)


def healed(world: World, engine: SearchEngine) -> None:
    """What the worker does from its start on; then a search finds again, and the mending was told."""
    indexer = Indexer(world.database, engine)
    indexer.reconcile(world.now)
    assert_whole(world, indexer)
    answer = service.search(world.database, engine, world.viewer("ben"), "palliation", now=world.now)
    assert answer.total > 0
    assert answer.notice == ""
    with world.database.reading() as session:
        assert news(session, world.now).healed_at == world.now


def segment(folder: Path) -> Path:
    return max(folder.rglob("*.seg"), key=lambda path: path.stat().st_size)


def flip_a_bit(folder: Path) -> None:
    path, chance = segment(folder), random.Random(5)
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def halve(folder: Path) -> None:
    os.truncate(segment(folder), segment(folder).stat().st_size // 2)


def point_at_nothing(folder: Path) -> None:
    (folder / "current").write_text("build-000000000000")


def empty_the_contents(folder: Path) -> None:
    next(folder.rglob("*.toc")).write_bytes(b"")


DAMAGE: list[Callable[[Path], object]] = [
    flip_a_bit,
    halve,
    point_at_nothing,
    empty_the_contents,
    shutil.rmtree,
    lambda folder: segment(folder).unlink(),
    lambda folder: next(folder.rglob("sums")).write_bytes(b"\xff"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_folder_heals_from_any_damage(
    world: World, whoosh: WhooshEngine, tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    Indexer(world.database, whoosh).drain(world.now)
    damage(tmp_path / "index")
    healed(world, WhooshEngine(tmp_path / "index"))


def test_every_flipped_byte_of_a_segment_is_noticed(world: World, whoosh: WhooshEngine, tmp_path: Path) -> None:
    Indexer(world.database, whoosh).drain(world.now)
    path, chance = segment(tmp_path / "index"), random.Random(11)
    whole = path.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        data[chance.randrange(len(data))] ^= 1 + chance.randrange(255)
        path.write_bytes(data)
        with pytest.raises(Damaged):
            WhooshEngine(tmp_path / "index").position()
    path.write_bytes(whole)
    assert WhooshEngine(tmp_path / "index").position() > 0


def test_damage_that_a_reader_meets_reaches_the_worker(world: World, whoosh: WhooshEngine, tmp_path: Path) -> None:
    """The reader may be another process: it can only leave a sign in the folder."""
    worker = Indexer(world.database, whoosh)
    worker.drain(world.now)
    assert worker.step(world.now) == 0
    halve(tmp_path / "index")
    answer = service.search(
        world.database, WhooshEngine(tmp_path / "index"), world.viewer("ben"), "palliation", now=world.now
    )
    assert answer.total > 0
    assert "index" in answer.notice
    assert worker.step(world.now) > 0
    assert_whole(world, worker)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 512 KB."""
    path = tmp_path / "disk"
    path.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", path], check=False).returncode:
        pytest.skip("only root may mount a small disk")
    yield path
    subprocess.run(["umount", "-l", path], check=True)


def test_a_full_disk_keeps_what_was_there_and_is_caught_up_with_later(world: World, disk: Path) -> None:
    indexer = Indexer(world.database, WhooshEngine(disk / "index"))
    indexer.drain(world.now)
    (disk / "filler").write_bytes(bytes(4096 * (shutil.disk_usage(disk).free // 4096)))
    post = say(world, "said on a full disk", "full")
    assert indexer.step(world.now) == 0
    later = world.now + timedelta(minutes=1)
    answer = service.search(world.database, indexer.engine, world.viewer("ben"), "palliation", now=later)
    assert answer.total > 0
    assert "cannot be brought up to date" in answer.notice
    with pytest.raises(Unwritable, match="No space left"):
        indexer.engine.rebuild([], 0)
    (disk / "filler").unlink()
    assert indexer.step(later) == 1
    assert f"post:{post}" in indexer.engine.keys("post")
    assert_whole(world, indexer)
    answer = service.search(world.database, indexer.engine, world.viewer("ben"), "said full disk", now=later)
    assert (answer.hits[0].id, answer.notice) == (post, "")


def test_a_read_only_folder_is_read_and_heals_once_it_can_be_written(world: World, disk: Path) -> None:
    indexer = Indexer(world.database, WhooshEngine(disk / "index"))
    indexer.drain(world.now)
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    say(world, "said to a read-only disk", "read-only")
    assert indexer.step(world.now) == 0
    assert "Read-only" in indexer.notice
    assert service.search(world.database, indexer.engine, world.viewer("ben"), "palliation", now=world.now).total > 0
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    assert indexer.step(world.now) == 1
    assert_whole(world, indexer)


def test_two_do_not_build_at_once(whoosh: WhooshEngine, tmp_path: Path) -> None:
    with whoosh.folder.building(), pytest.raises(Unwritable, match="by another process"):
        WhooshEngine(tmp_path / "index").rebuild([], 0)
    whoosh.rebuild([], 3)
    assert whoosh.position() == 3


POSTGRES = (
    "DROP SCHEMA {schema} CASCADE",
    "DROP TABLE {schema}.words",
    "TRUNCATE {schema}.postings",
    "DELETE FROM {schema}.documents WHERE doc % 2 = 0",
    "DELETE FROM search_index",
    "UPDATE search_index SET build = 'public'",
)


@pytest.fixture
def postgres_world(database: Database) -> World:
    if not database.is_postgres:
        pytest.skip("about PostgreSQL")
    return small_club(database)


def test_postgresql_heals_from_any_damage(postgres_world: World) -> None:
    database = postgres_world.database
    Indexer(database, PostgresEngine(database)).drain(postgres_world.now)
    for damage in POSTGRES:
        with database.engine.begin() as connection:
            schema = connection.scalar(text("SELECT build FROM search_index"))
            connection.execute(text(damage.format(schema=schema)))
        healed(postgres_world, PostgresEngine(database))
    with database.engine.begin() as connection:
        builds = connection.scalar(text("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'search\\_%'"))
    assert builds == 1


def test_a_rebuild_tells_how_far_it_is(world: World, whoosh: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(indexing, "TOLD_EVERY", 0.0)

    def progress(done: int, expected: int) -> None:
        with world.database.reading() as session:
            seen.append((done, expected, news(session, world.now).done))

    made = Indexer(world.database, Watched(whoosh)).rebuild(world.now, progress)
    assert [(done, expected) for done, expected, _ in seen] == [*((n, made) for n in range(1, made + 1)), (made, made)]
    assert seen[1][2] == 1
    with world.database.reading() as session:
        assert not news(session, world.now).is_building


class Watched:
    """An engine that tells of every document."""

    def __init__(self, engine: WhooshEngine) -> None:
        self.engine = engine

    def rebuild(self, documents, position, progress):  # type: ignore[no-untyped-def]
        def told():  # type: ignore[no-untyped-def]
            for done, document in enumerate(documents, 1):
                progress(done)
                yield document

        self.engine.rebuild(told(), position)
