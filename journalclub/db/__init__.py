"""The database: SQLite or PostgreSQL behind one `Database`, whose `transaction()` is the only commit."""

from journalclub.db.base import Base, Id, JsonDict, JsonList, UtcDateTime
from journalclub.db.engine import Database, DatabaseTrouble

__all__ = ["Base", "Database", "DatabaseTrouble", "Id", "JsonDict", "JsonList", "UtcDateTime"]
