"""Co-hosts, whose step it is, handing over, the reminder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from journalclub.changes.models import Change
from journalclub.discussions import queries
from journalclub.discussions.actions import running
from journalclub.discussions.actions.posting import add_post
from journalclub.discussions.models import Discussion, DiscussionHost
from journalclub.discussions.run_sheet import Step
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.members.models import MemberRole
from tests.discussions.conftest import NOW, Evening


@pytest.fixture
def pair(evening: Evening) -> Evening:
    """Ben has been made a host of the club, too."""
    with evening.database.transaction() as session:
        session.add(MemberRole(member_id=evening.people["Ben"].id, role="host"))
    return evening


def act(evening: Evening, verb: object, who: str = "Ada", **given: object) -> None:
    with evening.database.transaction() as session:
        verb(session, by=evening.people[who], discussion_id=evening.discussion, now=NOW, **given)  # type: ignore[operator]


def hosts(evening: Evening) -> set[str]:
    names = {person.id: name for name, person in evening.people.items()}
    with evening.database.reading() as session:
        rows = session.scalars(select(DiscussionHost.member_id))
        return {names[row] for row in rows}


def whose(evening: Evening) -> dict[Step, int | None]:
    with evening.database.reading() as session:
        return {step: mark.member_id for step, mark in queries.marks(session, evening.discussion).items()}


def test_a_co_host_may_do_what_a_host_may_until_taken_off(pair: Evening) -> None:
    ben = pair.people["Ben"].id
    act(pair, running.add_host, member_id=ben)
    act(pair, running.add_host, member_id=ben)
    assert hosts(pair) == {"Ada", "Ben"}
    act(pair, running.assign, whose={Step.RECAP: ben})
    act(pair, running.remove_host, member_id=ben)
    assert hosts(pair) == {"Ada"}
    assert whose(pair) == {Step.RECAP: None}


def test_only_a_host_of_the_club_can_be_one_here(evening: Evening) -> None:
    with pytest.raises(Refusal, match="moderator has made a host"):
        act(evening, running.add_host, member_id=evening.people["Ben"].id)


def test_the_last_host_stays(evening: Evening) -> None:
    with pytest.raises(Conflict, match="Hand it over first"):
        act(evening, running.remove_host, member_id=evening.people["Ada"].id)


def test_handing_over_gives_what_is_ones_own_or_nobodys(pair: Evening) -> None:
    ada, ben = pair.people["Ada"].id, pair.people["Ben"].id
    act(pair, running.assign, whose={Step.CHOOSE: ada})
    act(pair, running.hand_over, member_id=ben)
    assert set(whose(pair).values()) == {ben}
    assert set(whose(pair)) == set(Step)
    act(pair, running.assign, whose={Step.RECAP: ada})
    act(pair, running.remove_host, member_id=ada)
    assert hosts(pair) == {"Ben"}
    assert whose(pair)[Step.RECAP] is None


def test_a_step_is_given_to_hosts_of_the_discussion_only(pair: Evening) -> None:
    with pytest.raises(Refusal, match="hosts of this discussion"):
        act(pair, running.assign, whose={Step.RECAP: pair.people["Ben"].id})


def test_what_happens_outside_is_said_and_taken_back(evening: Evening) -> None:
    for done in (True, True, False):
        act(evening, running.mark, step=Step.ACCESS, done=done)
        with evening.database.reading() as session:
            assert queries.marks(session, evening.discussion)[Step.ACCESS].done is done
    with evening.database.reading() as session:
        kinds = session.scalars(select(Change.kind).where(Change.kind == "run-sheet.changed")).all()
    assert len(kinds) == 2
    with pytest.raises(Refusal, match="happened here"):
        act(evening, running.mark, step=Step.CHOOSE, done=True)


def test_the_reminder_goes_out_once(evening: Evening) -> None:
    act(evening, running.remind)
    with pytest.raises(Conflict, match="already"):
        act(evening, running.remind)


@pytest.mark.parametrize(("who", "refusal"), [("Ben", Forbidden), ("Chen", Forbidden), ("Ari", NotFound)])
def test_who_does_not_host_it_runs_nothing(evening: Evening, who: str, refusal: type[Exception]) -> None:
    ben = evening.people["Ben"].id
    for verb, given in (
        (running.add_host, {"member_id": ben}),
        (running.remove_host, {"member_id": ben}),
        (running.hand_over, {"member_id": ben}),
        (running.assign, {"whose": {}}),
        (running.mark, {"step": Step.ACCESS, "done": True}),
        (running.remind, {}),
    ):
        with pytest.raises(refusal):
            act(evening, verb, who, **given)


def test_a_first_post_of_a_host_is_the_welcome(evening: Evening) -> None:
    def welcomed() -> bool:
        with evening.database.reading() as session:
            return queries.was_welcomed(session, session.get_one(Discussion, evening.discussion))

    for who, moment, expected in (
        ("Ben", NOW, False),
        ("Ada", NOW - timedelta(days=1), False),
        ("Ada", NOW, True),
    ):
        with evening.database.transaction() as session:
            said = {"by": evening.people[who], "text": "x", "client_token": str(moment)}
            post, _ = add_post(session, discussion_id=evening.discussion, now=NOW, **said)  # type: ignore[arg-type]
            post.at = moment
        assert welcomed() is expected


def test_those_who_can_host_are_offered(pair: Evening) -> None:
    with pair.database.reading() as session:
        assert [person.name for person in queries.possible_hosts(session)] == ["Ada", "Ben"]


def test_two_who_remind_at_once_send_one_reminder(evening: Evening) -> None:
    with ThreadPoolExecutor() as others:
        with evening.database.transaction() as session:
            ada = evening.people["Ada"]
            running.remind(session, by=ada, discussion_id=evening.discussion, now=NOW)
            second = others.submit(act, evening, running.remind, "Mo")
            with pytest.raises(TimeoutError):
                second.result(0.3)
        with pytest.raises(Conflict, match="gone out already"):
            second.result(10)


def test_two_hosts_who_leave_at_once_leave_one(pair: Evening) -> None:
    ada, ben = pair.people["Ada"], pair.people["Ben"]
    assert ada.id
    assert ben.id
    act(pair, running.add_host, member_id=ben.id)
    with ThreadPoolExecutor() as others:
        with pair.database.transaction() as session:
            running.remove_host(session, by=ada, discussion_id=pair.discussion, member_id=ada.id, now=NOW)
            second = others.submit(act, pair, running.remove_host, "Mo", member_id=ben.id)
            with pytest.raises(TimeoutError):
                second.result(0.3)
        with pytest.raises(Conflict, match="Hand it over first"):
            second.result(10)
