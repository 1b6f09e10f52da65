"""Search, measured: relevance on two judged sets, and speed at 58,000 documents, beside SQLite FTS5 in the same run.

    python -m tests.bench.search [--times 10] [--keep FOLDER]

`--times 10` repeats the club ten times (580,000 documents; building takes minutes).
"""

import argparse
import random
import re
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from journalclub.search.document import Document
from journalclub.search.engine import Sight
from journalclub.search.meaning import built_in, widening
from journalclub.search.operators import Reader
from journalclub.search.query import parse
from journalclub.search.snippet import snippet
from journalclub.search.tree import Group, words_of
from journalclub.search.whoosh_engine import WhooshEngine
from tests.bench import search_relevance
from tests.bench.search_corpus import club, lines

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
MEMBER = Sight(frozenset({"public", "members"}))
READER = Reader(date(2026, 1, 1))
ROUNDS = 60


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=1)
    asked.add_argument("--keep", type=Path, help="an index folder to keep, and to use again when it is there")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        relevance(Path(folder))
        speed(options.keep or Path(folder) / "club", options.times)


def relevance(folder: Path) -> None:
    found = search_relevance.measure(DATA / "search", WhooshEngine(folder / "judged"))
    print("| relevance | Whoosh | SQLite FTS5 (porter, ORed) | ratio |\n| --- | ---: | ---: | ---: |")
    for name, measure in (("med", "nDCG@10"), ("pubmedqa", "MRR")):
        ours, theirs = found[name]
        print(f"| {measure} on search/{name} | {ours:.3f} | {theirs:.3f} | {ours / theirs:.2f} |")
    print(flush=True)


def speed(folder: Path, times: int) -> None:
    engine = WhooshEngine(folder)
    texts = {document.key: text for document, text in club(DATA / "bench", times)}
    started = time.perf_counter()
    if engine.folder.build() is None:
        engine.rebuild((document for document, _ in club(DATA / "bench", times)), 1)
    built = time.perf_counter() - started
    table = fts5(texts)
    table_built = time.perf_counter() - started - built
    engine.search(parse("warm", READER)[0], MEMBER, limit=1)  # opening the files is for the first request of a process
    print(f"| {len(texts):,} documents, ms | p50 | p95 | p99 | FTS5 p50 | FTS5 p95 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for name, queries in questions().items():
        mine = [clock(hits, engine, texts, query) for query in queries]
        report(name, mine, [clock(table, query) for query in queries] if name in PLAIN else [])
    report("short, with facets", [clock(with_facets, engine, texts, query) for query in questions()["short"]])
    report("one new post, committed", [clock(engine.apply, [new(number)], [], number) for number in range(2, 42)])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nbuilt in {built:.0f} s (FTS5 {table_built:.0f} s); peak memory, texts included, {memory:.0f} MB")


def report(name: str, ours: Sequence[float], theirs: Sequence[float] = ()) -> None:
    mine = [f"{quantile(ours, percent):.1f}" for percent in (50, 95, 99)]
    beside = [f"{quantile(theirs, percent):.1f}" for percent in (50, 95)] if theirs else ["–", "–"]
    print(f"| {' | '.join((name, *mine, *beside))} |", flush=True)


def hits(engine: WhooshEngine, texts: dict[str, str], query: str) -> Group:
    """What a page does: the tree, the best twenty, their words marked."""
    tree, _ = parse(query, READER, widening(built_in))
    words = words_of(tree)
    for key, _score in engine.search(tree, MEMBER, limit=20).items:
        snippet(texts.get(key, ""), words)
    return tree


def with_facets(engine: WhooshEngine, texts: dict[str, str], query: str) -> None:
    engine.facets(hits(engine, texts, query), MEMBER)


PLAIN = ("short", "long")
COMMON = (
    "test",
    "wallet",
    "node",
    "block",
    "fee",
    "patients",
    "treatment",
    "blood",
    "effect",
    "memory",
    "code",
    "review",
)
RARE = ("mempool", "descriptor", "hypertension", "renal", "serum", "schnorr", "plasma", "taproot", "insulin", "glucose")
PHRASES = ('"blood pressure"', '"coins cache"', '"fee rate"', '"unit test"', '"heart failure"')
PROPERTIES = ("from:host", "kind:post", "in:#radonc", "after:2021", "journal:lancet", "-kind:article")


def questions() -> dict[str, list[str]]:
    """The same every time: words of the corpus by how common they are, and whole questions of the judged sets."""
    chance = random.Random(7)
    whole = [one["text"] for one in lines(DATA / "search" / "pubmedqa" / "queries.jsonl.gz")]
    pick = chance.choice
    return {
        "short": [f"{pick(COMMON)} {pick(RARE)}" for _ in range(ROUNDS)],
        "long": chance.sample(whole, ROUNDS),
        "phrase": [pick(PHRASES) for _ in range(ROUNDS)],
        "operator": [f"{pick(PROPERTIES)} {pick(COMMON)}" for _ in range(ROUNDS)],
        "prefix": [f"{pick(RARE)[:4]}* {pick(COMMON)}" for _ in range(ROUNDS)],
    }


def fts5(texts: dict[str, str]) -> Callable[[str], Sequence[object]]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(key UNINDEXED, text, tokenize='porter unicode61')")
    database.executemany("INSERT INTO found VALUES (?, ?)", texts.items())

    def ask(query: str) -> Sequence[object]:
        terms = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", query))
        return database.execute(
            "SELECT key, snippet(found, 1, '<mark>', '</mark>', '…', 32) FROM found"
            " WHERE found MATCH ? ORDER BY rank LIMIT 20",
            (terms,),
        ).fetchall()

    return ask


def new(number: int) -> Document:
    return Document(
        "post", 900_000_000 + number, "members", datetime(2026, 1, 1), {"text": f"a new post, number {number}"}
    )


def clock(act: Callable[..., object], *given: object) -> float:
    """Milliseconds."""
    started = time.perf_counter()
    act(*given)
    return (time.perf_counter() - started) * 1000


def quantile(times: Sequence[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    main()
