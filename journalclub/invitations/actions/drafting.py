"""Write an invitation: a proposed text, the host's own words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from journalclub.changes import log
from journalclub.changes.kinds import Kind
from journalclub.db.engine import one_at_a_time
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Discussion
from journalclub.discussions.states import OVER, State, state
from journalclub.invitations import never_contact, policy, states
from journalclub.invitations.actions.deciding import decided, for_inviter
from journalclub.invitations.models import Invitation
from journalclub.invitations.states import Command
from journalclub.kit.refusal import Conflict, Forbidden, Refusal
from journalclub.kit.text import clean
from journalclub.members import queries as members
from journalclub.members.addresses import checked_address
from journalclub.members.profile import checked_name
from journalclub.members.viewer import Viewer

LONGEST_TEXT = 4000


def draft(
    session: Session,
    *,
    by: Viewer,
    discussion_id: int,
    author_name: str,
    address: str,
    article_title: str,
    now: datetime,
) -> Invitation:
    """Start an invitation with a proposed letter. Nothing is sent. Raises NotFound, Forbidden, Conflict, Refusal."""
    discussion, here = finding.discussion(session, by, discussion_id, now)
    if not policy.may_invite(by, here) or by.id is None:
        raise Forbidden("not-your-discussion", "Only the hosts of this discussion invite its authors.")
    _still_ahead(discussion, now)
    name, to = checked_name(author_name), _writable_address(session, discussion_id, address)
    club = members.club(session)
    zone = discussion.series.time_zone if discussion.series else members.club_zone(session)
    club_name, title = club.name if club else "our journal club", clean(article_title, lines=False)
    invitation = Invitation(
        discussion_id=discussion_id,
        article_id=discussion.article_id,
        author_name=name,
        address=to,
        subject=f"Your article in {club_name}"[:200],
        text=proposed_text(name, title, club_name, by.name, discussion.starts.astimezone(ZoneInfo(zone))),
        invited_by=by.id,
        made_at=now,
    )
    session.add(invitation)
    session.flush()
    log.record(
        session, Kind.INVITATION_DRAFTED, actor=by.id, now=now, discussion=discussion_id, invitation=invitation.id
    )
    return invitation


def edit(
    session: Session,
    *,
    by: Viewer,
    invitation_id: int,
    subject: str,
    text: str,
    now: datetime,
    author_name: str | None = None,
    address: str | None = None,
) -> Invitation:
    """Change a draft. Raises NotFound, Forbidden, Conflict (it was sent), Refusal."""
    invitation, discussion = for_inviter(session, by, invitation_id, now)
    decided(session, invitation, Command.EDIT, now)
    invitation.subject, invitation.text = _checked(subject, text)
    if author_name is not None:
        invitation.author_name = checked_name(author_name)
    if address is not None and checked_address(address) != invitation.address:
        invitation.address = _writable_address(session, discussion.id, address)
    session.flush()
    return invitation


def proposed_text(author_name: str, article_title: str, club: str, host: str, starts: datetime) -> str:
    """A letter to begin with, for the host to make their own. `starts` is in the zone that it is told in."""
    return "\n\n".join(
        (
            f"Dear {author_name},",
            f"{club} is going to discuss your article “{article_title}” on {starts:%A} {starts.day} {starts:%B %Y} at "
            f"{starts:%H:%M} ({starts.tzinfo}), in writing and online.",
            "It would mean a lot to our members to have you with us. You can answer our questions in advance, whenever "
            "it suits you, or join us in the live hour; both take no more than a browser.",
            f"Kind regards,\n{host}",
        )
    )


def _still_ahead(discussion: Discussion, now: datetime) -> None:
    if state(discussion, now) in OVER | {State.CANCELLED}:
        raise Conflict("over", "This discussion is over: nobody can be invited to it any more.")


def _writable_address(session: Session, discussion_id: int, address: str) -> str:
    """An address that may be written to for this discussion. Raises Conflict, Refusal."""
    to = checked_address(address)
    if never_contact.is_blocked(session, to):
        raise Conflict(states.BLOCKED.code, states.BLOCKED.sentence)
    one_at_a_time(session, "invite", discussion_id)
    asked = select(Invitation.id).where(Invitation.discussion_id == discussion_id, Invitation.address == to)
    if session.scalar(asked) is not None:
        raise Conflict("asked-before", "This address has an invitation to this discussion already.")
    return to


def _checked(subject: str, text: str) -> tuple[str, str]:
    line, words = clean(subject, lines=False), clean(text)
    if not 0 < len(line) <= 200:
        raise Refusal("bad-subject", "Please give the letter a subject of at most 200 characters.")
    if not 0 < len(words) <= LONGEST_TEXT:
        raise Refusal("bad-text", f"Please write the author a letter of at most {LONGEST_TEXT} characters.")
    return line, words
