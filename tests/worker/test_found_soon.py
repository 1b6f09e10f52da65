"""While the worker runs, a new post is found and a hidden one gone: within 2 s on a quiet machine (DESIGN, budgets).

How long it took is printed at the end of the tests, and measured in `tests/bench/finding.py`. What fails here is a post
that does not come or does not go.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from journalclub.config import load
from journalclub.db import Database
from journalclub.discussions.actions import posting
from journalclub.kit import clock
from journalclub.moderation import actions as moderation
from journalclub.search.engine import SearchEngine
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.service import search
from journalclub.search.whoosh_engine import WhooshEngine
from journalclub.worker.jobs import jobs
from journalclub.worker.lease import lease_on
from journalclub.worker.loop import Worker
from tests.world import World

PATIENCE = 20.0  # seconds, for a machine that does other things


@pytest.fixture
def engine(database: Database, tmp_path: Path) -> SearchEngine:
    return PostgresEngine(database) if database.is_postgres else WhooshEngine(tmp_path / "index")


@pytest.fixture
def world(database: Database, engine: SearchEngine, tmp_path: Path) -> Iterator[World]:
    """A club, and a worker at work on it."""
    made = World(database)
    settings = replace(load({}, instance=tmp_path / "instance"), demo=True)  # it speaks to no network
    worker = Worker(database, jobs(settings, database, engine), lease_on(database))
    worker.start()
    yield made
    worker.stop()


def test_a_new_post_is_found_soon_and_a_hidden_one_gone(
    world: World, engine: SearchEngine, record_property: Callable[[str, object], None]
) -> None:
    def found() -> set[int]:
        answer = search(world.database, engine, world.viewer("mo"), "vertebroplasty", now=clock.now())
        return {hit.id for hit in answer.hits if not answer.notice}

    def until(happens: Callable[[], bool]) -> float:
        """The seconds that it took."""
        began = time.monotonic()
        while not happens():
            waited = time.monotonic() - began
            assert waited < PATIENCE, f"it has not happened for {waited:.0f} s"
            with world.database.moved:
                world.database.moved.wait(0.02)
        return time.monotonic() - began

    until(lambda: not search(world.database, engine, world.viewer("mo"), "pain", now=clock.now()).notice)
    assert found() == set()
    with world.database.transaction() as session:
        here = world.discussions["members live"]
        said = {"text": "Vertebroplasty first?", "client_token": "soon", "now": clock.now()}
        post, _ = posting.add_post(session, by=world.viewer("ben"), discussion_id=here, **said)
    came = until(lambda: found() == {post.id})
    with world.database.transaction() as session:
        moderation.hide(session, by=world.viewer("mo"), post_id=post.id, now=clock.now())
    assert found() == set()  # its row says so before the index does
    left = until(lambda: f"post:{post.id}" not in engine.keys("post"))
    record_property("table", f"found after {came:.2f} s, out of the index {left:.2f} s after it was hidden")
