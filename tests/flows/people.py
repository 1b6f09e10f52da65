"""People at the club: each with a browser of their own, or a program with a token."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote

from playwright.sync_api import TimeoutError

from tests.fakes.club import Club
from tests.fakes.smtp_sink import SmtpSink

PATIENCE = 20.0  # seconds until what does not happen has failed to


class Person:
    """Somebody with a browser. Steps are taken on `page`; `faults` are what the browser complained about."""

    def __init__(
        self, browser: Any, club: Club, zone: str = "Europe/Brussels", *, script: bool = True, **more: Any
    ) -> None:
        self.club = club
        self.context = browser.new_context(
            base_url=club.url, timezone_id=zone, locale="en-GB", java_script_enabled=script, **more
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._hear)
        self.page.on("request", self._look_at)

    def go(self, address: str) -> Any:
        self.page.goto(address)
        return self.page

    def fill(self, **fields: str) -> None:
        """Fill in a form by the names of its fields."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def press(self, name: str) -> None:
        """Press the button of the main part that is called this, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("button", name=name, exact=True).click()

    def presses_on_the_desk(self, name: str) -> None:
        """Press a button of the desk; the page stays, and hears what comes of it."""
        self.page.locator("#desk").get_by_role("button", name=name, exact=True).click()

    def sees(self, text: str, seconds: float = PATIENCE) -> None:
        main = self.page.locator("main")
        try:
            main.get_by_text(text).first.wait_for(timeout=seconds * 1000)
        except TimeoutError as error:
            raise AssertionError(f"{text!r} is not on {self.page.url}:\n{main.inner_text()}") from error

    def is_connected(self) -> None:
        """Returns once the live page says that its stream stands."""
        self.page.locator('[data-connection="on"]').wait_for()

    def posts(self, text: str) -> None:
        """Write in the box of the live page and send it; the page stays."""
        self.page.locator("#text").fill(text)
        self.page.get_by_role("button", name="Post", exact=True).click()

    def post(self, text: str) -> Any:
        """The post with these words, as the page shows it."""
        return self.page.locator("article.post", has_text=text)

    def _hear(self, said: Any) -> None:
        if said.type == "error":
            self.faults.append(f"{said.text} ({said.location['url']})")

    def _look_at(self, request: Any) -> None:
        if not request.url.startswith((self.club.url, "data:")):
            self.faults.append(f"asked {request.url}")


class Program:
    """Somebody's program: the API with a token of theirs, or without one."""

    def __init__(self, club: Club, email: str = "") -> None:
        self.club = club
        self.token = club.cli("token", "create", email).strip() if email else ""

    def get(self, path: str) -> Any:
        return self.ask("GET", path)[1]

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and JSON of an answer. Raises OSError when the program is not there."""
        request = urllib.request.Request(self.club.url + path, method=method)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)

    def found(self, query: str) -> list[dict[str, Any]]:
        return list(self.get(f"/api/v1/search?q={quote(query)}")["hits"])

    @contextmanager
    def listening(self, stream: str) -> Iterator[Iterator[tuple[str, dict[str, Any]]]]:
        """The events of a discussion's stream, one (name, data) after the other."""
        with urllib.request.urlopen(stream, timeout=PATIENCE) as lines:
            yield _events(lines)


def found_the_club(ada: Person, zone: str) -> None:
    """Through the wizard behind the link that the program printed."""
    ada.go(ada.club.set_up_link)
    ada.fill(
        club_name="Evening Journal Club",
        hashtag="#eveningjc",
        ordinal="third",
        weekday="sunday",
        time="20:00",
        zone=zone,
        contact_email="library@club.example",
        name="Ada Novak",
        email="ada@club.example",
        profession="radiation oncologist",
        country="US",
    )
    ada.press("Start the club")
    ada.sees("The club stands.")


def _events(lines: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    for raw in lines:
        field, _, value = raw.decode().rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)


def mailed_link(sink: SmtpSink, address: str, path: str) -> str:
    """The link to `path` in the newest letter to an address that holds one; waits for it to come."""
    wanted = re.compile(rf"https?://\S+{path}\S+")
    letters = list(sink.letters)
    while True:
        for letter in reversed(letters):
            if address in letter.recipients and (found := wanted.search(letter.text)):
                return found[0]
        letters = sink.wait_for(len(letters) + 1, PATIENCE)
