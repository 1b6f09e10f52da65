"""The sample club: one click to be somebody else. These pages exist only where `run --demo` has started the club."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from journalclub.kit.refusal import NotFound
from journalclub.members import queries
from journalclub.members.actions import signing_in
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.entry import let_in, safe_next

pages = Blueprint("demo", __name__)

PEOPLE = ("ada", "ben", "chen", "mo")
FOR_EVERYBODY = ("/discussions", "/library", "/articles", "/agenda", "/search")


@pages.post("/demo")
def become() -> Response:
    """Be one of the four, here and now; stay on the page, if it is one for everybody."""
    key = request.form.get("person", "")
    if key not in PEOPLE:
        raise NotFound
    with parts().database.transaction() as session:
        member = queries.member_by_email(session, _address(key))
        if member is None:
            raise NotFound
        signed_in = signing_in.start_session(session, member, now=now(), agent=request.user_agent.string)
    back = safe_next(urlsplit(request.referrer or "").path)
    let_in(signed_in)
    return redirect(back if back.startswith(FOR_EVERYBODY) else url_for("front.home"))


@pages.app_context_processor
def banner() -> dict[str, Any]:
    """`demo` of templates/base.html."""
    what = {
        "ada": _("hosts discussions and invites authors"),
        "ben": _("a member"),
        "chen": _("an author, invited to the discussion of her paper"),
        "mo": _("moderates"),
    }
    people = []
    for key in PEOPLE:
        member = queries.member_by_email(reading(), _address(key))
        if member is not None:
            first_name = member.name.split()[0]
            current = member.id == viewer().id
            people.append({"key": key, "name": first_name, "what": what[key], "current": current})
    return {"demo": {"action": url_for("demo.become"), "people": people}}


def _address(key: str) -> str:
    return f"{key}@example.org"
