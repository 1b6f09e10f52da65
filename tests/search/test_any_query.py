"""Any string at all gives an answer."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from journalclub.db import Database
from journalclub.search import service
from journalclub.search.engine import Order
from journalclub.search.indexer import Indexer
from journalclub.search.whoosh_engine import WhooshEngine
from tests.search.any_query import any_queries
from tests.small_club import small_club

ORDERS = tuple(Order)


def answered(database: Database, folder: Path, seed: int, count: int) -> tuple[float, str]:
    """Asks them all as a member; returns the seconds and the text of the slowest."""
    world = small_club(database)
    engine = WhooshEngine(folder)
    Indexer(database, engine).drain(world.now)
    ben = world.viewer("ben")
    slowest = (0.0, "")
    for number, text in enumerate(any_queries(seed, count)):
        begun = time.perf_counter()
        answer = service.search(database, engine, ben, text, order=ORDERS[number % 3], limit=5, now=world.now)
        slowest = max(slowest, (time.perf_counter() - begun, text))
        said = answer.as_json("http://club.example.org")
        assert msgspec.json.encode(said)
        assert answer.notice == "", text
        assert said["query"]["understood"]
        assert all(why.why for why in answer.query.ignored)
    return slowest


def test_any_string_gives_an_answer(sqlite_database: Database, tmp_path: Path) -> None:
    answered(sqlite_database, tmp_path / "index", seed=1, count=2_000)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10, 20))
def test_two_hundred_thousand_strings_give_an_answer(sqlite_database: Database, tmp_path: Path, seed: int) -> None:
    seconds, text = answered(sqlite_database, tmp_path / "index", seed=seed, count=20_000)
    print(f"\n20,000 queries; the slowest took {seconds * 1000:.0f} ms: {text[:120]!r}")
