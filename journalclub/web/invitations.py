"""Invite an article's author: the host's list, letter and preview; the author's page behind the secret link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.discussions import policy as discussion_policy
from journalclub.discussions.models import Discussion
from journalclub.invitations import policy, queries
from journalclub.invitations.actions import answering, drafting, sending
from journalclub.invitations.models import Invitation
from journalclub.invitations.queries import Asked, Opened
from journalclub.invitations.states import State
from journalclub.kit.refusal import Conflict, NotFound, Refusal
from journalclub.letters import texts
from journalclub.literature import queries as literature
from journalclub.literature import views as articles
from journalclub.web import shown
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.entry import again, knock, let_in, network, secretly
from journalclub.web.pages import Can

pages = Blueprint("invitations", __name__)

FIELDS = {
    "bad-name": "name",
    "bad-address": "email",
    "asked-before": "email",
    "never-contact": "email",
    "bad-subject": "subject",
    "bad-text": "body",
}


@dataclass(frozen=True)
class Author:
    """Somebody who is, or could be, invited. The address is empty for whoever may not see it."""

    name: str
    email: str
    id: int = 0
    state: str = ""
    at: datetime | None = None
    may_remind: bool = False
    corresponding: bool = False


@pages.get("/discussions/<int:discussion_id>/invitations")
def index(discussion_id: int) -> str:
    return render_template("invitations/list.html", values={}, errors={}, **_list(discussion_id))


@pages.post("/discussions/<int:discussion_id>/invitations/new")
def new(discussion_id: int) -> Response:
    """Start a draft with a proposed letter. Nothing is sent."""
    try:
        with parts().database.transaction() as session:
            row = session.get(Discussion, discussion_id)
            article = articles.article(session, row.article_id) if row is not None and row.article_id else None
            draft = drafting.draft(
                session,
                by=viewer(),
                discussion_id=discussion_id,
                author_name=request.form.get("name", ""),
                address=request.form.get("email", ""),
                article_title=article.title if article else row.title if row else "",
                now=now(),
            )
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        return again("invitations/list.html", refusal, FIELDS, **_list(discussion_id))
    return redirect(url_for(".edit", discussion_id=discussion_id, invitation_id=draft.id))


@pages.get("/discussions/<int:discussion_id>/invitations/<int:invitation_id>/edit")
def edit(discussion_id: int, invitation_id: int) -> str | Response:
    row = _mine(discussion_id, invitation_id)
    if row.state != State.DRAFT:
        return redirect(url_for(".index", discussion_id=discussion_id))
    values = {"name": row.author_name, "email": row.address, "subject": row.subject, "body": row.text}
    return render_template("invitations/edit.html", values=values, errors={}, **_one(row))


@pages.post("/discussions/<int:discussion_id>/invitations/<int:invitation_id>/edit")
def save(discussion_id: int, invitation_id: int) -> Response:
    row = _mine(discussion_id, invitation_id)
    try:
        with parts().database.transaction() as session:
            drafting.edit(
                session,
                by=viewer(),
                invitation_id=invitation_id,
                subject=request.form.get("subject", ""),
                text=request.form.get("body", ""),
                author_name=request.form.get("name", ""),
                address=request.form.get("email", ""),
                now=now(),
            )
    except Refusal as refusal:
        return again("invitations/edit.html", refusal, FIELDS, **_one(row))
    return redirect(url_for(".preview", discussion_id=discussion_id, invitation_id=invitation_id))


@pages.get("/discussions/<int:discussion_id>/invitations/<int:invitation_id>/preview")
def preview(discussion_id: int, invitation_id: int) -> str:
    return _preview(_mine(discussion_id, invitation_id))


@pages.post("/discussions/<int:discussion_id>/invitations/<int:invitation_id>/sending")
def send(discussion_id: int, invitation_id: int) -> str | Response | tuple[str, int]:
    row = _mine(discussion_id, invitation_id)
    try:
        with parts().database.transaction() as session:
            sending.send(session, by=viewer(), invitation_id=invitation_id, now=now())
    except Conflict as refusal:
        return _preview(row, why_not=refusal.sentence), refusal.status
    if parts().settings.smtp_url is None:
        flash(_("The letter waits in the outbox: this club has no mail server yet."), "warn")
    else:
        flash(_("The letter to %(name)s is on its way.", name=row.author_name), "good")
    return redirect(url_for(".index", discussion_id=discussion_id))


@pages.post("/discussions/<int:discussion_id>/invitations/<int:invitation_id>/reminder")
def remind(discussion_id: int, invitation_id: int) -> Response:
    row = _mine(discussion_id, invitation_id)
    with parts().database.transaction() as session:
        sending.remind(session, by=viewer(), invitation_id=invitation_id, now=now())
    flash(_("%(name)s is written to once more.", name=row.author_name), "good")
    return redirect(url_for(".index", discussion_id=discussion_id))


@pages.post("/discussions/<int:discussion_id>/invitations/<int:invitation_id>/revocation")
def revoke(discussion_id: int, invitation_id: int) -> Response:
    """Take it back: its hosts, moderators, administrators."""
    found = reading().get(Invitation, invitation_id)
    if found is None or found.discussion_id != discussion_id:
        raise NotFound
    with parts().database.transaction() as session:
        sending.revoke(session, by=viewer(), invitation_id=invitation_id, now=now())
    flash(_("It is taken back, and its link is dead."), "good")
    return redirect(url_for(".index", discussion_id=discussion_id))


@pages.get("/invitations/<token>")
def show(token: str) -> Response:
    """What the link opens. Opening it changes nothing: mail scanners follow links."""
    opened = queries.by_token(reading(), token, now())
    if opened is None:
        return _gone()
    if opened.is_answered:
        return secretly(render_template("invitations/show.html", state="answered", token=token))
    return secretly(_open_page(opened, token))


@pages.post("/invitations/<token>/acceptance")
def accept(token: str) -> Response:
    """Say yes. Once it is answered, the same link can only have a sign-in link mailed to the invited address."""
    knock("invitation")
    settings = parts().settings
    try:
        with parts().database.transaction() as session:
            opened = queries.by_token(session, token, now())
            if opened is not None and opened.is_answered:
                answering.mail_sign_in_link(session, token, network=network(), now=now(), limits=settings.limits)
                flash(_("A link for signing in is on its way to the address that was invited."), "good")
                return secretly(redirect(url_for(".show", token=token)))
            accepted = answering.accept(session, token, now=now(), agent=request.user_agent.string)
    except NotFound:
        return _gone()
    if accepted.signed_in is None:
        flash(_("Thank you. You have an account here: a link for signing in is on its way to you."), "good")
        return secretly(redirect(url_for(".show", token=token)))
    let_in(accepted.signed_in)
    flash(_("Thank you! You are in: this is the discussion of your paper."), "good")
    return secretly(redirect(url_for("discussions.show", discussion_id=accepted.discussion_id)))


@pages.post("/invitations/<token>/refusal")
def decline(token: str) -> Response:
    knock("invitation")
    try:
        with parts().database.transaction() as session:
            if "never" in request.form:
                answering.never_contact(session, token, now=now())
            else:
                answering.decline(session, token, now=now())
    except NotFound:
        return _gone()
    except Conflict:  # answered meanwhile; the page says so
        return secretly(redirect(url_for(".show", token=token)))
    if "never" in request.form:
        flash(_("Thank you for telling us. Nobody here will write to you again."), "good")
    else:
        flash(_("Thank you for telling us."), "good")
    return secretly(redirect(url_for(".show", token=token)))


def _mine(discussion_id: int, invitation_id: int) -> Invitation:
    """The invitation, for those who may invite there."""
    row = queries.invitation(reading(), viewer(), invitation_id, now())
    if row.discussion_id != discussion_id:
        raise NotFound
    return row


def _list(discussion_id: int) -> dict[str, object]:
    asked = queries.of_discussion(reading(), viewer(), discussion_id, now())
    row = reading().get_one(Discussion, discussion_id)
    here = discussion_policy.standing(reading(), viewer(), row, now())
    may_invite = policy.may_invite(viewer(), here)
    return {
        "discussion": row,
        "invitations": [_asked(one) for one in asked],
        "candidates": _candidates(row, {one.address for one in asked}) if may_invite else [],
        "never": [one.author_name for one in asked if one.never_contact],
        "can": Can(invite=may_invite, revoke=policy.may_revoke(viewer(), here)),
    }


def _candidates(row: Discussion, asked: set[str | None]) -> list[Author]:
    """Authors with an address in the article's record who were not asked yet; for the hosts of this discussion."""
    if row.article_id is None:
        return []
    known = literature.addresses_of(reading(), row.article_id)
    return [Author(one.name, one.address, corresponding=len(known) == 1) for one in known if one.address not in asked]


