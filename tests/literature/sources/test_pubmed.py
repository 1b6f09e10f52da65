"""PubMed's client, against a fake host that has all of the real one's moods."""

from dataclasses import replace
from datetime import date

import pytest

from journalclub.literature.sources.failed import SourceFailed
from journalclub.literature.sources.pubmed import HistoryExpired, Search
from tests.fakes.eutils import broken, rate_limited, web_page
from tests.fakes.web_host import Answer


@pytest.fixture
def pubmed(clients):
    return clients.pubmed


def test_a_search_gives_numbers_and_a_history(pubmed, eutils):
    found = pubmed.search("invented", by="edat", first=date(2025, 11, 1), last=date(2025, 12, 1))
    assert found.count == 5
    assert found.ids == ("90000005", "90000004", "90000003", "90000002", "90000001")
    assert (found.webenv, found.query_key) == ("MCID_00000001", "1")
    asked = eutils.asked("esearch")[0]
    assert (asked["tool"], asked["email"], asked["usehistory"]) == ("journalclub", "librarian@club.example", "y")
    assert (asked["datetype"], asked["mindate"], asked["maxdate"]) == ("edat", "2025/11/01", "2025/12/01")
    assert "api_key" not in asked


def test_a_key_travels_when_there_is_one(pubmed, eutils):
    replace(pubmed, api_key="k3y").search("invented")
    assert eutils.asked("esearch")[0]["api_key"] == "k3y"


def test_pages_come_from_the_history_and_records_by_number(pubmed):
    found = pubmed.search("invented", by="edat", first=date(2025, 11, 1), last=date(2025, 12, 1))
    page = pubmed.page(found, 2, 2)
    assert [entry.key for entry in page.entries] == ["90000003", "90000002"]
    records = pubmed.records(["90000001", "12345", "90000007"])
    assert [entry.key for entry in records.entries] == ["90000001", "90000007"]


def test_many_numbers_are_posted(pubmed, eutils):
    pubmed.records([str(n) for n in range(90000001, 90000101)])
    assert eutils.log[-1].method == "POST"


def test_a_history_that_is_forgotten_is_said_apart(pubmed):
    with pytest.raises(HistoryExpired):
        pubmed.page(Search(1, (), "MCID_gone", "1"), 0, 20)


@pytest.mark.parametrize(
    "trouble", [rate_limited(429), rate_limited(200), Answer(502, b"bad gateway"), web_page(), broken()]
)
def test_a_passing_trouble_is_waited_out(pubmed, eutils, pauses, trouble):
    eutils.trouble(trouble, tool="esearch")
    assert pubmed.search("invented").count == 7
    assert len(pauses) == 1
    assert 0.5 < pauses[0] < 2


def test_pauses_grow_and_a_stated_time_is_kept(pubmed, eutils, pauses):
    eutils.trouble(rate_limited(), Answer(429, b"{}", {"Retry-After": "7"}), rate_limited())
    pubmed.search("invented")
    assert pauses[1] == 7
    assert pauses[2] > 3


def test_a_lasting_trouble_ends_with_its_reason(pubmed, eutils, pauses):
    eutils.trouble(*[rate_limited(200)] * 4)
    with pytest.raises(SourceFailed, match="fewer requests"):
        pubmed.search("invented")
    assert len(pauses) == 3


def test_a_wait_of_hours_is_left_to_the_schedule(pubmed, eutils, pauses):
    eutils.trouble(Answer(429, b"{}", {"Retry-After": "7200"}))
    with pytest.raises(SourceFailed) as failed:
        pubmed.search("invented")
    assert failed.value.retry_after == 7200
    assert pauses == []


def test_a_page_of_html_in_place_of_records_is_named(pubmed, eutils):
    eutils.trouble(*[web_page()] * 4, tool="efetch")
    with pytest.raises(SourceFailed, match="web page instead of records"):
        pubmed.records(["90000001"])


def test_a_query_that_pubmed_refuses_says_so(pubmed, eutils):
    with pytest.raises(SourceFailed, match="Empty term"):
        pubmed.search("")


def test_nobody_there_is_one_sentence_without_the_key(pubmed, eutils):
    eutils.close()
    with pytest.raises(SourceFailed, match=r"127\.0\.0\.1 could not be reached") as failed:
        replace(pubmed, api_key="k3y").search("invented")
    assert "k3y" not in failed.value.sentence
    assert "k3y" not in repr(replace(pubmed, api_key="k3y"))


def test_every_request_waits_for_its_turn(pubmed, eutils):
    turns = []
    eutils.trouble(rate_limited())
    replace(pubmed, wait_turn=lambda: turns.append(len(eutils.log))).search("invented")
    assert turns == [0, 1]
