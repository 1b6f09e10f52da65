"""A club's JSON Lines taken over, and taken over again."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from tests.bench import club
from tests.bench.table import Table

SMALL = club.Size(members=1_500, posts=5_000, articles=600, discussions=25)


def run(full: bool = False) -> Table:
    table = Table("Import of JSON Lines", ["what", "lines", "lines/s", "times bare JSON decoding"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "club.jsonl"
        database = club.found(Path(folder) / "instance")
        began = time.perf_counter()
        report = club.import_lines(database, path, club.CLUB if full else SMALL)
        first = time.perf_counter() - began
        lines = sum(report.counts.values())
        began = time.perf_counter()
        club.take_over(database, path)
        again = time.perf_counter() - began
        began = time.perf_counter()
        for line in path.read_bytes().splitlines():
            json.loads(line)
        bare = time.perf_counter() - began
        database.close()
    for what, took in (("a new club", first), ("the same file again", again)):
        table.add(what, f"{lines:,}", f"{lines / took:,.0f}", f"{took / bare:.0f}")
    return table
