"""What hosts do: schedule, edit, announce, cancel, ask, publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.discussions import calendar, policy
from journalclub.discussions.actions import finding, polling
from journalclub.discussions.actions.entries import renumbered
from journalclub.discussions.calendar import Hour, Meeting
from journalclub.discussions.closing import telling
from journalclub.discussions.models import Discussion, DiscussionHost, Question, Series
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import OVER, WRITABLE, State, state
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.members.viewer import Viewer

MOST_QUESTIONS = 20
MOST_HOURS = 4
LONGEST_QUESTION = 280  # characters as people see them, as of a post
LONGEST_SUMMARY = 5_000
POST_LIMITS = range(100, 1001)  # characters as people see them; 280 unless a host sets another


@dataclass(frozen=True)
class Plan:
    """What a host enters about a discussion; instants in any zone. `further`: live hours beside the first."""

    title: str
    opens: datetime
    starts: datetime
    ends: datetime
    closes: datetime
    further: Sequence[Hour] = ()
    summary: str = ""
    visibility: str = "members"
    patients_welcome: bool = False
    article_id: int | None = None
    questions: Sequence[str] = ()
    post_limit: int | None = None  # None: as it is

    @classmethod
    def of_date(cls, series: Series, meeting: Meeting, *, title: str, article_id: int | None = None) -> Plan:
        """A date of the series as its rhythm has it."""
        return cls(
            title=title,
            opens=meeting.opens,
            starts=meeting.starts,
            ends=meeting.ends,
            closes=meeting.closes,
            further=meeting.hours[1:],
            visibility=series.visibility,
            patients_welcome=series.patients_welcome,
            article_id=article_id,
        )


def schedule(
    session: Session,
    *,
    by: Viewer,
    plan: Plan,
    now: datetime,
    series_id: int | None = None,
    edition_on: date | None = None,
) -> Discussion:
    """Turn an edition into a draft that its maker hosts. Raises Forbidden, NotFound, Conflict, Refusal."""
    if not policy.may_schedule(by) or by.id is None:
        raise Forbidden("not-a-host", "Only hosts and moderators schedule discussions.")
    series = session.get(Series, series_id) if series_id is not None else None
    if series_id is not None and series is None:
        raise NotFound
    taken = select(Discussion.id).where(Discussion.series_id == series_id, Discussion.edition_on == edition_on)
    if edition_on is not None:
        one_at_a_time(session, "edition", series_id, edition_on)
    if edition_on is not None and session.scalar(taken) is not None:
        raise Conflict("edition-taken", "This edition has been scheduled already.")
    discussion = Discussion(series_id=series_id, edition_on=edition_on, made_at=now, extra={}, **_checked(plan))
    discussion.sequence = series.sequence + 1 if series else 0  # it replaces the open date of the series' calendar
    session.add(discussion)
    session.flush()
    session.add(DiscussionHost(discussion_id=discussion.id, member_id=by.id))
    log.record(session, Kind.DISCUSSION_ADDED, actor=by.id, now=now, discussion=discussion.id)
    _set_questions(session, discussion, plan.questions, by, now)
    return discussion


def edit(session: Session, *, by: Viewer, discussion_id: int, plan: Plan, now: datetime) -> Discussion:
    """Change what was planned. Raises NotFound, Forbidden, Refusal."""
    discussion = finding.held(session, by, discussion_id, now)
    after = _checked(plan)
    before, was = {name: getattr(discussion, name) for name in after}, discussion.hours
    if before != after:
        with renumbered(discussion, now):
            for name, value in after.items():
                setattr(discussion, name, value)
        polling.close_with(session, discussion, by, now)
        log.record(session, Kind.DISCUSSION_CHANGED, actor=by.id, now=now, discussion=discussion.id)
        if [hour.starts for hour in was] != [hour.starts for hour in discussion.hours]:
            log.record(session, Kind.DISCUSSION_MOVED, actor=by.id, now=now, discussion=discussion.id)
    _set_questions(session, discussion, plan.questions, by, now)
    say_state(session, discussion, by, now)
    return discussion


def announce(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> Discussion:
    """Let members see it. Raises NotFound, Forbidden, Conflict."""
    discussion = finding.held(session, by, discussion_id, now)
    if state(discussion, now) is not State.DRAFT:
        raise Conflict("not-a-draft", "This discussion has been announced already.")
    with renumbered(discussion, now):
        discussion.announced_at = now
    log.record(session, Kind.DISCUSSION_ANNOUNCED, actor=by.id, now=now, discussion=discussion.id)
    say_state(session, discussion, by, now)
    return discussion


def cancel(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> Discussion:
    """Call it off. Raises NotFound, Forbidden, Conflict (it is over)."""
    discussion = finding.held(session, by, discussion_id, now)
    if state(discussion, now) in OVER:
        raise Conflict("over", "This discussion has taken place: it cannot be cancelled any more.")
    if discussion.cancelled_at is None:
        with renumbered(discussion, now):
            discussion.cancelled_at = now
        audit.write(session, "discussion.cancelled", actor=by.id, now=now, discussion=discussion.id)
        log.record(session, Kind.DISCUSSION_CANCELLED, actor=by.id, now=now, discussion=discussion.id)
        say_state(session, discussion, by, now)
    return discussion


def reinstate(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> Discussion:
    """Let a cancelled discussion take place after all. Raises NotFound, Forbidden, Conflict (its time has passed)."""
    discussion = finding.held(session, by, discussion_id, now)
    if discussion.cancelled_at is not None:
        if discussion.closes <= now:
            raise Conflict("over", "The time of this discussion has passed. Schedule another one.")
        with renumbered(discussion, now):
            discussion.cancelled_at = None
        audit.write(session, "discussion.reinstated", actor=by.id, now=now, discussion=discussion.id)
        log.record(session, Kind.DISCUSSION_REINSTATED, actor=by.id, now=now, discussion=discussion.id)
        say_state(session, discussion, by, now)
    return discussion


def ask(session: Session, *, by: Viewer, question_id: int, now: datetime) -> Question:
    """Move everybody on to a question: “We are on T3”. Raises NotFound, Forbidden, Conflict."""
    question = session.get(Question, question_id)
    if question is None:
        raise NotFound
    discussion = finding.held(session, by, question.discussion_id, now)
    if state(discussion, now) not in WRITABLE:
        raise Conflict("not-open", "A question is asked while the discussion is open or live.")
    if discussion.current_question != question.number:
        discussion.current_question = question.number
        question.asked_at = question.asked_at or now
        log.record(session, Kind.QUESTION_ASKED, actor=by.id, now=now, discussion=discussion.id, question=question.id)
    return question


def publish(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> Discussion:
    """Open the transcript of a public discussion, and its recap, to everybody, after a host has reviewed them.

    Raises as above.
    """
    discussion = finding.held(session, by, discussion_id, now)
    if discussion.visibility != "public" or state(discussion, now) not in OVER:
        raise Conflict("cannot-publish", "Only the transcript of a public discussion that has closed can be published.")
    if discussion.published_at is None:
        discussion.published_at, discussion.published_by = now, by.id
        audit.write(session, "transcript.published", actor=by.id, now=now, discussion=discussion.id)
        log.record(session, Kind.DISCUSSION_PUBLISHED, actor=by.id, now=now, discussion=discussion.id)
        telling.show_recap(session, discussion, by, now)
    return discussion


def _checked(plan: Plan) -> dict[str, object]:
    """The plan as columns. Raises Refusal with the sentence for the first thing that cannot be."""
    title = clean(plan.title, lines=False)
    if not title:
        raise Refusal("no-title", "A discussion needs a title.")
    if len(title) > 300:
        raise Refusal("long-title", "The title is longer than 300 characters.")
    hours = _checked_hours(plan)
    if plan.opens.year not in calendar.YEARS or plan.closes.year not in calendar.YEARS:
        raise Refusal("times", "This year is too far away.")
    if len(plan.summary) > LONGEST_SUMMARY:
        raise Refusal("long-summary", f"The summary is longer than {LONGEST_SUMMARY} characters.")
    if plan.visibility not in {"members", "public"}:
        raise Refusal("visibility", "A discussion is for members or public.")
    if plan.post_limit is not None and plan.post_limit not in POST_LIMITS:
        raise Refusal("post-limit", f"A post can have from {POST_LIMITS[0]} to {POST_LIMITS[-1]} characters.")
    limit = {} if plan.post_limit is None else {"post_limit": plan.post_limit}
    return limit | {
        "title": title,
        "summary": clean(plan.summary),
        "opens": plan.opens,
        "hours": hours,
        "closes": plan.closes,
        "visibility": plan.visibility,
        "patients_welcome": plan.patients_welcome,
        "article_id": plan.article_id,
    }


def _checked_hours(plan: Plan) -> list[Hour]:
    """The live hours in their order, within the window and apart from each other. Raises Refusal."""
    hours = sorted([Hour(plan.starts, plan.ends), *plan.further])
    ordered = plan.opens <= hours[0].starts and max(hour.ends for hour in hours) <= plan.closes
    if not ordered or any(hour.ends <= hour.starts for hour in hours):
        raise Refusal("times", "It has to open, start, end and close in that order.")
    if any(later.starts < earlier.ends for earlier, later in pairwise(hours)):
        raise Refusal("hours", "A live hour begins before the one before it has ended.")
    if len(hours) > MOST_HOURS:
        raise Refusal("hours", f"A discussion has at most {MOST_HOURS} live hours.")
    return hours


def _set_questions(session: Session, discussion: Discussion, texts: Sequence[str], by: Viewer, now: datetime) -> None:
    """Make the questions T1…Tn say this. A question that was answered is re-worded, never removed."""
    wanted = [text for text in (clean(text, lines=False) for text in texts) if text]
    if len(wanted) > MOST_QUESTIONS:
        raise Refusal("many-questions", f"At most {MOST_QUESTIONS} questions; three to five are usual.")
    for number, text in enumerate(wanted, start=1):
        if (length := graphemes(text)) > LONGEST_QUESTION:
            raise Refusal("long-question", f"T{number} is {length} characters long; {LONGEST_QUESTION} is the most.")
    rows = session.scalars(
        select(Question).where(Question.discussion_id == discussion.id).order_by(Question.number)
    ).all()
    for number, text in enumerate(wanted, start=1):
        row = next((row for row in rows if row.number == number), None)
        if row is None:
            row = Question(discussion_id=discussion.id, number=number, text=text)
            session.add(row)
            session.flush()
            _record_question(session, Kind.QUESTION_ADDED, row, by, now)
        elif row.text != text:
            row.text = text
            _record_question(session, Kind.QUESTION_CHANGED, row, by, now)
    for row in rows[len(wanted) :]:
        _remove_question(session, row, by, now)


def _remove_question(session: Session, question: Question, by: Viewer, now: datetime) -> None:
    answers = session.scalar(
        select(func.count())
        .select_from(Post)
        .where(Post.discussion_id == question.discussion_id, Post.question == question.number)
    )
    if answers or question.asked_at:
        raise Conflict("question-answered", f"T{question.number} has been asked or answered: it can be re-worded only.")
    _record_question(session, Kind.QUESTION_REMOVED, question, by, now)
    session.execute(delete(Question).where(Question.id == question.id))


def _record_question(session: Session, kind: Kind, question: Question, by: Viewer, now: datetime) -> None:
    log.record(
        session,
        kind,
        actor=by.id,
        now=now,
        discussion=question.discussion_id,
        question=question.id,
        number=question.number,
    )


def say_state(session: Session, discussion: Discussion, by: Viewer, now: datetime) -> None:
    """Tell at once what an act did to the state; what the clock does to it, the worker tells."""
    if (current := state(discussion, now)) != discussion.said_state:
        discussion.said_state = current
        log.record(session, Kind.DISCUSSION_STATE, actor=by.id, now=now, discussion=discussion.id)
