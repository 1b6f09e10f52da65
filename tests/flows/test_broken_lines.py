"""A member on a telephone whose line breaks, and whose server goes away: nothing is lost, nothing is there twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fakes.club import running_club
from tests.flows.evenings import PHONE, STAYED, Table, comes, said

pytestmark = pytest.mark.browser


def test_a_member_on_a_broken_line_loses_nothing(chromium: Any, tmp_path: Path) -> None:
    with running_club(tmp_path, arguments=("--demo",)) as club:
        club.environ["JC_INSTANCE"], club.arguments = f"{club.environ['JC_INSTANCE']}/demo", ()  # to start it as it is
        table = Table(club, chromium)
        ada = table.seat("Ada")
        place = table.live_hour(ada, "One fraction or five")
        ben = table.seat("Ben", place, **PHONE)
        ben.is_connected()
        ada.is_connected()
        stayed = [person.page.evaluate(STAYED) for person in (ada, ben)]

        ben.context.set_offline(True)
        ben.posts("Written in a tunnel.")
        ben.page.get_by_text("Your words are kept").wait_for()
        ben.page.locator('[data-connection="off"]').wait_for()
        ada.posts("Said while Ben was in the tunnel.")
        ben.page.locator("#text").fill("Half a thought")
        ben.context.set_offline(False)
        for person in (ada, ben):
            comes(person, "Written in a tunnel.")
        comes(ben, "Said while Ben was in the tunnel.")
        ben.is_connected()
        assert ben.page.locator("#text").input_value() == "Half a thought"

        club.kill()
        for person in (ada, ben):
            person.page.locator('[data-connection="off"]').wait_for()
        ben.posts("Half a thought, and the other half.")
        ben.page.get_by_text("Your words are kept").wait_for()
        ada.posts("Is anybody there?")
        ada.page.get_by_text("Your words are kept").wait_for()
        club.start()
        for person in (ada, ben):
            comes(person, "and the other half.")
            comes(person, "Is anybody there?")
            person.is_connected()
        ada.posts("Everybody is.")
        comes(ben, "Everybody is.")

        expected = said(ada)
        assert sorted(expected) == sorted(
            [
                "Said while Ben was in the tunnel.",
                "Written in a tunnel.",
                "Half a thought, and the other half.",
                "Is anybody there?",
                "Everybody is.",
            ]
        )
        assert said(ben) == expected
        assert [person.page.evaluate("window.stayed") for person in (ada, ben)] == stayed
        ben.go(place)
        assert said(ben) == expected
        for person in (ada, ben):
            assert [fault for fault in person.faults if "ERR_" not in fault] == []  # the browser names the lost lines
