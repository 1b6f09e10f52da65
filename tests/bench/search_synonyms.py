"""What the library teaches, judged: are the pairs right, and do they raise recall without hurting precision?

    python -m tests.bench.search synonyms

Abbreviations are learned from every other abstract of bench/medical_abstracts, through the tables that a club has, and
the 40 queries are asked of the abstracts that nothing was learned from. An abstract is right for a query when it says
one of the long forms in `ABBREVIATIONS` (judged by hand, before the search was run), or the short form in capitals
together with a word that shows the sense; abstracts that say neither are wrong. Counted are the hits that have all of
the query. The 50 pairs are drawn with a fixed seed from those in use after learning from all abstracts; each was judged
by reading: right is a pair that a clinician would read as the same thing.
"""

from __future__ import annotations

import csv
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import insert, select

from journalclub.db import Base, Database
from journalclub.literature.models import Article
from journalclub.search.document import Document
from journalclub.search.engine import Sight
from journalclub.search.learning import relearn
from journalclub.search.lexicon import TWICE, known, learned
from journalclub.search.meaning import widening
from journalclub.search.meaning_models import Abbreviation
from journalclub.search.operators import Reader
from journalclub.search.query import Widen, parse
from journalclub.search.senses import Learned, prevailing
from journalclub.search.whoosh_engine import WhooshEngine
from tests.bench.search_corpus import lines
from tests.bench.search_speed import DATA

JUDGED = Path(__file__).with_name("synonym_pairs.tsv")
QUERIES = Path(__file__).with_name("synonym_queries.tsv")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
EVERYTHING = 100_000


@dataclass(frozen=True)
class Wanted:
    """A query, the long forms of what it means, and, where the short form has other senses, what shows this one."""

    query: str
    short: re.Pattern[str]
    long: re.Pattern[str]
    cue: re.Pattern[str]

    def is_said_in(self, text: str) -> bool:
        return bool(self.long.search(text) or (self.short.search(text) and self.cue.search(text)))


class Found(NamedTuple):
    recall: float
    precision: float
    first_ten: float


def measure(folder: Path) -> None:
    texts = [f"{one['title']}\n{one['text']}" for one in lines(DATA / "bench" / "medical_abstracts.jsonl.gz")]
    pairs(folder, texts)
    retrieval(folder, texts)


def pairs(folder: Path, texts: Sequence[str]) -> None:
    begun = time.perf_counter()
    database = library(folder / "all.sqlite3", texts)
    used = in_use(database)
    with database.reading() as session:
        counts = [row.articles for row in session.scalars(select(Abbreviation))]
    database.close()
    print("| pairs learned from 46,319 abstracts | |\n| --- | ---: |")
    print(f"| defined by one abstract or more | {len(counts):,} |")
    print(f"| by three or more | {sum(count >= 3 for count in counts):,} |")
    print(f"| in use: the prevailing meaning of its abbreviation | {len(used):,} |")
    print(f"| seconds, through the tables | {time.perf_counter() - begun:.0f} |")
    verdicts = judged()
    drawn = drawn_from(used)
    missing = [pair for pair in drawn if (pair.written, pair.meant) not in verdicts]
    right = sum(verdicts.get((pair.written, pair.meant)) == "right" for pair in drawn)
    print(f"| right of 50 drawn at random | {right} |")
    print(f"| of them not judged yet | {len(missing)} |\n", flush=True)


def drawn_from(used: Sequence[Learned], number: int = 50) -> list[Learned]:
    return random.Random(5).sample(sorted(used), number)


def judged() -> dict[tuple[str, str], str]:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return {(row["short"], row["long"]): row["verdict"] for row in csv.DictReader(file, delimiter="\t")}


def library(path: Path, texts: Iterable[str]) -> Database:
    """A library of these texts that has learned from them."""
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    fields = {"listed_on": date(2026, 1, 1), "added_at": NOW, "changed_at": NOW}
    with database.transaction() as session:
        rows = [{"title": "", "abstract": text, **fields} for text in texts]
        session.execute(insert(Article), rows)
    relearn(database, NOW)
    return database


def in_use(database: Database) -> list[Learned]:
    by_short: dict[str, list[Learned]] = defaultdict(list)
    with database.reading() as session:
        for row in session.scalars(select(Abbreviation).where(Abbreviation.articles >= TWICE)):
            by_short[row.short].append(Learned(row.short, row.long, row.written, row.meant, row.articles))
    return [pair for pairs in by_short.values() for pair in prevailing(pairs)]


def retrieval(folder: Path, texts: Sequence[str]) -> None:
    asked = wanted()
    held_out = dict(enumerate(texts[1::2]))
    database = library(folder / "half.sqlite3", texts[::2])
    engine = WhooshEngine(folder / "index")
    engine.rebuild(
        (Document("article", id, "p", datetime(2024, 1, 1), {"text": one}) for id, one in held_out.items()), 1
    )
    relevant = {one.query: {id for id, text in held_out.items() if one.is_said_in(text)} for one in asked}
    print("| 40 abbreviation queries, 23,159 abstracts nothing was learned from | recall | precision | precision@10 |")
    print("| --- | ---: | ---: | ---: |")
    with database.reading() as session:
        ways: dict[str, Widen] = {
            "the reader's words alone": lambda tree: (tree, []),
            "and what the library taught": widening(partial(learned_only, session)),
            "and the program's table, as in a club": widening(known(session)),
        }
        for name, widen in ways.items():
            found = [measured(engine, one.query, relevant[one.query], widen) for one in asked]
            print(f"| {name} | {' | '.join(f'{sum(part) / len(found):.3f}' for part in zip(*found, strict=True))} |")
    database.close()


def learned_only(session, runs):  # type: ignore[no-untyped-def]
    return learned(session, list(runs))


def measured(engine: WhooshEngine, query: str, relevant: set[int], widen: Widen) -> Found:
    tree, _ = parse(query, Reader(date(2026, 1, 1)), widen)
    hits = engine.search(tree, Sight(frozenset({"p"})), limit=EVERYTHING).items
    ids = [int(key.partition(":")[2]) for key, score in hits if score > 1]
    right = relevant.intersection(ids)
    return Found(
        len(right) / len(relevant),
        len(right) / len(ids) if ids else 1.0,
        len(relevant.intersection(ids[:10])) / min(10, len(ids)) if ids else 1.0,
    )


def wanted() -> list[Wanted]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        return [
            Wanted(
                row["query"],
                re.compile(rf"(?<![\w-])(?:{row['short']})s?(?![\w])"),
                re.compile(row["long"], re.IGNORECASE),
                re.compile(row["cue"] or ".", re.IGNORECASE),
            )
            for row in csv.DictReader(file, delimiter="\t")
        ]
