"""The library's list and the request for an article that is missing."""

from __future__ import annotations

from tests.web.browser import forms
from tests.web.conftest import ClientAs


def test_a_refused_request_for_an_article_comes_back_filled_in(client_as: ClientAs) -> None:
    answer = client_as("ben").send("/articles", identifier="the paper by Chen")
    assert answer.status_code == 422
    (form,) = [form for form in forms(answer.text) if "identifier" in form.fields]
    assert form.fields["identifier"] == "the paper by Chen"


def test_an_article_that_is_asked_for_is_shown_as_pending(client_as: ClientAs) -> None:
    answer = client_as("ben").send("/articles", identifier="PMID 31000001", follow=True)
    assert answer.status_code == 200
    assert "31000001" in answer.text


def test_filters_live_in_the_address_and_combine(client_as: ClientAs) -> None:
    page = client_as("ben").get("/library?q=nothing+like+this&tag=spine").text
    assert "Nothing in the library fits" in page
