"""The best of what matched, without ranking the rest: in each segment only what could still be among the best is looked
at closely. A step of Python for every hit took most of the time of a search with many."""

from collections.abc import Collection, Iterable, Sequence
from heapq import nlargest
from itertools import compress
from typing import NamedTuple

from journalclub.search import masks
from journalclub.search.engine import Order
from journalclub.search.ranking import graded, lift, order_of, within_reach
from journalclub.search.whoosh_scoring import Scores
from journalclub.search.whoosh_segment import Segment


class Matched(NamedTuple):
    """What matched in a segment: all of the mask, or, when the tree looks at words, what has a score."""

    segment: Segment
    mask: masks.Mask
    scores: Scores | None

    @property
    def documents(self) -> Collection[int]:
        return masks.members(self.mask) if self.scores is None else self.scores

    @property
    def total(self) -> int:
        return self.mask.count(1) if self.scores is None else len(self.scores)


class Ranked(NamedTuple):
    """Ordered by what is first, then the newer, then the better; then as the segments lie."""

    first: float
    at: int
    score: float
    segment: Segment
    document: int


def best(found: Sequence[Matched], order: Order, clauses: int, limit: int) -> list[Ranked]:
    """The `limit` best, best first."""
    newest = max((one.segment.newest for one in found), default=0)
    ranked = (row for one in found for row in _ranked(one, order, clauses, limit, newest))
    return nlargest(limit, ranked, key=lambda row: row[:3])


def _ranked(one: Matched, order: Order, clauses: int, limit: int, newest: int) -> Iterable[Ranked]:
    at, reactions = one.segment.numbers("at"), one.segment.numbers("reactions")
    scores = one.scores
    for document in _promising(one, order, clauses, limit):
        factor = lift(reactions[document], newest - at[document])
        score = graded(scores[document], clauses, factor) if scores else 0.0
        first = {Order.NEWEST: at[document], Order.REACTIONS: reactions[document]}.get(order, score)
        yield Ranked(first, at[document], score, one.segment, document)


def _promising(one: Matched, order: Order, clauses: int, limit: int) -> Iterable[int]:
    """The documents of a segment that can be among the best `limit`."""
    documents = one.documents
    if len(documents) <= limit:
        return documents
    at = one.segment.numbers("at")
    if order is Order.RELEVANCE and one.scores is not None:
        keys = order_of(one.scores.values(), clauses)
        least = within_reach(nlargest(limit, keys)[-1], clauses)
        return compress(documents, map(least.__le__, keys))
    if order is Order.REACTIONS:
        reactions = one.segment.numbers("reactions")
        keys = [reactions[document] * 2.0**36 + at[document] for document in documents]
    else:
        keys = list(map(float, map(at.__getitem__, documents)))
    return compress(documents, map(nlargest(limit, keys)[-1].__le__, keys))
