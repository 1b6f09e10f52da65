"""Reading the live page: how far one has read, reading modes, and naming somebody."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.evening import said
from tests.browser.sample import cast

pytestmark = pytest.mark.browser

ABE = cast.person(20, "Yuki Abe", None, "oncologist", "JP")
PEOPLE = [{"name": name, "about": "oncologist"} for name in ("Ada Delacroix", "Adam Ito", "Li Chen")]


def connected(tab: Any) -> Any:
    tab.locator('[data-connection="on"]').wait_for()
    return tab


def test_what_was_on_screen_for_a_moment_is_kept_when_the_page_is_left(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    club.evening.tell("post", said(club.app, 50, ABE, "The last word."))
    tab.locator('[data-read$=" 50"]').wait_for()
    assert club.evening.marked.empty()
    tab.goto("about:blank")
    assert club.evening.marked.get(timeout=10) == "50"


def test_of_a_visitor_only_their_browser_knows(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "visitor"))
    tab.locator('[data-read$=" 9"]').wait_for()
    assert tab.locator(".newline").count() == 0
    tab.evaluate("localStorage['read-7'] = `${document.querySelector('#post-6').dataset.at} 6`")
    tab.reload()
    assert tab.locator(".newline + *").get_attribute("id") == "post-7"
    assert tab.locator(".newline").inner_text() == "New since 03:29"
    assert tab.locator("[data-jump]").text_content().startswith("2 new")  # 7 and 9: 8 is hidden
    tab.locator('[data-read$=" 9"]').wait_for()
    tab.goto("about:blank")
    assert club.evening.marked.empty()


def test_in_a_lane_others_stay_away_and_are_counted_at_all(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.locator('[data-read$=" 9"]').wait_for()
    tab.get_by_role("link", name="@me").click()
    club.evening.tell("post", said(club.app, 50, ABE, "To nobody."))
    club.evening.tell("post", said(club.app, 51, ABE, "To you.", to=[cast.BEN.id]))
    tab.locator("#post-51").wait_for()
    assert tab.locator("#post-50").is_hidden()
    assert tab.locator("#log > [data-post-id]:visible").count() == 1
    assert tab.locator("a[data-lane='']").text_content() == "All 2"
    assert tab.locator("a[data-lane=mentions]").text_content() == "@me 1"
    tab.get_by_role("link", name="All").click()
    assert tab.locator("#post-50").is_visible()


def test_those_who_are_here_are_suggested_after_an_at(open_page: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.route("**/participants", lambda route: route.fulfill(json={"people": PEOPLE}))
    box = tab.locator("#text")
    box.press_sequentially("Well, @Ad")
    tab.get_by_role("option", name="Adam Ito").wait_for()
    assert tab.locator("#people [role=option]").count() == 2
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == tab.get_by_role("option", name="Adam").get_attribute("id")
    box.press("Enter")
    assert box.input_value() == "Well, @Adam Ito "
    assert tab.get_by_role("listbox").is_hidden()
    box.press_sequentially("and a@lic")
    assert tab.get_by_role("listbox").is_hidden()
