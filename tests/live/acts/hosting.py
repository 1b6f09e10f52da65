"""What Ada does to run the hour."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.discussions import queries
from journalclub.discussions.actions import hosting, moving, steering
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.states import State
from tests.live.acts import act
from tests.live.club import Club


@act("ask")
def ask(club: Club, session: Session) -> None:
    current = session.get_one(Discussion, club.discussion).current_question
    here = (Question.discussion_id == club.discussion, Question.number != (current or 0))
    another = session.scalar(select(Question.id).where(*here).order_by(Question.asked_at, Question.id))
    hosting.ask(session, by=club.world.viewer("ada"), question_id=another, now=club.now)


@act("reword a question")
def reword(club: Club, session: Session) -> None:
    row = session.get_one(Discussion, club.discussion)
    questions = [question.text for question in queries.whole(session, row, club.now).questions]
    plan = hosting.Plan(
        title=row.title,
        opens=row.opens,
        starts=row.starts,
        ends=row.ends,
        closes=row.closes,
        visibility=row.visibility,
        patients_welcome=row.patients_welcome,
        questions=[*questions[:-1], f"Reworded {club.numbered()}?"],
    )
    hosting.edit(session, by=club.world.viewer("ada"), discussion_id=club.discussion, plan=plan, now=club.now)


@act("end the hour")
def end_the_hour(club: Club, session: Session) -> None:
    moving.move(session, by=club.world.viewer("ada"), discussion_id=club.discussion, to=State.OPEN, now=club.now)


@act("go live", after=("end the hour",))
def go_live(club: Club, session: Session) -> None:
    moving.move(session, by=club.world.viewer("ada"), discussion_id=club.discussion, to=State.LIVE, now=club.now)


@act("slow it down")
def slow_down(club: Club, session: Session) -> None:
    _slow(club, session, 30)


@act("let it run", after=("slow it down",))
def let_run(club: Club, session: Session) -> None:
    _slow(club, session, 0)


@act("pause it")
def pause(club: Club, session: Session) -> None:
    steering.lock(session, by=club.world.viewer("ada"), discussion_id=club.discussion, on=True, now=club.now)


@act("go on", after=("pause it",))
def go_on(club: Club, session: Session) -> None:
    steering.lock(session, by=club.world.viewer("ada"), discussion_id=club.discussion, on=False, now=club.now)


def _slow(club: Club, session: Session, seconds: int) -> None:
    ada = club.world.viewer("ada")
    steering.slow(session, by=ada, discussion_id=club.discussion, seconds=seconds, now=club.now)
