"""Two workers at once, killed in the middle of what they do: afterwards the index holds what can be found, no less and
no more. Their processes share a club; nobody holds a lease, so both really write."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from journalclub.changes import log
from journalclub.db import Database
from journalclub.discussions.post_models import Post
from journalclub.search.engine import Damaged, SearchEngine
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.sources import SOURCES, searched_ids
from journalclub.search.whoosh_engine import WhooshEngine
from tests.search.test_indexer import say
from tests.world import World

WHOLE_WITHIN = 60.0  # seconds after a kill
WORKER = """
import sys
from pathlib import Path
from journalclub.db import Database
from journalclub.db.tables import load_all
from journalclub.kit import clock
from journalclub.search.indexer import Indexer
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.whoosh_engine import WhooshEngine
load_all()
database = Database(sys.argv[1])
indexer = Indexer(database, PostgresEngine(database) if database.is_postgres else WhooshEngine(Path(sys.argv[2])))
indexer.reconcile(clock.now())
print("works", flush=True)
while True:
    indexer.drain(clock.now())
"""


@pytest.mark.parametrize("kills", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_killed_workers_leave_an_index_that_becomes_whole(database: Database, tmp_path: Path, kills: int) -> None:
    world, chance = World(database), random.Random(kills)
    engine: SearchEngine = PostgresEngine(database) if database.is_postgres else WhooshEngine(tmp_path / "index")
    said: list[int] = []
    slowest = 0.0
    workers = [worker(database, tmp_path) for _ in range(2)]
    for kill in range(kills):
        for number in range(8):
            said.append(say(world, f"thought {kill} {number} about fractionation", f"{kill}-{number}"))
            if len(said) > 3 and number % 3 == 0:
                hide(world, said.pop(chance.randrange(len(said))))
        threading.Event().wait(chance.random() / 3)
        for one in workers:
            one.kill()
            one.wait()
        restarted = time.monotonic()
        workers = [worker(database, tmp_path) for _ in range(2)]
        while not is_whole(world, engine):
            assert time.monotonic() - restarted < WHOLE_WITHIN, f"kill {kill}"
            assert all(one.poll() is None for one in workers)
            threading.Event().wait(0.05)
        slowest = max(slowest, time.monotonic() - restarted)
    for one in workers:
        one.kill()
        one.wait()
    print(f"{database.engine.dialect.name}: whole {slowest:.1f} s after the slowest of {kills} kills")


def worker(database: Database, folder: Path) -> "subprocess.Popen[str]":
    url = database.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", WORKER, url, str(folder / "index")]
    with (folder / "workers").open("a") as said:
        return subprocess.Popen(command, stdout=said, stderr=said, text=True)


def hide(world: World, post: int) -> None:
    """As a moderator does, without what surrounds it."""
    with world.database.transaction() as session:
        row = session.get_one(Post, post)
        row.hidden_at = world.now
        log.record(session, log.Kind.POST_HIDDEN, actor=None, now=world.now, discussion=row.discussion_id, post=post)


def is_whole(world: World, engine: SearchEngine) -> bool:
    with world.database.reading() as session:
        head = log.head(session)
        wanted = {kind: {f"{kind}:{id}" for ids in searched_ids(session, kind) for id in ids} for kind in SOURCES}
    try:
        return engine.position() >= head and all(engine.keys(kind) == wanted[kind] for kind in SOURCES)
    except Damaged:
        return False
