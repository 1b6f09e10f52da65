"""The administrators' sources while a pull runs: the list renews itself, and stays where the keyboard is."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.browser


def test_the_bars_move_by_themselves_until_the_pull_is_over(open_page: Any) -> None:
    tab = open_page("sources", "full")
    assert "2 sources are being asked" in tab.locator("#pulling").inner_text()
    tab.locator("summary", has_text="What was refused").first.focus()
    moved = tab.content().replace("120 of 450", "300 of 450").replace('value="120"', 'value="300"')
    over = moved.replace('data-running="2"', 'data-running="0"').replace("300 of 450", "450 of 450")
    answers = [over, moved]
    asked: list[str] = []

    def answer(route: Any) -> None:
        asked.append(route.request.method)
        route.fulfill(status=200, content_type="text/html", body=answers.pop())

    tab.route("**/_/sources/full", answer)
    tab.get_by_text("300 of 450").wait_for()
    assert tab.evaluate("document.activeElement.textContent").startswith("What was refused")
    tab.get_by_text("450 of 450").wait_for()
    tab.locator('#pulling[data-running="0"]').wait_for(state="attached")
    assert asked == ["GET", "GET"]
