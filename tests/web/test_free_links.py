"""Where an article is free to read, on its page and on the page of its discussion."""

from __future__ import annotations

from datetime import timedelta

from journalclub.literature.found import Authority, FoundArticle, Notice
from journalclub.literature.intake import take
from tests.web.browser import forms
from tests.web.conftest import ClientAs
from tests.world import World

LAPSES = "That ends before this discussion closes"
WARNING = "Ask the journal to keep the article free until the discussion closes."


def enter(client_as: ClientAs, world: World, days: int) -> None:
    last = (world.now + timedelta(days=days)).date().isoformat()
    answer = client_as("ada").send(f"/articles/{world.article}/free-links", url="https://example.org/free", last=last)
    assert answer.status_code == 302


def test_a_window_that_ends_before_the_discussion_is_said_to_all_and_hosts_are_warned(
    client_as: ClientAs, world: World
) -> None:
    page = f"/discussions/{world.discussions['members announced']}"
    assert "No free way to the article is known" in client_as("ada").get(page).text
    assert "No free way to the article is known" not in client_as("ben").get(page).text
    enter(client_as, world, days=3)
    for who, warned in (("ben", False), ("ada", True)):
        text = client_as(who).get(page).text
        assert '<a class="free" href="https://example.org/free"' in text
        assert LAPSES in text
        assert (WARNING in text) is warned
    enter(client_as, world, days=30)
    text = client_as("ada").get(page).text
    assert LAPSES not in text
    assert WARNING not in text


def test_a_link_stands_on_the_article_and_in_the_library(client_as: ClientAs, world: World) -> None:
    enter(client_as, world, days=3)
    assert "Read it free until" in client_as("visitor").get(f"/articles/{world.article}").text
    assert "free to read until" in client_as("visitor").get("/library").text
    assert "Ada Delacroix" in client_as("ada").get(f"/articles/{world.article}").text


def test_a_refused_link_comes_back_filled_in(client_as: ClientAs, world: World) -> None:
    answer = client_as("ada").send(f"/articles/{world.article}/free-links", url="ftp://x.example/", last="soon")
    assert answer.status_code == 422
    (form,) = [form for form in forms(answer.text) if "url" in form.fields]
    assert form.fields["url"] == "ftp://x.example/"


def test_a_correction_stands_on_the_article_its_discussion_and_the_transcript(
    client_as: ClientAs, world: World
) -> None:
    past = world.discussions["members archived"]
    pages = (f"/articles/{world.article}", f"/discussions/{past}", f"/discussions/{past}/transcript")
    ben = client_as("ben")
    titles = {
        "erratum-in": "article was corrected",
        "expression-of-concern-in": "concern about",
        "retraction-in": "was retracted",
    }
    for kind, title in titles.items():
        notice = Notice(kind, source="Sample Journal. 2026")
        found = FoundArticle(title="x", authority=Authority.PUBMED, pmid="99000001", notices=(notice,))
        with world.database.transaction() as session:
            take(session, "Samples", [("99000001", found)], now=world.now)
        for page in pages:
            assert title in ben.get(page).text, (kind, page)
        assert 'class="badge' in ben.get("/library").text
