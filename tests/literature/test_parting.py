"""A source's entry that was taken for another article becomes one of its own, for good."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.kit.refusal import Conflict, Forbidden, NotFound
from journalclub.literature import views
from journalclub.literature.actions.parting import part
from journalclub.literature.found import AbstractSection, Authority
from journalclub.literature.models import Article, Sighting
from journalclub.members.viewer import Viewer
from tests.literature.conftest import NOW
from tests.literature.test_splitting import ONE, TITLE, paper, taken

ADA = Viewer(id=None, name="Ada", roles=frozenset({"member", "host"}), verified=True)
BEN = Viewer(id=None, name="Ben", roles=frozenset({"member"}), verified=True)
LATER = NOW + timedelta(days=1)
# Without an identifier, the same words in the same journal and year: taken for the first one.
ALIKE = paper(authority=Authority.FEED, url="https://journal.example/2", sections=(AbstractSection("", "<p>Two.</p>"),))


@pytest.fixture
def joined(database):
    """The article, and the sighting of the feed's entry that joined it."""
    (first,) = taken(database, "PubMed", ("90000001", ONE))
    assert taken(database, "feed", ("guid-2", ALIKE)) == [first]
    with database.reading() as session:
        return first, session.scalar(select(Sighting.id).where(Sighting.source == "feed"))


def parted(database, sighting, by=ADA):
    with database.transaction() as session:
        return part(session, by=by, sighting_id=sighting, now=LATER)


def test_the_entry_has_a_page_of_its_own_with_what_was_known_of_it(database, joined):
    kept, alone = parted(database, joined[1])
    assert kept == joined[0] != alone
    with database.reading() as session:
        first, second = views.article(session, kept), views.article(session, alone)
    assert [one.source for one in first.sightings] == ["PubMed"]
    assert [(one.source, one.url) for one in second.sightings] == [("feed", "https://journal.example/2")]
    assert (second.title, second.pmid, second.doi, second.abstract) == (TITLE, None, None, "")
    assert (first.pmid, first.doi) == ("90000001", "10.5555/one")


@pytest.mark.parametrize("more", [{}, {"doi": "10.5555/one"}, {"doi": "10.5555/two"}])
def test_the_next_pulls_fill_it_and_never_join_the_two_again(database, joined, more):
    kept, alone = parted(database, joined[1])
    for day in (1, 2):
        said = replace(ALIKE, **more, issue=str(day))
        assert taken(database, "feed", ("guid-2", said), now=LATER + timedelta(days=day)) == [alone]
        assert taken(database, "PubMed", ("90000001", ONE), now=LATER + timedelta(days=day)) == [kept]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 2
        assert views.article(session, alone).abstract == "Two."
        assert views.article(session, kept).doi == "10.5555/one"


def test_an_article_that_one_source_alone_has_named_is_not_parted(database, joined):
    _kept, alone = parted(database, joined[1])
    with pytest.raises(Conflict):
        parted(database, joined[1])
    with database.reading() as session:
        assert views.article(session, alone) is not None


def test_members_do_not_part_articles_and_what_is_not_there_is_not_found(database, joined):
    with pytest.raises(Forbidden):
        parted(database, joined[1], by=BEN)
    with pytest.raises(NotFound):
        parted(database, 999)
