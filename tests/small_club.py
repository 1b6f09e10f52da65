"""`World`, made by its actions once in a process, and copied row for row into every database that wants one."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from journalclub.db import Base, Database
from tests.world import World

Rows = dict[str, list[dict[str, Any]]]  # by table


def small_club(database: Database) -> World:
    """The world in this empty database."""
    world, rows = _made()
    with database.transaction() as session:
        connection = session.connection()
        connection.execute(text(_later(database)))
        for table in Base.metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(insert(table), rows[table.name])
        if database.is_postgres:
            _count_on(connection)
    return world.on(database)


def rows_of(database: Database) -> Rows:
    with database.engine.connect() as connection:
        found = {table.name: connection.execute(select(table)).mappings() for table in Base.metadata.sorted_tables}
        return {name: [dict(row) for row in rows] for name, rows in found.items()}


@cache
def _made() -> tuple[World, Rows]:
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'club.sqlite3'}")
        Base.metadata.create_all(database.engine)
        world = World(database)
        rows = rows_of(database)
        database.close()
    return world, rows


def _later(database: Database) -> str:
    """A row may name one that comes after it."""
    return "SET LOCAL session_replication_role = replica" if database.is_postgres else "PRAGMA defer_foreign_keys = ON"


def _count_on(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        for column in table.primary_key:
            owned = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
            highest = owned and connection.scalar(select(func.max(column)))
            if highest:
                connection.execute(select(func.setval(owned, highest)))
