"""The same decision twice in the same instant is one decision."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.discussions.agenda import deciding, voting
from journalclub.kit.refusal import Conflict, NotFound
from tests.at_once import at_once, on_postgres
from tests.discussions.agenda.conftest import SERIES, Agenda
from tests.discussions.agenda.test_deciding import next_date
from tests.discussions.conftest import NOW

pytestmark = on_postgres


def changes(agenda: Agenda) -> Counter[str]:
    with agenda.evening.database.reading() as session:
        return Counter(session.scalars(select(Change.kind)))


def test_dates_that_suit_are_said_once(agenda: Agenda) -> None:
    said = {"by": agenda.person("Ben"), "series_id": SERIES, "dates": [next_date(agenda)], "now": NOW}
    at_once(agenda.evening.database, lambda one: voting.suit(one, **said), lambda one: voting.suit(one, **said))
    assert changes(agenda) == {"dates.changed": 1}


def test_a_vote_is_given_once(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.brain)
    vote = {"by": agenda.person("Mo"), "nomination_id": there, "on": True, "now": NOW}
    at_once(agenda.evening.database, lambda one: voting.vote(one, **vote), lambda one: voting.vote(one, **vote))
    assert changes(agenda)["vote.changed"] == 1


def test_two_hosts_do_not_choose_for_the_same_date(agenda: Agenda) -> None:
    one, other = agenda.nominate("Ben", agenda.brain), agenda.nominate("Ben", agenda.spine)
    on = next_date(agenda)
    with pytest.raises(Conflict, match="scheduled already"):
        at_once(
            agenda.evening.database,
            lambda s: deciding.choose_for_edition(s, by=agenda.person("Ada"), nomination_id=one, on=on, now=NOW),
            lambda s: deciding.choose_for_edition(s, by=agenda.person("Mo"), nomination_id=other, on=on, now=NOW),
        )
    assert [poll.id for poll in agenda.listed()] == [other]


def test_a_nomination_is_put_back_once(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.brain)
    who = {"by": agenda.person("Ada"), "nomination_id": there, "now": NOW}
    with agenda.evening.database.transaction() as session:
        deciding.decline(session, why="Discussed in May.", **who)
    with pytest.raises(NotFound):
        at_once(agenda.evening.database, lambda s: deciding.put_back(s, **who), lambda s: deciding.put_back(s, **who))
    assert changes(agenda)["nomination.returned"] == 1
