"""The articles that posts name by their numbers, for whoever reads on."""

from __future__ import annotations

import pytest
from flask import Flask

from journalclub.kit import clock
from journalclub.literature.models import Article, ArticleNotice
from journalclub.search.indexer import Indexer
from tests.web.conftest import ClientAs
from tests.world import World

TITLE = "Single-fraction or multi-fraction treatment"


@pytest.mark.parametrize("number", ["pmid:99000001", "doi:10.5555/sample.1", "doi:10.5555/SAMPLE.1"])
@pytest.mark.parametrize("who", ["visitor", "ben"])
def test_everybody_is_shown_the_article_of_a_number(client_as: ClientAs, world: World, number: str, who: str) -> None:
    answer = client_as(who).get("/articles/cards", query_string={"id": [number, "pmid:4"]})
    assert answer.text.count("data-card") == 1
    assert f'data-card="{number}" href="/articles/{world.article}"' in answer.text
    assert TITLE in answer.text
    assert "Sample Journal of Radiotherapy</cite> 2026" in answer.text


def test_a_trial_is_known_by_its_registration(app: Flask, client_as: ClientAs, world: World) -> None:
    with world.database.transaction() as session:
        session.get_one(Article, world.article).trials = ["NCT01234567"]
    Indexer(world.database, app.extensions["journalclub"].engine).rebuild(clock.now())
    client = client_as("visitor")
    assert TITLE in client.get("/articles/cards?id=nct:NCT01234567").text
    assert TITLE not in client.get("/articles/cards?id=nct:NCT07654321").text


def test_a_retraction_is_shown_the_next_time(client_as: ClientAs, world: World) -> None:
    client, path = client_as("visitor"), "/articles/cards?id=pmid:99000001"
    assert "Retracted" not in client.get(path).text
    with world.database.transaction() as session:
        session.add(ArticleNotice(article_id=world.article, kind="retraction-in"))
    answer = client.get(path)
    assert "Retracted" in answer.text
    assert "max-age=60" in answer.headers["Cache-Control"]


NOTHING = ["", "pmid:", "pmid:x", "doi:99000001", "pmcid:99000001", "nct:1", "id:1", "pmid:1" * 50]


@pytest.mark.parametrize("number", NOTHING)
def test_what_is_no_number_or_of_another_kind_finds_nothing(client_as: ClientAs, number: str) -> None:
    answer = client_as("visitor").get("/articles/cards", query_string={"id": number})
    assert (answer.status_code, "data-card" in answer.text) == (200, False)


def test_a_post_says_which_numbers_it_names(client_as: ClientAs, world: World) -> None:
    ben, page = client_as("ben"), f"/discussions/{world.discussions['members live']}"
    words = "See PMID 99000001, doi:10.5555/sample.1 and #SampleOnc at https://pubmed.ncbi.nlm.nih.gov/99000001/"
    shown = ben.submit(page, f"{page}/posts", text=words, follow=True).text
    assert 'data-cites="pmid:99000001 doi:10.5555/sample.1"' in shown
    assert '<a href="/search?q=99000001">' in shown
    assert '<a class="hashtag" href="/search?q=%23SampleOnc">#SampleOnc</a>' in shown
    assert "to #sampleonc" in shown


def test_a_transcript_shows_them_and_what_is_quoted(client_as: ClientAs, world: World) -> None:
    ben, page = client_as("ben"), f"/discussions/{world.discussions['members live']}"
    quoted = world.posts["members live ada"]
    ben.submit(page, f"{page}/posts", text="PMID 99000001 says no.", quotes=str(quoted))
    transcript = ben.get(f"{page}/transcript").text
    assert 'data-cites="pmid:99000001"' in transcript
    assert f'href="#post-{quoted}"><b>Ada Delacroix</b> A primary endpoint' in transcript
    lines = {
        "md": "> Ada Delacroix: “A primary endpoint",
        "html": "<blockquote>Ada Delacroix: “A primary endpoint",
        "json": f'"quotes": {quoted}',
        "csv": f"PMID 99000001 says no.,,{quoted},",
    }
    for form, line in lines.items():
        assert line in client_as("ada").get(f"{page}/export.{form}").text
    assert "sampleonc, hosted by" in client_as("ada").get(f"{page}/export.md").text
