"""What PubMed's log would show: never too many requests, whoever asks, and no page asked for twice, whoever dies."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from journalclub.config import load
from journalclub.db import Database
from journalclub.literature.models import Article
from journalclub.literature.pulling_pubmed import PAGE
from tests.fakes.eutils import SMALL, Eutils, parameters
from tests.fakes.web_host import Answer, Request
from tests.literature.test_pulling_pubmed import invented

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 3
PATIENCE = 60.0


def settings_for(host: Eutils, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JC_")}
    return kept | {
        "PYTHONPATH": str(ROOT),
        "JC_PUBMED_URL": host.base,
        "JC_FETCH_ALLOW": "127.0.0.0/8",
        "JC_CONTACT_EMAIL": "librarian@club.example",
        **more,
    }


def test_several_processes_together_ask_at_most_three_times_a_second(database: Database, tmp_path: Path) -> None:
    # A second try, because a machine that is busy otherwise can be late with writing the log.
    assert any(most_in_a_second(database, tmp_path / name, each=4, key="") <= 3 for name in "ab")


def test_with_a_key_they_ask_at_most_ten_times_a_second(sqlite_database: Database, tmp_path: Path) -> None:
    assert any(3 < most_in_a_second(sqlite_database, tmp_path / name, each=8, key="k3y") <= 10 for name in "ab")


def most_in_a_second(database: Database, folder: Path, *, each: int, key: str) -> int:
    """Of the fake host's log, when several processes ask as fast as they may."""
    with Eutils([SMALL]) as host:
        environ = settings_for(host, JC_DATABASE_URL=database.url, JC_NCBI_API_KEY=key)
        askers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.fakes.asker", str(folder / str(number)), str(each)],
                env=environ,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for number in range(PROCESSES)
        ]
        for asker in askers:
            assert asker.stdout is not None
            assert asker.stdout.readline() == "ready\n"
        for asker in askers:
            asker.communicate("go\n", timeout=PATIENCE)
        moments = [request.at for request in host.log]
    assert [asker.returncode for asker in askers] == [0] * PROCESSES
    assert len(moments) == PROCESSES * each, "nobody had to ask twice"
    return max(sum(0 <= at - first < 1 for at in moments) for first in moments)


class Watched(Eutils):
    """Counts the records that really left, and can be told to hold the answer to one page for ever."""

    def __init__(self) -> None:
        super().__init__()
        self.delivered: Counter[str] = Counter()
        self.pages: list[Sequence[str]] = []
        self.hold_page = 0
        self.holding = threading.Event()

    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        if "efetch.fcgi" not in request.path:
            return answer
        self.pages.append(self.wanted(parameters(request)))
        if len(self.pages) == self.hold_page:
            self.holding.set()
            self.wait(PATIENCE)
            return Answer(503)
        self.delivered.update(self.pages[-1])
        return answer

    def wanted(self, asked: dict[str, str]) -> Sequence[str]:
        if "id" in asked:
            return asked["id"].split(",")
        start, size = int(asked["retstart"]), int(asked["retmax"])
        return self.histories[asked["WebEnv"]][start : start + size]


def test_a_pull_that_is_killed_goes_on_without_a_page_twice_or_lost(tmp_path: Path) -> None:
    """Killed while it waits for the second page, then while it saves the third, then left to finish."""
    feeds = tmp_path / "feeds.toml"
    feeds.write_text('[[source]]\nname = "Many"\nkind = "pubmed"\nquery = "manyfold"\nsince = "20000d"\nlimit = 5000\n')
    with Watched() as host:
        for record in invented(4 * PAGE + 50):
            host.add(record)
        environ = settings_for(host, JC_INSTANCE=str(tmp_path / "i"), JC_FEEDS=str(feeds))
        host.hold_page = 2
        with pull(environ) as first:
            assert host.holding.wait(PATIENCE)
            first.kill()
        database = Database(load({}, instance=tmp_path / "i").database_url)
        assert stored(database) == PAGE
        with pull(environ) as second:
            until(lambda: stored(database) > 2 * PAGE)
            second.kill()
        left_behind = stored(database)
        with pull(environ) as third:
            assert third.wait(PATIENCE) == 0
        assert len(host.asked("esearch")) == 1, "what the search found is remembered"
    assert stored(database) == 4 * PAGE + 50
    database.close()
    # Each record came once, but those of the page that was being saved when the process was killed.
    again = [pmid for pmid, times in host.delivered.items() if times > 1]
    assert len(again) == (-left_behind) % PAGE if left_behind % PAGE else not again
    assert set(host.delivered.values()) <= {1, 2}
    assert len(host.delivered) == 4 * PAGE + 50


def pull(environ: dict[str, str]) -> subprocess.Popen[Any]:
    return subprocess.Popen(
        [sys.executable, "-m", "journalclub", "pull", "--json"], env=environ, stdout=subprocess.DEVNULL
    )


def stored(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Article)) or 0


def until(true: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(int(PATIENCE / 0.01)):
        if true():
            return
        waiting.wait(0.01)
    raise AssertionError("it did not come to pass")
