"""How far two engines rank alike: the share of the ten best that both show, and Kendall's tau over what both show."""

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from journalclub.search.engine import SearchEngine
from tests.bench.search_corpus import lines
from tests.bench.search_relevance import ours


def agreement(folder: Path, one: SearchEngine, other: SearchEngine) -> tuple[float, float]:
    """(overlap@10, tau), each the mean over the questions of a set. Both engines hold the set's documents."""
    questions = [question["text"] for question in lines(folder / "queries.jsonl.gz")]
    pairs = [(ours(one)(question), ours(other)(question)) for question in questions]
    return _mean([overlap(*pair) for pair in pairs]), _mean([tau(*pair) for pair in pairs])


def overlap(one: Sequence[int], other: Sequence[int]) -> float:
    longer = max(len(one), len(other))
    return len(set(one) & set(other)) / longer if longer else 1.0


def tau(one: Sequence[int], other: Sequence[int]) -> float:
    places = [other.index(id) for id in one if id in other]
    pairs = list(combinations(places, 2))
    return sum(1 if first < second else -1 for first, second in pairs) / len(pairs) if pairs else 1.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
