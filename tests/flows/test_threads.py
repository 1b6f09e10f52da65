"""Two members and an article that nobody has talked about yet, in browsers, with and without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.club import Club, running_club
from tests.flows.people import Person

pytestmark = pytest.mark.browser
ARTICLE = "/articles/30"  # of the sample: it has only just come in


def person(chromium: Any, club: Club, name: str, **more: Any) -> Person:
    someone = Person(chromium, club, **more)
    someone.go("/").get_by_role("button", name=name, exact=True).click()
    someone.page.get_by_label("You: ").wait_for()
    someone.go(ARTICLE)
    return someone


def select(page: Any, words: str) -> None:
    """Drag over these words of the abstract."""
    page.evaluate(
        """(words) => {
            const walk = document.createTreeWalker(document.querySelector("[data-quotable]"), NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const at = walk.currentNode.data.indexOf(words);
                if (at >= 0) getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + words.length);
            }
        }""",
        words,
    )


def test_an_article_is_talked_about_for_the_first_time(chromium: Any, tmp_path: Path) -> None:
    with running_club(tmp_path, arguments=("--demo",)) as club:
        ben, ada = person(chromium, club, "Ben"), person(chromium, club, "Ada")
        words = ben.page.locator("[data-quotable] div").last.inner_text()
        select(ben.page, words)
        ben.page.get_by_role("button", name="Quote this").click()
        assert ben.page.locator("#quote").input_value() == words
        ben.posts("Would you do this on Monday?")
        assert words in ben.post("Would you do this on Monday?").locator("blockquote").inner_text()
        ben.page.locator('[data-connection="on"]').wait_for()

        ada.posts("We do it already.")  # her page had no stream to follow: now it has, and has caught up
        ada.post("Would you do this on Monday?").wait_for()
        ben.post("We do it already.").wait_for()
        ada.page.locator('[data-connection="on"]').wait_for()
        ben.posts("How do you pay for it?")
        ada.post("How do you pay for it?").wait_for()

        mo = person(chromium, club, "Mo", script=False)
        mo.page.locator("main [name=text]").fill("Out of what the visits had cost.")
        mo.press("Post")
        assert mo.page.url.partition("#")[0].endswith(ARTICLE)
        mo.sees("Out of what the visits had cost.")
        ada.post("Out of what the visits had cost.").wait_for()
        assert ben.faults == ada.faults == []
