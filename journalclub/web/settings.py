"""A member's own settings: what is said about them, where they are signed in, their API tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.kit.refusal import Refusal
from journalclub.members import queries
from journalclub.members.actions import calendars, signing_in, tokens
from journalclub.members.actions import profile as profiles
from journalclub.members.models import Member, SignInSession
from journalclub.members.wishes import wishes_of
from journalclub.web import session as browser_session
from journalclub.web.context import now, parts, read_anew, reading, viewer
from journalclub.web.countries import name_of
from journalclub.web.entry import again, secretly
from journalclub.web.session import require_sign_in
from journalclub.web.signup import FIELDS, profile_from

pages = Blueprint("settings", __name__)

TEMPLATE = "settings/index.html"
ALL_FIELDS = FIELDS | {"name-was-checked": "name"}
BROWSERS = ("Edg", "Firefox", "Chrome", "Safari")
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "Mac",
    "Windows": "Windows",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class OpenSession:
    id: int
    words: str
    began: datetime
    seen: datetime
    current: bool


@dataclass(frozen=True)
class Token:
    id: int
    name: str
    began: datetime


@pages.get("/settings")
def index() -> str:
    return render_template(TEMPLATE, values=_values(_me()), errors={}, **_around())


@pages.post("/settings")
def save() -> Response:
    me = _me()
    try:
        with parts().database.transaction() as session:
            profile = profile_from(request.form, me.time_zone)
            profiles.change_profile(session, by=viewer(), profile=profile, now=now())
    except Refusal as refusal:
        return again(TEMPLATE, refusal, ALL_FIELDS, **_around())
    flash(_("Saved."), "good")
    return redirect(url_for(".index"))


@pages.post("/settings/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """Sign out another browser of one's own, or this one."""
    me = require_sign_in()
    with parts().database.transaction() as session:
        signing_in.end_session(session, by=me, session_id=session_id, now=now())
    if session_id == me.session:
        browser_session.end()
        return redirect(url_for("front.home"))
    return redirect(url_for(".index") + "#sessions")


@pages.post("/settings/sessions/end")
def leave_everywhere() -> Response:
    me = require_sign_in()
    with parts().database.transaction() as session:
        signing_in.end_all_sessions(session, by=me, now=now())
    browser_session.end()
    flash(_("You are signed out everywhere."), "good")
    return redirect(url_for("front.home"))


@pages.post("/settings/tokens")
def new_token() -> Response:
    """Make a token and show it in this answer, which no browser keeps, and never again."""
    me = require_sign_in()
    with parts().database.transaction() as session:
        secret = tokens.create(session, by=me, member_id=me.id or 0, name=request.form.get("name", ""), now=now())
    read_anew()
    answer = make_response(render_template(TEMPLATE, values=_values(_me()), errors={}, new_token=secret, **_around()))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/settings/tokens/<int:token_id>/revocation")
def revoke_token(token_id: int) -> Response:
    me = require_sign_in()
    with parts().database.transaction() as session:
        tokens.revoke(session, by=me, token_id=token_id, now=now())
    flash(_("The token no longer works."), "good")
    return redirect(url_for(".index") + "#tokens")


@pages.post("/settings/calendar")
def new_calendar() -> Response:
    """Make a calendar address and show it in this answer, and never again."""
    me = require_sign_in()
    with parts().database.transaction() as session:
        secret = calendars.make(session, by=me, now=now())
    read_anew()
    path = url_for("calendar.own", token=secret)
    return secretly(render_template(TEMPLATE, values=_values(_me()), errors={}, new_calendar=path, **_around()))


@pages.post("/settings/calendar/revocation")
def revoke_calendar() -> Response:
    me = require_sign_in()
    with parts().database.transaction() as session:
        calendars.revoke(session, by=me, now=now())
    flash(_("The calendar address no longer works."), "good")
    return redirect(url_for(".index") + "#calendar")


def _me() -> Member:
    return reading().get_one(Member, require_sign_in().id)


def _values(me: Member) -> dict[str, str]:
    return {
        "name": me.name,
        "profession": me.profession,
        "specialty": me.specialty,
        "affiliation": me.affiliation,
        "country": name_of(me.country),
        "introduction": me.introduction,
        "zone": me.time_zone or "",
    }


def _around() -> dict[str, Any]:
    """What the page shows beside the form."""
    me = viewer()
    return {
        "email": _me().email or "",
        "wishes": wishes_of(reading(), _me()),
        "calendar": queries.calendar_of(reading(), me),
        "sessions": [_open(row) for row in queries.sessions_of(reading(), me, now())],
        "tokens": [Token(row.id, row.name or _("unnamed"), row.made_at) for row in queries.tokens_of(reading(), me)],
    }


def _open(row: SignInSession) -> OpenSession:
    return OpenSession(row.id, device(row.agent), row.started_at, row.seen_at, row.id == viewer().session)


def device(agent: str) -> str:
    """A browser's own description in a few words: “Firefox on Linux”."""
    browser = next((name for name in BROWSERS if re.search(rf"\b{name}\w*/", agent)), "")
    system = next((words for sign, words in SYSTEMS.items() if sign in agent), "")
    browser = "Edge" if browser == "Edg" else browser
    if browser and system:
        return str(_("%(browser)s on %(system)s", browser=browser, system=system))
    return browser or system or str(_("a browser"))
