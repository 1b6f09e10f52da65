"""Whether the instance works, for whoever watches it."""

from __future__ import annotations

from pathlib import Path

from journalclub.changes import log
from journalclub.changes.consumer import position_of
from journalclub.changes.models import ParkedChange
from journalclub.config import Settings
from journalclub.db import Database
from tests.web.browser import Browser
from tests.web.conftest import ClientAs, make_app
from tests.world import World


def test_it_tells_how_far_everything_is(world: World, client_as: ClientAs) -> None:
    with world.database.transaction() as session:
        head = log.head(session)
        position = position_of(session, "search", world.now)
        position.seq, position.last_error = head - 3, "ValueError: ben@example.org said so"
        session.add(ParkedChange(consumer="search", seq=1, parked_at=world.now, error="ben@example.org"))
    answer = client_as("visitor").get("/healthz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert {"status": "ok", "database": "ok", "position": head}.items() <= answer.json.items()
    assert answer.json["consumers"] == [{"name": "search", "behind": 3, "parked": 1}]
    assert answer.json["version"]
    assert "example.org" not in answer.text


def test_without_its_database_it_is_unavailable(tmp_path: Path, settings: Settings) -> None:
    gone = Database(f"sqlite:///{tmp_path}/no/such/folder/club.sqlite3")
    answer = Browser(make_app(settings, gone)).get("/healthz")
    assert answer.status_code == 503
    assert answer.json == {"status": "unavailable", "database": "unreachable", "version": answer.json["version"]}
    assert str(tmp_path) not in answer.text


def test_an_instance_that_is_not_set_up_is_well(fresh: Browser) -> None:
    assert fresh.get("/healthz").status_code == 200
