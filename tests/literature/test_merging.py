"""One article from several sources is one row; what only looks alike stays apart."""

from sqlalchemy import select

from journalclub.literature import queries
from journalclub.literature.models import Article, ArticleTag, Sighting
from tests.literature.test_intake import found, kinds, only, pubmed, took


def test_one_article_from_three_sources_is_one_row_with_three_sightings(database):
    took(database, "One", ("a", found(doi="10.5555/a")))
    took(database, "Two", ("b", found()))  # by title, journal and year
    took(database, "PubMed", ("1", pubmed(doi="10.5555/a")))
    only(database)
    with database.reading() as session:
        assert sorted(session.scalars(select(Sighting.source))) == ["One", "PubMed", "Two"]


def test_the_same_article_twice_in_one_answer_is_one_row(database):
    outcomes = took(database, "Feed", ("a", found(doi="10.5555/a")), ("b", found(doi="10.5555/a")), ("c", found()))
    assert only(database).doi == "10.5555/a"
    assert [outcomes[key].kind for key in "abc"] == ["new", "unchanged", "unchanged"]


def test_a_shared_title_alone_never_merges(database):
    took(
        database,
        "A",
        ("1", found("Erratum", doi="10.5555/a")),
        ("2", found("Erratum", doi="10.5555/b")),
        ("3", found("Erratum")),
    )
    with database.reading() as session:
        assert len(session.scalars(select(Article)).all()) == 3


def test_two_rows_that_turn_out_to_be_one_are_merged_and_the_alias_leads_on(database):
    one = took(database, "Feed", ("a", found(doi="10.5555/a", url="https://j.example/1")), tags=("feed",))["a"].article
    two = took(
        database, "PubMed", ("1", pubmed("Vertebral metastases in one go or several: a trial")), tags=("feed", "pm")
    )["1"].article
    assert one != two
    outcome = took(database, "Other", ("x", pubmed(doi="10.5555/a")))["x"]
    assert outcome.article == two
    with database.reading() as session:
        assert session.get_one(Article, one).merged_into == two
        assert queries.standing(session, one).id == two
        kept = session.get_one(Article, two)
        assert (kept.pmid, kept.doi, kept.url) == ("90000001", "10.5555/a", "https://j.example/1")
        assert set(session.scalars(select(Sighting.article_id))) == {two}
        assert set(session.scalars(select(ArticleTag.tag).where(ArticleTag.article_id == two))) == {"feed", "pm"}
    assert "article.merged" in kinds(database)
    # What comes for the alias later goes to the article that stayed.
    assert took(database, "Third", ("z", found("Quite another wording of it all", doi="10.5555/a")))["z"].article == two


def test_two_records_of_pubmed_with_one_doi_stay_two(database):
    took(
        database,
        "PubMed",
        ("1", pubmed(doi="10.5555/a")),
        ("2", pubmed("Reply to the trial of Delacroix", pmid="90000002", doi="10.5555/a")),
    )
    with database.reading() as session:
        rows = {row.pmid: row for row in session.scalars(select(Article))}
    assert rows["90000001"].doi == "10.5555/a"
    assert (rows["90000002"].doi, rows["90000002"].details["shared_doi"]) == (None, "10.5555/a")


def test_a_key_that_a_source_uses_again_for_something_else_makes_another_article(database):
    first = took(database, "Feed", ("g", found(doi="10.5555/a")))["g"].article
    second = took(database, "Feed", ("g", found("Something that has nothing to do with it", doi="10.5555/b")))[
        "g"
    ].article
    assert first != second
    assert only(database, Sighting).article_id == second
