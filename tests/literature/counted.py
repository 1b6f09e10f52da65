"""Every row of every table about articles, to prove that nothing moved; and how many statements a read takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, select

from journalclub.changes.models import Change
from journalclub.db import Base, Database
from journalclub.literature import models

BOOKKEEPING = {"pulls", "pull_problems", "source_states", "turns"}
TABLES = [
    table
    for table in Base.metadata.sorted_tables
    if table.name
    in {
        m.__table__.name for m in vars(models).values() if isinstance(m, type) and issubclass(m, Base) and m is not Base
    }
    and table.name not in BOOKKEEPING
] + [Change.__table__]


def everything(database: Database) -> dict[str, list[Any]]:
    with database.reading() as session:
        return {table.name: sorted(map(repr, session.execute(select(table)))) for table in TABLES}


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
