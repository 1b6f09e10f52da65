"""A club whose every row is in an index."""

from pathlib import Path

import pytest

from journalclub.db import Database
from journalclub.search.indexer import Indexer
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
    indexer = Indexer(world.database, engine)
    indexer.drain(world.now)
    return indexer
