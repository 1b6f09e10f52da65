"""What else is known of an article stands on its page, in words."""

from __future__ import annotations

from datetime import timedelta

from journalclub.literature.found import Authority, FoundArticle, Heading, Notice
from journalclub.literature.intake import take
from journalclub.literature.models import Article
from tests.web.conftest import ClientAs
from tests.world import World


def arrives(world: World, days: int, *notices: Notice, **fields: str) -> int:
    title = "An invented trial of one fraction in a pleasant place"
    found = FoundArticle(
        title,
        Authority.PUBMED,
        pmid="99000077",
        mesh=(Heading("Radiosurgery", major=True, qualifiers=(("methods", True),)),),
        notices=notices,
        details={"conflict_of_interest": "None declared.", "copyright": "© 2026 by nobody."},
        **fields,  # type: ignore[arg-type]
    )
    with world.database.transaction() as session:
        at = world.now - timedelta(days=9 - days)
        return take(session, "Spine query", [("99000077", found)], now=at).outcomes["99000077"].article


def test_the_page_tells_subjects_money_ties_and_what_changed(world: World, client_as: ClientAs) -> None:
    article = arrives(world, 1)
    arrives(world, 2, Notice("comment-in", "99000001", None, "Sample J. 2026;1:2"), pages="1-9")
    page = client_as("visitor").get(f"/articles/{article}").text
    assert "<b>Radiosurgery / methods</b>" in page
    assert "None declared." in page
    assert "What changed since it came" in page
    assert "pages: 1-9; notice: commented on by" in page
    assert f'<b>Commented on by</b> <a href="/articles/{world.article}">' in page, "the club holds the comment"


def test_a_retraction_that_was_a_mistake_is_told_with_its_end(world: World, client_as: ClientAs) -> None:
    article = arrives(world, 1, Notice("retraction-in", "99000088", None, "Sample J. 2026;1:2"))
    assert "Retracted" in client_as("visitor").get(f"/articles/{article}").text
    arrives(world, 2)
    page = client_as("visitor").get(f"/articles/{article}").text
    assert "no longer called retracted by any record" in page
    assert "Retracted" not in page


def test_a_record_that_pubmed_no_longer_has_says_so(world: World, client_as: ClientAs) -> None:
    article = arrives(world, 1)
    client = client_as("visitor")
    assert "no longer returns" not in client.get(f"/articles/{article}").text
    with world.database.transaction() as session:
        session.get_one(Article, article).gone_at = world.now
    assert "PubMed no longer returns this record" in client.get(f"/articles/{article}").text


def test_a_merged_article_keeps_its_discussions_its_address_and_where_it_came_from(
    world: World, client_as: ClientAs
) -> None:
    ben = client_as("ben")
    discussion = world.discussions["members archived"]
    with world.database.transaction() as session:
        session.get_one(Article, world.article).authority = int(Authority.FEED)
        found = FoundArticle("A trial by another name", Authority.PUBMED, pmcid="PMC990001", url="https://j.example/1")
        kept = take(session, "A journal", [("1", found)], now=world.now).outcomes["1"].article
        both = FoundArticle("A trial", Authority.PUBMED, pmid="99000001", pmcid="PMC990001", doi="10.5555/sample.1")
        assert take(session, "Spine query", [("99000001", both)], now=world.now).outcomes["99000001"].article == kept
        assert session.get_one(Article, world.article).merged_into == kept
    moved = ben.get(f"/articles/{world.article}")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"/articles/{kept}")
    page = ben.get(f"/articles/{kept}").text
    assert f'href="/discussions/{discussion}"' in page
    assert all(source in page for source in ("A journal", "Spine query", "Samples", "https://j.example/1"))
    assert f'href="/articles/{kept}"' in ben.get(f"/discussions/{discussion}").text
