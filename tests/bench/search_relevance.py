"""nDCG@10 on search/med and MRR on search/pubmedqa: our engines beside SQLite FTS5 (porter, terms ORed)."""

import csv
import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

from journalclub.search.document import Document
from journalclub.search.engine import SearchEngine, Sight
from journalclub.search.meaning import built_in, widening
from journalclub.search.operators import Reader
from journalclub.search.query import parse
from tests.bench.search_corpus import lines

EVERYBODY = Sight(frozenset({"public"}))
Ranking = Callable[[str], Sequence[int]]  # a question → the numbers of the ten best documents
Judged = dict[int, dict[int, int]]


def measure(folder: Path, engines: Sequence[SearchEngine]) -> list[float]:
    """The score of each engine on the set in `folder`, and FTS5's."""
    score = {"med": ndcg, "pubmedqa": reciprocal_rank}[folder.name]
    texts = {int(doc["_id"]): doc["text"] for doc in lines(folder / "corpus.jsonl.gz")}
    questions = {int(one["_id"]): one["text"] for one in lines(folder / "queries.jsonl.gz")}
    judged = judgements(folder / "qrels.tsv")
    found = []
    for engine in engines:
        engine.rebuild(
            (Document("article", id, "public", datetime(2024, 1, 1), {"text": text}) for id, text in texts.items()), 1
        )
        found.append(mean(ours(engine), questions, judged, score))
    return [*found, mean(fts5(texts), questions, judged, score)]


def mean(
    ranking: Ranking, questions: dict[int, str], judged: Judged, score: Callable[[Sequence[int], dict[int, int]], float]
) -> float:
    asked = [number for number in questions if judged.get(number)]
    return sum(score(ranking(questions[number]), judged[number]) for number in asked) / len(asked)


def ours(engine: SearchEngine) -> Ranking:
    def ranking(question: str) -> list[int]:
        tree, _ = parse(question, Reader(date(2026, 1, 1)), widening(built_in))
        hits = engine.search(tree, EVERYBODY, limit=10)
        return [int(key.split(":")[1]) for key, _ in hits.items]

    return ranking


def fts5(texts: dict[int, str]) -> Ranking:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(text, tokenize='porter unicode61')")
    database.executemany("INSERT INTO found(rowid, text) VALUES (?, ?)", texts.items())

    def ranking(question: str) -> list[int]:
        terms = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        rows = database.execute("SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT 10", (terms,))
        return [row[0] for row in rows]

    return ranking


def judgements(path: Path) -> Judged:
    judged: Judged = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            judged[int(row["query-id"])][int(row["corpus-id"])] = int(row["score"])
    return judged


def ndcg(ranked: Sequence[int], relevant: dict[int, int]) -> float:
    gained = sum(relevant.get(id, 0) / math.log2(place + 2) for place, id in enumerate(ranked[:10]))
    best = sum(gain / math.log2(place + 2) for place, gain in enumerate(sorted(relevant.values(), reverse=True)[:10]))
    return gained / best


def reciprocal_rank(ranked: Sequence[int], relevant: dict[int, int]) -> float:
    return next((1 / place for place, id in enumerate(ranked, 1) if id in relevant), 0.0)
