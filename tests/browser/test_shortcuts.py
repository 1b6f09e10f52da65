"""The evening by keyboard: keys press what is on the page, never while somebody writes, and can be switched off."""

from __future__ import annotations

from typing import Any

import pytest
from flask import render_template

from tests.browser import sample
from tests.browser.test_live_page import connected

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.id || document.activeElement.textContent.trim()"


def test_a_reader_goes_through_the_posts_replies_and_reacts(open_page: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.evaluate("scrollTo(0, 0)")
    for key in "jjjk":
        tab.keyboard.press(key)
    post = tab.evaluate(FOCUSED)
    assert post == tab.locator("#log > .post").nth(1).get_attribute("id")
    tab.keyboard.press("r")
    assert tab.evaluate(FOCUSED) == "text"
    assert tab.locator("[name=reply_to]").input_value() == post.removeprefix("post-")
    tab.keyboard.type("jk?")
    assert tab.locator("#text").input_value() == "jk?"
    tab.keyboard.press("Escape")
    assert tab.evaluate(FOCUSED) == post
    tab.keyboard.press("e")
    assert tab.evaluate(FOCUSED) == "agree"


def test_a_host_asks_posts_pauses_and_moves_the_script_by_two_keys(open_page: Any, club: Any) -> None:
    done: list[str] = []
    club.app.view_functions["desk.show"] = lambda **_: render_template("discussions/_desk.html", **desk)
    _template, variants = sample.pages()["show"]
    desk = {**sample.frame(), **variants["host"]}
    for name in ("script.post", "steering.lock", "steering.extend", "script.shift"):
        club.app.view_functions[name] = lambda name=name, **_: done.append(name) or ""
    tab = connected(open_page("show", "host"))
    for key in ("g", "z", "s", "p", "g", "Escape", "x"):
        tab.keyboard.press(key)
    for key in "spx+":
        with tab.expect_response("**/desk"):
            tab.keyboard.press("g")
            tab.keyboard.press(key)
    assert done == ["script.post", "steering.lock", "steering.extend", "script.shift"]
    tab.keyboard.press("g")
    tab.keyboard.press("d")
    assert tab.evaluate(FOCUSED) == "desk"


def test_the_list_of_keys_says_which_there_are_and_switches_them_off_for_good(open_page: Any) -> None:
    tab = connected(open_page("show", "full"))
    tab.keyboard.press("?")
    assert "next post" in tab.locator("dialog").inner_text()
    assert "pause" not in tab.locator("dialog").inner_text()
    tab.get_by_label("These keys act in this browser").uncheck()
    tab.keyboard.press("Escape")
    tab.reload()
    connected(tab)
    for key in "?jw":
        tab.keyboard.press(key)
    assert tab.locator("dialog").is_hidden()
    assert tab.evaluate("document.activeElement === document.body")
    tab.get_by_role("button", name="Keys").click()
    tab.get_by_label("These keys act in this browser").check()
    tab.keyboard.press("Escape")
    tab.keyboard.press("w")
    assert tab.evaluate(FOCUSED) == "text"
