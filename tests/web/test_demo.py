"""The sample club's banner: one click to be somebody else, and only in the sample club."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

from journalclub.config import Settings
from tests.web.browser import Browser, forms
from tests.web.conftest import ClientAs, make_app
from tests.world import World


@pytest.fixture
def demo(settings: Settings, world: World) -> Flask:
    return make_app(dataclasses.replace(settings, demo=True), world.database)


@pytest.mark.parametrize("name", ["ada", "ben", "chen", "mo"])
def test_one_click_makes_one_somebody(demo: Flask, name: str) -> None:
    client = Browser(demo)
    assert client.submit("/", "/demo", person=name).headers["Location"] == "/"
    assert f"{name}@example.org" in client.get("/settings").text


def test_one_changes_who_one_is_and_stays_on_the_page(demo: Flask, world: World) -> None:
    client, here = Browser(demo), f"/discussions/{world.discussions['public open']}"
    client.submit("/", "/demo", person="ben")
    (form,) = [form for form in forms(client.get("/").text) if form.action == "/demo"]
    referrer = {"Referer": f"http://club.example.org{here}"}
    answer = client.post("/demo", data={**form.fields, "person": "ada"}, headers=referrer)
    assert answer.headers["Location"] == here
    page = client.get("/").text
    assert 'value="ada"' in page
    assert page.split('value="ada"')[1].split(">")[0].endswith('aria-pressed="true"')


def test_nobody_becomes_the_administrator(demo: Flask) -> None:
    client = Browser(demo)
    assert client.submit("/", "/demo", person="ari").status_code == 404
    assert client.get("/settings").status_code == 302


def test_a_get_makes_one_nobody(demo: Flask) -> None:
    assert Browser(demo).get("/demo?person=ada").status_code == 405


def test_a_real_club_has_no_such_door(client_as: ClientAs) -> None:
    client = client_as("visitor")
    assert client.send("/demo", person="ada").status_code == 404
    assert 'action="/demo"' not in client.get("/").text
