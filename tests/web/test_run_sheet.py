"""The run sheet on screen."""

from __future__ import annotations

from journalclub.members.actions import roles
from journalclub.members.viewer import OPERATOR
from tests.web.conftest import ClientAs
from tests.world import World


def test_a_host_sees_what_is_done_says_whose_the_rest_is_and_hands_over(client_as: ClientAs, world: World) -> None:
    with world.database.transaction() as session:
        roles.set_roles(session, by=OPERATOR, member_id=world.members["ben"], roles=["member", "host"], now=world.now)
    ada, place = client_as("ada"), f"/discussions/{world.discussions['members announced']}"
    page = ada.get(f"{place}/run-sheet").text
    assert "3 of 9 done" in page  # the article, the author, the announcement
    assert "overdue" in page
    assert (
        ada.submit(f"{place}/run-sheet", f"{place}/run-sheet/assignments", choose=str(world.members["ada"])).status_code
        == 302
    )
    assert ada.send(f"{place}/run-sheet/marks", done="access").status_code == 302
    assert ada.send(f"{place}/run-sheet/reminder").status_code == 302
    page = ada.get(f"{place}/run-sheet").text
    assert "5 of 9 done" in page
    assert "done, as a host says" in page
    assert "Send the reminder now" not in page
    assert (
        ada.submit(f"{place}/run-sheet", f"{place}/hosts", member=str(world.members["ben"]), all="1").status_code == 302
    )
    ben = client_as("ben")
    assert ben.get(f"{place}/run-sheet").text.count("selected>Ben Eriksen") == 9
    assert ada.send(f"{place}/hosts/{world.members['ada']}/removal").status_code == 302
    assert ada.get(f"{place}/run-sheet").status_code == 403


def test_a_step_that_there_is_not_is_refused(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['members announced']}/run-sheet/marks"
    assert client_as("ada").send(place, done="everything").status_code == 400
