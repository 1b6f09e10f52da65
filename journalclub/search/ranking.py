"""How hits are ranked, for every engine: BM25F over weighted fields, every word before some, and two small factors.

A document's text is one bag of words in which a word counts by where it stands (`document.WEIGHTS`), saturated once and
normalised by length once: BM25F as Robertson and Zaragoza (2009) give it. What was measured, and how, is in
docs/decisions/0010.
"""

import math
from collections.abc import Iterable

K1, B = 1.2, 0.75
# A clause that matches is worth this much beside its score, so that the count of clauses can be read off a total.
CLAUSE = 10_000.0
# Other ways to say a word count less than the word.
ALSO = 0.5
# Words that a prefix stands for, at most.
MOST_WORDS = 200

# Each doubling of the reactions lifts a score by 2 %, five doublings at most; the newest text is lifted by 4 %, one of
# two years by half of that. Together never more than 14 %: they part texts that say about as much.
REACTED, MOST_DOUBLINGS = 0.02, 5.0
RECENT, HALVED_AFTER = 0.04, 2 * 365.25 * 86400.0
MOST_LIFT = 1 + REACTED * MOST_DOUBLINGS + RECENT


def rarity(documents: int, having: int) -> float:
    """BM25's weight of a word that `having` of all documents have; never below zero."""
    return math.log(1 + (documents - having + 0.5) / (having + 0.5))


def lift(reactions: int, age: float) -> float:
    """The factor of a text with so many reactions that is `age` seconds older than the newest in the index."""
    doublings = min(math.log2(1 + max(0, reactions)), MOST_DOUBLINGS)
    return 1 + REACTED * doublings + RECENT * math.exp2(-max(0.0, age) / HALVED_AFTER)


def graded(score: float, clauses: int, factor: float = 1.0) -> float:
    """A total as it leaves an engine: 1 to 2 when every clause matched, 0 to 1 otherwise."""
    matched, rest = divmod(score, CLAUSE)
    rest *= factor
    return (1.0 if matched >= clauses else 0.0) + rest / (rest + 10.0)


def order_of(totals: Iterable[float], clauses: int) -> list[float]:
    """Numbers that order totals as `graded` does, without its cost."""
    every = clauses * CLAUSE
    return [total if total >= every else total % CLAUSE for total in totals]


def within_reach(order: float, clauses: int) -> float:
    """The least of `order_of` that a lift could bring up to `order`."""
    every = clauses * CLAUSE
    base = every if order >= every else 0.0
    return base + (order - base) / MOST_LIFT
