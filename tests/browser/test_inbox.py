"""The keys of the hosts' inbox."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(chromium: Any, club: Any) -> Any:
    page = chromium.new_page()
    page.goto(club.url("inbox", "full"))
    yield page
    page.close()


def titles(page: Any) -> list[str]:
    return [title.split()[0] for title in page.locator("#inbox .title").all_inner_texts()]


def focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.textContent")).strip().split()[0]


def test_keys_move_set_aside_and_take_back(page: Any) -> None:
    assert titles(page) == ["Proton", "Hypofractionation", "Single-fraction"]
    for key, there in (("j", "Proton"), ("j", "Hypofractionation"), ("k", "Proton"), ("j", "Hypofractionation")):
        page.keyboard.press(key)
        assert focused(page) == there
    page.keyboard.press("x")
    expect(page.locator("#inbox > li")).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("Set aside: Hypofractionation")
    assert page.locator(".tabs .count").all_inner_texts() == ["2", "1"]
    assert focused(page) == "Single-fraction"
    page.keyboard.press("u")
    expect(page.locator("#inbox > li")).to_have_count(3)
    assert titles(page) == ["Proton", "Hypofractionation", "Single-fraction"]
    assert focused(page) == "Hypofractionation"
    assert page.locator(".tabs .count").all_inner_texts() == ["3", "0"]


def test_keys_leave_a_writer_alone_and_unfold_what_the_row_has(page: Any) -> None:
    page.keyboard.press("?")
    expect(page.locator("[data-keys]")).to_have_attribute("open", "")
    page.keyboard.press("j")
    page.keyboard.press("n")
    page.keyboard.type("jokx")
    assert page.locator("textarea").first.input_value() == "jokx"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert focused(page) == "Hypofractionation"
    assert len(titles(page)) == 3


def test_enter_opens_the_article_and_a_lost_connection_is_said(page: Any) -> None:
    page.keyboard.press("j")
    page.route("**/setting-aside", lambda route: route.abort())
    page.keyboard.press("h")
    expect(page.get_by_role("status")).to_contain_text("did not work")
    assert len(titles(page)) == 3
    page.keyboard.press("o")
    page.wait_for_url("**/articles/2")
