"""Writing a script and posting from it, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.discussions.actions import clock, cueing, scripting
from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.actions.scripting import Draft
from journalclub.discussions.models import Discussion, DiscussionHost, FurtherHour, Question, ScriptEntry, Series
from journalclub.discussions.post_models import Post
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.members.models import Member, MemberRole
from tests.discussions.conftest import NOW, START, Evening

MINUTE = timedelta(minutes=1)


def write(evening: Evening, *drafts: Draft, by: str = "Ada", **more: bool) -> list[int]:
    with evening.database.transaction() as session:
        return [
            scripting.add(
                session, by=evening.people[by], discussion_id=evening.discussion, draft=draft, now=NOW, **more
            ).id
            for draft in drafts
        ]


def click(evening: Evening, entry: int, by: str = "Ada", now: datetime = NOW) -> None:
    with evening.database.transaction() as session:
        cueing.post(session, by=evening.people[by], entry_id=entry, now=now)


def posts(evening: Evening) -> list[tuple[int, str, int | None]]:
    with evening.database.reading() as session:
        rows = session.scalars(select(Post).where(Post.discussion_id == evening.discussion).order_by(Post.id))
        return [(row.member_id, row.text, row.question) for row in rows]


def entry(evening: Evening, entry_id: int) -> ScriptEntry:
    with evening.database.reading() as session:
        return session.get_one(ScriptEntry, entry_id)


def kinds(evening: Evening, since: int = 0) -> list[str]:
    with evening.database.reading() as session:
        return [change.kind for change in log.after(session, since, 100, evening.discussion)]


def add_cohost(evening: Evening, name: str = "Mo") -> None:
    with evening.database.transaction() as session:
        member = evening.people[name].id
        session.add(DiscussionHost(discussion_id=evening.discussion, member_id=member))


def test_a_click_posts_in_the_name_of_whoever_clicks_and_asks_the_question(evening: Evening) -> None:
    (third,) = write(evening, Draft(30, "And now for Monday.", question=3))
    click(evening, third, by="Mo")
    assert posts(evening) == [(evening.people["Mo"].id, "And now for Monday.", 3)]
    with evening.database.reading() as session:
        row = session.get_one(Discussion, evening.discussion)
        asked = session.scalar(select(Question.asked_at).where(Question.number == 3))
    assert (row.current_question, asked) == (3, NOW)
    assert kinds(evening) == [Kind.SCRIPT_CHANGED, Kind.QUESTION_ASKED, Kind.POST_ADDED, Kind.SCRIPT_CHANGED]


def test_an_entry_without_words_asks_its_question_and_says_nothing(evening: Evening) -> None:
    (third,) = write(evening, Draft(30, question=3))
    click(evening, third)
    assert posts(evening) == []
    assert entry(evening, third).posted_at == NOW


def test_two_clicks_make_one_post(evening: Evening) -> None:
    (welcome,) = write(evening, Draft(0, "Welcome."))
    click(evening, welcome)
    click(evening, welcome, by="Mo", now=NOW + MINUTE)
    assert posts(evening) == [(evening.people["Ada"].id, "Welcome.", 2)]


def test_a_click_and_two_clocks_in_the_same_instant_make_one_post(evening: Evening) -> None:
    (now_due,) = write(evening, Draft(20, "Exactly now.", question=3))

    def clock_posts() -> int:
        return cueing.post_due(evening.database, NOW)

    with ThreadPoolExecutor(4) as pool:
        acts = [pool.submit(clock_posts), pool.submit(click, evening, now_due, "Mo"), pool.submit(clock_posts)]
        for act in acts:
            act.result()
    assert [text for _member, text, _question in posts(evening)] == ["Exactly now."]
    assert kinds(evening).count(Kind.POST_ADDED) == 1


def test_the_clock_posts_what_is_due_in_its_writers_name(evening: Evening) -> None:
    write(evening, Draft(20, "Twenty past."), Draft(20, "And this a minute later."), Draft(40, "Not yet."))
    assert cueing.post_due(evening.database, NOW) == 1
    assert cueing.post_due(evening.database, NOW + MINUTE / 2) == 0
    assert cueing.post_due(evening.database, NOW + MINUTE) == 1
    ada = evening.people["Ada"].id
    assert posts(evening) == [(ada, "Twenty past.", 2), (ada, "And this a minute later.", 2)]


def test_nothing_goes_out_by_itself_before_the_hour_or_by_hand_only(evening: Evening) -> None:
    write(evening, Draft(20, "Welcome."))
    with evening.database.transaction() as session:
        scripting.follow_clock(session, by=evening.people["Ada"], discussion_id=evening.discussion, on=False, now=NOW)
    assert cueing.post_due(evening.database, NOW) == 0
    with evening.database.transaction() as session:
        scripting.follow_clock(session, by=evening.people["Ada"], discussion_id=evening.discussion, on=True, now=NOW)
        session.get_one(Discussion, evening.discussion).cancelled_at = NOW
    assert cueing.post_due(evening.database, NOW) == 0
    assert posts(evening) == []


@pytest.mark.parametrize("lost", ["host of it", "role", "suspended"])
def test_who_lost_the_right_posts_nothing_and_the_entry_stays_with_the_reason(evening: Evening, lost: str) -> None:
    (welcome, after) = write(evening, Draft(20, "Welcome."), Draft(21, "Introduce yourselves."))
    ada = evening.people["Ada"].id
    with evening.database.transaction() as session:
        if lost == "host of it":
            session.execute(delete(DiscussionHost).where(DiscussionHost.member_id == ada))
        elif lost == "role":
            session.execute(delete(MemberRole).where(MemberRole.member_id == ada, MemberRole.role == "host"))
        else:
            session.get_one(Member, ada).suspended_at = NOW
    assert cueing.post_due(evening.database, NOW) == 0
    assert posts(evening) == []
    assert entry(evening, welcome).refused in {"not-your-discussion", "not-found", "may-not-post"}
    assert entry(evening, welcome).posted_at is None
    click(evening, welcome, by="Mo")
    with evening.database.transaction() as session:
        scripting.take_over(session, by=evening.people["Mo"], discussion_id=evening.discussion, now=NOW)
    assert cueing.post_due(evening.database, NOW + MINUTE) == 1
    mo = evening.people["Mo"].id
    assert [(member, text) for member, text, _question in posts(evening)] == [
        (mo, "Welcome."),
        (mo, "Introduce yourselves."),
    ]
    assert entry(evening, after).refused is None


@pytest.mark.parametrize("name", ["visitor", "Ben", "Chen", "Dora", "Eve", "Ari"])
def test_nobody_else_writes_or_posts_from_the_script(evening: Evening, name: str) -> None:
    (welcome,) = write(evening, Draft(20, "Welcome."))
    with pytest.raises((Forbidden, NotFound)):
        click(evening, welcome, by=name)
    with pytest.raises((Forbidden, NotFound)):
        write(evening, Draft(21, "Mine."), by=name)
    with pytest.raises((Forbidden, NotFound)), evening.database.transaction() as session:
        scripting.remove(session, by=evening.people[name], entry_id=welcome, now=NOW)


def test_other_words_are_the_words_of_whoever_wrote_them(evening: Evening) -> None:
    add_cohost(evening)
    (welcome,) = write(evening, Draft(20, "Welcome."))
    for draft, writer in ((Draft(19, "Welcome."), "Ada"), (Draft(19, "Welcome, all."), "Mo")):
        with evening.database.transaction() as session:
            scripting.change(session, by=evening.people["Mo"], entry_id=welcome, draft=draft, now=NOW)
        assert entry(evening, welcome).member_id == evening.people[writer].id


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (Draft(5), "empty"),
        (Draft(5, "x" * 281), "too-long"),
        (Draft(-1, "x"), "minutes"),
        (Draft(601, "x"), "minutes"),
        (Draft(5, "x", hour=1), "hour"),
        (Draft(5, "x", question=4), "no-such-question"),
        (Draft(5, "My patient Mr Miller, 83, was seen on 14 March 2026."), "patient-details"),
    ],
)
def test_what_could_not_be_posted_is_refused_when_it_is_written(evening: Evening, draft: Draft, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        write(evening, draft)
    assert refused.value.code == code


def test_a_confirmation_holds_until_the_words_change(evening: Evening) -> None:
    telling = "My patient Mr Miller, 83, was seen on 14 March 2026."
    (confirmed,) = write(evening, Draft(20, telling), identifies_nobody=True)
    with evening.database.transaction() as session:
        scripting.change(session, by=evening.people["Ada"], entry_id=confirmed, draft=Draft(21, telling), now=NOW)
    with pytest.raises(PatientDetails), evening.database.transaction() as session:
        scripting.change(
            session, by=evening.people["Ada"], entry_id=confirmed, draft=Draft(21, telling + " Again."), now=NOW
        )
    click(evening, confirmed)
    with evening.database.reading() as session:
        assert session.scalars(select(Post.cleared_at)).all() == [NOW]


def test_places_are_changed_and_what_was_posted_stays(evening: Evening) -> None:
    first, second, third = write(evening, Draft(10, "a"), Draft(20, "b"), Draft(20, "c"))
    with evening.database.transaction() as session:
        scripting.move(session, by=evening.people["Ada"], entry_id=first, later=True, now=NOW)
    assert (entry(evening, first).minutes, entry(evening, second).minutes) == (20, 10)
    with evening.database.transaction() as session:
        scripting.move(session, by=evening.people["Ada"], entry_id=third, later=False, now=NOW)
    assert (entry(evening, third).minutes, entry(evening, first).minutes) == (20, 21)
    click(evening, second)
    with pytest.raises(Conflict), evening.database.transaction() as session:
        scripting.remove(session, by=evening.people["Ada"], entry_id=second, now=NOW)


def test_the_script_of_the_last_edition_is_copied_as_far_as_it_fits(evening: Evening) -> None:
    write(evening, Draft(0, "Welcome."), Draft(5, question=1), Draft(45, "And the last.", question=3))
    with evening.database.transaction() as session:
        series = session.scalar(select(Series.id))
        start = START + timedelta(days=28)
        row = Discussion(
            title="The next one",
            series_id=series,
            opens=start,
            starts=start,
            ends=start + timedelta(hours=1),
            closes=start + timedelta(hours=1),
            made_at=NOW,
            extra={},
        )
        session.add(row)
        session.flush()
        session.add(DiscussionHost(discussion_id=row.id, member_id=evening.people["Ada"].id))
        session.add(Question(discussion_id=row.id, number=1, text="Aim?"))
        scripting.copy(session, by=evening.people["Ada"], discussion_id=row.id, now=NOW)
        copied = session.scalars(select(ScriptEntry).where(ScriptEntry.discussion_id == row.id)).all()
        assert [(one.minutes, one.text, one.question) for one in copied] == [
            (0, "Welcome.", None),
            (5, "", 1),
            (45, "And the last.", None),
        ]
        with pytest.raises(Conflict):
            scripting.copy(session, by=evening.people["Ada"], discussion_id=row.id, now=NOW)


@pytest.mark.parametrize("scripted", [True, False])
def test_where_a_script_asks_the_questions_the_clock_does_not_put_up_the_first(
    evening: Evening, *, scripted: bool
) -> None:
    later = START + timedelta(hours=12)
    with evening.database.transaction() as session:
        row = session.get_one(Discussion, evening.discussion)
        row.further = [FurtherHour(starts=later, ends=later + timedelta(hours=1))]
        row.said_state = "open"
    if scripted:
        write(evening, Draft(5, question=1, hour=1))
    with evening.database.transaction() as session:
        clock.say_states(session, now=later)
    with evening.database.reading() as session:
        assert session.get_one(Discussion, evening.discussion).current_question == (None if scripted else 1)
    assert cueing.post_due(evening.database, later + 5 * MINUTE) == int(scripted)
    with evening.database.reading() as session:
        assert session.get_one(Discussion, evening.discussion).current_question == 1
