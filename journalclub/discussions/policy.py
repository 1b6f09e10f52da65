"""Who may do what in a discussion. The matrix is TRUST's; `tests/permissions.py` holds it as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select, true
from sqlalchemy.orm import Session

from journalclub.discussions.models import Discussion, DiscussionGuest, DiscussionHost
from journalclub.discussions.post_models import Post
from journalclub.discussions.states import WRITABLE, State, state
from journalclub.members.viewer import Viewer


@dataclass(frozen=True)
class Standing:
    """What a viewer is in one discussion, beside what they are in the club."""

    state: State
    hosts: bool = False
    guest: bool = False
    visible: bool = False
    patients_welcome: bool = False
    is_public: bool = False
    is_published: bool = False
    locked: bool = False  # for the moment only who steers it writes
    keeps: bool = False  # a thread: it has no hosts of its own, so every host of the club moderates it


def visible(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """The discussions that this viewer may read, as a condition on `Discussion`: authorisation is the query.

    A visitor reads a public discussion until it closes, and again once a host has published its transcript.
    """
    announced = Discussion.announced_at.is_not(None)
    public = and_(
        announced,
        Discussion.visibility == "public",
        or_(Discussion.published_at.is_not(None), Discussion.closes > now),
    )
    if viewer.is_visitor or viewer.suspended:
        return public
    own = Discussion.id.in_(select(DiscussionHost.discussion_id).where(DiscussionHost.member_id == viewer.id))
    invited = Discussion.id.in_(
        select(DiscussionGuest.discussion_id).where(
            DiscussionGuest.member_id == viewer.id, DiscussionGuest.removed_at.is_(None)
        )
    )
    if viewer.is_moderator:
        return true()
    return or_(
        public,
        and_(announced, invited),
        and_(announced, true() if viewer.reads_members_only else false()),
        and_(announced, Discussion.patients_welcome if viewer.is_patient_advocate else false()),
        own if viewer.is_host else false(),
    )


def standing(
    session: Session, viewer: Viewer, discussion: Discussion, now: datetime, *, seen: bool | None = None
) -> Standing:
    """What the viewer is here. Small queries; whoever fetched it through `visible` in this session says `seen`."""
    hosts = guest = False
    if viewer.id is not None:
        hosts = viewer.is_host and session.get(DiscussionHost, (discussion.id, viewer.id)) is not None
        row = session.get(DiscussionGuest, (discussion.id, viewer.id))
        guest = row is not None and row.removed_at is None and not viewer.suspended
    if seen is None:
        query = select(Discussion.id).where(Discussion.id == discussion.id, visible(viewer, now))
        seen = session.scalar(query) is not None
    return Standing(
        state=state(discussion, now),
        hosts=hosts,
        guest=guest,
        visible=seen,
        patients_welcome=discussion.patients_welcome,
        is_public=discussion.visibility == "public",
        is_published=discussion.published_at is not None,
        locked=discussion.locked_at is not None,
        keeps=viewer.is_host and discussion.kind == "thread",
    )


def may_take_part(viewer: Viewer, here: Standing) -> bool:
    """Post, reply, react, attach further reading: whoever reads as a member, advocate or guest does."""
    if not here.visible or viewer.is_visitor or viewer.suspended:
        return False
    welcome = viewer.is_patient_advocate and here.patients_welcome
    return viewer.reads_members_only or here.hosts or here.guest or welcome


def may_post(viewer: Viewer, here: Standing) -> bool:
    return may_take_part(viewer, here) and here.state in WRITABLE and (not here.locked or may_steer(viewer, here))


def may_be_suggested_people(viewer: Viewer, here: Standing) -> bool:
    """Be shown names while one types an @: verified members who write here. An author guest types the name in full."""
    return viewer.verified and may_post(viewer, here)


def may_use_threads(viewer: Viewer) -> bool:
    """Read and write in articles' threads: they are for members, like the talk of a club between its evenings."""
    return viewer.reads_members_only


def may_say_coming(viewer: Viewer, here: Standing) -> bool:
    """Say whether one is going: whoever could take part in a discussion that is not over."""
    return may_take_part(viewer, here) and here.state in WRITABLE | {State.ANNOUNCED}


def may_see_coming(viewer: Viewer, here: Standing) -> bool:
    """See who is going by name; everybody else who reads the page sees how many."""
    return may_take_part(viewer, here)


def may_schedule(viewer: Viewer) -> bool:
    """Start a discussion: hosts and moderators."""
    return viewer.is_host or viewer.is_moderator


def may_edit(viewer: Viewer, here: Standing) -> bool:
    """Edit, cancel, ask questions, announce: its own hosts and moderators."""
    return here.hosts or viewer.is_moderator


def may_steer(viewer: Viewer, here: Standing) -> bool:
    """Slow it down, lock it: its own hosts and moderators, in a thread every host of the club."""
    return here.hosts or here.keeps or viewer.is_moderator


def may_mark_for_author(viewer: Viewer, here: Standing, post: Post) -> bool:
    """Make a post a question to the authors: whoever wrote it, and who steers the discussion."""
    return may_edit_post(viewer, post) or may_steer(viewer, here)


def may_settle(viewer: Viewer, here: Standing) -> bool:
    """Say that a question to the authors is answered: they themselves, and who steers the discussion."""
    return may_steer(viewer, here) or here.guest


def may_see_desk(viewer: Viewer, here: Standing) -> bool:
    """The host's desk; each sees only the trays there that are theirs, an author guest what is asked of the author."""
    return may_steer(viewer, here) or here.guest


def may_invite(here: Standing) -> bool:
    """Invite and remind authors: its own hosts, nobody else."""
    return here.hosts


def may_hide(viewer: Viewer, here: Standing) -> bool:
    return here.hosts or here.keeps or viewer.is_moderator or viewer.is_admin


def may_restore(viewer: Viewer, here: Standing, post: Post) -> bool:
    return viewer.is_moderator or ((here.hosts or here.keeps) and post.hidden_by == viewer.id)


def may_edit_post(viewer: Viewer, post: Post) -> bool:
    """Nobody edits another person's words; a suspended member edits nothing."""
    return viewer.id is not None and post.member_id == viewer.id and not viewer.suspended


def may_release(viewer: Viewer, here: Standing) -> bool:
    """See posts that wait, release or refuse them: its own hosts and moderators, in a thread every host of the club."""
    return here.visible and may_steer(viewer, here)


def may_see_wordings(viewer: Viewer, here: Standing, post: Post) -> bool:
    """How a post read before it was edited: whoever wrote it, the hosts, moderators."""
    return may_edit_post(viewer, post) or may_steer(viewer, here)


def may_read_transcript(viewer: Viewer, here: Standing) -> bool:
    return here.visible


def may_export_transcript(viewer: Viewer, here: Standing) -> bool:
    """A published one: whoever can read it. Others: its hosts, moderators, and administrators who are members."""
    if here.is_public and here.is_published:
        return here.visible
    return here.visible and (here.hosts or viewer.is_moderator or (viewer.is_admin and viewer.is_member))
