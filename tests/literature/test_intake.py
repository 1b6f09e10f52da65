"""From found articles to rows: one article, one row, whatever comes in whatever order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from journalclub.changes.models import Change
from journalclub.literature import queries
from journalclub.literature.found import AbstractSection, Authority, FoundArticle, FoundAuthor, Notice
from journalclub.literature.intake import take
from journalclub.literature.models import Article, ArticleHistory, ArticleNotice, ArticleTag, AuthorAddress, Sighting
from tests.literature.conftest import NOW
from tests.literature.counted import everything, statements

LONG = "Single fraction versus multiple fractions for spinal metastases"


def found(title=LONG, authority=Authority.FEED, **fields):
    given = {"journal": "Journal of Invented Oncology", "published": "2025-11", "published_on": date(2025, 11, 1)}
    return FoundArticle(title=title, title_html=title, authority=authority, **{**given, **fields})


def pubmed(title=LONG, **fields):
    given = {"pmid": "90000001", "sections": (AbstractSection("AIM", "<p>To know.</p>"),)}
    return found(title, Authority.PUBMED, **{**given, **fields})


def took(database, source, *entries, now=NOW, **how):
    with database.transaction() as session:
        return take(session, source, list(entries), now=now, **how).outcomes


def only(database, table=Article):
    with database.reading() as session:
        rows = session.scalars(select(table)).all()
    assert len(rows) == 1, rows
    return rows[0]


def kinds(database):
    with database.reading() as session:
        return list(session.scalars(select(Change.kind).order_by(Change.seq)))


def test_a_found_article_becomes_a_row_and_a_change(database):
    author = FoundAuthor(
        last_name="Delacroix", fore_name="Ada", affiliations=("Ghent.",), addresses=("ada@example.org",)
    )
    outcome = took(database, "PubMed", ("90000001", pubmed(authors=(author,), doi="10.5555/a")), tags=("spine",))[
        "90000001"
    ]
    article = only(database)
    assert outcome.kind == "new"
    assert (article.id, article.pmid, article.doi, article.abstract) == (
        outcome.article,
        "90000001",
        "10.5555/a",
        "AIM: To know.",
    )
    assert article.abstract_sections == [{"label": "AIM", "html": "<p>To know.</p>"}]
    assert only(database, ArticleTag).tag == "spine"
    assert only(database, Sighting).source == "PubMed"
    assert kinds(database) == ["article.added"]
    with database.reading() as session:
        assert session.scalar(select(Change.ids)) == {"article": article.id}
        assert [(one.name, one.address) for one in queries.addresses_of(session, article.id)] == [
            ("Ada Delacroix", "ada@example.org")
        ]


def test_the_same_answer_again_changes_nothing(database):
    entries = [("1", pubmed(doi="10.5555/a")), ("2", pubmed("Another title that is long enough", pmid="90000002"))]
    took(database, "PubMed", *entries, tags=("spine",))
    before = everything(database)
    again = took(database, "PubMed", *entries, tags=("spine",), now=NOW + timedelta(days=1))
    assert {outcome.kind for outcome in again.values()} == {"unchanged"}
    assert everything(database) == before


def test_what_a_feed_gave_is_upgraded_by_pubmed(database):
    took(
        database,
        "Feed",
        ("g1", found(doi="10.5555/a", url="https://j.example/1", authors=(FoundAuthor(literal="A."),))),
    )
    outcome = took(
        database, "PubMed", ("1", pubmed(doi="10.5555/a", authors=(FoundAuthor(last_name="Li", fore_name="Chen"),)))
    )
    article = only(database)
    assert (outcome["1"].kind, outcome["1"].joined) == ("updated", True)
    assert (article.pmid, article.url, article.abstract) == ("90000001", "https://j.example/1", "AIM: To know.")
    assert kinds(database) == ["article.added", "article.changed"]
    with database.reading() as session:
        assert [author.name for author in queries.authors_of(session, article.id)] == ["Chen Li"]


def test_a_feed_after_pubmed_only_fills_gaps(database):
    took(database, "PubMed", ("1", pubmed(doi="10.5555/a", volume="12")))
    outcome = took(
        database, "Feed", ("g1", found("Single fraction", doi="10.5555/a", volume="13", url="https://j.example/1"))
    )
    article = only(database)
    assert outcome["g1"].joined
    assert (article.title, article.volume, article.url) == (LONG, "12", "https://j.example/1")


def test_a_feed_may_correct_itself_but_not_another_feed(database):
    took(database, "One", ("g", found(doi="10.5555/a", volume="1")))
    took(database, "Two", ("g", found(doi="10.5555/a", volume="2")))
    assert only(database).volume == "1"
    took(database, "One", ("g", found(doi="10.5555/a", volume="3")))
    assert only(database).volume == "3"


def test_what_changed_stays_as_a_short_history_without_addresses(database):
    ada = FoundAuthor(last_name="Delacroix", fore_name="Ada", addresses=("ada@example.org",))
    took(database, "PubMed", ("1", pubmed(authors=(ada,))))
    took(
        database,
        "PubMed",
        ("1", pubmed(authors=(replace(ada, addresses=("new@example.org",)),), volume="12", pages="1-9")),
    )
    history = only(database, ArticleHistory)
    assert [(change["field"], change["before"], change["after"]) for change in history.changes] == [
        ("volume", "", "12"),
        ("pages", "", "1-9"),
        ("authors", "", ""),
    ]
    assert only(database, AuthorAddress).address == "new@example.org"


def test_authors_keep_their_rows_when_the_record_changes(database):
    people = tuple(FoundAuthor(last_name=name) for name in ("Ade", "Bee", "Cee"))
    article = took(database, "PubMed", ("1", pubmed(authors=people)))["1"].article
    with database.reading() as session:
        before = [author.id for author in queries.authors_of(session, article)]
    took(database, "PubMed", ("1", pubmed(authors=(people[0], FoundAuthor(last_name="Bea")))))
    with database.reading() as session:
        after = queries.authors_of(session, article)
    assert [author.id for author in after] == before[:2]
    assert [author.name for author in after] == ["Ade", "Bea"]


def test_a_retraction_marks_the_article_and_is_told_once(database):
    notice = Notice("retraction-in", "90000009", None, "J Invent Oncol. 2025 Nov 3;12(4):300")
    took(database, "PubMed", ("1", pubmed()))
    took(database, "PubMed", ("1", pubmed(notices=(notice,))))
    took(database, "PubMed", ("1", pubmed(notices=(notice,), volume="12")))
    assert only(database).retracted_on == date(2025, 11, 3)
    assert kinds(database).count("article.retracted") == 1


@pytest.mark.parametrize("notice_first", [True, False])
def test_a_retraction_notice_of_its_own_marks_the_article_it_names(database, notice_first):
    notice = pubmed("Retraction: Single fraction", pmid="90000009", notices=(Notice("retraction-of", "90000001"),))
    order = [("9", notice), ("1", pubmed())] if notice_first else [("1", pubmed()), ("9", notice)]
    for entry in order:
        took(database, "PubMed", entry)
    with database.reading() as session:
        article = session.scalar(select(Article).where(Article.pmid == "90000001"))
        assert article.retracted_on == NOW.date()
        assert session.scalars(select(ArticleNotice.kind).where(ArticleNotice.article_id == article.id)).all() == [
            "retraction-in"
        ]
    before = everything(database)
    took(database, "PubMed", *order)
    assert everything(database) == before


def test_an_issue_of_next_year_does_not_head_the_library_until_then(database):
    took(
        database,
        "Feed",
        ("a", found(published="2026-02", published_on=date(2026, 2, 1))),
        ("b", found("No date at all in this one", published="", published_on=None)),
    )
    with database.reading() as session:
        assert set(session.scalars(select(Article.listed_on))) == {NOW.date()}


def test_silent_intake_tells_nobody(database):
    took(database, "import", ("1", pubmed()), silent=True)
    with database.reading() as session:
        assert session.scalar(select(Change.silent)) is True


def test_a_batch_takes_a_fixed_number_of_statements(database):
    def batch(start, number):
        return [
            (
                str(n),
                pubmed(
                    f"A sufficiently long invented title number {n}",
                    pmid=str(n),
                    authors=(FoundAuthor(last_name="Li"),),
                ),
            )
            for n in range(start, start + number)
        ]

    took(database, "PubMed", *batch(1, 2))
    with statements(database) as few:
        took(database, "PubMed", *batch(100, 3))
    with statements(database) as many:
        took(database, "PubMed", *batch(1000, 60))
    assert len(questions(many)) == len(questions(few))
    with statements(database) as again:
        took(database, "PubMed", *batch(1000, 60))
    assert len(again) <= 4


def test_no_question_of_a_batch_goes_through_all_articles(sqlite_database):
    """At 100,000 articles each would take longer than all the rest."""
    asked = []

    def note(connection, cursor, statement, parameters, *_):
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    entries = [("1", pubmed(doi="10.5555/a", pmcid="PMC1", pii="S1470-2045(25)00672-2"))]
    entries += [("2", pubmed("Of another", pmid="90000002", notices=(Notice("erratum-for", "90000001"),)))]
    event.listen(sqlite_database.engine, "before_cursor_execute", note)
    took(sqlite_database, "PubMed", *entries)
    took(sqlite_database, "Feed", ("a", found(doi="10.5555/a", url="https://j.example/1")))
    event.remove(sqlite_database.engine, "before_cursor_execute", note)
    with sqlite_database.engine.connect() as connection:
        plans = {
            row.detail: statement
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        }
    assert len(asked) > 10
    tables = ("articles", "article_notices", "article_authors", "sightings", "article_tags", "told", "teller")
    assert [plan for plan in plans if plan.startswith("SCAN") and plan.split()[1] in tables] == []


def questions(statements):
    """On SQLite, rows whose ids are wanted back are inserted one by one; what must not grow are the reads."""
    return [statement for statement in statements if statement.startswith("SELECT")]


def test_a_date_that_cannot_be_is_no_date_and_next_years_issue_is_one(database):
    took(database, "Feed", ("a", found(published="2099-01-01", published_on=date(2099, 1, 1))))
    article = only(database)
    assert (article.published, article.published_on, article.listed_on) == ("", None, NOW.date())
    took(database, "Feed", ("a", found(published="2027-01", published_on=date(2027, 1, 1))))
    assert (only(database).published, only(database).listed_on) == ("2027-01", NOW.date())
