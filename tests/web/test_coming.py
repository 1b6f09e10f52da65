"""Who is coming, on the discussion's page; and what the page says before the evening."""

from __future__ import annotations

from journalclub.discussions.models import Discussion
from tests.web.conftest import ClientAs
from tests.world import World


def test_a_member_says_so_and_members_see_the_name_while_visitors_see_a_number(
    client_as: ClientAs, world: World
) -> None:
    place = f"/discussions/{world.discussions['public announced']}"
    ben = client_as("ben")
    assert ben.submit(place, f"{place}/coming", answer="going").status_code == 302
    page = ben.get(place).text
    assert 'aria-pressed="true"' in page
    assert ">Ben Eriksen</a>" in client_as("mo").get(place).text
    outside = client_as("visitor").get(place).text
    assert "1 going" in outside
    assert "Ben Eriksen" not in outside
    assert ben.submit(place, f"{place}/coming", answer="").status_code == 302
    assert "1 going" not in client_as("visitor").get(place).text


def test_an_answer_that_there_is_not_is_refused(client_as: ClientAs, world: World) -> None:
    place = f"/discussions/{world.discussions['public announced']}"
    assert client_as("ben").send(f"{place}/coming", answer="perhaps").status_code == 400


def test_before_the_evening_the_page_tells_what_one_needs_to_know(client_as: ClientAs, world: World) -> None:
    discussion = world.discussions["members announced"]
    with world.database.transaction() as session:
        session.get_one(Discussion, discussion).summary = "Because it **changes** how we treat <b>on Monday</b>."
    page = client_as("ben").get(f"/discussions/{discussion}").text
    assert "<strong>changes</strong>" in page
    assert "<b>on Monday" not in page
    for words in (
        "Who is coming",
        "Rules of conduct",
        "At leisure from",
        "Chen Li takes part",
        "T1",
        "T2",
    ):
        assert words in page, words
