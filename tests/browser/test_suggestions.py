"""The search box as a combobox: by keyboard, with what it remembers, and without a script."""

from __future__ import annotations

import json
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def answer(route: Any) -> None:
    typed = route.request.url.rpartition("q=")[2]
    body = json.dumps([typed, ["spine fraction", "spine fracture"], ["word", "word"]])
    route.fulfill(body=body, content_type="application/x-suggestions+json")


def test_suggestions_are_chosen_with_the_keyboard(open_page: Any) -> None:
    tab = open_page("search", "empty")
    tab.route("**/search/suggestions?**", answer)
    box = tab.get_by_role("combobox", name="Search")
    assert box.get_attribute("aria-expanded") == "false"
    box.press_sequentially("spine fra")
    tab.get_by_role("option", name="spine fracture").wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    box.press("ArrowDown")
    chosen = tab.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert box.input_value() == "spine fracture"
    box.press("Escape")
    assert box.input_value() == "spine fra"
    assert tab.get_by_role("listbox").is_hidden()
    box.press_sequentially("c")
    tab.get_by_role("option", name="spine fraction").click()
    tab.wait_for_url("**/search?q=spine+fraction")


def test_recent_searches_stay_in_the_browser_until_they_are_forgotten(open_page: Any) -> None:
    tab = open_page("search", "empty")
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    box = tab.get_by_role("combobox", name="Search")
    box.fill("oligometastases")
    box.press("Enter")
    tab.wait_for_url("**/search?q=oligometastases")
    tab.go_back()
    box.fill("")
    box.click()
    tab.get_by_role("option", name="oligometastases").wait_for()
    tab.get_by_role("option", name="Forget recent searches").click()
    assert tab.get_by_role("listbox").is_hidden()
    assert tab.evaluate("Object.keys(localStorage).flatMap((key) => JSON.parse(localStorage[key]))") == []
    assert not [url for url in asked if "recent" in url]


def test_without_a_script_the_box_is_a_form(open_page: Any) -> None:
    tab = open_page("search", "empty", java_script_enabled=False)
    box = tab.get_by_role("searchbox", name="Search")
    box.fill("spine")
    box.press("Enter")
    tab.wait_for_url("**/search?q=spine")
