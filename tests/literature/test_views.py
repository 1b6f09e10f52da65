"""Articles as pages show them."""

from journalclub.literature import views
from journalclub.literature.models import Article
from tests.literature.conftest import NOW


def shown(database, **columns):
    with database.transaction() as session:
        row = Article(title="A sample trial", listed_on=NOW.date(), added_at=NOW, changed_at=NOW, **columns)
        session.add(row)
        session.flush()
        return views.article(session, row.id)


def test_a_plain_abstract_whose_lines_are_labelled_is_shown_in_sections(database):
    text = "BACKGROUND: Pain is common.\nMETHODS: 8 Gy, p < 0.05.\nINTERPRETATION: One visit."
    sections = shown(database, abstract=text, abstract_sections=[{"label": "", "html": "<p>…</p>"}]).abstract_sections
    assert [section.label for section in sections] == ["BACKGROUND", "METHODS", "INTERPRETATION"]
    assert sections[1].html == "8 Gy, p &lt; 0.05."


def test_one_line_without_a_label_leaves_the_abstract_whole(database):
    sections = shown(database, abstract="AIM: Pain.\nNothing else is labelled.").abstract_sections
    assert [section.label for section in sections] == [""]


def test_a_merged_article_is_shown_as_the_one_it_became(database):
    kept = shown(database)
    assert shown(database, merged_into=kept.id).id == kept.id
    with database.reading() as session:
        gone = kept.id + 1
        assert views.articles_by_id(session, {gone})[gone].id == kept.id
        assert views.with_aliases(session, kept.id) == [kept.id, gone]
