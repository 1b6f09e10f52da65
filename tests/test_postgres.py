"""Between two tests the shared PostgreSQL is as it was at first."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import func, select

from journalclub.db import Base, Database
from journalclub.members.actions import joining
from tests import postgres

NOW = datetime(2026, 5, 17, 12, 0, tzinfo=UTC)


def test_an_emptied_database_has_no_row_and_counts_from_one(postgres_database: Database) -> None:
    for _ in range(2):
        with postgres_database.transaction() as session:
            ben = joining.add_member(session, email="ben@example.org", name="Ben", roles=["member"], now=NOW)
            assert ben.id == 1
        postgres.empty(postgres_database)
        with postgres_database.reading() as session:
            rows = [session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables]
        assert set(rows) == {0}
