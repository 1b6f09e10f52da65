"""Who sees what, as an engine can ask it: the domains' own rights, turned into tokens and a few discussions.

A document's token says which readers its discussion is for; whatever the rights grant beyond the tokens (an invitation,
a host's own draft, a public discussion that is still open) is named discussion by discussion. Each hit is checked again
on its row, so a token that is out of date for a second shows nothing.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from journalclub.discussions import policy
from journalclub.discussions.models import Discussion
from journalclub.members.viewer import Viewer
from journalclub.search.engine import Sight

PUBLIC, PATIENTS, MEMBERS, DRAFT = "public", "patients", "members", "draft"
# More discussions than this beside the tokens, nobody has; the newest are kept.
_MOST = 1000


def token(discussion: Discussion) -> str:
    """Which readers a discussion is for. Depends on nothing but the row, so that an index can keep it."""
    if discussion.announced_at is None:
        return DRAFT
    if discussion.visibility == "public" and (discussion.published_at is not None or discussion.kind == "thread"):
        return PUBLIC
    return PATIENTS if discussion.patients_welcome else MEMBERS


def sight(session: Session, viewer: Viewer, now: datetime) -> Sight:
    """What this viewer may find. One query."""
    tokens = _tokens(viewer)
    beyond = select(Discussion.id).where(policy.visible(viewer, now), ~_covered(tokens))
    ids = session.scalars(beyond.order_by(Discussion.id.desc()).limit(_MOST))
    return Sight(tokens, frozenset(ids))


def _tokens(viewer: Viewer) -> frozenset[str]:
    if viewer.is_moderator:
        return frozenset({PUBLIC, PATIENTS, MEMBERS, DRAFT})
    if viewer.reads_members_only:
        return frozenset({PUBLIC, PATIENTS, MEMBERS})
    return frozenset({PUBLIC, PATIENTS} if viewer.is_patient_advocate else {PUBLIC})


def _covered(tokens: frozenset[str]) -> ColumnElement[bool]:
    """The discussions whose token is one of these: `token` as a condition; a test holds the two together."""
    announced = Discussion.announced_at.is_not(None)
    public = and_(
        announced,
        Discussion.visibility == "public",
        or_(Discussion.published_at.is_not(None), Discussion.kind == "thread"),
    )
    conditions = {
        DRAFT: ~announced,
        PUBLIC: public,
        PATIENTS: and_(announced, ~public, Discussion.patients_welcome),
        MEMBERS: and_(announced, ~public, ~Discussion.patients_welcome),
    }
    return or_(false(), *(conditions[one] for one in sorted(tokens))) if len(tokens) < 4 else true()
