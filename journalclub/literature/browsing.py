"""The library by its facets: what fits everything that was chosen, and how many would fit one thing more.

The choice is a set of article ids made from the index that `faceting` keeps; the rows themselves come from the tables.
The same few statements at ten articles and at 100,000.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from heapq import nlargest
from operator import and_, or_

from sqlalchemy import ColumnElement, false, select, tuple_, union_all
from sqlalchemy.orm import Session

from journalclub.kit.paging import Page
from journalclub.literature import listing
from journalclub.literature.bits import Articles
from journalclub.literature.facet_models import FacetBlock, FacetedArticle, FacetValue
from journalclub.literature.facets import EVERY, FACETS, FREE, MARK, UNTELLING, Facet, is_offered
from journalclub.literature.models import Article
from journalclub.literature.notices import CONCERN, CORRECTED, RETRACTED
from journalclub.literature.views import STANDING, ArticleView

OFFERED = 12  # values of a facet
HANDFUL = 1_500  # so many articles are counted one by one; more, by their bits
FEW = 2_000  # so many are sorted by their ids; more, found by going through the list
DAY_ONE, LAST_DAY = date(1, 1, 1), date(9999, 12, 31)
_RANKED_EVERY = 50
_YEAR = re.compile(r"(?!0000)[0-9]{4}")
INDEXED = (FREE, RETRACTED, CORRECTED, CONCERN)


@dataclass(frozen=True)
class Choice:
    """What stands in the address: `values` by facet, `marks` such as free, days that are both included."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    marks: Sequence[str] = ()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return any((*self.values.values(), self.marks, self.since, self.until))


@dataclass(frozen=True)
class Shelf:
    """A page of what fits, how many fit, and counts by facet and by mark: of each value as if it were chosen too."""

    page: Page[ArticleView]
    total: int
    facets: Mapping[str, Sequence[tuple[str, int]]]
    marks: Mapping[str, int]


def browse(
    session: Session,
    choice: Choice,
    *,
    more_marks: Mapping[str, Iterable[int]] | None = None,
    cursor: str | None = None,
    limit: int = 25,
) -> Shelf:
    """`more_marks` are marks that the index does not know, as article ids; one of an index's own name adds to it."""
    index = _Index.read(session, choice, more_marks or {})
    constraints = index.constraints(session, choice)
    fitting = _joined(constraints, index.every)
    few = constraints and len(fitting) <= HANDFUL
    one_by_one = _counted_one_by_one(session, fitting) if few else None
    facets = {}
    for facet in FACETS:
        others = [one for one in constraints if facet.several or one[0] != facet.name]
        within = _joined(others, index.every) if others else None
        if one_by_one is not None and len(others) == len(constraints):
            counts = one_by_one.get(facet.name, {})
        else:
            counts = _counted(session, facet, within)
        for value in choice.values.get(facet.name, ()):
            counts[value] = len(index.of(facet, value) & (index.every if within is None else within))
        facets[facet.name] = _offered(facet, counts, choice.values.get(facet.name, ()))
    page = _page(session, choice, fitting if constraints else None, cursor, limit)
    return Shelf(page, len(fitting), facets, {name: len(fitting & marked) for name, marked in index.marks.items()})


_Constraint = tuple[str, Articles]  # the facet it is of ("" for marks and dates), and what fits it


@dataclass(frozen=True)
class _Index:
    """What of the index a choice needs: the chosen values and the marks."""

    chosen: Mapping[tuple[str, str], Articles]
    marks: Mapping[str, Articles]
    every: Articles

    @classmethod
    def read(cls, session: Session, choice: Choice, more_marks: Mapping[str, Iterable[int]]) -> _Index:
        pairs = {(MARK, mark) for mark in (EVERY, *INDEXED)}
        pairs |= {(facet, value) for facet, values in choice.values.items() for value in values}
        found = _sets(session, tuple_(FacetValue.facet, FacetValue.value).in_(sorted(pairs)))
        empty = Articles()
        marks = {name: found.get((MARK, name), empty) for name in INDEXED}
        for name, ids in more_marks.items():
            marks[name] = marks.get(name, empty) | Articles.of(ids)
        return cls(found, marks, found.get((MARK, EVERY), empty))

    def of(self, facet: Facet, value: str) -> Articles:
        return self.chosen.get((facet.name, value), Articles())

    def constraints(self, session: Session, choice: Choice) -> list[_Constraint]:
        made: list[_Constraint] = [("", self.marks.get(mark, Articles())) for mark in choice.marks]
        for facet in FACETS:
            sets = [self.of(facet, value) for value in choice.values.get(facet.name, ())]
            if sets and facet.several:
                made += [(facet.name, one) for one in sets]
            elif sets:
                made.append((facet.name, reduce(or_, sets)))
        if choice.since or choice.until:
            made.append(("", _between(session, choice.since or DAY_ONE, choice.until or LAST_DAY)))
        return made


def _sets(session: Session, condition: ColumnElement[bool]) -> dict[tuple[str, str], Articles]:
    query = (
        select(FacetValue.facet, FacetValue.value, FacetBlock.block, FacetBlock.members)
        .join(FacetBlock, FacetBlock.value_id == FacetValue.id)
        .where(condition)
    )
    packed: dict[tuple[str, str], list[tuple[int, bytes]]] = {}
    for facet, value, block, members in session.execute(query):
        packed.setdefault((facet, value), []).append((block, members))
    return {pair: Articles.unpacked(rows) for pair, rows in packed.items()}


