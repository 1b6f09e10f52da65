"""Take-home points and recaps are found as part of their discussion, with the index and without it."""

import pytest

from journalclub.db import Database
from journalclub.discussions.closing import telling
from journalclub.discussions.closing.telling import Point
from journalclub.search import service
from journalclub.search.indexer import Indexer
from journalclub.search.whoosh_engine import WhooshEngine
from tests.world import World


@pytest.mark.parametrize("indexed", [True, False])
def test_points_and_published_recaps_are_found_and_drafts_are_not(
    database: Database, whoosh: WhooshEngine, indexed: bool
) -> None:
    world = World(database)
    place = world.discussions["members closed"]
    indexer = Indexer(database, whoosh)

    def find(words: str, who: str = "ben") -> list[tuple[int | None, str]]:
        if indexed:
            indexer.drain(world.now)
        answer = service.search(database, whoosh, world.viewer(who), words, limit=10, now=world.now)
        return [(hit.discussion, str(hit.snippet)) for hit in answer.hits]

    def tell(publish: bool) -> None:
        with database.transaction() as session:
            told = {"by": world.viewer("ada"), "discussion_id": place, "now": world.now}
            telling.write_points(session, points=[Point("Sequester the omentum.")], **told)  # type: ignore[arg-type]
            telling.write_recap(session, text="We agreed on vertebroplasty.", **told)  # type: ignore[arg-type]
            if publish:
                telling.publish_recap(session, **told)  # type: ignore[arg-type]

    assert find("omentum") == []
    tell(publish=False)
    assert find("omentum") == [(place, "Sequester the <mark>omentum</mark>.")]
    assert find("vertebroplasty") == []
    tell(publish=True)
    assert [discussion for discussion, _ in find("vertebroplasty")] == [place]
    assert find("omentum", "visitor") == []


@pytest.mark.parametrize("indexed", [True, False])
def test_points_are_not_found_while_hosts_write_them(database: Database, whoosh: WhooshEngine, indexed: bool) -> None:
    world = World(database)
    with database.transaction() as session:
        told = {"by": world.viewer("ada"), "discussion_id": world.discussions["members live"], "now": world.now}
        telling.write_points(session, points=[Point("Sequester the omentum.")], **told)  # type: ignore[arg-type]
    if indexed:
        Indexer(database, whoosh).drain(world.now)
    assert not service.search(database, whoosh, world.viewer("ben"), "omentum", limit=10, now=world.now).hits
