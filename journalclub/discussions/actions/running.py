"""Share the work of an evening: co-hosts, whose step it is, handing over, the reminder."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from journalclub.changes import audit, log
from journalclub.changes.kinds import Kind
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Discussion, DiscussionHost, RunStep
from journalclub.discussions.run_sheet import MARKED, Step
from journalclub.discussions.states import State, state
from journalclub.kit.refusal import Conflict, NotFound, Refusal
from journalclub.members import queries as members
from journalclub.members.viewer import Viewer


def add_host(session: Session, *, by: Viewer, discussion_id: int, member_id: int, now: datetime) -> None:
    """Let another host of the club run it, too. Raises NotFound, Forbidden, Refusal (no host of the club)."""
    discussion = finding.held(session, by, discussion_id, now)
    if not members.viewer_of_member(session, member_id).is_host:
        raise Refusal("no-host", "Only somebody whom a moderator has made a host can host a discussion.")
    if session.get(DiscussionHost, (discussion.id, member_id)) is None:
        session.add(DiscussionHost(discussion_id=discussion.id, member_id=member_id))
        _tell(session, Kind.HOST_ADDED, discussion, by, now, member=member_id)


def remove_host(session: Session, *, by: Viewer, discussion_id: int, member_id: int, now: datetime) -> None:
    """Take a co-host off, or leave. The last one stays. Raises NotFound, Forbidden, Conflict."""
    discussion = finding.held(session, by, discussion_id, now)
    row = session.get(DiscussionHost, (discussion.id, member_id))
    if row is None:
        raise NotFound
    if len(_hosts(session, discussion.id)) == 1:
        raise Conflict("last-host", "A discussion needs a host. Hand it over first.")
    for step in session.scalars(_steps(discussion.id).where(RunStep.member_id == member_id)):
        step.member_id = None
    session.delete(row)
    _tell(session, Kind.HOST_REMOVED, discussion, by, now, member=member_id)


def hand_over(session: Session, *, by: Viewer, discussion_id: int, member_id: int, now: datetime) -> None:
    """Everything that is one's own or nobody's becomes another host's. One stays a co-host until one leaves."""
    add_host(session, by=by, discussion_id=discussion_id, member_id=member_id, now=now)
    taken = {step.step: step.member_id for step in session.scalars(_steps(discussion_id))}
    theirs = {step: member_id for step in Step if taken.get(step) in {None, by.id}}
    assign(session, by=by, discussion_id=discussion_id, whose=theirs, now=now)


def assign(
    session: Session, *, by: Viewer, discussion_id: int, whose: Mapping[Step, int | None], now: datetime
) -> None:
    """Say whose these steps are; None is nobody's. Raises NotFound, Forbidden, Refusal (not a host of it)."""
    discussion = finding.held(session, by, discussion_id, now)
    if not {member for member in whose.values() if member is not None} <= _hosts(session, discussion.id):
        raise Refusal("no-host", "A step can be given to the hosts of this discussion only.")
    known = {step.step: step for step in session.scalars(_steps(discussion.id))}
    changed = False
    for step, member_id in whose.items():
        row = known.get(step)
        changed |= (row.member_id if row else None) != member_id
        if row is not None:
            row.member_id = member_id
        elif member_id is not None:
            session.add(RunStep(discussion_id=discussion.id, step=step, member_id=member_id))
    if changed:
        log.record(session, Kind.RUN_SHEET_CHANGED, actor=by.id, now=now, discussion=discussion.id)


def mark(session: Session, *, by: Viewer, discussion_id: int, step: Step, done: bool, now: datetime) -> None:
    """Say that something outside the program is done, or is not. Raises NotFound, Forbidden, Refusal."""
    discussion = finding.held(session, by, discussion_id, now)
    if step not in MARKED:
        raise Refusal("happens-here", "This step is done when it has happened here; nobody needs to say so.")
    row = session.get(RunStep, (discussion.id, step)) or RunStep(discussion_id=discussion.id, step=step)
    if (row.done_at is not None) is not done:
        row.done_at, row.done_by = (now, by.id) if done else (None, None)
        session.add(row)
        log.record(session, Kind.RUN_SHEET_CHANGED, actor=by.id, now=now, discussion=discussion.id)


def remind(session: Session, *, by: Viewer, discussion_id: int, now: datetime) -> Discussion:
    """Write to those who are counted on, once. Raises NotFound, Forbidden, Conflict."""
    discussion = finding.held(session, by, discussion_id, now)
    if state(discussion, now) not in {State.ANNOUNCED, State.OPEN, State.LIVE}:
        raise Conflict("cannot-remind", "A reminder goes out between the announcement and the end.")
    if discussion.reminded_at is not None:
        raise Conflict("reminded", "The reminder has gone out already.")
    discussion.reminded_at = now
    log.record(session, Kind.DISCUSSION_REMINDED, actor=by.id, now=now, discussion=discussion.id)
    return discussion


def _hosts(session: Session, discussion_id: int) -> set[int]:
    hosts = select(DiscussionHost.member_id).where(DiscussionHost.discussion_id == discussion_id)
    return set(session.scalars(hosts))


def _steps(discussion_id: int) -> Select[RunStep]:
    return select(RunStep).where(RunStep.discussion_id == discussion_id)


def _tell(session: Session, kind: Kind, discussion: Discussion, by: Viewer, now: datetime, *, member: int) -> None:
    audit.write(session, str(kind), actor=by.id, now=now, discussion=discussion.id, member=member)
    log.record(session, kind, actor=by.id, now=now, discussion=discussion.id, member=member)
