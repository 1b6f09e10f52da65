"""How long somebody was there, from what they did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from journalclub.discussions.actions import polling, posting, reacting
from journalclub.discussions.calendar import Hour
from journalclub.discussions.closing import reflecting
from journalclub.discussions.closing.attendance import Attended, attended, minutes_present
from journalclub.discussions.closing.reflecting import Outcome, Said
from journalclub.discussions.models import Discussion
from journalclub.discussions.post_models import Post
from tests.discussions.closing.conftest import CLOSED, Over
from tests.discussions.conftest import START

EIGHT = datetime(2026, 9, 20, 20, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EVENING, MORNING = Hour(EIGHT, EIGHT + 60 * MINUTE), Hour(EIGHT + 720 * MINUTE, EIGHT + 750 * MINUTE)


@pytest.mark.parametrize(
    ("acts", "minutes"),
    [
        ([], 0),
        ([-1, 60], 0),  # before it began, and when it was over
        ([17], 5),
        ([2, 58], 55),
        ([2, 30, 10], 30),  # 28 minutes, in no order
        ([0, 59.9], 60),
        ([5, 725], 10),  # once in each of two hours
        ([0, 55, 720, 749], 85),
        ([720, 749.9], 30),  # never more than the hour
    ],
)
def test_time_present_is_from_the_first_act_to_the_last(acts: list[float], minutes: int) -> None:
    assert minutes_present([EVENING, MORNING], [EIGHT + at * MINUTE for at in acts]) == minutes


def of(over: Over, who: str) -> Attended:
    with over.evening.database.reading() as session:
        row = session.get_one(Discussion, over.discussion)
        return attended(session, row, over.evening.people[who].id or 0)


def test_posts_reactions_and_reflections_are_acts(over: Over) -> None:
    people = over.evening.people
    with over.evening.database.transaction() as session:
        at = START + 41 * MINUTE
        reacting.react(session, by=people["Ben"], post_id=over.posts["Ada"], kind="agree", on=True, now=at)
        said = Said(Outcome.CHANGES)
        reflecting.reflect(session, by=people["Ben"], discussion_id=over.discussion, said=said, now=START + 55 * MINUTE)
    assert of(over, "Ben") == Attended(45, 1, 0, [2], 1, START + 55 * MINUTE)
    assert of(over, "Chen") == Attended(0, 0, 1, [1], 0, None)
    assert of(over, "Chen")


def test_a_vote_is_an_act_also_when_the_poll_has_closed_and_forgotten_it(over: Over) -> None:
    ada, mo = over.evening.people["Ada"], over.evening.people["Mo"]
    with over.evening.database.transaction() as session:
        asked = session.get_one(Post, over.posts["Ada"])
        polling.add_poll(session, by=ada, post=asked, choices=("One", "Several"), multiple=False, now=START)
        for chosen, minute in ((1, 20), (2, 31)):
            polling.vote(session, by=mo, post_id=asked.id, chosen=[chosen], now=START + minute * MINUTE)
        polling.close(session, by=ada, post_id=asked.id, now=START + 40 * MINUTE)
    assert of(over, "Mo") == Attended(10, 0, 0, [], 1, None)


def test_who_only_read_has_no_certificate_and_neither_has_who_only_reflected(over: Over) -> None:
    with over.evening.database.transaction() as session:
        mo = over.evening.people["Mo"]
        reflecting.reflect(session, by=mo, discussion_id=over.discussion, said=Said(Outcome.CONFIRMS), now=CLOSED)
    assert not of(over, "Mo")


def test_what_was_withdrawn_does_not_count(over: Over) -> None:
    with over.evening.database.transaction() as session:
        posting.withdraw_post(session, by=over.evening.people["Ben"], post_id=over.posts["Ben"], now=CLOSED)
    assert not of(over, "Ben")
