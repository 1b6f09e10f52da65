"""Every screen of the real application in a browser: for everybody, on a phone, in the dark, without a third party."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser import screens
from tests.browser.screens import SCREENS, Scene, Screen

pytestmark = pytest.mark.browser

QUICK = {"resultTypes": ["violations"], "preload": False}  # nothing here that only a fetched style sheet could tell
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def scene_of(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Scene]]:
    """The club of that name, started when it is first asked for."""
    scenes: dict[str, Scene] = {}
    with ExitStack() as stack:

        def of(name: str) -> Scene:
            if name not in scenes:
                folder: Path = tmp_path_factory.mktemp(name)
                scenes[name] = stack.enter_context(screens.scene(name, chromium, folder))
            return scenes[name]

        yield of


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_a_screen_is_for_everybody_and_asks_nobody_else(
    screen: Screen, scene_of: Callable[[str], Scene], chromium: Any
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    scene = scene_of(screen.club)
    person = scene.person(chromium, screen)
    for width, scheme in ((360, "dark"), (1280, "light")):
        answer = scene.open(person, screen, width, scheme)
        assert answer.status == screen.status
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert person.page.locator("h1").count() == 1
        assert person.page.evaluate(OVERFLOW) <= 0, f"wider than {width} px"
        found = axe.run(person.page, options=QUICK).response["violations"]
        assert [(one["id"], [node["html"][:150] for node in one["nodes"]]) for one in found] == [], (width, scheme)
        own = f"status of {screen.status}"  # the browser says that a page which is not there is not there
        assert [fault for fault in person.faults if screen.status == 200 or own not in fault] == []


def test_a_certificate_prints_on_one_page(scene_of: Callable[[str], Scene], chromium: Any) -> None:
    scene, (screen,) = scene_of("sample"), [screen for screen in SCREENS if screen.name == "certificate"]
    person = scene.person(chromium, screen)
    scene.open(person, screen, 1280, "dark")
    for paper in ("A4", "Letter"):
        assert person.page.pdf(format=paper, print_background=True).count(b"/Type /Page\n") == 1
    person.context.close()
