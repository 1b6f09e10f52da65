"""Forms over https, and characters that nobody types."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from journalclub.config import Settings
from tests.web.browser import Browser, form_to
from tests.web.conftest import ClientAs
from tests.web.test_signin import link_of
from tests.world import World

HTTPS = "https://club.example.org"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, public_url=HTTPS)


def test_a_secret_link_works_over_https_although_its_page_lets_no_referrer_out(world: World, app: Flask) -> None:
    browser, link = Browser(app), link_of(world, "ben")
    page = browser.get(link, base_url=HTTPS)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    form = form_to(page.text, link)
    assert browser.post(link, data=form.fields, base_url=HTTPS).status_code == 302


def test_a_form_without_its_token_is_refused_over_https_too(world: World, app: Flask) -> None:
    assert Browser(app).post(link_of(world, "ben"), base_url=HTTPS).status_code == 400


def test_what_was_typed_comes_back_on_the_page_of_a_form_that_was_open_too_long(world: World, app: Flask) -> None:
    place = f"/discussions/{world.discussions['public live']}/posts"
    sent = {"text": "The <b>margin</b> was\nfour millimetres.", "client_token": "c0ffee", "csrf_token": "an old one"}
    answer = Browser(app).post(place, data=sent, base_url=HTTPS)
    assert answer.status_code == 400
    assert "The &lt;b&gt;margin&lt;/b&gt; was\nfour millimetres." in answer.text
    assert "c0ffee" not in answer.text
    assert "an old one" not in answer.text
    strange = Browser(app).post(place, data=sent, base_url=HTTPS, headers={"Sec-Fetch-Site": "cross-site"})
    assert "millimetres" not in strange.text  # somebody else's words are not shown as one's own


@pytest.mark.parametrize("path", ["/library?q=%00", "/search?q=a%00b", "/library?tag=%00", "/api/v1/search?q=%00"])
def test_a_query_with_a_nul_is_refused(client_as: ClientAs, path: str) -> None:
    assert client_as("visitor").get(path).status_code == 400


def test_a_form_with_a_nul_is_refused(world: World, client_as: ClientAs) -> None:
    react = f"/posts/{world.posts['public live ada']}/reactions"
    assert client_as("ben").send(react, kind="agree\0").status_code == 400
