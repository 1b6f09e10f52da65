"""A consumer of the change log: which change becomes which letter. What came from an import never does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from journalclub.changes.consumer import Consumer
from journalclub.changes.kinds import Kind
from journalclub.changes.models import Change
from journalclub.discussions.models import Discussion
from journalclub.invitations.models import Invitation
from journalclub.letters import mailings, outbox, recipients, texts
from journalclub.literature import views as literature
from journalclub.members import queries as members
from journalclub.members.models import Member
from journalclub.members.wishes import wishes_of


def handle(session: Session, batch: Sequence[Change], now: datetime) -> None:
    """Queue the letters that follow from these changes, in the transaction that passes them."""
    for change in batch:
        queue = None if change.silent else LETTERS.get(Kind(change.kind))
        if queue is not None:
            queue(session, change, now)


def _sign_in(session: Session, change: Change, now: datetime) -> None:
    _to_member(session, change, "sign-in", now, signs_in=True)


def _applied(session: Session, change: Change, now: datetime) -> None:
    _to_member(session, change, "applied", now, signs_in=True)


def _verified(session: Session, change: Change, now: datetime) -> None:
    _to_member(session, change, "welcome", now, signs_in=False)


def _invitation(session: Session, change: Change, now: datetime) -> None:
    row = session.get(Invitation, change.ids["invitation"])
    if row is not None:
        is_reminder = "reminder" in change.ids
        text = texts.invitation(session, row, now, is_reminder=is_reminder)
        outbox.to_author(session, "reminder" if is_reminder else "invitation", row, text, now)


def _moved(session: Session, change: Change, now: datetime) -> None:
    _to_expected(session, change, "moved", now)


def _cancelled(session: Session, change: Change, now: datetime) -> None:
    _to_expected(session, change, "cancelled", now)


def _reinstated(session: Session, change: Change, now: datetime) -> None:
    _to_expected(session, change, "reinstated", now)


def _reminded(session: Session, change: Change, now: datetime) -> None:
    _to_expected(session, change, "evening", now)


def _announced(session: Session, change: Change, now: datetime) -> None:
    _to_all(session, change, "announced", now)


def _told(session: Session, change: Change, now: datetime) -> None:
    _to_all(session, change, "recap", now)


def _declined(session: Session, change: Change, now: datetime) -> None:
    club = members.club(session)
    _to_member(session, change, "declined", now, signs_in=False, contact=club.contact_email if club else None)


def _answered(session: Session, change: Change, now: datetime) -> None:
    """Hosts learn at once whether an author comes: the next one may have to be asked."""
    row, asked = _discussion(session, change), session.get(Invitation, change.ids["invitation"])
    if row is None or asked is None:
        return
    comes = change.kind == Kind.INVITATION_ACCEPTED
    write = texts.about(session, "answered", row, author=asked.author_name, comes=comes)
    for host in recipients.hosts(session, row):
        outbox.about_discussion(session, "answered", host, write(host), now, discussion=row.id)


def _noticed(session: Session, change: Change, now: datetime) -> None:
    """An article is retracted, doubted or corrected. Hosts hear of each, those who wrote about it of what weighs."""
    row, cause = _discussion(session, change), session.get(Change, change.ids.get("cause", 0))
    what = NOTICES.get(Kind(cause.kind)) if cause is not None else None
    if row is None or cause is None or what is None:
        return
    family = literature.families(session, [change.ids["article"]]).get(change.ids["article"])
    is_its_own = family is not None and row.article_id in family.members
    hosts = recipients.hosts(session, row)
    write = texts.about(session, "notice", row, what=what, further=not is_its_own)
    for host in hosts:
        if host.archive is None or wishes_of(session, host).recaps:
            outbox.about_discussion(session, "notice-host", host, write(host), now, discussion=row.id)
    if not is_its_own or cause.kind == Kind.ARTICLE_CORRECTED:
        return
    write = texts.about(session, "notice", row, to_all=True, what=what, further=False)
    for member in recipients.who_wrote(session, row, now):
        if member not in hosts:
            outbox.about_discussion(session, "notice", member, write(member), now, discussion=row.id)


NOTICES = {
    Kind.ARTICLE_RETRACTED: "has been retracted",
    Kind.ARTICLE_CONCERN: "is under an expression of concern",
    Kind.ARTICLE_CORRECTED: "has been corrected",
}


def _new_host(session: Session, change: Change, now: datetime) -> None:
    """The work of an evening is not left to somebody who does not know of it."""
    row, member = _discussion(session, change), session.get(Member, change.ids.get("member", 0))
    if row is not None and member is not None and member.email and member.id != change.actor_id:
        text = texts.evening(session, "hosting", row, member)
        outbox.about_discussion(session, "hosting", member, text, now, discussion=row.id)


def _to_expected(session: Session, change: Change, kind: str, now: datetime) -> None:
    """To those who are counted on, unless it is a draft or over, or has been called off or taken up again since."""
    row = _discussion(session, change)
    if row is None or row.announced_at is None or row.closes <= now:
        return
    if (row.cancelled_at is not None) is not (kind == "cancelled"):
        return
    write = texts.about(session, kind, row)
    for member in recipients.expected(session, row, now, but=change.actor_id):
        if kind != "evening" or wishes_of(session, member).reminders:
            outbox.about_discussion(session, kind, member, write(member), now, discussion=row.id)
    if kind in mailings.WHENS:
        mailings.start(session, kind, row, cause=change.seq, but=change.actor_id, now=now)


def _to_all(session: Session, change: Change, kind: str, now: datetime) -> None:
    row = _discussion(session, change)
    if row is not None and row.kind == "edition" and mailings.is_news(kind, row, now):
        mailings.start(session, kind, row, cause=change.seq, but=change.actor_id, now=now)


def _discussion(session: Session, change: Change) -> Discussion | None:
    return session.get(Discussion, change.discussion_id) if change.discussion_id is not None else None


def _to_member(session: Session, change: Change, kind: str, now: datetime, *, signs_in: bool, **values: object) -> None:
    """Nobody asked for an address that nobody has; and some members have none."""
    member = session.get(Member, change.ids["member"]) if "member" in change.ids else None
    if member is not None and member.email:
        text = texts.write(kind, name=member.name, club=texts.club_name(session), **values)
        outbox.to_member(session, kind, member, text, now, signs_in=signs_in)


LETTERS: dict[Kind, Callable[[Session, Change, datetime], None]] = {
    Kind.SIGN_IN_ASKED: _sign_in,
    Kind.MEMBER_APPLIED: _applied,
    Kind.MEMBER_VERIFIED: _verified,
    Kind.INVITATION_SENT: _invitation,
    Kind.DISCUSSION_MOVED: _moved,
    Kind.DISCUSSION_CANCELLED: _cancelled,
    Kind.DISCUSSION_REINSTATED: _reinstated,
    Kind.DISCUSSION_REMINDED: _reminded,
    Kind.HOST_ADDED: _new_host,
    Kind.MEMBER_DECLINED: _declined,
    Kind.INVITATION_ACCEPTED: _answered,
    Kind.INVITATION_DECLINED: _answered,
    Kind.DISCUSSION_ANNOUNCED: _announced,
    Kind.DISCUSSION_PUBLISHED: _told,
    Kind.RECAP_PUBLISHED: _told,
    Kind.DISCUSSION_NOTICE: _noticed,
}

QUEUER = Consumer("letters", handle)
