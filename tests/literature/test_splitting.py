"""A wrong merge is undone: two rows, each with what was its own, and never one again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from journalclub.kit.refusal import Conflict, NotFound
from journalclub.literature import views
from journalclub.literature.found import AbstractSection, Authority, FoundArticle, FoundAuthor
from journalclub.literature.intake import take
from journalclub.literature.merging import merge
from journalclub.literature.models import Article, ArticleAuthor, ArticleHistory, ArticleTag, Sighting
from journalclub.literature.splitting import split
from tests.literature.conftest import NOW

LATER = NOW + timedelta(days=1)
TITLE = "A sample trial of five fractions with a title that two different papers share"


def paper(**given):
    base = {"title": TITLE, "authority": Authority.PUBMED, "journal": "Sample Journal", "published": "2025"}
    return FoundArticle(**base | given)


ONE = paper(
    pmid="90000001",
    doi="10.5555/one",
    volume="1",
    sections=(AbstractSection("", "<p>The abstract of one.</p>"),),
    authors=(FoundAuthor(last_name="Delacroix", fore_name="Ada"),),
    details={"copyright": "one"},
)
OTHER = paper(title=TITLE + ", part two", authority=Authority.FEED, doi="10.5555/other", issue="9")


def taken(database, source, *entries, now=NOW, tags=()):
    with database.transaction() as session:
        return [
            take(session, source, [(key, found)], now=now, tags=tags).outcomes[key].article for key, found in entries
        ]


def merged(database, one=ONE, other=OTHER):
    """Ids of two articles of which the second was, wrongly, found to be the first."""
    (first,) = taken(database, "PubMed", ("90000001", one), tags=("spine",))
    (second,) = taken(database, "feed", ("guid-2", other), tags=("spine", "feed"))
    with database.transaction() as session:
        kept, gone = merge(
            session, session.get_one(Article, first), session.get_one(Article, second), now=NOW, source="x"
        )
        assert (kept.id, gone) == (first, second)
    return first, second


COLUMNS = ("title", "abstract", "pmid", "doi", "volume", "issue", "journal", "authority", "merged_into")


def state(database):
    """Everything that intake keeps, without the times and the history."""
    with database.reading() as session:
        rows = session.scalars(select(Article))
        articles = {row.id: [*(getattr(row, name) for name in COLUMNS), row.details] for row in rows}
        people = sorted((row.article_id, row.position, row.name) for row in session.scalars(select(ArticleAuthor)))
        seen = sorted((row.article_id, row.source, row.key) for row in session.scalars(select(Sighting)))
        tags = sorted((row.article_id, row.tag) for row in session.scalars(select(ArticleTag)))
        return articles, people, seen, tags


def test_both_have_again_what_was_theirs(database):
    taken(database, "PubMed", ("90000001", ONE), tags=("spine",))
    taken(database, "feed", ("guid-2", OTHER), tags=("spine", "feed"))
    before = state(database)
    with database.transaction() as session:
        one, other = session.scalars(select(Article).order_by(Article.id))
        merge(session, one, other, now=NOW, source="x")
    assert state(database) != before
    with database.transaction() as session:
        kept, alone = split(session, other.id, by=1, now=LATER)
        assert (kept.id, alone.id) == (one.id, other.id)
    assert state(database) == before


def test_the_next_pull_changes_nothing_and_never_merges_them_again(database):
    first, second = merged(database)
    with database.transaction() as session:
        split(session, second, by=1, now=LATER)
    before = state(database)
    # A record that names both, as the one that led to the wrong merge did.
    both = replace(OTHER, pmid="90000001", doi="10.5555/other")
    assert taken(database, "PubMed", ("90000001", ONE), now=LATER) == [first]
    assert taken(database, "feed", ("guid-2", OTHER), now=LATER) == [second]
    assert state(database) == before
    taken(database, "third", ("3", both), now=LATER)
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Article).where(Article.merged_into.is_(None))) == 2
        assert {views.find(session, "90000001"), views.find(session, "10.5555/other")} == {first, second}


def test_one_that_comes_to_look_like_the_other_stays_apart(database):
    first, second = merged(database, other=replace(OTHER, doi=None))
    with database.transaction() as session:
        split(session, second, by=1, now=LATER)
    alike = paper(authority=Authority.FEED, issue="7")
    assert taken(database, "feed", ("guid-2", alike), now=LATER) == [second]
    with database.reading() as session:
        assert [session.get_one(Article, id).issue for id in (first, second)] == ["", "7"]


def test_what_came_to_the_wrong_one_meanwhile_goes_with_its_number(database):
    first, second = merged(database, other=replace(OTHER, pmid="90000002"))
    taken(
        database, "a later query", ("90000002", replace(OTHER, pmid="90000002", authority=Authority.PUBMED)), now=LATER
    )
    with database.transaction() as session:
        split(session, second, by=1, now=LATER)
    with database.reading() as session:
        found = select(Sighting.article_id).where(Sighting.source == "a later query")
        assert session.scalar(found) == second
        assert session.get_one(Article, first).pmid == "90000001"
        assert session.get_one(Article, second).pmid == "90000002"


def test_an_alias_of_an_alias_goes_with_it_or_alone(database):
    first, second = merged(database)
    (third,) = taken(database, "PubMed", ("90000003", paper(title=TITLE + ", part three", pmid="90000003", volume="3")))
    with database.transaction() as session:
        merge(session, session.get_one(Article, third), session.get_one(Article, first), now=NOW, source="x")
        assert session.get_one(Article, second).merged_into == first == session.get_one(Article, third).merged_into
        split(session, third, by=1, now=LATER)
        assert session.get_one(Article, second).merged_into == first
        split(session, second, by=1, now=LATER)
        assert [row.merged_into for row in session.scalars(select(Article))] == [None] * 3


def test_a_split_is_told_in_both_histories(database):
    first, second = merged(database)
    with database.transaction() as session:
        split(session, second, by=1, now=LATER)
    with database.reading() as session:
        told = session.execute(
            select(ArticleHistory.article_id, ArticleHistory.changes).where(ArticleHistory.at == LATER)
        )
        assert {(article, changes[0]["field"]) for article, changes in told} == {(first, "split"), (second, "split")}


def test_only_what_was_merged_can_be_split(database):
    first, _ = merged(database)
    with pytest.raises(Conflict), database.transaction() as session:
        split(session, first, by=1, now=LATER)
    with pytest.raises(NotFound), database.transaction() as session:
        split(session, 999, by=1, now=LATER)


FIELDS = st.fixed_dictionaries(
    {
        "authority": st.sampled_from(list(Authority)[1:]),
        "volume": st.sampled_from(["", "1", "2"]),
        "issue": st.sampled_from(["", "3"]),
        "doi": st.sampled_from([None, "10.5555/a", "10.5555/b"]),
        "pmid": st.sampled_from([None, "90000001", "90000002"]),
        "keywords": st.sampled_from([(), ("x",)]),
        "authors": st.sampled_from([(), (FoundAuthor(last_name="Li"),), (FoundAuthor(last_name="Wu"),)]),
        "details": st.sampled_from([{}, {"a": 1}, {"a": 2, "b": 1}]),
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ours=FIELDS, theirs=FIELDS)
def test_merged_split_and_pulled_again_two_are_what_they_were(sqlite_database, ours, theirs):
    database = sqlite_database
    with database.transaction() as session:
        for row in session.scalars(select(Article)):
            session.delete(row)
    entries = (("k1", paper(**ours)), ("k2", paper(**theirs | {"title": TITLE + ", part two"})))
    one = taken(database, "s1", entries[0])[0]
    other = taken(database, "s2", entries[1])[0]
    if one == other:  # they share a number: rightly one
        return
    before = state(database)
    with database.transaction() as session:
        _, gone = merge(session, session.get_one(Article, one), session.get_one(Article, other), now=NOW, source="x")
        split(session, gone, by=1, now=LATER)
    assert state(database) == before
    taken(database, "s1", entries[0], now=LATER)
    taken(database, "s2", entries[1], now=LATER)
    assert state(database) == before
