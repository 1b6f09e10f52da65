"""Attach further reading, and take it off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.discussions import policy
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Reading
from journalclub.kit.refusal import Conflict, Forbidden, NotFound, Refusal
from journalclub.kit.text import clean, graphemes
from journalclub.literature.models import Article
from journalclub.members.viewer import Viewer

LONGEST_WHY = 280


def attach(session: Session, *, by: Viewer, discussion_id: int, article_id: int, why: str, now: datetime) -> Reading:
    """Attach an article, with a reason. Attaching it twice changes nothing. Raises NotFound, Forbidden, Refusal."""
    discussion, here = finding.discussion(session, by, discussion_id, now)
    if not policy.may_take_part(by, here):
        raise Forbidden("may-not-attach", "You can read this discussion, but not add to it.")
    if session.get(Article, article_id) is None or discussion.kind == "thread":
        raise NotFound
    if discussion.article_id == article_id:
        raise Conflict("is-the-article", "This is the article under discussion itself.")
    why = clean(why, lines=False)
    if graphemes(why) > LONGEST_WHY:
        raise Refusal("long-why", f"Say why in at most {LONGEST_WHY} characters.")
    one_at_a_time(session, "reading", discussion_id, article_id)
    known = select(Reading).where(Reading.discussion_id == discussion_id, Reading.article_id == article_id)
    if (reading := session.scalar(known)) is not None:
        return reading
    reading = Reading(discussion_id=discussion_id, article_id=article_id, member_id=by.id, why=why, added_at=now)
    session.add(reading)
    session.flush()
    log.record(
        session,
        Kind.READING_ADDED,
        actor=by.id,
        now=now,
        discussion=discussion_id,
        article=article_id,
        reading=reading.id,
    )
    return reading


def detach(session: Session, *, by: Viewer, reading_id: int, now: datetime) -> int:
    """Take it off its discussion, whose id is returned: whoever attached it, the hosts, a moderator.

    Raises NotFound, Forbidden.
    """
    reading = session.get(Reading, reading_id)
    if reading is None:
        raise NotFound
    discussion, here = finding.discussion(session, by, reading.discussion_id, now)
    if not (policy.may_edit(by, here) or (policy.may_take_part(by, here) and reading.member_id == by.id)):
        raise Forbidden("not-yours", "Only whoever attached it, the hosts and moderators can take it off.")
    session.delete(reading)
    log.record(
        session,
        Kind.READING_REMOVED,
        actor=by.id,
        now=now,
        discussion=discussion.id,
        article=reading.article_id,
        reading=reading_id,
    )
    return discussion.id
