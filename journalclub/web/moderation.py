"""The moderators' page: who waits, what is hidden, what was done. Hosts see what concerns their own chats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions import queries as discussions
from journalclub.kit.refusal import Forbidden
from journalclub.members import policy as members_policy
from journalclub.members import queries as members
from journalclub.members.models import Member
from journalclub.members.viewer import Role, Viewer
from journalclub.moderation import actions, queries
from journalclub.moderation.queries import Applicant, Hidden
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.countries import name_of
from journalclub.web.members import role_words
from journalclub.web.pages import Can
from journalclub.web.record import entries
from journalclub.web.session import require_sign_in

pages = Blueprint("moderation", __name__)


@dataclass(frozen=True)
class Waiting:
    id: int
    name: str
    email: str
    profession: str
    specialty: str
    affiliation: str
    country: str
    introduction: str
    at: datetime | None
    own: bool


@dataclass(frozen=True)
class Writer:
    name: str


@dataclass(frozen=True)
class HiddenPost:
    id: int
    text: str
    member: Writer


@dataclass(frozen=True)
class HiddenItem:
    post: HiddenPost
    by: str
    at: datetime | None
    why: str
    discussion_title: str
    restorable: bool


@dataclass(frozen=True)
class Found:
    id: int
    name: str
    facts: list[str]
    standing: str


@pages.get("/moderation")
def index() -> str:
    me = require_sign_in()
    if not (me.is_moderator or me.is_host or me.is_admin):
        raise Forbidden("not-a-moderator", _("This page is for moderators, hosts and administrators."))
    context: dict[str, Any] = {"applicants": [], "hidden": [], "next_applicants": None, "next_hidden": None}
    verifies, sees_hidden = members_policy.may_verify(me), me.is_moderator or me.is_host
    if verifies:
        waiting = queries.applicants(reading(), me, request.args.get("applicants"))
        context["applicants"] = [_waiting(one) for one in waiting.items]
        context["next_applicants"] = _more("applicants", waiting.next)
    if sees_hidden:
        hidden = queries.hidden_posts(reading(), me, request.args.get("hidden"))
        context["hidden"] = [_hidden(one, me) for one in hidden.items]
        context["next_hidden"] = _more("hidden", hidden.next)
        held = discussions.held_for(reading(), me, request.args.get("held"))
        context |= {"held": held.items, "next_held": _more("held", held.next)}
    acts = queries.audit_entries(reading(), me, request.args.get("cursor"))
    return render_template(
        "moderation/index.html",
        entries=entries(acts.items),
        next=_more("cursor", acts.next),
        can=Can(find=members_policy.may_find_members(me), verify=verifies, see_hidden=sees_hidden, read_audit=True),
        **context,
    )


@pages.get("/moderation/members")
def people() -> str:
    """Find a member, to appoint or suspend them. For moderators and administrators; there is no directory."""
    me = require_sign_in()
    words = request.args.get("q", "").strip()
    found = members.found_by_name(reading(), me, words, request.args.get("cursor"))
    return render_template(
        "moderation/people.html",
        words=words,
        people=[_person(row) for row in found.items],
        next=url_for(".people", q=words, cursor=found.next) if found.next else None,
    )


@pages.post("/moderation/members/<int:member_id>/verification")
def verify(member_id: int) -> Response:
    """Let an applicant in, as a member or as a patient advocate."""
    role = request.form.get("role", Role.MEMBER)
    with parts().database.transaction() as session:
        member = actions.verify(session, by=viewer(), member_id=member_id, roles=[role], now=now())
    flash(_("%(name)s is let in, and a letter says so.", name=member.name), "good")
    return redirect(url_for(".index"))


@pages.post("/moderation/members/<int:member_id>/refusal")
def refuse(member_id: int) -> Response:
    with parts().database.transaction() as session:
        member = actions.decline(session, by=viewer(), member_id=member_id, now=now())
    flash(_("%(name)s is not let in.", name=member.name), "good")
    return redirect(url_for(".index"))


def _person(row: Member) -> Found:
    facts = [row.profession, row.affiliation, name_of(row.country)]
    if row.suspended_at is not None:
        standing = _("suspended")
    elif row.verified_at is None:
        standing = _("applicant") if row.applied_at else _("author guest")
    else:
        standing = ", ".join(word for role, word in role_words() if role in row.role_names)
    return Found(row.id, row.name, [fact for fact in facts if fact], str(standing))


def _more(name: str, cursor: str | None) -> str | None:
    return url_for(".index") + "?" + urlencode({name: cursor}) if cursor else None


def _waiting(one: Applicant) -> Waiting:
    row = one.member
    return Waiting(
        id=row.id,
        name=row.name,
        email=row.email or "",
        profession=row.profession,
        specialty=row.specialty,
        affiliation=row.affiliation,
        country=name_of(row.country),
        introduction=row.introduction,
        at=row.applied_at,
        own=not one.may_decide,
    )


def _hidden(one: Hidden, me: Viewer) -> HiddenItem:
    return HiddenItem(
        post=HiddenPost(one.post.id, one.post.text, Writer(one.member_name)),
        by=one.hidden_by_name or _("the program"),
        at=one.post.hidden_at,
        why=one.post.hidden_why or "",
        discussion_title=one.discussion_title,
        restorable=me.is_moderator or one.post.hidden_by == me.id,
    )
