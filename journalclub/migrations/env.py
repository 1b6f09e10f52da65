"""What Alembic runs; `journalclub.db.migrating` hands it the connection."""

from typing import Any, Literal

from alembic import context
from alembic.operations.ops import DropTableOp, ModifyTableOps
from sqlalchemy import JSON, BigInteger

from journalclub.db.base import Base, UtcDateTime
from journalclub.db.tables import load_all


def render_item(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """Write the column types of `db.base` by their short names."""
    if kind == "type":
        for ours, name in ((UtcDateTime, "UtcDateTime()"), (BigInteger, "BigInt"), (JSON, "Json")):
            if isinstance(item, ours):
                return name
    return False


def simplify(_: Any, __: Any, scripts: list[Any]) -> None:
    """Leave out the dropping of indexes that go with their tables."""
    for script in scripts:
        going = {step.table_name for step in script.downgrade_ops.ops if isinstance(step, DropTableOp)}
        script.downgrade_ops.ops = [
            step
            for step in script.downgrade_ops.ops
            if not (isinstance(step, ModifyTableOps) and step.table_name in going)
        ]


load_all()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite can alter little in place
    render_item=render_item,
    process_revision_directives=simplify,
    compare_server_default=True,
    transactional_ddl=True,  # all of it or nothing, on SQLite too: our engine begins for real
)
with context.begin_transaction():
    context.run_migrations()
