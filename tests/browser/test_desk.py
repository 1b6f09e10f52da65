"""The desk in a browser: it is brought up to date without taking anything from whoever works at it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import redirect, render_template

from tests.browser import sample
from tests.browser.evening import said
from tests.browser.sample import cast
from tests.browser.test_live_page import connected

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(club: Any) -> Callable[..., None]:
    """Says what the desk's fragment is from now on; each is fetched as often as a page asks."""

    def holds(**more: Any) -> None:
        _template, variants = sample.pages()["show"]
        known = {**sample.frame(), **variants["host"], **more}
        club.app.view_functions["desk.show"] = lambda **_: render_template("discussions/_desk.html", **known)

    holds()
    return holds


def test_a_change_on_the_desk_leaves_the_focus_open_folds_and_typed_words_alone(
    open_page: Any, club: Any, desk: Callable[..., None]
) -> None:
    tab = connected(open_page("show", "host"))
    tab.get_by_text("Hand over", exact=True).click()
    tab.get_by_label("One post of a member").select_option("30")
    tab.get_by_role("button", name="All that follows five minutes later").focus()
    desk(others=[cast.person(31, "Lucia Ferrara", "host", "oncologist", "IT")])
    club.evening.tell("state", {"state": "live", "desk": True})
    tab.get_by_label("To whom").get_by_text("Lucia Ferrara").wait_for(state="attached")
    assert tab.locator(".run details").get_attribute("open") is not None
    assert tab.get_by_label("One post of a member").input_value() == "30"
    assert tab.evaluate("document.activeElement.getAttribute('aria-label')") == "All that follows five minutes later"


def test_only_a_page_that_has_a_desk_asks_for_it(open_page: Any, club: Any) -> None:
    asked: list[str] = []
    club.app.view_functions["desk.show"] = lambda **_: asked.append("desk") or ""
    club.app.view_functions["discussions.show"] = lambda **_: asked.append("page") or ""
    tab = connected(open_page("show", "full"))
    club.evening.tell("state", {"state": "live", "desk": True})
    club.evening.tell("post", said(club.app, 50, cast.BEN_P, "After it."))
    tab.get_by_text("After it.").wait_for()
    tab.wait_for_timeout(100)
    assert asked == []


def test_a_click_on_the_desk_stays_on_the_page_and_a_refusal_says_why(
    open_page: Any, club: Any, desk: Callable[..., None]
) -> None:
    answers: list[Any] = [({"detail": "Nothing of the script can be moved."}, 409), redirect("/")]
    club.app.view_functions["script.shift"] = lambda **_: answers.pop(0)
    tab = connected(open_page("show", "host"))
    tab.locator("#text").fill("A sentence in the making")
    later = tab.get_by_role("button", name="All that follows five minutes later")
    later.click()
    tab.get_by_text("Nothing of the script can be moved.").wait_for()
    later.click()
    tab.get_by_text("Nothing of the script can be moved.").wait_for(state="hidden")
    assert tab.locator("#text").input_value() == "A sentence in the making"
    assert answers == []


def test_on_a_phone_the_desk_lies_over_the_conversation_while_it_is_open(
    open_page: Any, desk: Callable[..., None]
) -> None:
    tab = connected(open_page("show", "host", width=360))
    assert tab.locator("#desk").is_hidden()
    tab.get_by_role("link", name="Desk").click()
    button = tab.get_by_role("button", name="Ask T4 now")
    assert button.bounding_box()["height"] >= 24
    assert tab.evaluate("document.documentElement.scrollWidth") == 360
    tab.keyboard.press("Escape")
    assert tab.locator("#desk").is_hidden()


def test_whoever_is_no_host_any_more_has_no_desk(open_page: Any, club: Any) -> None:
    club.app.view_functions["desk.show"] = lambda **_: ("", 403)
    tab = connected(open_page("show", "host"))
    club.evening.tell("state", {"state": "live", "desk": True})
    tab.locator("#desk").wait_for(state="detached")


def test_hosts_and_authors_are_here_by_name_and_nobody_else(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    people = [{"name": "Ada", "badge": "host"}, {"name": "Chen", "badge": "author"}]
    club.evening.tell("presence", {"here": 14, "people": people})
    tab.get_by_text("14 here · Ada (host), Chen (author)").wait_for()


def test_what_is_pinned_follows_its_post(open_page: Any, club: Any) -> None:
    tab = connected(open_page("show", "full"))
    club.evening.tell("state", {"state": "live", "pin": True, "pinned": 5})
    line = tab.locator("[data-pinned]")
    line.get_by_text("Retreatment").wait_for()
    club.evening.tell("post-changed", said(club.app, 5, cast.BEN_P, "Other words."))
    line.get_by_text("Other words.").wait_for()
    club.evening.tell("post-hidden", said(club.app, 5, cast.BEN_P, "Other words.", hidden=True))
    line.wait_for(state="hidden")
    assert "Other words" not in line.text_content()
    club.evening.tell("post-changed", said(club.app, 5, cast.BEN_P, "Other words."))
    line.get_by_text("Other words.").wait_for()
    club.evening.tell("state", {"state": "live", "pin": True, "pinned": None})
    line.wait_for(state="hidden")
