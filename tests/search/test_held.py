"""What waits for a host is found by nobody: in neither engine, nor while there is no index."""

from __future__ import annotations

from pathlib import Path

import pytest

from journalclub.config import Settings
from journalclub.db import Database
from journalclub.discussions.actions import holding
from journalclub.kit import clock
from journalclub.search import service
from journalclub.search.engines import engine_of
from journalclub.search.indexer import Indexer
from tests.world import World

PEOPLE = ("visitor", "ben", "ada", "mo", "ari")


@pytest.mark.parametrize("indexed", [True, False], ids=["index", "fallback"])
def test_a_post_is_found_once_it_is_released_and_not_before(database: Database, tmp_path: Path, indexed: bool) -> None:
    world, now = World(database), clock.now()
    search = "postgres" if database.is_postgres else "whoosh"
    engine = engine_of(Settings(instance=tmp_path, database_url=database.url, search=search), database)

    def found() -> list[str]:
        if indexed:
            Indexer(database, engine).rebuild(now)
        viewers = {who: world.viewer(who) for who in PEOPLE}
        return [who for who in PEOPLE if service.search(database, engine, viewers[who], "quillfeather", now=now).hits]

    with database.transaction() as session:
        place, words = world.discussions["members live"], "Dr Quillfeather would fractionate."
        ben = world.viewer("ben")
        row = holding.hold(session, by=ben, discussion_id=place, text=words, client_token="t", now=now)
    assert found() == []
    with database.transaction() as session:
        holding.release(session, by=world.viewer("ada"), held_id=row.id, now=now)
    assert found() == ["ben", "ada", "mo"]
