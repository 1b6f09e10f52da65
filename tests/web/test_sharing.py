"""Which tabs may have one stream between them: those of one sign-in that show one discussion."""

from __future__ import annotations

import re

from tests.web.browser import Browser
from tests.web.conftest import ClientAs
from tests.world import World


def share(browser: Browser, discussion: int) -> str:
    found = re.search(r'data-share="([^"]+)"', browser.get(f"/discussions/{discussion}").text)
    assert found is not None
    return found[1]


def test_only_tabs_of_one_sign_in_and_discussion_share_a_stream(client_as: ClientAs, world: World) -> None:
    one, another = world.discussions["public live"], world.discussions["members live"]
    ben, ben_elsewhere, visitor = client_as("ben"), client_as("ben"), client_as("visitor")
    assert share(ben, one) == share(ben, one)
    different = [share(ben, one), share(ben, another), share(ben_elsewhere, one), share(client_as("mo"), one)]
    assert len({*different, share(visitor, one)}) == 5
