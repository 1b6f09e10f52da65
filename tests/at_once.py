"""Two acts in the same instant, by two connections. On PostgreSQL: on SQLite writers queue before they look."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from journalclub.db import Database
from tests.conftest import BACKENDS

on_postgres = pytest.mark.parametrize("database", [name for name in BACKENDS if name == "postgres"], indirect=True)


T = TypeVar("T")


def at_once(
    database: Database,
    first: Callable[[Session], object],
    second: Callable[[Session], T],
    then: Callable[[Session], object] = lambda _: None,
) -> T:
    """What `second` returns or raises, which begins after `first` has acted and before it has committed.

    `then` is the rest of the first, done while the second waits.
    """

    def meanwhile() -> T:
        with database.transaction() as session:
            return second(session)

    with ThreadPoolExecutor() as others:
        with database.transaction() as session:
            first(session)
            session.flush()
            other = others.submit(meanwhile)
            _until_it_waits(database, other)
            then(session)
        return other.result(10)


def _until_it_waits(database: Database, other: Future[object]) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        deadline = time.monotonic() + 10
        while not other.done() and not connection.execute(waiting).scalar_one():
            assert time.monotonic() < deadline, "the second act neither waits nor ends"
