"""Which answers stand for a question."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from journalclub.discussions.ranking import Answer, best

NOON = datetime(2026, 9, 20, 12, tzinfo=UTC)


def answer(number: int, part: str = "", replies: int = 0, **reactions: int) -> Answer:
    return Answer(number, 1, part, NOON + timedelta(minutes=number), replies, reactions)


def numbers(*answers: Answer) -> list[int]:
    return [one.id for one in best(answers)]


def test_what_will_change_practice_counts_more_than_agreement() -> None:
    assert numbers(answer(1), answer(2, agree=2), answer(3, will_change_practice=1), answer(4, insightful=1)) == [
        3,
        2,
        4,
    ]


def test_an_author_comes_first_however_few_reacted() -> None:
    assert numbers(answer(1, insightful=40), answer(2), answer(3, "author")) == [3, 1, 2]


def test_authors_leave_room_for_somebody_else_and_fill_what_nobody_else_takes() -> None:
    said = [answer(number, "author") for number in range(1, 5)]
    assert numbers(*said, answer(9)) == [1, 2, 9]
    assert numbers(*said) == [1, 2, 3]


def test_a_host_comes_before_those_whom_nobody_answered_but_not_before_those_whom_many_did() -> None:
    assert numbers(answer(1), answer(2, "host"), answer(3, replies=3)) == [3, 2, 1]


def test_among_equals_the_earlier_one_stands() -> None:
    assert numbers(answer(2), answer(4), answer(3), answer(1)) == [1, 2, 3]


def test_a_reaction_that_nobody_knows_counts_nothing() -> None:
    assert answer(1, applause=7).points == 0
