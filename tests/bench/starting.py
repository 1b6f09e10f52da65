"""From the start of the process to the first answered page, also after a kill in the middle of posting."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import club
from tests.bench.serving import ROOT, served
from tests.bench.table import Table, at_most

TIMES = 3


def run(full: bool = False) -> Table:
    table = Table("Starting", ["what", "best s", "worst s", "budget", "times the bare start"])
    with tempfile.TemporaryDirectory() as folder:
        bare = min(_bare() for _ in range(TIMES))
        instance = Path(folder) / "instance"
        club.build(instance, club.CLUB if full else club.SEED)
        starts = [_start(instance) for _ in range(TIMES)]  # each ends with a kill, so the others are restarts
        fresh = [_start(Path(folder) / f"fresh {number}") for number in range(TIMES)]
    for what, times in (
        ("a club that is there", starts[:1]),
        ("after kill -9", starts[1:]),
        ("a fresh instance, tables and secret made", fresh),
    ):
        table.add(
            what, f"{min(times):.2f}", f"{max(times):.2f}", at_most(max(times), 2, "s"), f"{min(times) / bare:.1f}"
        )
    table.add("bare: Python with Flask, SQLAlchemy and uvicorn imported", f"{bare:.2f}", "", "", "1.0")
    table.notes.append("Until the front page was answered. Worker and live stream start with it.")
    return table


def _start(instance: Path) -> float:
    with served(instance) as server:
        return server.ready_after


def _bare() -> float:
    began = time.perf_counter()
    code = "import flask, sqlalchemy.orm, uvicorn"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=dict(os.environ), check=True)
    return time.perf_counter() - began
