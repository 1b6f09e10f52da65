"""Reads of the library: addresses only for hosts, documents for the indexer, sources for the admin page."""

from datetime import timedelta

import pytest

from journalclub.literature import policy, queries, views
from journalclub.literature.citation import ris
from journalclub.literature.feeds import Source
from journalclub.literature.pulling import pull
from journalclub.members.viewer import VISITOR, Viewer
from tests.literature.conftest import NOW
from tests.literature.counted import statements


@pytest.fixture
def library(database, clients):
    pull(
        database,
        None,
        [Source("q", "pubmed", query="invented", since=timedelta(days=60), tags=("t",))],
        now=NOW,
        using=clients,
    )
    with database.reading() as session:
        return views.find(session, "90000001")


def test_a_citation_names_authors_and_not_the_members_of_their_group(database, library):
    with database.reading() as session:
        cited = views.article(session, library).cited
    assert [name.last for name in cited.people] == ["Delacroix", "Eriksen", "Li", "INVENTED-1 Investigators"]
    written = ris(cited)
    for line in ("M2  - PMCID: PMC9900001", "KW  - spine", "KW  - Radiosurgery", "LA  - eng"):
        assert line in written
    assert "@" not in written


def test_the_indexer_gets_everything_that_is_searched_and_no_address(database, library):
    with database.reading() as session:
        every = queries.article_ids(session, 0, 100)
        with statements(database) as asked:
            documents = queries.article_document(session, every)
    assert len(every) == 5
    assert len(asked) == 3
    document = next(document for document in documents if document.id == library)
    assert (document.pmid, document.doi) == ("90000001", "10.5555/jio.2025.0001")
    assert document.trials == ("NCT99000001", "EudraCT 2024-000001-11")
    assert document.mesh == ("Radiosurgery", "Humans")
    assert document.tags == ("t",)
    assert "Ada M Delacroix" in document.authors
    assert "@" not in repr(documents)


def test_addresses_are_for_hosts(database, library):
    with database.reading() as session:
        found = queries.addresses_of(session, library)
    assert [(one.name, one.address) for one in found][:2] == [
        ("Ada M Delacroix", "ada.delacroix@example.org"),
        ("Chen Li", "chen.li@example.org"),
    ]
    host = Viewer(id=1, roles=frozenset({"member", "host"}), verified=True)
    admin = Viewer(id=2, roles=frozenset({"administrator"}), verified=True)
    assert policy.may_see_addresses(host)
    assert not policy.may_see_addresses(admin)
    assert not policy.may_see_addresses(VISITOR)
