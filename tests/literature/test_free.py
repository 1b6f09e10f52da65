"""Free to read, and until when: a table of windows and days."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from journalclub.changes.models import AuditEntry, Change
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.literature import views
from journalclub.literature.actions.freeing import add_free_link, remove_free_link
from journalclub.literature.free import Access, Window, access
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer
from tests.literature.conftest import NOW

TODAY, CLOSES = date(2026, 5, 20), date(2026, 5, 26)
ADA = Viewer(id=1, name="Ada", roles=frozenset({"member", "host"}), verified=True)
BEN = Viewer(id=2, name="Ben", roles=frozenset({"member"}), verified=True)
URL = "https://example.org/free"


def may(day: int) -> date:
    return date(2026, 5, day)


def window(first: date | None, last: date | None, url: str = URL) -> Window:
    return Window(1, url, first, last, 1)


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        ([], None),
        ([window(None, None)], Access(URL)),
        ([window(None, may(24))], Access(URL, None, may(24), lapses=True)),
        ([window(may(20), may(26))], Access(URL, may(20), may(26))),
        ([window(None, may(20))], Access(URL, None, may(20), lapses=True)),  # the last day counts
        ([window(may(22), may(24))], Access("", may(22), may(24), lapses=True)),
        ([window(may(22), None)], Access("", may(22), None)),
        ([window(None, may(19))], Access("", None, may(19), lapses=True)),  # over: no link is shown
        ([window(None, may(19)), window(None, may(30), "b")], Access("b", None, may(30))),
        ([window(None, may(24)), window(may(25), may(27))], Access(URL, None, may(24))),  # the next takes over
        (
            [window(None, may(23)), window(may(25), may(27))],
            Access(URL, None, may(23), lapses=True),
        ),
    ],
)
def test_what_a_reader_is_told(windows: list[Window], expected: Access | None) -> None:
    assert access(None, windows, TODAY, CLOSES) == expected


def test_pubmed_central_is_free_for_good() -> None:
    found = access("PMC9900001", [window(None, may(19))], TODAY, CLOSES)
    assert found == Access("https://pmc.ncbi.nlm.nih.gov/articles/PMC9900001/")


def test_what_ended_lapses_for_nobody_once_the_discussion_is_over() -> None:
    assert access(None, [window(None, may(19))], may(27), CLOSES) == Access("", None, may(19))


@pytest.fixture
def article(database):
    with database.transaction() as session:
        rows = [Article(title="x", listed_on=TODAY, added_at=NOW, changed_at=NOW) for _ in range(2)]
        session.add_all(rows)
        session.flush()
        return rows[0].id


def add(database, article, by=ADA, url=URL, first=None, last=None):
    with database.transaction() as session:
        return add_free_link(
            session, by=by, article_id=article, url=url, first=first, last=last, today=TODAY, now=NOW
        ).id


def test_a_host_enters_a_window_and_takes_it_back_on_record(database, article):
    link = add(database, article, first=may(20), last=may(24))
    with database.reading() as session:
        assert views.article(session, article).access(TODAY).last == may(24)
    with database.transaction() as session:
        assert remove_free_link(session, by=ADA, link_id=link, now=NOW) == article
    with database.reading() as session:
        assert views.article(session, article).access(TODAY) is None
        assert [row.act for row in session.scalars(select(AuditEntry))] == ["free-link.added", "free-link.removed"]
        ids = {"article": article, "link": link}
        assert [(row.kind, row.ids) for row in session.scalars(select(Change))] == [
            ("free-link.added", ids),
            ("free-link.removed", ids),
        ]


def test_a_link_of_a_merged_article_is_under_the_one_that_stands(database, article):
    link = add(database, article)
    with database.transaction() as session:
        session.get_one(Article, article).merged_into = article + 1
    with database.reading() as session:
        assert [one.id for one in views.article(session, article).windows] == [link]
        assert [one.id for one in views.articles_by_id(session, [article + 1])[article + 1].windows] == [link]


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "example.org/free", "https://", "https://pubmed.gov@evil.example/", "https://a b/"],
)
def test_only_whole_web_addresses_are_taken(database, article, url):
    with pytest.raises(Refusal, match="whole web address"):
        add(database, article, url=url)


def test_windows_that_make_no_sense_and_people_who_may_not(database, article):
    with pytest.raises(Refusal, match="before the first"):
        add(database, article, first=may(24), last=may(23))
    with pytest.raises(Refusal, match="is over"):
        add(database, article, last=may(19))
    with pytest.raises(Forbidden):
        add(database, article, by=BEN)
    with pytest.raises(NotFound):
        add(database, 99)
