"""The tables that migrations make are the tables of the models, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, make_url, text

from journalclub.db import Base, Database, DatabaseTrouble
from journalclub.db.migrating import Age, age, downgrade, is_current, migrate
from tests.conftest import BACKENDS


@pytest.fixture(params=BACKENDS)
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'bare.sqlite3'}")
        yield database
        database.close()
        return
    server = make_url(request.getfixturevalue("postgres_url")).set(drivername="postgresql+psycopg")
    main = Database(server.render_as_string(hide_password=False))
    with main.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE DATABASE bare"))
        database = Database(server.set(database="bare").render_as_string(hide_password=False))
        yield database
        database.close()
        connection.execute(text("DROP DATABASE bare"))
    main.close()


def test_the_migrated_tables_are_those_of_the_models(bare: Database) -> None:
    assert migrate(bare)
    with bare.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_up_and_down_and_up_again(bare: Database) -> None:
    assert age(bare) is Age.EMPTY
    migrate(bare)
    assert is_current(bare)
    downgrade(bare)
    assert inspect(bare.engine).get_table_names() == ["alembic_version"]
    assert age(bare) is Age.EMPTY
    assert migrate(bare)
    assert is_current(bare)


def test_a_current_database_is_left_alone(bare: Database) -> None:
    migrate(bare)
    assert not migrate(bare)


def test_a_newer_database_is_refused_in_one_sentence(bare: Database) -> None:
    migrate(bare)
    with bare.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert age(bare) is Age.NEWER
    with pytest.raises(DatabaseTrouble, match=r"^The database was written by a newer version[^\n]*$"):
        migrate(bare)


def test_a_migration_that_fails_changes_nothing(bare: Database) -> None:
    """A table in the way stops the first migration half-way; no table of it may stay."""
    with bare.engine.begin() as connection:
        connection.execute(text("CREATE TABLE posts (id INTEGER)"))
    with pytest.raises(Exception, match="already exists"):
        migrate(bare)
    assert "members" not in inspect(bare.engine).get_table_names()
