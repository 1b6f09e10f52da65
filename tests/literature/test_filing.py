"""References filed from a file: once each, pending, looked up by the worker."""

import pytest

from journalclub.kit.refusal import Forbidden
from journalclub.literature.actions import request_article
from journalclub.literature.actions.filing import file_references, understood
from journalclub.literature.looking_up import look_up_requests
from journalclub.literature.models import Article
from journalclub.literature.sources.reference_files import read
from journalclub.members.viewer import VISITOR, Viewer
from tests.literature.conftest import NOW

ADA = Viewer(id=1, name="Ada", roles=frozenset({"member", "host"}), verified=True, introduced=True)
BEN = Viewer(id=2, name="Ben", roles=frozenset({"member"}), verified=True, introduced=True)


def filed(database, text, by=ADA):
    entries = read(text).entries
    with database.transaction() as session:
        return file_references(session, by=by, entries=entries, numbers=range(1, 99), now=NOW)


def article(database, id):
    with database.reading() as session:
        return session.get_one(Article, id)


def in_element(record, name):
    return record.xml.partition(f"<{name}>")[2].partition(f"</{name}>")[0]


def ris(*lines):
    return "\n".join(["TY  - JOUR", *lines, "ER  - ", ""])


def test_a_filed_reference_shows_what_its_file_says_until_pubmed_knows_better(database, clients):
    (id,) = filed(database, ris("TI  - A working title", "AU  - Delacroix, A", "DO  - 10.5555/JIO.2025.0001"))
    waiting = article(database, id)
    assert (waiting.pending, waiting.title, waiting.requested_by) == (True, "A working title", 1)
    assert look_up_requests(database, None, now=NOW, using=clients) == 1
    there = article(database, id)
    assert (there.pending, there.pmid) == (False, "90000001")
    assert there.title.startswith("Single fraction versus")


def test_one_without_an_identifier_is_looked_up_by_its_title(database, clients, eutils):
    record = next(one for one in eutils.records.values() if "&" not in in_element(one, "ArticleTitle"))
    title, journal, year = in_element(record, "ArticleTitle"), in_element(record, "Title"), record.published.year
    (id,) = filed(database, ris(f"TI  - {title}", f"T2  - {journal}", f"PY  - {year}"))
    assert look_up_requests(database, None, now=NOW, using=clients) == 1
    assert article(database, id).pmid == record.pmid


def test_what_pubmed_does_not_have_stays_as_it_was_filed(database, clients):
    (id,) = filed(database, ris("TI  - Known to nobody", "DO  - 10.5555/nobody.knows"))
    assert look_up_requests(database, None, now=NOW, using=clients) == 0
    kept = article(database, id)
    assert (kept.pending, kept.pending_reason, kept.title) == (False, "", "Known to nobody")


def test_an_address_that_nobody_has_read_yet_is_not_looked_up_as_a_title(database, clients, eutils):
    with database.transaction() as session:
        id = request_article(session, by=ADA, identifier="https://journal.example/fullarticle/1", now=NOW).id
    look_up_requests(database, None, now=NOW, using=clients)
    assert (article(database, id).pending, article(database, id).pending_reason) == (True, "")
    assert eutils.log == []


def test_a_wrong_pmid_does_not_put_another_article_in_its_place(database, clients):
    (id,) = filed(database, ris("TI  - Something else", "DO  - 10.5555/else.1", "M2  - PMID: 90000001"))
    assert look_up_requests(database, None, now=NOW, using=clients) == 0
    kept = article(database, id)
    assert (kept.pending, kept.title) == (True, "Something else")
    assert kept.pending_reason.startswith("PMID 90000001 is another article: Single fraction")


def test_all_pmids_are_asked_about_in_one_request(database, clients, eutils):
    filed(database, "90000001\n90000002\n90000003")
    look_up_requests(database, None, now=NOW, using=clients)
    assert len(eutils.asked("efetch")) == 1


def test_filing_the_same_file_again_files_nothing(database):
    text = ris("TI  - One of its kind in all the world", "T2  - Sample journal", "PY  - 2025") + ris(
        "DO  - 10.5555/a.1"
    )
    assert len(filed(database, text)) == 2
    assert filed(database, text) == []
    with database.reading() as session:
        assert {line.status for line in understood(session, read(text).entries)} == {"here"}


def test_one_article_twice_in_a_file_is_filed_once(database):
    text = ris("TI  - A", "DO  - 10.5555/a.1") + ris("TI  - A again", "DO  - 10.5555/A.1")
    with database.reading() as session:
        assert [line.status for line in understood(session, read(text).entries)] == ["new", "twice"]
    assert len(filed(database, text)) == 1


@pytest.mark.parametrize("viewer", [VISITOR, BEN, Viewer(id=5, name="Eve")])
def test_a_file_is_for_hosts(database, viewer):
    with pytest.raises(Forbidden):
        filed(database, "90000001", by=viewer)
