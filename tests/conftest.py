"""What every test may use: both databases, emptied between tests, and one browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journalclub.db import Base, Database
from journalclub.db.tables import load_all
from tests import postgres

load_all()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL of our own; gone when the tests end."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    database.close()  # the last connection folds the write-ahead log in: the one file is whole
    return path


@pytest.fixture(scope="session")
def postgres_database(postgres_url: str) -> Iterator[Database]:
    database = Database(postgres_url.replace("postgresql://", "postgresql+psycopg://"))
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


BACKENDS = [name for name in ("sqlite", "postgres") if os.environ.get("JC_TEST_DATABASE", name) == name]


@pytest.fixture(params=BACKENDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database; the test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "club.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        fresh = Database(f"sqlite:///{path}")
        yield fresh
        fresh.close()
        return
    shared: Database = request.getfixturevalue("postgres_database")
    yield shared
    postgres.empty(shared)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database, for what is only about SQLite or does not touch the database's own behaviour."""
    path = tmp_path / "club.sqlite3"
    shutil.copy(sqlite_template, path)
    fresh = Database(f"sqlite:///{path}")
    yield fresh
    fresh.close()


FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's Chromium, else Playwright's own."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        path = os.environ.get("JC_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        browser = started.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tables that tests hand over with `record_property("table", …)`: they outlive the processes of xdist."""
    for reports in list(terminalreporter.stats.values()):
        for report in reports:
            for name, table in getattr(report, "user_properties", []):
                if name == "table" and report.when == "call":
                    terminalreporter.section(report.nodeid)
                    terminalreporter.write_line(str(table))
