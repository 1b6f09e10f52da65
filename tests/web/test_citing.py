"""Articles for a reference manager: one, those that are ticked, a whole list, a discussion's reading list."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from journalclub.literature import intake
from journalclub.literature.faceting import FACETING
from journalclub.literature.found import Authority, FoundArticle, FoundAuthor
from journalclub.web import library
from tests.literature.reference_managers import zotero_bibtex, zotero_ris
from tests.web.conftest import ClientAs
from tests.world import World

TRIAL = "Single-fraction or multi-fraction treatment for painful bone metastases: a sample trial"


@pytest.fixture
def shelf(world: World) -> list[int]:
    """Three articles tagged `spine`, the newest last."""
    found = [
        FoundArticle(
            title=f"Dose {number} & “effect”",
            authority=Authority.PUBMED,
            pmid=str(32000000 + number),
            authors=(FoundAuthor(last_name="Søndergård", fore_name="Åse"),),
            journal="Journal of sample oncology",
            published="2026-05-19",
            published_on=(world.now - timedelta(days=9 - number)).date(),
        )
        for number in range(3)
    ]
    with world.database.transaction() as session:
        entries = [(str(one.pmid), one) for one in found]
        outcomes = intake.take(session, "test", entries, now=world.now, tags=("spine",)).outcomes
    FACETING.drain(world.database, world.now)
    return [outcome.article for outcome in outcomes.values()]


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("ris", "application/x-research-info-systems; charset=utf-8"),
        ("bib", "application/x-bibtex; charset=utf-8"),
        ("json", "application/vnd.citationstyles.csl+json"),
        ("txt", "text/plain; charset=utf-8"),
    ],
)
def test_one_article_comes_as_a_file_with_its_type_and_name(client_as: ClientAs, shelf, form, kind) -> None:
    answer = client_as("visitor").get(f"/articles/{shelf[0]}/citation.{form}")
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="article-{shelf[0]}.{form}"'
    assert "Søndergård" in answer.data.decode("utf-8")


def test_only_the_ticked_ones_are_in_the_file_in_the_order_of_the_list(client_as: ClientAs, shelf) -> None:
    address = f"/library/citations.ris?selected=1&a={shelf[2]}&a={shelf[0]}&a=99999&a=x"
    items = zotero_ris(client_as("visitor").get(address).text)
    assert [item["PMID"] for item in items] == ["32000002", "32000000"]


def test_when_nothing_is_ticked_the_page_says_what_to_do(client_as: ClientAs, shelf) -> None:
    answer = client_as("visitor").get("/library/citations.ris?selected=1")
    assert answer.status_code == 422
    assert "Tick the articles" in answer.text


def test_a_whole_tag_comes_newest_first_and_bears_its_name(client_as: ClientAs, shelf, monkeypatch) -> None:
    answer = client_as("visitor").get("/library/citations.bib?tag=spine")
    assert [item["PMID"] for item in zotero_bibtex(answer.text)] == ["32000002", "32000001", "32000000"]
    assert 'filename="library-spine.bib"' in answer.headers["Content-Disposition"]
    monkeypatch.setattr(library, "MOST_IN_A_FILE", 2)
    assert len(json.loads(client_as("visitor").get("/library/citations.json?tag=spine").text)) == 2
    assert json.loads(client_as("visitor").get("/library/citations.json?tag=nothing").text) == []


def test_the_bound_is_said_where_the_file_is_offered(client_as: ClientAs, shelf) -> None:
    page = client_as("visitor").get("/library?tag=spine").text
    assert "newest 1,000 at most" in page
    assert 'href="/library/citations.bib?tag=spine"' in page


def test_a_format_that_nobody_knows_is_not_found(client_as: ClientAs, shelf) -> None:
    for address in (
        f"/articles/{shelf[0]}/citation.exe",
        "/library/citations.exe",
        "/library/citations.exe?selected=1&a=1",
    ):
        assert client_as("visitor").get(address).status_code == 404


def test_a_reading_list_is_the_article_and_what_was_attached(client_as: ClientAs, shelf, world: World) -> None:
    here = world.discussions["members live"]
    client_as("ben").send(f"/discussions/{here}/readings", identifier=f"PMID {32000001}")
    items = zotero_ris(client_as("ben").get(f"/discussions/{here}/reading-list.ris").text)
    assert [item["title"] for item in items] == [TRIAL, "Dose 1 & “effect”"]
    assert f"/discussions/{here}/reading-list.bib" in client_as("ben").get(f"/discussions/{here}").text
    assert client_as("visitor").get(f"/discussions/{here}/reading-list.ris").status_code == 404


def test_every_row_of_the_library_carries_coins(client_as: ClientAs, shelf) -> None:
    page = client_as("visitor").get("/library?tag=spine").text
    found = [parse_qs(html.unescape(title)) for title in re.findall(r'class="Z3988" title="([^"]+)"', page)]
    assert [one["rft_id"] for one in found] == [[f"info:pmid/3200000{number}"] for number in (2, 1, 0)]
    assert found[0]["rft.atitle"] == ["Dose 2 & “effect”"]
    assert (found[0]["rft.aulast"], found[0]["rft.date"]) == (["Søndergård"], ["2026-05-19"])
    assert found[0]["rft.jtitle"] == ["Journal of Sample Oncology"]


def test_an_article_page_has_highwire_tags_and_the_line_to_copy(client_as: ClientAs, shelf) -> None:
    page = client_as("visitor").get(f"/articles/{shelf[0]}").text
    assert '<meta name="citation_title" content="Dose 0 &amp; “effect”">' in page
    assert '<meta name="citation_author" content="Søndergård, Åse">' in page
    assert '<meta name="citation_publication_date" content="2026/05/19">' in page
    assert "Søndergård Å. Dose 0 &amp; “effect”. Journal of Sample Oncology. 2026 May 19." in page
