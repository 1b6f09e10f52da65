"""A browser, a club that needs no database, and one evening in it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server

from tests.browser import sample
from tests.browser.evening import Evening
from tests.browser.stub_app import create_stub_app


class Club:
    """The stub club at its address."""

    def __init__(self) -> None:
        self.evening = Evening()
        self.app = create_stub_app(self.evening)
        self.server = make_server("127.0.0.1", 0, self.app, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, page: str, variant: str) -> str:
        return f"{self.address}/_/{page}/{variant}"

    def close(self) -> None:
        self.evening.hang_up()
        self.server.shutdown()


@pytest.fixture
def club() -> Iterator[Club]:
    here = Club()
    yield here
    here.close()


@pytest.fixture
def open_page(chromium: Any, club: Club) -> Iterator[Any]:
    """open_page(page, variant, width=1280, scheme="light", …) → a page in a window of its own, in Brussels."""
    contexts = []

    def opened(page: str, variant: str, *, width: int = 1280, scheme: str = "light", **more: Any) -> Any:
        options = {"timezone_id": "Europe/Brussels", "viewport": {"width": width, "height": 800}, **more}
        context = chromium.new_context(color_scheme=scheme, **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        tab = context.new_page()
        tab.faults = []
        tab.on("pageerror", lambda error: tab.faults.append(str(error)))
        tab.on("console", lambda said: tab.faults.append(said.text) if said.type == "error" else None)
        tab.clock.set_fixed_time(sample.NOW)
        tab.goto(club.url(page, variant))
        return tab

    yield opened
    for context in contexts:
        context.close()
