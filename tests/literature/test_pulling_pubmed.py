"""A search of PubMed over several pulls: nothing skipped, nothing double, what is new and what has changed."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from journalclub.literature.feeds import Source, parse
from journalclub.literature.models import Article, ArticleHistory
from journalclub.literature.pulling_pubmed import PAGE
from tests.fakes.eutils import broken, rate_limited
from tests.fakes.web_host import Answer
from tests.literature.conftest import DAY, NOW
from tests.literature.test_pulling import articles, counts, pulled

RECORD = """<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>
<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Print"><PubDate><Year>2025</Year></PubDate></JournalIssue>
<Title>Manyfold</Title></Journal><ArticleTitle>One of many records, the one with number {pmid}.</ArticleTitle>
<Language>eng</Language></Article></MedlineCitation><PubmedData><History><PubMedPubDate PubStatus="entrez">
<Year>2025</Year><Month>{month}</Month><Day>{day}</Day></PubMedPubDate></History>
<ArticleIdList><ArticleId IdType="pubmed">{pmid}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"""


def invented(number):
    return [RECORD.format(pmid=800000 + n, month=11 + n % 2, day=1 + n % 20) for n in range(number)]


@pytest.fixture
def many(eutils):
    for record in invented(450):
        eutils.add(record)
    return Source("Many", "pubmed", query="manyfold", since=90 * DAY, limit=200)


def fetched(eutils):
    """How often each number was sent by the fake."""
    times: dict[str, int] = {}
    for asked in eutils.asked("efetch"):
        history = eutils.histories.get(asked.get("WebEnv", ""), [])
        start, size = int(asked.get("retstart", 0)), int(asked.get("retmax", 0))
        for pmid in asked["id"].split(",") if "id" in asked else history[start : start + size]:
            times[pmid] = times.get(pmid, 0) + 1
    return times


def test_a_limit_spreads_a_search_over_pulls_and_skips_nothing(database, clients, eutils, many):
    results = [pulled(database, [many], clients, now=NOW + day * DAY)["Many"] for day in range(3)]
    assert [(result.new, result.waiting) for result in results] == [(200, 250), (200, 50), (50, 0)]
    assert articles(database) == 450
    assert set(fetched(eutils).values()) == {1}
    # The history of the first day is forgotten by the second: the rest was asked for by number.
    assert ["WebEnv" in asked for asked in eutils.asked("efetch")] == [True, False, False]


def test_records_that_arrive_while_a_search_is_spread_are_not_skipped(database, clients, eutils, many):
    pulled(database, [many], clients)
    eutils.add(invented(451)[-1])
    eutils.records["800450"].entered = date(2025, 12, 22)
    for day in range(1, 5):
        pulled(database, [many], clients, now=NOW + day * DAY)
    assert articles(database) == 451


def test_a_pull_that_dies_goes_on_behind_the_last_saved_page(database, clients, eutils, many):
    whole = Source(many.name, "pubmed", query=many.query, since=many.since, limit=1000)
    died = []

    def die_on_the_second_page(request):
        if "efetch" in request.path and f"retstart={PAGE}" in request.path and not died:
            died.append(1)
            eutils.trouble(*[Answer(500)] * 4, tool="efetch")
        return

    eutils.troubles.append(die_on_the_second_page)
    first = pulled(database, [whole], clients)["Many"]
    assert (first.ok, first.new) == (False, PAGE)
    eutils.troubles.clear()
    second = pulled(database, [whole], clients, now=NOW + timedelta(minutes=6))["Many"]
    assert (second.ok, second.new) == (True, 450 - PAGE)
    assert len(eutils.asked("esearch")) == 1


def test_a_search_larger_than_pubmed_gives_is_split_by_date(database, clients, eutils, many, monkeypatch):
    monkeypatch.setattr("journalclub.literature.sources.pubmed.MOST_IDS", 100)
    whole = Source(many.name, "pubmed", query=many.query, since=many.since, limit=1000)
    result = pulled(database, [whole], clients)["Many"]
    assert (result.new, result.failed) == (450, 0)
    assert set(fetched(eutils).values()) == {1}


def test_later_pulls_bring_what_is_new_and_what_has_changed(database, clients, eutils, sources):
    pulled(database, sources[:1], clients)
    pulled(database, sources[:1], clients, now=NOW + 10 * DAY)
    eutils.change("90000003", "uitgevonden", "verzonnen", on=date(2026, 1, 9))
    result = pulled(database, sources[:1], clients, now=NOW + 20 * DAY)["Invented query"]
    assert counts(result) == (0, 1, 0, 0)
    with database.reading() as session:
        assert (
            session.scalar(select(Article.title).where(Article.pmid == "90000003"))
            == "[Radiotherapie in verzonnen omstandigheden]"
        )
        changes = session.scalar(select(ArticleHistory.changes))
        assert (changes[0]["field"], changes[0]["before"]) == ("title", "[Radiotherapie in uitgevonden omstandigheden]")


def test_twenty_days_of_small_changes_double_nothing(database, clients, eutils, sources):
    pulled(database, sources[:1], clients)
    for day in range(1, 21):
        eutils.change(
            "90000001", f"Of {400 + day - 1} patients", f"Of {400 + day} patients", on=(NOW + day * DAY).date()
        )
        assert counts(pulled(database, sources[:1], clients, now=NOW + day * DAY)["Invented query"])[:2] == (0, 1)
    assert articles(database) == 5
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ArticleHistory)) == 20


def test_a_record_that_pubmed_no_longer_returns_is_marked_and_kept(database, clients, eutils, sources):
    pulled(database, sources[:1], clients)
    found = eutils.found
    eutils.found = lambda asked: [*found(asked), "90000003"] if asked.get("datetype") == "mdat" else found(asked)
    del eutils.records["90000003"]
    result = pulled(database, sources[:1], clients, now=NOW + 10 * DAY)["Invented query"]
    assert [(p.label, p.reason) for p in result.problems] == [("PMID 90000003", "PubMed did not return this record.")]
    with database.reading() as session:
        assert session.scalar(select(Article.gone_at).where(Article.pmid == "90000003")) is not None


def test_rate_limits_and_broken_answers_lose_nothing(database, clients, eutils, sources):
    eutils.trouble(rate_limited(200), tool="esearch")
    eutils.trouble(rate_limited(), Answer(503), broken(), tool="efetch")
    result = pulled(database, sources[:1], clients)["Invented query"]
    assert (result.ok, result.new, result.failed) == (True, 5, 0)


def test_one_broken_record_is_named_and_the_others_are_saved(database, clients, eutils, sources):
    record = eutils.records["90000002"]
    record.xml = record.xml.replace("<ArticleTitle>", "<ArticleTitle>x <oops ")
    result = pulled(database, sources[:1], clients)["Invented query"]
    assert (result.ok, result.new, result.failed) == (True, 4, 1)
    assert result.problems[0].label == "PMID 90000002"


def test_rules_work_on_pubmed_too(database, clients, eutils):
    source = parse('[[source]]\nname="q"\nkind="pubmed"\nquery="invented"\nsince="60d"\nskip=["title:^Erratum"]\n')[0]
    result = pulled(database, [source], clients)["q"]
    assert (result.new, result.skipped, result.failed) == (3, 2, 0)


def test_a_query_that_changes_begins_anew(database, sources, clients, eutils):
    pulled(database, sources[:1], clients)
    pulled(
        database,
        [Source("Invented query", "pubmed", query="invented cohort", since=60 * DAY)],
        clients,
        now=NOW + 10 * DAY,
    )
    assert eutils.asked("esearch")[-1]["mindate"] == f"{NOW + 10 * DAY - 60 * DAY:%Y/%m/%d}"
