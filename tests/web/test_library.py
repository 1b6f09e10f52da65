"""The library's list and the request for an article that is missing."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from journalclub.discussions.models import Discussion
from journalclub.kit.paging import encode_cursor
from journalclub.literature.faceting import FACETING
from tests.web.browser import forms
from tests.web.conftest import ClientAs
from tests.world import World


def test_a_refused_request_for_an_article_comes_back_filled_in(client_as: ClientAs) -> None:
    answer = client_as("ben").send("/articles", identifier="the paper by Chen")
    assert answer.status_code == 422
    (form,) = [form for form in forms(answer.text) if "identifier" in form.fields]
    assert form.fields["identifier"] == "the paper by Chen"


def test_an_article_that_is_asked_for_is_shown_as_pending(client_as: ClientAs) -> None:
    answer = client_as("ben").send("/articles", identifier="PMID 31000001", follow=True)
    assert answer.status_code == 200
    assert "31000001" in answer.text


@pytest.fixture
def browsed(world: World) -> World:
    FACETING.drain(world.database, world.now)
    return world


def test_filters_live_in_the_address_and_combine(client_as: ClientAs, browsed: World) -> None:
    ben = client_as("ben")
    page = ben.get("/library?source=Samples&is=discussed").text
    assert "1 article fits." in page
    # Each way on keeps what was chosen, and letting go of one keeps the other.
    assert 'href="/library?source=Samples&amp;journal=Sample+Journal+of+Radiotherapy&amp;is=discussed"' in page
    assert '<a class="chip" href="/library?source=Samples" aria-current="true">' in page
    assert "Nothing in the library fits" in ben.get("/library?source=Samples&tag=spine").text


def test_counts_are_for_whoever_looks(client_as: ClientAs, browsed: World) -> None:
    counted = '<a href="/library?is=discussed">Discussed here</a><span>1</span>'
    assert counted in client_as("visitor").get("/library").text
    with browsed.database.transaction() as session:
        session.execute(update(Discussion).values(visibility="members"))
    assert counted in client_as("ben").get("/library").text
    assert "Discussed here" not in client_as("visitor").get("/library").text


@pytest.mark.parametrize("query", ["cursor=x", "since=soon&until=", "year=0000", "year=99999", "is=anything&topic="])
def test_an_address_that_means_nothing_is_a_page(client_as: ClientAs, browsed: World, query: str) -> None:
    assert client_as("visitor").get(f"/library?{query}").status_code == 200


def test_a_cursor_that_nobody_gave_out_is_passed_over(client_as: ClientAs, browsed: World) -> None:
    page = client_as("visitor").get("/library", query_string={"cursor": encode_cursor("soon", 1)})
    assert "Single-fraction" in page.text


def test_words_are_for_the_search(client_as: ClientAs) -> None:
    assert client_as("visitor").get("/library?q=bone+pain").location == "/search?q=bone+pain"
