"""An article asked for by its web address alone."""

import pytest

from journalclub.changes.models import Change
from journalclub.literature.looking_up import look_up_requests
from journalclub.literature.models import Article
from journalclub.literature.reading_pages import identify_by_pages
from journalclub.literature.sources import page
from journalclub.literature.splitting import split
from tests.fakes.web_host import Answer, WebHost
from tests.literature.conftest import NOW
from tests.literature.test_requesting import article, asked

PAGE = "<!doctype html><html><head><title>x</title>{}</head><body>10.5555/of.another</body></html>"
OURS = '<meta name="citation_doi" content="doi:10.5555/JIO.2025.0001">'


@pytest.fixture
def publisher():
    with WebHost() as host:
        yield host


def looked_up(database, clients):
    identified = identify_by_pages(database, None, now=NOW, using=clients)
    look_up_requests(database, None, now=NOW, using=clients)
    return identified


def test_the_page_says_which_article_it_is(database, clients, publisher):
    publisher.pages["/fullarticle/2812345"] = Answer(200, PAGE.format(OURS).encode())
    id = asked(database, f"{publisher.url}/fullarticle/2812345")
    assert article(database, id).pending
    assert looked_up(database, clients) == 1
    there = article(database, id)
    assert (there.pending, there.pmid, there.doi) == (False, "90000001", "10.5555/jio.2025.0001")
    assert looked_up(database, clients) == 0
    assert len(publisher.log) == 1


def test_an_article_that_is_here_already_takes_the_request_in(database, clients, publisher):
    here = asked(database, "90000001")
    look_up_requests(database, None, now=NOW, using=clients)
    publisher.pages["/a/1"] = Answer(200, PAGE.format(OURS).encode())
    id = asked(database, f"{publisher.url}/a/1")
    looked_up(database, clients)
    assert article(database, id).merged_into == here
    assert article(database, here).pending is False
    with database.reading() as session:
        assert session.query(Change).filter_by(kind="article.merged").one().ids == {"article": here, "merged": id}


def test_what_a_host_has_split_is_not_merged_again(database, clients, publisher):
    here = asked(database, "90000001")
    look_up_requests(database, None, now=NOW, using=clients)
    publisher.pages["/a/1"] = Answer(200, PAGE.format(OURS).encode())
    id = asked(database, f"{publisher.url}/a/1")
    looked_up(database, clients)
    with database.transaction() as session:
        split(session, id, by=None, now=NOW)
        session.get_one(Article, id).pending = True
    assert identify_by_pages(database, None, now=NOW, using=clients) == 0
    there = article(database, id)
    assert (there.merged_into, there.doi) == (None, None)
    assert "a host has said" in there.pending_reason
    assert article(database, here).doi == "10.5555/jio.2025.0001"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(200, PAGE.format("").encode()), "does not say which article"),
        (Answer(403, b"no robots"), "status 403"),
        (Answer(200, bytes(6 * 1024 * 1024)), "sent more than"),
        (Answer(302, headers={"Location": "http://10.0.0.1/"}), "must not be reached"),
    ],
)
def test_a_page_that_tells_nothing_is_said_in_a_sentence_and_asked_once(
    sqlite_database, clients, publisher, answer, reason
):
    publisher.pages["/a/1"] = answer
    id = asked(sqlite_database, f"{publisher.url}/a/1")
    assert looked_up(sqlite_database, clients) == looked_up(sqlite_database, clients) == 0
    there: Article = article(sqlite_database, id)
    assert there.pending
    assert reason in there.pending_reason
    assert "Paste its DOI" in there.pending_reason
    assert len(publisher.log) == 1


def test_elseviers_number_in_an_address_is_enough(database, clients, eutils):
    eutils.records["90000001"].xml += "<!-- >S2000-0006(25)00001-X< -->"
    id = asked(database, "https://www.sciencedirect.example/science/article/pii/S200000062500001X")
    assert looked_up(database, clients) == 1
    assert article(database, id).pmid == "90000001"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ('<META NAME="DC.Identifier" CONTENT="https://doi.org/10.5555/A">', ("doi", "10.5555/a")),
        ('<meta property="prism.doi" content="10.5555/a"/>', ("doi", "10.5555/a")),
        ('<meta name="citation_pmid" content="90000001">', ("pmid", "90000001")),
        ('<meta name="description" content="10.5555/a">', None),
        ("<meta name=citation_doi>", None),
        (f'<meta name="citation_doi" content="10.5555/{"a" * 600}">', None),  # longer than the column
        ('<script>"<meta name=citation_doi content=10.5555/b>"</script>', None),
    ],
)
def test_only_the_tags_that_are_made_for_it_are_believed(head, found):
    got = page.identifier(PAGE.format(head).encode())
    assert (got and (got.kind, got.value)) == found