def _asked(one: Asked) -> Author:
    at = one.answered_at or one.sent_at
    return Author(one.author_name, one.address or "", one.id, str(one.state), at, may_remind=one.may_remind)


def _one(row: Invitation) -> dict[str, object]:
    discussion = reading().get_one(Discussion, row.discussion_id)
    return {"discussion": discussion, "invitation": Author(row.author_name, row.address, row.id, row.state)}


def _preview(row: Invitation, why_not: str = "") -> str:
    text = texts.invitation(reading(), row, now())
    letter = {"to": f"{row.author_name} <{row.address}>", "subject": text.subject, "body": text.body}
    can = Can(send=row.state == State.DRAFT)
    return render_template("invitations/preview.html", letter=letter, why_not=why_not, can=can, **_one(row))


def _open_page(opened: Opened, token: str) -> str:
    discussion, _head = shown.whole(reading(), opened.discussion, now())
    row = opened.invitation
    return render_template(
        "invitations/show.html",
        state="open",
        invitation={"name": row.author_name, "token": token, "letter": row.text},
        discussion=discussion,
        rules=[
            _("Answer what you like, when you like: before, during or after the live hour."),
            _("Nobody expects a defence. Members are asked to discuss the paper, not its authors."),
            _("Never write anything that could identify a patient."),
            _("It is no place for advice on a case."),
        ],
    )


def _gone() -> Response:
    """Expired, taken back and wrong look the same."""
    return secretly(make_response(render_template("invitations/show.html", state="gone"), 404))
