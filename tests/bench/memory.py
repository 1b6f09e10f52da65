"""What one process needs: web, live stream, worker and index of a small club."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.bench import club
from tests.bench.serving import Server, served
from tests.bench.table import Table, at_most

SETTLES = 3.0  # seconds for the worker to index what there is
PAGES = (
    "/",
    "/library",
    "/articles/1",
    "/discussions",
    "/discussions/1",
    "/discussions/1/transcript",
    "/search?q=dose",
)


def run(full: bool = False) -> Table:
    table = Table("Memory", ["a seed-size club, embedded", "resident MB", "budget"])
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        club.build(instance, club.SEED)
        with served(instance) as server:
            time.sleep(SETTLES)
            idle = server.memory
            _read(server, 1000 if full else 200)
            table.add("idle", f"{idle:.0f}", at_most(idle, 200, "MB"))
            table.add(f"after {1000 if full else 200} pages", f"{server.memory:.0f}", "")
    return table


def _read(server: Server, times: int) -> None:
    connection = server.connect()
    for number in range(times):
        connection.request("GET", PAGES[number % len(PAGES)])
        connection.getresponse().read()
