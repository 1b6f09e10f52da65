"""What it was for oneself: whose it is, who reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.closing import queries, reflecting
from journalclub.discussions.closing.queries import Reflections
from journalclub.discussions.closing.reflecting import Outcome, Said
from journalclub.kit.refusal import Conflict, NotFound, Refusal
from tests.discussions.closing.conftest import CLOSED, Over
from tests.discussions.conftest import START

SAID = Said(Outcome.CHANGES, "One fraction for spine metastases.", "What about the unstable spine?")


def reflect(over: Over, who: str, said: Said = SAID, now: object = CLOSED) -> None:
    with over.evening.database.transaction() as session:
        by = over.evening.people[who]
        reflecting.reflect(session, by=by, discussion_id=over.discussion, said=said, now=now)  # type: ignore[arg-type]


def counted(over: Over) -> Reflections:
    with over.evening.database.reading() as session:
        return queries.reflections(session, over.discussion)


def test_hosts_count_reflections_and_read_only_what_may_be_quoted(over: Over) -> None:
    reflect(over, "Ben")
    reflect(over, "Mo", Said(Outcome.CONFIRMS, "Nothing.", quotable=True))
    reflect(over, "Chen", Said(still_open="Older patients."))
    assert counted(over) == Reflections(3, {"changes": 1, "confirms": 1, "": 1}, [("Nothing.", "")])


def test_it_is_written_anew_and_taken_away(over: Over) -> None:
    reflect(over, "Ben", replace(SAID, quotable=True))
    reflect(over, "Ben", SAID)
    assert counted(over) == Reflections(1, {"changes": 1}, [])
    with over.evening.database.transaction() as session:
        ben = over.evening.people["Ben"]
        reflecting.forget(session, by=ben, discussion_id=over.discussion, now=CLOSED)
        assert queries.reflection(session, over.discussion, ben.id) is None


@pytest.mark.parametrize("who", ["visitor", "Eve", "Dora", "Ari"])
def test_who_could_not_take_part_is_not_asked(over: Over, who: str) -> None:
    with pytest.raises(NotFound):
        reflect(over, who)


@pytest.mark.parametrize(
    ("said", "now", "refusal"),
    [
        (Said(quotable=True), CLOSED, Refusal),
        (Said(differently="x" * 1001), CLOSED, Refusal),
        (SAID, START - timedelta(minutes=1), Conflict),
        (Said(still_open="My patient Mrs Miller, MRN 4839201."), CLOSED, PatientDetails),
    ],
)
def test_what_cannot_be_kept_is_refused(over: Over, said: Said, now: object, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        reflect(over, "Ben", said, now)
    assert counted(over).count == 0
