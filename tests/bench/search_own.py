"""The project's own relevance set: 60 questions that a member could ask, and the posts that answer them.

40 are asked of the sample club, 20 of the review-club discussions (there a post is known by its number in the file: the
text stays where it is). Each was written after reading whole evenings, in other words than the answer's where people
would use others; 2 is a post that answers, 1 one that helps; everything else counts as 0, unread. One person judged.
"""

from __future__ import annotations

import csv
import math
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from journalclub.sample import SERIES, UPCOMING
from journalclub.sample.lines import PAST
from journalclub.sample.screenplay import screenplay
from journalclub.search.document import Document
from journalclub.search.engine import SearchEngine, Sight
from journalclub.search.meaning import built_in, widening
from journalclub.search.operators import Reader
from journalclub.search.query import parse
from tests.bench.search_corpus import club

JUDGED = Path(__file__).with_name("own_questions.tsv")
EVERYBODY = Sight(frozenset({"public", "members"}))
Ranking = Callable[[str], Sequence[str]]  # a question → the keys of the ten best posts


class Asked(NamedTuple):
    club: str
    question: str
    answers: dict[str, int]


class Scores(NamedTuple):
    ndcg: float
    mrr: float
    success_at_5: float


def asked() -> list[Asked]:
    with JUDGED.open(encoding="utf-8", newline="") as file:
        return [
            Asked(row["club"], row["question"], {key: int(grade) for key, grade in _pairs(row["answers"])})
            for row in csv.DictReader(file, delimiter="\t")
        ]


def _pairs(answers: str) -> Iterator[list[str]]:
    return (answer.split("=") for answer in answers.split())


def sample_posts() -> Iterator[tuple[str, Document]]:
    """The sample club's posts as the indexer makes them, and the key of each."""
    number = 0
    for discussion, key in enumerate((*PAST, UPCOMING), 1):
        play = screenplay(key)
        for speech in play.speeches:
            number += 1
            question = play.questions[speech.question - 1] if speech.question else ""
            text = {"text": speech.text, "context": f"{play.title}\n{question}"}
            yield (
                speech.key,
                Document(
                    "post",
                    number,
                    "members",
                    datetime(2024, 1, 1),
                    text,
                    discussion,
                    SERIES["hashtag"],
                    speech.question,
                ),
            )


def review_posts(bench: Path) -> Iterator[tuple[str, Document]]:
    """A message's key is its number in the file."""
    yield from ((str(document.id), document) for document, _ in club(bench) if document.kind == "post")


def measure(ranking: Ranking, questions: Sequence[Asked]) -> Scores:
    found = [_scores(ranking(one.question), one.answers) for one in questions]
    return Scores(*(sum(part) / len(found) for part in zip(*found, strict=True)))


def of_engine(engine: SearchEngine, posts: Sequence[tuple[str, Document]]) -> Ranking:
    engine.rebuild((document for _, document in posts), 1)
    keys = {document.key: key for key, document in posts}

    def ranking(question: str) -> list[str]:
        tree, _ = parse(question, Reader(date(2026, 1, 1)), widening(built_in))
        return [keys[key] for key, _ in engine.search(tree, EVERYBODY, limit=10).items]

    return ranking


def of_fts5(posts: Sequence[tuple[str, Document]]) -> Ranking:
    """Porter stems, terms ORed; the text and what it hangs on are two columns."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE found USING fts5(key UNINDEXED, text, context, tokenize='porter unicode61')")
    rows = ((key, document.text["text"], document.text["context"]) for key, document in posts)
    database.executemany("INSERT INTO found VALUES (?, ?, ?)", rows)

    def ranking(question: str) -> list[str]:
        terms = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        best = database.execute("SELECT key FROM found WHERE found MATCH ? ORDER BY rank LIMIT 10", (terms,))
        return [row[0] for row in best]

    return ranking


def _scores(ranked: Sequence[str], answers: dict[str, int]) -> Scores:
    gained = sum(answers.get(key, 0) / math.log2(place + 2) for place, key in enumerate(ranked[:10]))
    best = sum(gain / math.log2(place + 2) for place, gain in enumerate(sorted(answers.values(), reverse=True)[:10]))
    first = next((1 / place for place, key in enumerate(ranked[:10], 1) if key in answers), 0.0)
    return Scores(gained / best, first, float(any(key in answers for key in ranked[:5])))