def _between(session: Session, since: date, until: date) -> Articles:
    """Whole years from the index, the days of the first and the last year from the table."""
    years = [f"{year:04}" for year in range(since.year + 1, until.year)]
    within = FacetValue.value.between(years[0], years[-1]) if years else false()
    whole = _sets(session, (FacetValue.facet == "year") & within)
    first = Article.listed_on.between(since, min(until, date(since.year, 12, 31)))
    last = Article.listed_on.between(max(since, date(until.year, 1, 1)), until)
    # Two questions, because SQLite goes through the whole table for an OR of two ranges (190 ms at 100,000 articles).
    days = Articles.of(session.scalars(union_all(*(select(Article.id).where(STANDING, one) for one in (first, last)))))
    return reduce(or_, whole.values(), days)


def _joined(constraints: Sequence[_Constraint], every: Articles) -> Articles:
    return reduce(and_, (articles for _, articles in constraints), every)


def _counted_one_by_one(session: Session, articles: Articles) -> dict[str, dict[str, int]]:
    held = select(FacetedArticle.values).where(FacetedArticle.article_id.in_(list(articles)))
    counts = Counter(value for values in session.scalars(held) for value in values)
    found: dict[str, dict[str, int]] = {}
    names = select(FacetValue.id, FacetValue.facet, FacetValue.value).where(FacetValue.id.in_(counts))
    for id, facet, value in session.execute(names):
        found.setdefault(facet, {})[value] = counts[id]
    return found


def _counted(session: Session, facet: Facet, within: Articles | None) -> dict[str, int]:
    """The most frequent values among these articles (None: among all) with their counts, perhaps with some more.

    Values come by how many articles have them at all; one that has fewer than the least of the best so far ends it.
    """
    having = (FacetValue.facet == facet.name, FacetValue.total > 0)
    order = (FacetValue.value.desc(),) if facet.newest_first else (FacetValue.total.desc(), FacetValue.id.desc())
    if within is None:
        totals = select(FacetValue.value, FacetValue.total).where(*having).order_by(*order).limit(OFFERED + UNTELLING)
        return dict(iter(session.execute(totals)))
    query = select(FacetValue.value, FacetValue.total, FacetBlock.block, FacetBlock.members).where(*having)
    query = query.join(FacetBlock, FacetBlock.value_id == FacetValue.id).order_by(*order)
    counts: dict[str, int] = {}
    least = 0
    with session.execute(query, execution_options={"yield_per": 100}) as rows:
        for value, total, block, members in rows:
            if not is_offered(facet.name, value):
                continue
            if value not in counts:
                if len(counts) % _RANKED_EVERY == 0 and not facet.newest_first:
                    least = _least_of_the_best(counts)
                if total <= least:
                    break
            counts[value] = counts.get(value, 0) + within.count(block, members)
    return counts


def _least_of_the_best(counts: Mapping[str, int]) -> int:
    best = nlargest(OFFERED, counts.values())
    return best[-1] if len(best) == OFFERED else 0


def _offered(facet: Facet, counts: Mapping[str, int], chosen: Sequence[str]) -> list[tuple[str, int]]:
    """What is chosen, and the most frequent of the others."""
    rest = [
        (value, count)
        for value, count in counts.items()
        if count and value not in chosen and is_offered(facet.name, value)
    ]
    rest.sort(key=lambda one: one[0] if facet.newest_first else "", reverse=True)
    if not facet.newest_first:
        rest.sort(key=lambda one: (-one[1], one[0]))
    return [(value, counts[value]) for value in chosen] + rest[: max(OFFERED - len(chosen), 0)]


def _page(
    session: Session, choice: Choice, fitting: Articles | None, cursor: str | None, limit: int
) -> Page[ArticleView]:
    query = select(Article)
    if fitting is not None:
        some = list(fitting) if len(fitting) <= FEW else _next_of_many(session, choice, fitting, cursor, limit + 1)
        query = query.where(Article.id.in_(some))
    return listing.page(session, query, cursor, limit)


def _next_of_many(session: Session, choice: Choice, fitting: Articles, cursor: str | None, limit: int) -> list[int]:
    """Their ids, by going through the list: the more articles fit, the sooner enough are found."""
    query = listing.ordered(select(Article.id).where(STANDING, *_days(choice)), cursor)
    found: list[int] = []
    with session.scalars(query, execution_options={"yield_per": 500}) as ids:
        for id in ids:
            if id in fitting:
                found.append(id)
                if len(found) == limit:
                    break
    return found


def _days(choice: Choice) -> Iterator[ColumnElement[bool]]:
    """Where in the list the chosen days and years are, so that it is not gone through from its beginning."""
    years = sorted(int(year) for year in choice.values.get("year", ()) if _YEAR.fullmatch(year))
    if years:
        yield Article.listed_on.between(date(years[0], 1, 1), date(years[-1], 12, 31))
    if choice.since:
        yield Article.listed_on >= choice.since
    if choice.until:
        yield Article.listed_on <= choice.until
