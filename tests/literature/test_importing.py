"""Articles from an archive."""

import pytest
from sqlalchemy import func, select

from journalclub.changes.models import Change
from journalclub.kit.refusal import Refusal
from journalclub.literature import queries
from journalclub.literature.actions import add_imported_article
from journalclub.literature.models import Article, ArticleImport, ArticleNotice
from tests.literature.conftest import NOW
from tests.literature.counted import everything

LINE = {
    "type": "article",
    "key": "a1",
    "pmid": "90000001",
    "doi": "10.5555/JIO.2025.0001",
    "title": "Doses of 5 < x > 3 & <b>more</b>",
    "abstract": "First paragraph.\n\np < 0.05 and x<y",
    "journal": "Journal of Invented Oncology",
    "volume": "12",
    "published": "2024-05",
    "authors": ["Delacroix, Ada", "Ben Eriksen"],
    "notices": [{"kind": "retraction", "pmid": "90000009"}],
    "colour": "blue",
}


def imported(database, line, archive="old"):
    with database.transaction() as session:
        return add_imported_article(session, line, archive, NOW)


def test_a_line_becomes_an_article_in_silence(database):
    assert imported(database, LINE) == "added"
    with database.reading() as session:
        article = session.scalar(select(Article))
        assert (article.archive, article.key, article.extra) == ("old", "a1", {"colour": "blue"})
        assert (article.pmid, article.doi, article.published) == ("90000001", "10.5555/jio.2025.0001", "2024-05")
        assert [author.last_name for author in queries.authors_of(session, article.id)] == ["Delacroix", "Eriksen"]
        assert session.scalar(select(ArticleNotice.kind)) == "retraction-in"
        assert article.retracted_on is not None
        assert set(session.scalars(select(Change.silent))) == {True}


def test_titles_and_abstracts_of_an_archive_are_plain_text(database):
    imported(database, LINE)
    with database.reading() as session:
        article = session.scalar(select(Article))
        assert article.title == "Doses of 5 < x > 3 & <b>more</b>"
        assert article.title_html == "Doses of 5 &lt; x &gt; 3 &amp; &lt;b&gt;more&lt;/b&gt;"
        assert article.abstract == "First paragraph.\n\np < 0.05 and x<y"


def test_a_repeat_changes_nothing_and_a_changed_line_is_not_applied(database):
    imported(database, LINE)
    before = everything(database)
    assert imported(database, dict(LINE)) == "unchanged"
    assert imported(database, LINE | {"title": "Other"}) == "changed"
    assert everything(database) == before


def test_an_article_that_is_here_gets_the_key_of_each_archive(database):
    imported(database, LINE)
    imported(database, {"key": "z9", "title": "Another wording", "pmid": "90000001"}, archive="second")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Article)) == 1
        article = session.scalar(select(Article))
        lines = queries.imports_of(session, [article.id])[article.id]
        assert [(line.archive, line.key) for line in lines] == [("old", "a1"), ("second", "z9")]
        assert article.archive == "old"


def test_a_title_is_enough(database):
    assert imported(database, {"type": "article", "key": "a", "title": "Only a title"}) == "added"


def test_an_address_in_an_imported_affiliation_stays_apart(database):
    author = {"last_name": "Li", "fore_name": "Chen", "affiliations": ["Leuven. chen@example.org"]}
    imported(database, {"key": "a", "title": "T", "authors": [author]})
    with database.reading() as session:
        row = queries.authors_of(session, 1)[0]
        assert row.affiliations == ["Leuven."]
        assert [one.address for one in queries.addresses_of(session, 1)] == ["chen@example.org"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "needs a title"),
        ({"title": None}, "needs a title"),
        ({"title": ["a"]}, "must be a text"),
        ({"key": ""}, "needs a key"),
        ({"pmid": "x1"}, "`pmid`"),
        ({"doi": "nothing"}, "`doi`"),
        ({"published": "soon"}, "`published`"),
        ({"authors": "Ada"}, "`authors`"),
        ({"notices": ["retraction"]}, "notice"),
        ({"title": "a\x00b"}, "cannot be stored"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason_and_leaves_nothing(database, change, words):
    with pytest.raises(Refusal, match=words):
        imported(database, LINE | change)
    with database.reading() as session:
        assert session.scalar(select(ArticleImport)) is None
