"""Write a picture of every screen, to be looked at.

python -m tests.browser.shoot FOLDER [NAME…]      # 360, 768 and 1280 px, light and dark; all screens, or those named
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.screens import SCREENS, Scene, Screen, scene
from tests.conftest import FLAGS

WIDTHS = (360, 768, 1280)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a picture of every screen.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", help="these screens only")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    wanted = [screen for screen in SCREENS if not given.names or screen.name in given.names]
    path = os.environ.get("JC_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for club in dict.fromkeys(screen.club for screen in wanted):
            with scene(club, browser, Path(folder) / club) as here:
                for screen in wanted:
                    if screen.club == club:
                        shoot(browser, here, screen, given.folder)
        browser.close()


def shoot(browser: Any, here: Scene, screen: Screen, folder: Path) -> None:
    person = here.person(browser, screen)
    for width in WIDTHS:
        here.open(person, screen, width)
        for scheme in ("light", "dark"):
            person.page.emulate_media(color_scheme=scheme)
            picture = folder / f"{screen.name}-{width}-{scheme}.png"
            # What stands at the edge of the window would lie across the middle of a longer picture.
            person.page.screenshot(path=picture, full_page=not screen.name.startswith("live"))
            print(picture, flush=True)


if __name__ == "__main__":
    main()
