"""An evening of its own in the sample club, for people with real browsers: a telephone, a keyboard, no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.fakes.club import Club
from tests.flows.people import Person

ZONE = "America/Chicago"  # of the sample club
QUESTIONS = ("Was the design right for the question?", "Do you believe the result?", "What changes on Monday?")
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
STAYED = "window.stayed = true"


@dataclass
class Table:
    """The club, and the browser engine that its people use."""

    club: Club
    chromium: Any

    def seat(self, name: str, place: str = "/", **more: Any) -> Person:
        """Somebody of the sample who is signed in and has opened `place`."""
        someone = Person(self.chromium, self.club, **more)
        someone.go("/").get_by_role("button", name=name, exact=True).click()
        someone.page.get_by_label("You: ").wait_for()
        if place != "/":
            someone.go(place)
        return someone

    def live_hour(self, ada: Person, title: str, *, started: int = 5) -> str:
        """The path of a discussion that Ada hosts and that has been live for some minutes."""
        wall = datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None)
        moments = {"opens": -60, "starts": -started, "ends": 60 - started, "closes": 600}
        ada.go("/discussions/new")
        ada.fill(
            title=title, **{name: f"{wall + timedelta(minutes=by):%Y-%m-%dT%H:%M}" for name, by in moments.items()}
        )
        for number, question in enumerate(QUESTIONS, start=1):
            ada.page.get_by_label(f"T{number}", exact=True).fill(question)
        ada.press("Save and announce")
        ada.page.locator('#live[data-state="live"]').wait_for()
        return ada.page.url.removeprefix(self.club.url)


def said(person: Person) -> list[str]:
    """The words of all posts on the page, in their order."""
    return [text.strip() for text in person.page.locator("#log article.post[data-post-id] .text").all_inner_texts()]


def comes(person: Person, text: str) -> None:
    """A post with these words is on the page."""
    person.page.locator("#log article.post[data-post-id]", has_text=text).first.wait_for()


class Keys:
    """Somebody's keyboard: what has the focus is found by walking to it, as they would."""

    def __init__(self, person: Person) -> None:
        self.page = person.page

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def enter(self) -> None:
        """Press what has the focus, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.press("Enter")

    def to(self, name: str, within: Any = None) -> None:
        self._walk("Tab", name, within)

    def back_to(self, name: str, within: Any = None) -> None:
        self._walk("Shift+Tab", name, within)

    def _walk(self, key: str, name: str, within: Any) -> None:
        seen = []
        for _ in range(250):
            self.press(key)
            inside = within.element_handle() if within is not None else None  # anew: it may have been fetched again
            called, there, visible = self.page.evaluate(FOCUS, inside)
            if there and called.startswith(name):
                assert visible, f"one does not see that {called!r} has the focus"
                return
            seen.append(called)
        raise AssertionError(f"the keyboard does not come to {name!r}, only to {seen[:80]}")


# The name that a screen reader says (as far as this page needs it), whether it is in the part, and whether one sees it.
FOCUS = """(inside) => {
    const here = document.activeElement;
    const label = here.labels?.[0]?.textContent ?? "";
    const name = (here.getAttribute("aria-label") || label || here.textContent).trim().replace(/\\s+/g, " ");
    const outline = (one) => !/^(0px|.* none )/.test(getComputedStyle(one).outline);
    return [name, !inside || inside.contains(here), outline(here) || outline(here.form ?? here)];
}"""
