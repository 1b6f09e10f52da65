"""The sample club of `run --demo`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from journalclub import sample
from journalclub.cli.demo import demo_club, fill
from journalclub.cli.demo_evening import Script, viewer
from journalclub.db import Database
from journalclub.discussions import author_questions, queries
from journalclub.discussions.actions import cueing, hosting, scripting
from journalclub.discussions.agenda import queries as agenda
from journalclub.discussions.author_questions import ANSWERED, OPEN
from journalclub.discussions.models import Discussion, Question
from journalclub.discussions.poll_models import PollVote
from journalclub.discussions.post_models import Post, Reaction
from journalclub.discussions.states import State, state
from journalclub.letters.models import Letter
from journalclub.members.models import Club, Member
from journalclub.members.queries import viewer_of_member
from journalclub.worker.lease import lease_on
from tests.cli.conftest import Command

NOW = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)


def test_one_discussion_is_live_one_is_to_come_and_a_year_is_over(sqlite_database: Database, tmp_path: Path) -> None:
    fill(sqlite_database, tmp_path / "sample.jsonl", NOW)
    with sqlite_database.reading() as session:
        editions = select(Discussion).where(Discussion.kind == "edition")
        states = [state(row, NOW) for row in session.scalars(editions)]
        live = session.scalars(select(Discussion).where(Discussion.key == sample.LIVE)).one()
        view = queries.whole(session, live, NOW)
        assert live.current_question == sample.LIVE_QUESTION
        asked = {one.number: one.asked_at for one in view.questions if one.asked_at}
        first = select(Post.question, func.min(Post.at)).where(
            Post.discussion_id == live.id, Post.question.is_not(None)
        )
        assert asked == dict(session.execute(first.group_by(Post.question)).all())
        assert [person.name for person in view.hosts] == ["Ada Verlinden"]
        assert [person.name for person in view.guests] == ["Chen Wei-Ling"]
        assert session.scalars(select(Club)).one()
        assert all(address.endswith("@example.org") for address in session.scalars(select(Member.email)) if address)
        assert session.scalar(select(func.count()).select_from(Letter)) == 0
    assert states.count(State.LIVE) == 1
    assert states.count(State.ANNOUNCED) == 1
    assert len(states) == 14


def test_members_talk_nominate_and_vote_between_the_evenings(sqlite_database: Database, tmp_path: Path) -> None:
    fill(sqlite_database, tmp_path / "sample.jsonl", NOW)
    with sqlite_database.reading() as session:
        ada = session.scalars(select(Member.id).where(Member.key == "ada")).one()
        host, (series,) = viewer_of_member(session, ada), queries.all_series(session)
        polls = agenda.ranked(session, host, series, NOW).items
        talked = queries.talked_about(session, host, NOW, since=NOW - timedelta(days=7), until=NOW, limit=20)
    assert [poll.votes for poll in polls] == [10, 7, 6, 3, 1]
    assert polls[0].coming
    assert [one.by.name for one in polls[1].reasons if one.author == "said"] == ["Noah Lindqvist-Roy"]
    assert sum(one.in_thread > 0 for one in talked) == 5


def test_the_others_talk_while_one_looks_on(sqlite_database: Database, tmp_path: Path) -> None:
    fill(sqlite_database, tmp_path / "sample.jsonl", NOW)
    script = Script(sqlite_database, NOW)
    play(sqlite_database, script, minutes=44)
    lines = sample.live_script(NOW)
    cues = sample.host_script(NOW)
    with sqlite_database.reading() as session:
        live = session.scalars(select(Discussion).where(Discussion.key == sample.LIVE)).one()
        new = (Post.archive.is_(None), Post.discussion_id == live.id)
        said = session.scalars(select(Post).where(*new).order_by(Post.id)).all()
        votes = session.scalar(select(func.count()).select_from(PollVote))
        asked = author_questions.tray(session, live.id)
        reactions = session.scalar(select(func.count()).where(Reaction.post_id.in_([post.id for post in said])))
    assert sorted(post.text for post in said) == sorted([line.text for line in lines] + [cue.text for cue in cues])
    others = [post for post in said if post.text not in {cue.text for cue in cues}]
    assert [post.text for post in others] == [line.text for line in lines]
    assert [post.reply_to_id is not None for post in others] == [line.reply_to is not None for line in lines]
    assert [post.quotes_id is not None for post in others] == [line.quotes is not None for line in lines]
    assert live.current_question == max(line.question or 0 for line in lines)
    echoes = [echo for line in lines for echo in sample.echoes(line)]
    assert reactions == sum(bool(echo.reaction) for echo in echoes)
    assert votes == sum(bool(echo.vote) for echo in echoes) > 15
    assert [one.status for one in asked] == [OPEN, ANSWERED]  # one that she answered, one that she has not come to


def test_the_others_wait_for_a_host_who_takes_her_time(sqlite_database: Database, tmp_path: Path) -> None:
    fill(sqlite_database, tmp_path / "sample.jsonl", NOW)
    with sqlite_database.transaction() as session:
        live = session.scalars(select(Discussion).where(Discussion.key == sample.LIVE)).one()
        scripting.follow_clock(session, by=viewer(session, "ada"), discussion_id=live.id, on=False, now=NOW)
    script = Script(sqlite_database, NOW)
    play(sqlite_database, script, minutes=15)
    before, after = questions_of_posts(sqlite_database), sample.LIVE_QUESTION + 1
    assert after not in before
    with sqlite_database.transaction() as session:
        question = select(Question.id).where(Question.discussion_id == live.id, Question.number == after)
        ask = session.scalars(question).one()
        hosting.ask(session, by=viewer(session, "ada"), question_id=ask, now=NOW + timedelta(minutes=15))
    play(sqlite_database, script, minutes=17, after=15)
    assert set(questions_of_posts(sqlite_database)) == {*before, after}


def play(database: Database, script: Script, minutes: int, after: int = 0) -> None:
    """What the worker does, minute by minute."""
    for minute in range(after, minutes + 1):
        now = NOW + timedelta(minutes=minute)
        cueing.post_due(database, now)
        script.play(now)


def questions_of_posts(database: Database) -> list[int | None]:
    with database.reading() as session:
        return list(session.scalars(select(Post.question).where(Post.archive.is_(None)).distinct()))


def test_a_second_demo_in_the_same_folder_is_refused_and_a_later_one_starts_afresh(
    command: Command, instance: Path
) -> None:
    with demo_club(None, None) as club:
        assert club.settings.demo
        assert club.settings.instance == instance / "demo"
        with club.database.transaction() as session:
            session.scalars(select(Club)).one().name = "Changed"
    with demo_club(None, None) as club:
        with club.database.reading() as session:
            assert session.scalars(select(Club.name)).one() == sample.SERIES["name"]

        lease = lease_on(club.database)
        assert lease.take()
        assert "running already" in command("run", "--demo").error
        lease.give_back()
