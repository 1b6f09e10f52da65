"""How quick each engine is: built, updated and asked in a process of its own, so that memory can be told apart."""

from __future__ import annotations

import gc
import multiprocessing
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from journalclub.db import Database
from journalclub.search.document import Document
from journalclub.search.engine import SearchEngine, Sight
from journalclub.search.meaning import built_in, widening
from journalclub.search.operators import Reader
from journalclub.search.postgres_engine import PostgresEngine
from journalclub.search.query import parse
from journalclub.search.snippet import snippet
from journalclub.search.tree import words_of
from journalclub.search.whoosh_engine import WhooshEngine
from tests.bench.search_corpus import club
from tests.bench.search_questions import Question, questions
from tests.bench.search_yardsticks import Fts5, Tantivy

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MEMBER = Sight(frozenset({"public", "members"}))
READER = Reader(date(2026, 1, 1))
UPDATES = 40
POSTGRES = "JC_BENCH_POSTGRES"  # the address of a server, in the environment


@dataclass
class Speed:
    """Milliseconds by what was asked; seconds to build; megabytes that asking added to a fresh process."""

    name: str
    built: float = 0.0
    resident: float = 0.0
    peak: float = 0.0
    times: dict[str, list[float]] = field(default_factory=dict)

    def quantile(self, what: str, percent: int) -> float:
        return statistics.quantiles(self.times[what], n=100, method="inclusive")[percent - 1]


class Ours:
    """One of our engines as a page asks it: the tree, the best twenty, their rows, their words marked."""

    def __init__(self, name: str, engine: SearchEngine, folder: Path) -> None:
        self.name, self.engine = name, engine
        folder.mkdir(parents=True, exist_ok=True)
        self.texts = sqlite3.connect(folder / "texts.sqlite3")

    def build(self, documents: Iterable[tuple[Document, str]]) -> None:
        self.texts.execute("CREATE TABLE texts (key TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID")
        self.engine.rebuild((document for document, _ in self._kept(documents)), 1)
        self.texts.commit()

    def update(self, document: Document, text: str) -> None:
        self.engine.apply([document], [], document.id)

    def hits(self, question: Question) -> int:
        tree, _ = parse(question.text, READER, widening(built_in))
        words = words_of(tree)
        found = self.engine.search(tree, MEMBER, limit=20).items
        marks = ",".join("?" * len(found))
        keys = [key for key, _ in found]
        for (text,) in self.texts.execute(f"SELECT text FROM texts WHERE key IN ({marks})", keys):
            snippet(text, words)
        return len(found)

    def facets(self, question: Question) -> None:
        self.engine.facets(parse(question.text, READER, widening(built_in))[0], MEMBER)

    def _kept(self, documents: Iterable[tuple[Document, str]]) -> Iterable[tuple[Document, str]]:
        for document, text in documents:
            self.texts.execute("INSERT INTO texts VALUES (?, ?)", (document.key, text))
            yield document, text


def whoosh(folder: Path) -> Ours:
    return Ours("Whoosh", WhooshEngine(folder / "index"), folder)


def postgres(folder: Path) -> Ours:
    return Ours("PostgreSQL", PostgresEngine(Database(os.environ[POSTGRES])), folder)


ENGINES: dict[str, Callable[[Path], Ours | Fts5 | Tantivy]] = {
    "whoosh": whoosh,
    "postgres": postgres,
    "fts5": Fts5,
    "tantivy": Tantivy,
}


def measure(name: str, folder: Path, times: int) -> Speed:
    """Built in one process and asked in another."""
    built, peak = _apart(_build, name, folder / name, times)
    found = _apart(_ask, name, folder / name, 100 if times == 1 else 30)
    found.built, found.peak = built, peak
    return found


def _apart(act: Callable[..., object], *given: object):  # type: ignore[no-untyped-def]
    with multiprocessing.get_context("spawn").Pool(1) as process:
        return process.apply(act, given)


def _build(name: str, folder: Path, times: int) -> tuple[float, float]:
    """Seconds, reading the files included, and the most memory it took, in MB."""
    begun = time.perf_counter()
    ENGINES[name](folder).build(club(DATA / "bench", times))
    return time.perf_counter() - begun, _megabytes("VmHWM")


def _ask(name: str, folder: Path, rounds: int) -> Speed:
    asked = {kind: ones[:rounds] for kind, ones in questions(DATA).items()}
    gc.collect()
    before = _megabytes("VmRSS")
    engine = ENGINES[name](folder)
    engine.hits(asked["short"][0])  # opening the files is for the first request of a process
    found = Speed(engine.name)
    for kind, ones in asked.items():
        found.times[kind] = [clock(engine.hits, one) for one in ones]
    found.times["short, with facets"] = [clock(_both, engine, one) for one in asked["short"]]
    found.times["long, with facets"] = [clock(_both, engine, one) for one in asked["long"]]
    found.resident = _megabytes("VmRSS") - before
    found.times["one new post, committed"] = [
        clock(engine.update, *_new(number)) for number in range(2_000_000_000, 2_000_000_000 + UPDATES)
    ]
    return found


def _both(engine: Ours | Fts5 | Tantivy, question: Question) -> None:
    engine.hits(question)
    engine.facets(question)


def _new(number: int) -> tuple[Document, str]:
    text = f"a new post, number {number}"
    return Document("post", number, "members", datetime(2026, 1, 1), {"text": text}), text


def clock(act: Callable[..., object], *given: object) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    act(*given)
    return (time.perf_counter() - started) * 1000


def _megabytes(name: str) -> float:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith(name))


def table(found: Sequence[Speed], documents: int) -> str:
    """The first is ours; the others stand beside it."""
    head = [f"{documents:,} documents, ms", *(f"{one.name} p50 / p95 / p99" for one in found)]
    rows = [
        [what, *(" / ".join(f"{one.quantile(what, percent):.1f}" for percent in (50, 95, 99)) for one in found)]
        for what in found[0].times
    ]
    rows.append(["built, s", *(f"{one.built:.0f}" for one in found)])
    rows.append(["memory added by asking, MB", *(f"{one.resident:.0f}" for one in found)])
    rows.append(["peak memory of building, MB", *(f"{one.peak:.0f}" for one in found)])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ["---", *["---:"] * len(found)], *rows))
