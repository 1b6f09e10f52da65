"""What else a word is looked for as, on its page."""

from __future__ import annotations

from tests.web.browser import form_to, forms
from tests.web.conftest import ClientAs

PAGE = "/search/meanings"


def test_a_host_says_what_a_word_means_and_takes_it_back(client_as: ClientAs) -> None:
    ada = client_as("ada")
    page = ada.submit(PAGE, PAGE, term="VCF", ways="vertebral fracture, compression fracture", follow=True).text
    assert "vertebral fracture · compression fracture" in page
    assert "VCF (also: vertebral fracture, compression fracture)" in client_as("ben").get("/search?q=VCF").text
    page = ada.submit(PAGE, f"{PAGE}/1/removal", follow=True).text
    assert "Nothing of its own yet" in page
    assert "said what else a word is looked for as: VCF" in client_as("mo").get("/moderation").text


def test_a_word_is_looked_for_alone_when_nothing_is_said_of_it(client_as: ClientAs) -> None:
    client_as("mo").submit(PAGE, PAGE, term="SBRT", ways="")
    assert "only as it stands" in client_as("visitor").get(PAGE).text
    assert "also: SABR" not in client_as("ben").get("/search?q=SBRT").text


def test_a_refused_meaning_comes_back_filled_in_and_readers_see_no_form(client_as: ClientAs) -> None:
    answer = client_as("ada").send(PAGE, term="…", ways="nothing")
    assert answer.status_code == 422
    assert form_to(answer.text, PAGE).fields["ways"] == "nothing"
    assert all(form.method == "get" or "/sign" in form.action for form in forms(client_as("ben").get(PAGE).text))
