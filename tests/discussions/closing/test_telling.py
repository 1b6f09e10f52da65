"""Marks, take-home points and the recap: who writes them, when, and who sees them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from journalclub.changes.models import Change
from journalclub.discussions.actions import hosting, posting
from journalclub.discussions.actions.screening import PatientDetails
from journalclub.discussions.closing import marking, queries, telling
from journalclub.discussions.closing.queries import PointView
from journalclub.discussions.closing.telling import Point
from journalclub.discussions.models import Discussion
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from tests.discussions.closing.conftest import CLOSED, Over
from tests.discussions.conftest import NOW, START


def write(over: Over, *points: Point, who: str = "Ada", now: object = CLOSED, sure: bool = False) -> None:
    with over.evening.database.transaction() as session:
        by = over.evening.people[who]
        telling.write_points(
            session,
            by=by,
            discussion_id=over.discussion,
            points=points,
            now=now,  # type: ignore[arg-type]
            identifies_nobody=sure,
        )


def points(over: Over) -> list[PointView]:
    with over.evening.database.reading() as session:
        return queries.points(session, over.discussion)


def changes(over: Over, kind: str) -> int:
    with over.evening.database.reading() as session:
        return session.scalar(select(func.count()).where(Change.kind == kind)) or 0


def test_hosts_mark_posts_during_and_after_and_nobody_else_does(over: Over) -> None:
    with over.evening.database.transaction() as session:
        for who, post, now in (("Ada", "Ben", NOW), ("Mo", "Chen", CLOSED), ("Ada", "Chen", CLOSED)):
            marking.mark(session, by=over.evening.people[who], post_id=over.posts[post], on=True, now=now)
    for who, refusal in (("Ben", Forbidden), ("Chen", Forbidden), ("visitor", NotFound)):
        with pytest.raises(refusal), over.evening.database.transaction() as session:
            marking.mark(session, by=over.evening.people[who], post_id=over.posts["Ada"], on=True, now=NOW)
    with over.evening.database.reading() as session:
        row = session.get_one(Discussion, over.discussion)
        assert [post.member.name for post in queries.marked(session, row)] == ["Chen", "Ben"]
    assert changes(over, "post.marked") == 2


def test_a_mark_is_taken_off_and_goes_with_the_words(over: Over) -> None:
    ada, ben = over.evening.people["Ada"], over.evening.people["Ben"]
    with over.evening.database.transaction() as session:
        for post, on in (("Ben", True), ("Chen", True), ("Chen", False)):
            marking.mark(session, by=ada, post_id=over.posts[post], on=on, now=NOW)
        posting.withdraw_post(session, by=ben, post_id=over.posts["Ben"], now=NOW)
    with over.evening.database.transaction() as session:
        marking.mark(session, by=ada, post_id=over.posts["Ben"], on=False, now=NOW)
    with pytest.raises(Conflict), over.evening.database.transaction() as session:
        marking.mark(session, by=ada, post_id=over.posts["Ben"], on=True, now=NOW)
    with over.evening.database.reading() as session:
        assert queries.marked(session, session.get_one(Discussion, over.discussion)) == []


def test_points_are_kept_in_their_order_and_stand_for_posts(over: Over) -> None:
    write(over, Point("One fraction is enough."), Point("  "), Point("Ask about\nfour weeks.", over.posts["Ben"]))
    assert points(over) == [
        PointView("One fraction is enough."),
        PointView("Ask about four weeks.", over.posts["Ben"], "Ben"),
    ]
    for _ in range(2):
        write(over, Point("Only this."))
    assert points(over) == [PointView("Only this.")]
    assert changes(over, "take-home.changed") == 2


def test_a_point_stays_when_the_post_that_it_stands_for_is_gone(over: Over) -> None:
    write(over, Point("Ask about four weeks.", over.posts["Ben"]))
    with over.evening.database.transaction() as session:
        posting.withdraw_post(session, by=over.evening.people["Ben"], post_id=over.posts["Ben"], now=CLOSED)
    assert points(over) == [PointView("Ask about four weeks.")]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ([Point(f"Point {n}.") for n in range(6)], Refusal),
        ([Point("x" * 281)], Refusal),
        ([Point("Somebody else's.", 999_999)], Refusal),
        ([Point("As in Mrs Miller, seen on 14 March 2026.")], PatientDetails),
    ],
)
def test_what_cannot_be_a_point_is_refused(over: Over, given: list[Point], refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        write(over, *given)
    assert points(over) == []


def test_a_warning_can_be_answered(over: Over) -> None:
    write(over, Point("As the trial did on 14 March 2026."), sure=True)
    assert len(points(over)) == 1


@pytest.mark.parametrize(("who", "refusal"), [("Ben", Forbidden), ("Chen", Forbidden), ("Dora", NotFound)])
def test_points_are_hosts(over: Over, who: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        write(over, Point("Mine."), who=who)


def test_there_is_nothing_to_tell_before_it_has_begun(over: Over) -> None:
    with pytest.raises(Conflict):
        write(over, Point("Too early."), now=START - timedelta(minutes=1))


def recap(over: Over, text: str, *, publish: bool = False, now: object = CLOSED) -> None:
    with over.evening.database.transaction() as session:
        ada = over.evening.people["Ada"]
        telling.write_recap(session, by=ada, discussion_id=over.discussion, text=text, now=now)  # type: ignore[arg-type]
        if publish:
            telling.publish_recap(session, by=ada, discussion_id=over.discussion, now=now)  # type: ignore[arg-type]


def seen(over: Over, *, drafts: bool = False) -> str | None:
    with over.evening.database.reading() as session:
        row = queries.recap(session, over.discussion, drafts=drafts)
        return row.text if row else None


def test_a_recap_is_its_hosts_until_it_is_published(over: Over) -> None:
    recap(over, "We **agreed**.")
    assert (seen(over), seen(over, drafts=True)) == (None, "We **agreed**.")
    recap(over, "We agreed.", publish=True)
    assert seen(over) == "We agreed."
    recap(over, "We agreed, mostly.", publish=True)
    assert (seen(over), changes(over, "recap.published")) == ("We agreed, mostly.", 1)
    recap(over, "")
    assert seen(over, drafts=True) is None


def test_a_recap_is_published_when_it_is_over_and_there_is_one(over: Over) -> None:
    for text, now in (("Early.", NOW), ("", CLOSED)):
        with pytest.raises(Conflict):
            recap(over, text, publish=True, now=now)


def test_a_public_transcript_takes_its_recap_along(over: Over) -> None:
    recap(over, "What everybody may read.")
    with over.evening.database.transaction() as session:
        session.get_one(Discussion, over.discussion).visibility = "public"
        hosting.publish(session, by=over.evening.people["Ada"], discussion_id=over.discussion, now=CLOSED)
    assert seen(over) == "What everybody may read."
