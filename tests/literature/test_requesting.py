"""Articles asked for by hand: shown at once, looked up by the worker."""

import pytest
from sqlalchemy import select

from journalclub.kit.refusal import Forbidden, Refusal
from journalclub.literature.actions import request_article
from journalclub.literature.looking_up import look_up_requests
from journalclub.literature.models import Article
from journalclub.literature.reading_pages import identify_by_pages
from journalclub.members.viewer import VISITOR, Viewer
from tests.literature.conftest import NOW
from tests.literature.counted import statements

BEN = Viewer(id=2, name="Ben", roles=frozenset({"member"}), verified=True, introduced=True)
DORA = Viewer(id=4, name="Dora", roles=frozenset({"patient_advocate"}), verified=True, introduced=True)


def asked(database, identifier, by=BEN):
    with database.transaction() as session:
        return request_article(session, by=by, identifier=identifier, now=NOW).id


def article(database, id):
    with database.reading() as session:
        return session.get_one(Article, id)


@pytest.mark.parametrize(
    ("pasted", "field", "value"),
    [
        ("90000001", "pmid", "90000001"),
        (" PMID: 90000001 ", "pmid", "90000001"),
        ("https://pubmed.ncbi.nlm.nih.gov/90000001/", "pmid", "90000001"),
        ("https://doi.org/10.5555/JIO.2025.0001", "doi", "10.5555/jio.2025.0001"),
        ("https://journal.example/doi/full/10.5555/jio.2025.0001?af=R", "doi", "10.5555/jio.2025.0001"),
        ("PMC9900001", "pmcid", "PMC9900001"),
    ],
)
def test_what_is_pasted_is_pending_at_once_and_looked_up(database, clients, pasted, field, value):
    id = asked(database, pasted)
    waiting = article(database, id)
    assert (waiting.pending, getattr(waiting, field), waiting.requested_by) == (True, value, 2)
    assert look_up_requests(database, None, now=NOW, using=clients) == 1
    there = article(database, id)
    assert (there.pending, there.pmid, there.doi) == (False, "90000001", "10.5555/jio.2025.0001")
    assert there.title.startswith("Single fraction versus")


def test_asking_again_gives_the_same_article(database, clients):
    first = asked(database, "90000001")
    assert asked(database, "PMID 90000001") == first
    look_up_requests(database, None, now=NOW, using=clients)
    assert asked(database, "10.5555/jio.2025.0001") == first


def test_what_pubmed_does_not_have_says_so_and_is_not_asked_for_again(database, clients, eutils):
    id = asked(database, "10.5555/nobody.knows")
    assert look_up_requests(database, None, now=NOW, using=clients) == 0
    assert article(database, id).pending_reason == "PubMed has no record of it."
    requests = len(eutils.log)
    look_up_requests(database, None, now=NOW, using=clients)
    assert len(eutils.log) == requests


def test_when_pubmed_is_away_the_request_waits(database, clients, eutils):
    id = asked(database, "90000001")
    eutils.close()
    assert look_up_requests(database, None, now=NOW, using=clients) == 0
    assert (article(database, id).pending, article(database, id).pending_reason) == (True, "")


@pytest.mark.parametrize("pasted", ["", "spine", "10.5555", "https://example.org/", "see 10.5555/a.1 and 10.5555/b.2"])
def test_what_names_no_article_is_refused(database, pasted):
    with pytest.raises(Refusal, match="Paste one"):
        asked(database, pasted)


@pytest.mark.parametrize("viewer", [VISITOR, DORA, Viewer(id=5, name="Eve")])
def test_only_members_may_ask(database, viewer):
    with pytest.raises(Forbidden):
        asked(database, "90000001", by=viewer)
    with database.reading() as session:
        assert session.scalar(select(Article)) is None


def test_what_is_pending_is_found_without_going_through_all_articles(sqlite_database, clients):
    """The worker looks after every change of the database."""
    asked(sqlite_database, "90000001")
    with statements(sqlite_database) as seen:
        look_up_requests(sqlite_database, None, now=NOW, using=clients)
        identify_by_pages(sqlite_database, None, now=NOW, using=clients)
    questions = [one for one in seen if "pending IS 1" in one and one.startswith("SELECT")]
    assert len(questions) == 2
    with sqlite_database.engine.connect() as connection:
        for question in questions:
            marks = ("",) * question.count("?")
            plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", marks)]
            # Of two small indexes that serve, SQLite takes whichever was made last.
            indexes = {"unread", "pending"} if "coalesce" in question else {"pending"}
            assert plan in [[f"SCAN articles USING INDEX ix_articles_{index}"] for index in indexes]
    assert sum("coalesce" in question and "LIMIT" in question for question in questions) == 1
