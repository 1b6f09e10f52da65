"""What is asked to measure speed, in our language and in parts, so that every engine can be asked the same."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.search_corpus import lines

ROUNDS = 100
COMMON = [
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
]
RARE = ["mempool", "descriptor", "hypertension", "renal", "serum", "schnorr", "plasma", "taproot", "insulin", "glucose"]
PHRASES = ("blood pressure", "coins cache", "fee rate", "unit test", "heart failure")
# Ours, and the column with the value that it narrows to.
PROPERTIES = (
    ("from:host", "role", "host"),
    ("kind:post", "kind", "post"),
    ("in:#radonc", "series", "radonc"),
    ("during:2021", "year", "2021"),
    ("journal:lancet", "journal", "Lancet Oncology"),
    ("q:T3", "question", "3"),
)


@dataclass(frozen=True)
class Question:
    """`text` is ours. A yardstick looks for the words, ORed, or for the phrase, where the column has the value."""

    text: str
    words: Sequence[str]
    phrase: str = ""
    prefix: str = ""
    where: tuple[str, str] | None = None


def questions(folder: Path) -> dict[str, list[Question]]:
    """The same every time: words of the corpus by how common they are, and whole questions of the judged sets."""
    chance = random.Random(7)
    whole = [one["text"] for one in lines(folder / "search" / "pubmedqa" / "queries.jsonl.gz")]
    pick = chance.choice
    return {
        "short": [_plain(f"{pick(COMMON)} {pick(RARE)}") for _ in range(ROUNDS)],
        "long": [_plain(text) for text in chance.sample(whole, ROUNDS)],
        "phrase": [Question(f'"{text}"', (), phrase=text) for text in (pick(PHRASES) for _ in range(ROUNDS))],
        "operator": [
            Question(f"{ours} {word}", (word,), where=(column, value))
            for (ours, column, value), word in ((pick(PROPERTIES), pick(COMMON)) for _ in range(ROUNDS))
        ],
        "prefix": [
            Question(f"{word[:4]}* {other}", (other,), prefix=word[:4])
            for word, other in ((pick(RARE), pick(COMMON)) for _ in range(ROUNDS))
        ],
    }


def _plain(text: str) -> Question:
    return Question(text, list("".join(c if c.isalnum() else " " for c in text).split()))
