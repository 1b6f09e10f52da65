"""What hosts do with nominations: decline, choose, put back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from journalclub.discussions.actions import hosting
from journalclub.discussions.agenda import deciding, nominating, queries, voting
from journalclub.discussions.models import Discussion, Series
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from tests.discussions.agenda.conftest import SERIES, Agenda
from tests.discussions.conftest import NOW


def next_date(agenda: Agenda, place: int = 1) -> date:
    with agenda.evening.database.reading() as session:
        return agenda.dates(session)[place].on


def test_a_host_declines_with_a_reason_that_its_maker_reads(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.spine)
    with agenda.evening.database.transaction() as session:
        with pytest.raises(Refusal, match="say why"):
            deciding.decline(session, by=agenda.person("Ada"), nomination_id=there, why=" ", now=NOW)
        deciding.decline(session, by=agenda.person("Ada"), nomination_id=there, why="Discussed in May.", now=NOW)
    assert agenda.listed() == []
    with agenda.evening.database.reading() as session:
        for who in ("Ben", "Ada"):
            (gone,) = queries.decided(session, agenda.person(who), SERIES)
            assert gone.by is not None
            assert (gone.how, gone.by.name, gone.why, gone.at) == ("declined", "Ada", "Discussed in May.", NOW)
        assert queries.decided(session, agenda.person("Dora"), SERIES) == []


@pytest.mark.parametrize("who", ["visitor", "Ben", "Chen", "Dora", "Eve", "Ari"])
def test_only_hosts_and_moderators_decide(agenda: Agenda, who: str) -> None:
    there, by, on = agenda.nominate("Ben", agenda.spine), agenda.person(who), next_date(agenda)
    with agenda.evening.database.transaction() as session:
        with pytest.raises(Forbidden):
            deciding.decline(session, by=by, nomination_id=there, why="No.", now=NOW)
        with pytest.raises(Forbidden):
            deciding.choose_for_edition(session, by=by, nomination_id=there, on=on, now=NOW)
        with pytest.raises(Forbidden):
            deciding.choose_for_discussion(
                session, by=by, nomination_id=there, discussion_id=agenda.evening.discussion, now=NOW
            )
        with pytest.raises(Forbidden):
            deciding.put_back(session, by=by, nomination_id=there, now=NOW)
    assert len(agenda.listed()) == 1


def test_choosing_makes_a_draft_of_an_open_date(agenda: Agenda) -> None:
    there, on = agenda.nominate("Ben", agenda.spine), next_date(agenda)
    with agenda.evening.database.transaction() as session:
        made = deciding.choose_for_edition(session, by=agenda.person("Ada"), nomination_id=there, on=on, now=NOW)
        assert (made.article_id, made.edition_on, made.title) == (
            agenda.spine,
            on,
            "One fraction or several for the spine",
        )
        assert state(made, NOW) is State.DRAFT
    assert agenda.listed() == []
    with agenda.evening.database.reading() as session:
        (chosen,) = queries.decided(session, agenda.person("Dora"), SERIES)
    assert (chosen.how, chosen.discussion_id) == ("chosen", made.id)
    other = agenda.nominate("Ben", agenda.brain)
    with agenda.evening.database.transaction() as session, pytest.raises(Conflict):
        deciding.choose_for_edition(session, by=agenda.person("Ada"), nomination_id=other, on=on, now=NOW)


def test_a_date_that_is_no_edition_is_not_there(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.spine)
    for on in (date(2026, 10, 1), date(2026, 1, 18)):
        with agenda.evening.database.transaction() as session, pytest.raises(NotFound):
            deciding.choose_for_edition(session, by=agenda.person("Ada"), nomination_id=there, on=on, now=NOW)


def test_choosing_gives_a_discussion_the_article_that_it_lacked(agenda: Agenda) -> None:
    there, ada = agenda.nominate("Ben", agenda.brain), agenda.person("Ada")
    with agenda.evening.database.transaction() as session:
        with pytest.raises(Conflict):  # it has its article
            deciding.choose_for_discussion(
                session, by=ada, nomination_id=there, discussion_id=agenda.evening.discussion, now=NOW
            )
        meeting = agenda.dates(session)[1]
        plan = hosting.Plan("The next one", meeting.opens, meeting.starts, meeting.ends, meeting.closes)
        free = hosting.schedule(session, by=ada, plan=plan, series_id=SERIES, edition_on=meeting.on, now=NOW)
        dates, free_ones = deciding.open_places(session, ada, session.get_one(Series, SERIES), NOW)
        assert (meeting.on in [edition.on for edition in dates], free_ones) == (False, [free])
        deciding.choose_for_discussion(session, by=ada, nomination_id=there, discussion_id=free.id, now=NOW)
        assert session.get_one(Discussion, free.id).article_id == agenda.brain
    assert agenda.listed() == []


def test_what_was_declined_by_mistake_is_put_back_with_its_votes(agenda: Agenda) -> None:
    there, ada = agenda.nominate("Ben", agenda.spine), agenda.person("Ada")
    with agenda.evening.database.transaction() as session:
        voting.vote(session, by=agenda.person("Mo"), nomination_id=there, on=True, now=NOW)
        deciding.decline(session, by=ada, nomination_id=there, why="A slip.", now=NOW)
        deciding.put_back(session, by=ada, nomination_id=there, now=NOW)
    assert [(one.id, one.votes) for one in agenda.listed()] == [(there, 2)]


def test_what_its_maker_withdrew_stays_withdrawn(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.spine)
    with agenda.evening.database.transaction() as session:
        nominating.withdraw(session, by=agenda.person("Ben"), nomination_id=there, now=NOW)
    with agenda.evening.database.transaction() as session, pytest.raises(Conflict):
        deciding.put_back(session, by=agenda.person("Ada"), nomination_id=there, now=NOW)


def test_a_decision_is_about_all_nominations_of_a_merged_article(agenda: Agenda) -> None:
    agenda.nominate("Ben", agenda.spine)
    second = agenda.nominate("Mo", agenda.brain)
    agenda.merge()
    with agenda.evening.database.transaction() as session:
        deciding.decline(session, by=agenda.person("Ada"), nomination_id=second, why="Too narrow.", now=NOW)
    assert agenda.listed() == []


def test_two_hosts_who_choose_at_once_for_one_discussion_do_not_overwrite_each_other(agenda: Agenda) -> None:
    one, other = agenda.nominate("Ben", agenda.brain), agenda.nominate("Ben", agenda.spine)
    free = agenda.evening.discussion
    with agenda.evening.database.transaction() as session:
        row = session.get_one(Discussion, free)
        row.article_id, row.starts = None, row.starts + timedelta(hours=2)
        row.ends = row.starts + timedelta(hours=1)

    def choose(session: Session, who: str, nomination: int) -> None:
        by = agenda.person(who)
        deciding.choose_for_discussion(session, by=by, nomination_id=nomination, discussion_id=free, now=NOW)

    def meanwhile() -> None:
        with agenda.evening.database.transaction() as session:
            choose(session, "Mo", other)

    with ThreadPoolExecutor() as others:
        with agenda.evening.database.transaction() as session:
            choose(session, "Ada", one)
            second = others.submit(meanwhile)
            with pytest.raises(TimeoutError):
                second.result(0.3)
        with pytest.raises(Conflict, match="has its article already"):
            second.result(10)
    with agenda.evening.database.reading() as session:
        assert session.get_one(Discussion, free).article_id == agenda.brain
    assert [poll.id for poll in agenda.listed()] == [other]
