from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from journalclub.db import Database
from journalclub.search.engine import SearchEngine
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.whoosh_engine import WhooshEngine
from tests.conftest import BACKENDS

ENGINES = [{"sqlite": "whoosh"}.get(backend, backend) for backend in BACKENDS]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> SearchEngine:
    """Every engine there is, each empty."""
    made: SearchEngine = request.getfixturevalue(request.param)
    made.rebuild([], 0)
    return made


@pytest.fixture
def whoosh(tmp_path: Path) -> WhooshEngine:
    """No index yet."""
    return WhooshEngine(tmp_path / "index")


@pytest.fixture
def postgres(postgres_database: Database) -> Iterator[PostgresEngine]:
    """No index yet."""
    yield PostgresEngine(postgres_database)
    with postgres_database.engine.begin() as connection:
        connection.execute(text("TRUNCATE search_index"))
