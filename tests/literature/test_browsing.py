"""The library by its facets: counted as one would by hand, whichever way it is counted."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from journalclub.db import Database
from journalclub.literature import browsing
from journalclub.literature.actions import requesting
from journalclub.literature.browsing import Choice, Shelf, browse
from journalclub.literature.faceting import FACETING, rebuild, refresh
from journalclub.literature.found import Authority, FoundArticle, Heading, Notice
from journalclub.literature.intake import take
from journalclub.literature.models import Article, FacetValue
from journalclub.literature.tagging import tag_all
from journalclub.members.viewer import OPERATOR
from tests.literature.counted import statements

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TYPES = ("Review", "Letter", "Randomized Controlled Trial")


def found(number: int, chance: random.Random) -> FoundArticle:
    return FoundArticle(
        title=f"A sample trial of stereotactic radiotherapy, number {number}",
        authority=Authority.PUBMED,
        pmid=str(1000 + number),
        pmcid=f"PMC{number + 1}" if number % 3 == 0 else None,
        journal=f"Journal {chance.randrange(5)}",
        published=f"{2000 + number % 20}-05-19",
        published_on=date(2000 + number % 20, 5, 19),
        publication_types=("Journal Article", *chance.sample(TYPES, 2)),
        mesh=(Heading("Humans"), *(Heading(f"Heading {n}") for n in {int(chance.expovariate(0.2)) for _ in range(6)})),
        notices=(Notice("retraction-in"),) if number == 7 else (Notice("erratum-in"),) if number % 50 == 1 else (),
    )


@pytest.fixture
def library(database: Database) -> Database:
    """200 articles of two sources, in the index."""
    chance = random.Random(2)
    with database.transaction() as session:
        entries = [(str(number), found(number, chance)) for number in range(200)]
        take(session, "Spine", entries[:120], now=NOW, tags=["spine", "radiotherapy"])
        take(session, "Breast", entries[120:], now=NOW, tags=["breast", "radiotherapy"])
    FACETING.drain(database, NOW)
    return database


def shelf(database: Database, values: dict[str, list[str]] | None = None, **more: object) -> Shelf:
    with database.reading() as session:
        return browse(session, Choice(values or {}, **more))


def by_hand(database: Database, keep: object, of: object) -> tuple[int, Counter[str]]:
    with database.reading() as session:
        kept = [article for article in session.scalars(select(Article)) if keep(article)]
    return len(kept), Counter(value for article in kept for value in of(article))


def topics(article: Article) -> set[str]:
    return {heading["name"] for heading in article.mesh} - {"Humans"}


@pytest.mark.parametrize("handful", [0, 10_000], ids=["by bits", "one by one"])
def test_filters_combine_and_every_count_respects_the_others(library, handful, monkeypatch):
    monkeypatch.setattr(browsing, "HANDFUL", handful)
    found = shelf(library, {"journal": ["Journal 1", "Journal 2"], "type": ["Review"]})

    def of_review(article: Article) -> bool:
        return "Review" in article.publication_types

    def fits(article: Article) -> bool:
        return of_review(article) and article.journal in {"Journal 1", "Journal 2"}

    total, counted = by_hand(library, fits, topics)
    assert found.total == total > 0
    assert len(found.facets["topic"]) == browsing.OFFERED
    assert found.facets["topic"] == sorted(counted.items(), key=lambda one: (-one[1], one[0]))[: browsing.OFFERED]
    # Journals are either-or: those that were not chosen show what choosing them too would add.
    _, journals = by_hand(library, of_review, lambda article: [article.journal])
    assert dict(found.facets["journal"]) == journals
    # Types are both-and: each shows what would be left.
    _, types = by_hand(library, fits, lambda article: set(article.publication_types) - {"Journal Article"})
    assert dict(found.facets["type"]) == types


@pytest.mark.parametrize("few", [0, 10_000], ids=["going through the list", "by ids"])
def test_pages_of_a_choice_follow_each_other_without_a_gap(library, few, monkeypatch):
    monkeypatch.setattr(browsing, "FEW", few)
    choice = Choice({"tag": ["spine"]}, marks=("free",))
    seen, cursor = [], None
    with library.reading() as session:
        while True:
            page = browse(session, choice, cursor=cursor, limit=9).page
            seen += [(article.published_on, article.id) for article in page.items]
            if (cursor := page.next) is None:
                break
    expected, _ = by_hand(library, lambda article: article.id <= 120 and article.pmcid, lambda _: ())
    assert len(seen) == len(set(seen)) == expected
    assert seen == sorted(seen, reverse=True)


def test_days_are_exact_although_years_come_from_the_index(library):
    for since, until in ((date(2003, 5, 20), date(2009, 5, 19)), (date(2005, 5, 19), date(2005, 5, 19)), (None, None)):
        total, _ = by_hand(
            library,
            lambda one, since=since, until=until: (since or date.min) <= one.listed_on <= (until or date.max),
            lambda _: (),
        )
        assert shelf(library, since=since, until=until).total == total
    assert shelf(library, since=date(2012, 1, 1), until=date(2011, 1, 1)).total == 0
    assert shelf(library, since=date(9999, 12, 31)).total == 0
    assert shelf(library, until=date(1, 1, 1)).total == 0


def test_years_are_offered_newest_first_and_marks_are_counted(library):
    found = shelf(library)
    assert [year for year, _ in found.facets["year"]][:2] == ["2019", "2018"]
    assert found.marks == {"free": 67, "retracted": 1, "corrected": 4, "concern": 0}
    assert [source for source, _ in found.facets["source"]] == ["Spine", "Breast"]


def test_a_mark_that_the_index_does_not_know_is_joined_and_an_unknown_choice_finds_nothing(library):
    with library.reading() as session:
        found = browse(session, Choice(marks=("discussed",)), more_marks={"discussed": [3, 5], "free": [3]})
        assert sorted(article.id for article in found.page.items) == [3, 5]
        assert found.marks["discussed"] == 2
        assert found.marks["free"] == 1
    nothing = shelf(library, {"journal": ["No such journal"], "year": ["soon"]})
    assert (nothing.total, list(nothing.page.items)) == (0, [])
    assert ("No such journal", 0) in nothing.facets["journal"]


def test_a_revised_article_moves_and_a_merged_one_leaves(library):
    with library.transaction() as session:
        session.get_one(Article, 1).journal = "Another journal"
        session.get_one(Article, 2).merged_into = 1
        refresh(session, {1, 2})
        held = select(FacetValue.total).where(FacetValue.facet == "mark", FacetValue.value == "every")
        assert session.scalar(held) == 199
    assert shelf(library, {"journal": ["Another journal"]}).total == 1


def test_a_second_source_and_a_later_tag_reach_the_index(library):
    chance = random.Random(2)
    with library.transaction() as session:
        take(session, "Late", [("x", found(0, chance))], now=NOW)
        tag_all(session, "Breast", ["late"], now=NOW)
    FACETING.drain(library, NOW)
    assert shelf(library, {"source": ["Late", "Breast"]}).total == 81
    assert shelf(library, {"tag": ["late"]}).total == 80


def test_an_article_asked_for_by_hand_is_in_the_library_at_once(library):
    with library.transaction() as session:
        requesting.request_article(session, by=OPERATOR, identifier="PMID 5", now=NOW)
    FACETING.drain(library, NOW)
    assert shelf(library).total == 201


def test_the_index_is_made_anew_from_the_articles(library):
    before = shelf(library, {"tag": ["spine"]})
    rebuild(library, NOW)
    assert shelf(library, {"tag": ["spine"]}) == before
    assert FACETING.drain(library, NOW) == 0


def test_the_statements_are_the_same_however_many_articles_fit(library):
    counts = set()
    for values in ({"tag": ["radiotherapy"]}, {"tag": ["spine"]}):
        with library.reading() as session, statements(library) as asked:
            browse(session, Choice(values))
        counts.add(len(asked))
    assert len(counts) == 1
    assert counts.pop() <= 20
