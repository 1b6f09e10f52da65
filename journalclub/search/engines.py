"""The engine that the settings name."""

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.search.engine import SearchEngine
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.whoosh_engine import WhooshEngine


def engine_of(settings: Settings, database: Database) -> SearchEngine:
    return PostgresEngine(database) if settings.search == "postgres" else WhooshEngine(settings.instance / "index")
