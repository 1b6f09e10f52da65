"""Which of its meanings an abbreviation has here: the one that most articles give it, or none. Pure.

RT is radiotherapy in one library and reverse transcriptase in another; the counts say which. Where no meaning
prevails, nothing else is looked for: a wrong guess would cost more than a missed word.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

ENOUGH = 3  # articles that define a pair, before it is used
PREVAILS = 0.65  # of the articles that define the abbreviation at all
RARE = 0.15  # a way to say it that fewer of the meaning's articles use is left out
MOST = 3


class Learned(NamedTuple):
    """A pair in terms of the analyser, how it is written, and how many articles define it."""

    short: str
    long: str
    written: str
    meant: str
    articles: int


def prevailing(pairs: Iterable[Learned]) -> list[Learned]:
    """Of all pairs of one abbreviation those of its prevailing meaning, the commonest way to say it first."""
    senses: dict[int, list[Learned]] = defaultdict(list)
    for pair in sorted(pairs, key=lambda pair: (-pair.articles, pair.long)):
        alike = next((number for number, sense in senses.items() if _same(sense[0].long, pair.long)), len(senses))
        senses[alike].append(pair)
    counts = {number: sum(pair.articles for pair in sense) for number, sense in senses.items()}
    if not counts:
        return []
    best = max(counts, key=lambda number: counts[number])
    if counts[best] < PREVAILS * sum(counts.values()):
        return []
    used = [pair for pair in senses[best] if pair.articles >= max(ENOUGH, RARE * counts[best])]
    return used[:MOST]


def shorts_of(pairs: Sequence[Learned]) -> list[Learned]:
    """Of all pairs of one long form those whose abbreviation is in use for it, the commonest first."""
    most = max((pair.articles for pair in pairs), default=0)
    used = [pair for pair in pairs if pair.articles >= max(ENOUGH, RARE * most)]
    return sorted(used, key=lambda pair: (-pair.articles, pair.short))[:MOST]


def _same(one: str, other: str) -> bool:
    """Whether two long forms of an abbreviation are ways to say one thing: radiotherapy, radiation therapy; computed,
    computerised tomography; but neither partial response and progesterone receptor nor pulmonary embolism and
    pulmonary oedema."""
    first, second = one.split(), other.split()
    if first[0][:4] != second[0][:4]:
        return False
    last, its = first[-1], second[-1]
    return last[:4] == its[:4] or last in first[0] + its or its in last or last in second[0] or its in first[0]
