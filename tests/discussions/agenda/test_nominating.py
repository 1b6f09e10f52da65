"""Nominations and votes: who may, one vote each, what is refused, and what becomes of them when articles are merged."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.agenda import nominating, queries, voting
from journalclub.discussions.agenda.models import Nomination
from journalclub.discussions.models import Series
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.literature.models import Article
from journalclub.members.models import Member
from tests.discussions.agenda.conftest import REASON, SERIES, Agenda
from tests.discussions.conftest import NOW


def vote(agenda: Agenda, who: str, nomination: int, *, on: bool = True, days: int = 1) -> None:
    with agenda.evening.database.transaction() as session:
        later = NOW + timedelta(days=days)
        voting.vote(session, by=agenda.person(who), nomination_id=nomination, on=on, now=later)


def kinds(agenda: Agenda) -> list[str]:
    with agenda.evening.database.reading() as session:
        return list(session.scalars(select(Change.kind).order_by(Change.seq)))


def test_a_nomination_has_its_reason_its_maker_and_their_vote(agenda: Agenda) -> None:
    agenda.nominate("Ben", agenda.spine)
    (candidate,) = agenda.listed()
    assert (candidate.article_id, candidate.votes, candidate.voted, candidate.opened) == (agenda.spine, 1, True, NOW)
    (reason,) = candidate.reasons
    assert (reason.by.name, reason.text, reason.author) == ("Ben", REASON, "")
    assert kinds(agenda) == ["nomination.added"]


@pytest.mark.parametrize("who", ["visitor", "Chen", "Eve", "Ari"])
def test_who_has_no_say_neither_nominates_nor_votes_nor_sees_the_list(agenda: Agenda, who: str) -> None:
    there = agenda.nominate("Ben", agenda.spine)
    with pytest.raises(Forbidden):
        agenda.nominate(who, agenda.brain)
    with pytest.raises(Forbidden):
        vote(agenda, who, there)
    with pytest.raises(Forbidden):
        agenda.listed(who)
    with agenda.evening.database.reading() as session:
        assert queries.of_articles(session, agenda.person(who), [agenda.spine], NOW) == {}
        assert queries.nominated_between(session, agenda.person(who), NOW, NOW + timedelta(days=1), 9) == []


def test_a_patient_advocate_nominates_and_votes(agenda: Agenda) -> None:
    vote(agenda, "Dora", agenda.nominate("Ben", agenda.spine))
    agenda.nominate("Dora", agenda.brain)
    assert [one.votes for one in agenda.listed("Dora")] == [2, 1]


def test_the_list_is_ranked_by_votes_and_then_by_age(agenda: Agenda) -> None:
    older, younger = agenda.nominate("Ben", agenda.spine), agenda.nominate("Ada", agenda.brain, days=1)
    assert [one.id for one in agenda.listed()] == [older, younger]
    vote(agenda, "Mo", younger)
    assert [(one.id, one.votes) for one in agenda.listed()] == [(younger, 2), (older, 1)]


def test_the_list_is_paged_by_key(agenda: Agenda) -> None:
    first, second = agenda.nominate("Ben", agenda.spine), agenda.nominate("Ben", agenda.brain)
    with agenda.evening.database.reading() as session:
        series = session.get_one(Series, SERIES)
        page = queries.ranked(session, agenda.person("Ben"), series, NOW, limit=1)
        rest = queries.ranked(session, agenda.person("Ben"), series, NOW, limit=1, cursor=page.next)
    assert [one.id for one in (*page.items, *rest.items)] == [first, second]
    assert rest.next is None


def test_one_vote_each_which_can_be_taken_back(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.spine)
    for on, votes in ((True, 2), (True, 2), (False, 1), (False, 1), (True, 2)):
        vote(agenda, "Mo", there, on=on)
        (candidate,) = agenda.listed("Mo")
        assert (candidate.votes, candidate.voted) == (votes, on)
    assert kinds(agenda).count("vote.changed") == 3


def test_nobody_joins_to_swing_a_poll_that_is_open(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.spine)
    with agenda.evening.database.transaction() as session:
        session.get_one(Member, agenda.person("Mo").id).verified_at = NOW + timedelta(seconds=1)
    with pytest.raises(Forbidden, match="after this was nominated"):
        vote(agenda, "Mo", there)
    later = agenda.nominate("Ben", agenda.brain, days=1)
    vote(agenda, "Mo", later, days=2)
    assert [one.may_vote for one in agenda.listed("Mo")] == [True, False]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_nomination_needs_a_reason_of_a_sentence_or_two(agenda: Agenda, reason: str) -> None:
    with pytest.raises(Refusal):
        agenda.nominate("Ben", agenda.spine, reason)
    assert agenda.listed() == []


def test_a_reason_is_looked_through_for_patient_details(agenda: Agenda) -> None:
    telling = "My patient Mr Jones, 83, seen on 14 March 2026 in Leeds, had just this."
    with pytest.raises(PatientDetails):
        agenda.nominate("Ben", agenda.spine, telling)
    agenda.nominate("Ben", agenda.spine, telling, identifies_nobody=True)
    with agenda.evening.database.reading() as session:
        assert session.scalar(select(Nomination.cleared_at)) == NOW


def test_an_article_is_nominated_once_for_a_series(agenda: Agenda) -> None:
    agenda.nominate("Ben", agenda.spine)
    with pytest.raises(Conflict):
        agenda.nominate("Mo", agenda.spine)


def test_a_retracted_article_is_not_nominated_unawares(agenda: Agenda) -> None:
    with agenda.evening.database.transaction() as session:
        session.get_one(Article, agenda.spine).retracted_on = NOW.date()
    with pytest.raises(Refusal, match="retracted"):
        agenda.nominate("Ben", agenda.spine)
    agenda.nominate("Ben", agenda.spine, although_retracted=True)
    assert len(agenda.listed()) == 1


def test_only_somebody_of_an_authors_name_says_that_the_paper_is_theirs(agenda: Agenda) -> None:
    with pytest.raises(Refusal, match="not among the authors"):
        agenda.nominate("Ben", agenda.spine, by_author=True)
    with agenda.evening.database.transaction() as session:
        session.get_one(Member, agenda.person("Ben").id).name = "C. Li"
    agenda.evening.people["Ben"] = agenda.person("Ben").__class__(**{**agenda.person("Ben").__dict__, "name": "C. Li"})
    agenda.nominate("Ben", agenda.spine, by_author=True)
    assert agenda.listed()[0].reasons[0].author == "said"


def test_an_invited_author_is_known_as_one_without_saying_so(agenda: Agenda) -> None:
    with agenda.evening.database.transaction() as session:
        chen = session.get_one(Member, agenda.person("Chen").id)
        chen.verified_at = NOW
    verified = {**agenda.person("Chen").__dict__, "verified": True, "roles": frozenset({"member"})}
    agenda.evening.people["Chen"] = agenda.person("Chen").__class__(**verified)
    agenda.nominate("Chen", agenda.spine)
    agenda.nominate("Chen", agenda.brain)
    assert [one.reasons[0].author for one in agenda.listed()] == ["checked", ""]


def test_only_its_maker_withdraws_a_nomination(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.spine)
    with agenda.evening.database.transaction() as session, pytest.raises(Forbidden):
        nominating.withdraw(session, by=agenda.person("Ada"), nomination_id=there, now=NOW)
    with agenda.evening.database.transaction() as session:
        nominating.withdraw(session, by=agenda.person("Ben"), nomination_id=there, now=NOW)
    assert agenda.listed() == []
    with pytest.raises(NotFound):
        vote(agenda, "Mo", there)
    assert agenda.nominate("Mo", agenda.spine) != there


def test_nominations_of_records_that_are_merged_are_one_and_votes_count_once(agenda: Agenda) -> None:
    first, second = agenda.nominate("Ben", agenda.spine), agenda.nominate("Ada", agenda.brain, days=1)
    vote(agenda, "Mo", first)
    vote(agenda, "Mo", second)
    standing = agenda.merge()
    (candidate,) = agenda.listed("Mo")
    assert (candidate.id, candidate.article_id, candidate.votes) == (first, standing, 3)
    assert [one.by.name for one in candidate.reasons] == ["Ben", "Ada"]
    vote(agenda, "Mo", second, on=False)
    assert [(one.votes, one.voted) for one in agenda.listed("Mo")] == [(2, False)]
    with pytest.raises(Conflict):
        agenda.nominate("Mo", agenda.brain)


def test_when_one_of_two_merged_nominations_is_withdrawn_its_votes_stay_with_the_other(agenda: Agenda) -> None:
    first, second = agenda.nominate("Ben", agenda.spine), agenda.nominate("Ada", agenda.brain)
    for who in ("Mo", "Ada"):
        vote(agenda, who, first)
    agenda.merge()
    with agenda.evening.database.transaction() as session:
        nominating.withdraw(session, by=agenda.person("Ben"), nomination_id=first, now=NOW)
    (candidate,) = agenda.listed()
    assert (candidate.id, candidate.votes) == (second, 3)


def test_when_a_merge_is_split_everything_is_where_it_was(agenda: Agenda) -> None:
    first, second = agenda.nominate("Ben", agenda.spine), agenda.nominate("Ada", agenda.brain)
    agenda.merge()
    with agenda.evening.database.transaction() as session:
        session.get_one(Article, agenda.brain).merged_into = None
    assert [(one.id, one.article_id, one.votes) for one in agenda.listed()] == [
        (first, agenda.spine, 1),
        (second, agenda.brain, 1),
    ]


def test_hosts_see_who_of_those_who_voted_could_come_when(agenda: Agenda) -> None:
    there = agenda.nominate("Ben", agenda.spine)
    vote(agenda, "Mo", there)
    with agenda.evening.database.transaction() as session:
        dates = [one.on for one in agenda.dates(session)]
        for who, suiting in (("Ben", dates[:2]), ("Mo", dates[1:2]), ("Dora", dates)):
            voting.suit(session, by=agenda.person(who), series_id=SERIES, dates=suiting, now=NOW)
        voting.suit(session, by=agenda.person("Ben"), series_id=SERIES, dates=dates[1:3], now=NOW)
    coming = [(meeting.on, names) for meeting, names in agenda.listed("Ada")[0].coming]
    assert coming == [(dates[1], ["Ben", "Mo"]), (dates[2], ["Ben"])]
    assert agenda.listed("Ben")[0].coming == []
    with agenda.evening.database.transaction() as session:
        session.get_one(Member, agenda.person("Ben").id).suspended_at = NOW
    assert [names for _, names in agenda.listed("Ada")[0].coming] == [["Mo"]]
    with agenda.evening.database.reading() as session:
        assert queries.own_dates(session, agenda.person("Ben"), SERIES) == set(dates[1:3])
