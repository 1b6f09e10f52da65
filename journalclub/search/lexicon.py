"""What the club, the program and the library say words mean: the look-up behind `meaning.widening`.

The club's own word counts before the program's table, and that before what the library taught.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from journalclub.search.meaning import Others, Terms, Way, built_in, lexicon, terms_of, way
from journalclub.search.meaning_models import Abbreviation, Meaning
from journalclub.search.senses import ENOUGH, Learned, prevailing, shorts_of

TWICE = 2  # a pair that one article alone defines says nothing about the others
_MOST = 500  # runs of a query's words that are looked up
_PAIR = (Abbreviation.short, Abbreviation.long, Abbreviation.written, Abbreviation.meant, Abbreviation.articles)


def known(session: Session) -> Callable[[Iterable[Terms]], Others]:
    """Two small queries for a search, whatever is asked."""

    def look_up(runs: Iterable[Terms]) -> Others:
        asked = sorted(runs)[:_MOST]
        rows = session.execute(select(Meaning.written, Meaning.ways).order_by(Meaning.id))
        own, decided = _of_the_club(tuple((written, ways) for written, ways in rows))
        found = {**learned(session, asked), **built_in(asked)}
        others = {run: _without(ways, decided) for run, ways in found.items() if run not in decided}
        others |= {run: own[run] for run in asked if run in own}
        return {run: ways for run, ways in others.items() if ways}

    return look_up


def learned(session: Session, runs: Collection[Terms]) -> dict[Terms, tuple[Way, ...]]:
    """What the library taught: what an abbreviation stands for, and the abbreviation of what is written out."""
    texts = [" ".join(run) for run in runs]
    defined = select(Abbreviation.short).where(Abbreviation.long.in_(texts), Abbreviation.articles >= ENOUGH)
    about = or_(Abbreviation.short.in_([text for text in texts if " " not in text]), Abbreviation.short.in_(defined))
    by_short: dict[str, list[Learned]] = defaultdict(list)
    for row in session.execute(select(*_PAIR).where(about, Abbreviation.articles >= TWICE)):
        by_short[row.short].append(Learned(*row))
    senses = {short: prevailing(pairs) for short, pairs in by_short.items()}
    by_long: dict[str, list[Learned]] = defaultdict(list)
    for pair in (pair for sense in senses.values() for pair in sense):
        by_long[pair.long].append(pair)
    found: dict[Terms, tuple[Way, ...]] = {}
    for run, text in zip(runs, texts, strict=True):
        ways = [pair.meant for pair in senses.get(text, ())]
        for pair in shorts_of(by_long[text]):
            ways += [pair.written, *(other.meant for other in senses[pair.short] if other.long != text)]
        if ways:
            found[run] = tuple(node for text in dict.fromkeys(ways) if (node := way(text)))
    return found


@lru_cache(maxsize=8)
def _of_the_club(rows: tuple[tuple[str, str], ...]) -> tuple[Others, frozenset[Terms]]:
    """The club's own meanings, and the terms that it has decided about: what others say of these does not count."""
    return lexicon([written, *ways.splitlines()] for written, ways in rows), frozenset(
        terms_of(written) for written, _ in rows
    )


def _without(ways: tuple[Way, ...], decided: Collection[Terms]) -> tuple[Way, ...]:
    return tuple(one for one in ways if terms_of(one.text) not in decided)
