"""Pulling: from feeds.toml to articles, through bad days and broken answers."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from journalclub.literature import pulling, queries
from journalclub.literature.feeds import Source, parse
from journalclub.literature.models import Article, ArticleHistory, ArticleTag, Pull, SourceState
from journalclub.literature.pulling import due_sources
from journalclub.literature.pulling_pubmed import PAGE
from tests.fakes.eutils import broken, rate_limited, web_page
from tests.fakes.web_host import Answer
from tests.literature.conftest import NOW
from tests.literature.counted import everything

DAY = timedelta(days=1)


@pytest.fixture
def sources(feeds):
    return [
        Source("Invented query", "pubmed", query="invented", since=60 * DAY, tags=("query",)),
        Source("Invented journal", "rss", url=feeds.address("invented_oncology.xml"), tags=("feed",), every=DAY / 4),
        Source("Annals", "rss", url=feeds.address("invented_rdf.xml"), every=DAY / 4),
    ]


def pulled(database, sources, clients, now=NOW, **how):
    results = pulling.pull(database, None, sources, now=now, using=clients, **how)
    return {result.source: result for result in results}


def state(database, name):
    with database.reading() as session:
        return session.get(SourceState, name)


def counts(result):
    return (result.new, result.updated, result.unchanged, result.failed)


def articles(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Article).where(Article.merged_into.is_(None)))


def test_one_pull_brings_everything_and_a_second_changes_nothing(database, sources, clients):
    first = pulled(database, sources[:1], clients) | pulled(database, sources[1:], clients)
    assert counts(first["Invented query"]) == (5, 0, 0, 0)
    assert counts(first["Invented journal"])[::3] == (3, 2)
    assert first["Invented journal"].merged == 1
    assert [problem.reason for problem in first["Invented journal"].problems] == [
        "it is a photograph, not an article",
        "it has no title",
    ]
    assert (first["Annals"].new, first["Annals"].merged) == (1, 1)
    assert articles(database) == 9
    before = everything(database)
    second = pulled(database, sources, clients, now=NOW + timedelta(minutes=5))
    assert all(result.ok and result.new == result.updated == 0 for result in second.values())
    assert everything(database) == before


def test_the_feeds_first_and_then_pubmed_gives_the_same_articles(database, sources, clients):
    pulled(database, sources[1:], clients)
    result = pulled(database, sources[:1], clients)["Invented query"]
    assert (result.new, result.merged) == (3, 2)
    assert articles(database) == 9


def test_tags_of_a_source_reach_its_articles_also_when_they_come_later(database, sources, clients):
    pulled(database, sources[:1], clients)
    retagged = Source("Invented query", "pubmed", query="invented", since=60 * DAY, tags=("query", "late"))
    pulled(database, [retagged], clients)
    with database.reading() as session:
        assert session.scalar(select(func.count()).where(ArticleTag.tag == "late")) == 5


def test_a_failing_source_shows_its_reason_and_its_next_try_and_the_others_go_on(
    database, sources, clients, feeds, eutils
):
    feeds.ask_for_login("invented_oncology.xml")
    eutils.trouble(*[web_page()] * 9)
    results = pulled(database, sources, clients)
    assert [results[source.name].ok for source in sources] == [False, False, True]
    assert results["Invented journal"].reason == "The address shows a web page, not a feed: it looks like a login page."
    assert "web page" in results["Invented query"].reason
    failing = state(database, "Invented journal")
    assert failing.failures == 1
    assert timedelta(minutes=4) < failing.next_try_at - NOW < timedelta(minutes=7)
    with database.reading() as session:
        views = {view.source.name: view for view in queries.source_views(session, sources, NOW)}
        assert (views["Invented journal"].state, views["Annals"].state) == ("failing", "fine")
        assert views["Annals"].articles == 2


def test_back_off_grows_with_every_failure_and_ends_with_success(database, sources, clients, feeds):
    good = feeds.pages["/invented_oncology.xml"]
    feeds.pages["/invented_oncology.xml"] = Answer(500)
    waits = []
    for day in range(3):
        pulled(database, sources[1:2], clients, now=NOW + day * DAY)
        waits.append(state(database, "Invented journal").next_try_at - NOW - day * DAY)
    assert waits[0] < waits[1] < waits[2]
    feeds.pages["/invented_oncology.xml"] = good
    assert pulled(database, sources[1:2], clients)["Invented journal"].ok
    assert (state(database, "Invented journal").failures, state(database, "Invented journal").reason) == (0, "")


def test_a_feed_is_asked_conditionally_and_moves_are_remembered(database, sources, clients, feeds):
    pulled(database, sources[2:], clients)
    pulled(database, sources[2:], clients)
    assert "if-none-match" in feeds.asked("invented_rdf.xml")[1].headers
    feeds.serve("new.xml", b"<rss version='2.0'><channel><title>x</title></channel></rss>")
    feeds.move("invented_rdf.xml", "new.xml")
    pulled(database, sources[2:], clients)
    assert state(database, "Annals").moved_to == feeds.address("new.xml")
    pulled(database, sources[2:], clients)
    assert len(feeds.asked("new.xml")) == 2
    assert len(feeds.asked("invented_rdf.xml")) == 3


@pytest.mark.parametrize("gone", [True, False])
def test_a_move_that_led_nowhere_is_forgotten(database, sources, clients, feeds, gone):
    good = feeds.pages["/invented_rdf.xml"]
    feeds.serve("new.xml", b"<rss version='2.0'><channel><title>x</title></channel></rss>")
    feeds.move("invented_rdf.xml", "new.xml")
    pulled(database, sources[2:], clients)
    feeds.pages["/invented_rdf.xml"] = good
    feeds.pages["/new.xml"] = Answer(410 if gone else 404)
    for _ in range(1 if gone else 3):
        assert not pulled(database, sources[2:], clients)["Annals"].ok
    assert pulled(database, sources[2:], clients)["Annals"].new == 2
    assert state(database, "Annals").retired_at is None


def test_a_feed_that_is_gone_is_retired_until_it_gets_another_address(database, sources, clients, feeds):
    feeds.retire("invented_rdf.xml")
    pulled(database, sources[2:], clients)
    with database.reading() as session:
        assert due_sources(session, sources[2:], NOW + 400 * DAY) == []
        elsewhere = Source("Annals", "rss", url=feeds.address("invented_atom.xml"))
        assert due_sources(session, [elsewhere], NOW) == [elsewhere]
    assert pulled(database, [elsewhere], clients)["Annals"].new == 1
    assert state(database, "Annals").retired_at is None


def test_retry_after_and_shelf_life_move_the_next_try(database, sources, clients, feeds):
    feeds.refuse("invented_rdf.xml", 7200)
    pulled(database, sources[2:], clients)
    assert state(database, "Annals").next_try_at >= NOW + timedelta(hours=2)
    url = feeds.serve("fresh.xml", (b"<rss version='2.0'><channel><title>x</title></channel></rss>"), max_age=80000)
    fresh = Source("Fresh", "rss", url=url, every=timedelta(hours=1))
    pulled(database, [fresh], clients)
    assert state(database, "Fresh").next_try_at >= NOW + timedelta(seconds=80000)


def test_only_what_is_due_is_asked(database, sources, clients):
    with database.reading() as session:
        assert due_sources(session, sources, NOW) == sources
    pulled(database, sources, clients)
    with database.reading() as session:
        assert due_sources(session, sources, NOW + timedelta(hours=1)) == []
        assert due_sources(session, sources, NOW + timedelta(hours=7)) == sources[1:]
        assert due_sources(session, sources, NOW + timedelta(hours=26)) == sources


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


def test_progress_is_told_and_the_pull_is_on_record(database, clients, sources):
    told = []
    pulled(database, sources[:1], clients, progress=lambda source, done, total: told.append((source, done, total)))
    assert told[0] == ("Invented query", 0, None)
    assert told[-1] == ("Invented query", 5, 5)
    with database.reading() as session:
        row = session.scalar(select(Pull))
        assert (row.state, row.new, row.expected) == ("done", 5, 5)
        assert row.finished_at >= row.started_at


def test_an_unexpected_error_stays_with_its_source(database, sources, clients, monkeypatch):
    monkeypatch.setattr("journalclub.literature.sources.rss.parse", lambda *_, **__: 1 / 0)
    results = pulled(database, sources, clients)
    assert results["Invented query"].ok
    assert results["Annals"].reason == "The pull stopped at an unexpected ZeroDivisionError."


def test_a_query_that_changes_begins_anew(database, sources, clients, eutils):
    pulled(database, sources[:1], clients)
    pulled(
        database,
        [Source("Invented query", "pubmed", query="invented cohort", since=60 * DAY)],
        clients,
        now=NOW + 10 * DAY,
    )
    assert eutils.asked("esearch")[-1]["mindate"] == f"{NOW + 10 * DAY - 60 * DAY:%Y/%m/%d}"
