"""A member's page, and what moderators and administrators do about a member. There is no directory of members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_date
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from journalclub.discussions import written
from journalclub.discussions.written import Written
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.members import policy
from journalclub.members.actions import roles
from journalclub.members.models import Member
from journalclub.members.viewer import Role, Viewer
from journalclub.moderation import actions as moderation
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.countries import name_of
from journalclub.web.entry import again
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("members", __name__)

TEMPLATE = "members/show.html"
FIELDS = {"no-reason": "why"}


@dataclass(frozen=True)
class Badge:
    """`checked` says what was checked, by whom and when: a tick alone proves nothing."""

    kind: str
    checked: str


@dataclass(frozen=True)
class Shown:
    id: int
    name: str
    badges: list[Badge]
    profession: str
    specialty: str
    affiliation: str
    country: str
    introduction: str
    since: datetime | None
    suspended: str
    roles: frozenset[str]


@dataclass(frozen=True)
class Line:
    """A post on its writer's page."""

    id: int
    html: Markup
    question: int | None
    at: datetime
    discussion_title: str


@pages.get("/members/<int:member_id>")
def show(member_id: int) -> str:
    return render_template(TEMPLATE, values={}, errors={}, **_page(_visible(member_id)))


@pages.post("/members/<int:member_id>/roles")
def set_roles(member_id: int) -> Response:
    """Exactly these roles. Making a moderator or an administrator takes two, once there are two administrators."""
    member = _visible(member_id)
    # A moderator's form shows no higher roles: what it does not show stays.
    wanted = {
        *request.form.getlist("roles"),
        *member.role_names.difference(role for role, _word in _given_by(viewer())),
    }
    try:
        with parts().database.transaction() as session:
            done = roles.set_roles(session, by=viewer(), member_id=member_id, roles=wanted, now=now())
    except Refusal as refusal:
        return again(TEMPLATE, refusal, FIELDS, **(_page(member) | {"wanted_roles": frozenset(wanted)}))
    flash(_("Saved.") if done else _("This waits until a second administrator asks for the same."), "good")
    return redirect(url_for(".show", member_id=member_id))


@pages.post("/members/<int:member_id>/suspension")
def suspend(member_id: int) -> Response:
    """Shut somebody out at once: pages, streams, tokens, invitations."""
    member = _visible(member_id)
    try:
        with parts().database.transaction() as session:
            moderation.suspend(session, by=viewer(), member_id=member_id, why=request.form.get("why", ""), now=now())
    except Refusal as refusal:
        return again(TEMPLATE, refusal, FIELDS, **_page(member))
    flash(_("%(name)s is suspended, and signed out everywhere.", name=member.name), "good")
    return redirect(url_for(".show", member_id=member_id))


@pages.post("/members/<int:member_id>/return")
def restore(member_id: int) -> Response:
    """Take a suspension back."""
    member = _visible(member_id)
    with parts().database.transaction() as session:
        roles.restore(session, by=viewer(), member_id=member_id, now=now())
    flash(_("%(name)s can take part again.", name=member.name), "good")
    return redirect(url_for(".show", member_id=member_id))


def _visible(member_id: int) -> Member:
    """The member, for whoever may see their page; for everybody else there is none.

    Verified people see each other. Guests, applicants and whoever else is signed in see those who take part in a
    discussion that they can read; an applicant is seen by those who decide.
    """
    me = require_sign_in()
    member = reading().get(Member, member_id)
    if member is None or not _may_see(me, member):
        raise NotFound
    return member


def _may_see(me: Viewer, member: Member) -> bool:
    if me.id == member.id or me.is_moderator or me.is_admin:
        return True
    if me.verified and member.verified_at is not None:
        return True
    return written.shares_a_discussion(reading(), me, member.id, now())


def _page(member: Member) -> dict[str, Any]:
    me = viewer()
    cursor = request.args.get("cursor")
    posts = written.posts_of(reading(), me, member.id, now(), cursor=cursor)
    may_suspend = policy.may_suspend(me, member.id, member.role_names)
    return {
        "member": _shown(member, me),
        "posts": [_line(one) for one in posts.items],
        "next": url_for(".show", member_id=member.id, cursor=posts.next) if posts.next else None,
        "hosted": written.hosted_by(reading(), me, member.id, now()),
        "own": me.id == member.id,
        "role_words": _given_by(me),
        "wanted_roles": member.role_names,
        "can": Can(
            suspend=may_suspend and member.suspended_at is None,
            restore=may_suspend and member.suspended_at is not None,
            appoint=member.verified_at is not None and me.id != member.id and (me.is_moderator or me.is_admin),
        ),
    }


def _shown(member: Member, me: Viewer) -> Shown:
    return Shown(
        id=member.id,
        name=member.name,
        badges=badges(member),
        profession=member.profession,
        specialty=member.specialty,
        affiliation=member.affiliation,
        country=name_of(member.country),
        introduction=member.introduction,
        since=member.verified_at,
        suspended=(member.suspended_why or "") if member.suspended_at and (me.is_moderator or me.is_admin) else "",
        roles=member.role_names,
    )


def badges(member: Member) -> list[Badge]:
    """What was checked about this person; none until a moderator has."""
    if member.verified_at is None:
        return []
    how = what_was_checked(member)
    found = [Badge("moderator", _("Appointed by an administrator"))] if Role.MODERATOR in member.role_names else []
    if Role.PATIENT_ADVOCATE in member.role_names:
        found.append(Badge("patient_advocate", how))
    return [*found, Badge("verified", how)] if member.role_names - {Role.PATIENT_ADVOCATE} or not found else found


def what_was_checked(member: Member) -> str:
    """“Identity reviewed by a moderator, May 2026”; empty when nobody has looked yet."""
    if member.verified_at is None:
        return ""
    month = format_date(member.verified_at, "LLLL y", locale=str(get_locale() or "en"))
    return f"{_how(member.verified_how)}, {month}"


def _how(words: str) -> str:
    known = {
        "identity reviewed by a moderator": _("Identity reviewed by a moderator"),
        "added by whoever runs this club": _("Added by whoever runs this club"),
        "imported with an archive": _("Taken over from an archive; not reviewed here"),
        "founded this club": _("Founded this club"),
    }
    return str(known.get(words, words or _("Verified")))


def _line(one: Written) -> Line:
    return Line(one.post.id, one.post.html, one.post.question, one.post.at, one.discussion_title)


def role_words() -> list[tuple[Role, str]]:
    """Every role and its word on screen."""
    return [
        (Role.MEMBER, _("Member")),
        (Role.PATIENT_ADVOCATE, _("Patient advocate")),
        (Role.HOST, _("Host")),
        (Role.MODERATOR, _("Moderator")),
        (Role.ADMINISTRATOR, _("Administrator")),
    ]


def _given_by(me: Viewer) -> list[tuple[Role, str]]:
    """The roles that this viewer may give or take."""
    return [(role, word) for role, word in role_words() if me.is_admin or role in policy.GIVEN_BY_MODERATORS]
