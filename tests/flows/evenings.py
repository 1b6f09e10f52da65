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

    def live_hour(self, ada: Person, title: str) -> str:
        """The path of a discussion that Ada hosts and that has been live for five minutes."""
        wall = datetime.now(ZoneInfo(ZONE)).replace(tzinfo=None)
        moments = {"opens": -60, "starts": -5, "ends": 55, "closes": 600}
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
