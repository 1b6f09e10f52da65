"""Apply for membership. A moderator looks at every application."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from journalclub.kit.refusal import Refusal
from journalclub.members.actions import joining
from journalclub.members.profile import Profile
from journalclub.web.context import now, parts, viewer
from journalclub.web.countries import code_of
from journalclub.web.entry import again, network

pages = Blueprint("signup", __name__)

TEMPLATE = "signup/form.html"
FIELDS = {
    "bad-address": "email",
    "bad-name": "name",
    "bad-profession": "profession",
    "bad-specialty": "specialty",
    "bad-affiliation": "affiliation",
    "bad-country": "country",
    "bad-introduction": "introduction",
    "bad-time-zone": "zone",
}


@pages.get("/signup")
def form() -> str | Response:
    if viewer().verified:
        return redirect(url_for("settings.index"))
    done = "done" in request.args
    return render_template(TEMPLATE, values={"name": viewer().name}, errors={}, done=done)


@pages.post("/signup")
def send() -> Response:
    """Apply. An address that is known already is answered alike."""
    try:
        with parts().database.transaction() as session:
            if viewer().is_visitor:
                joining.apply(
                    session,
                    email=request.form.get("email", ""),
                    profile=profile_from(request.form),
                    network=network(),
                    now=now(),
                    limits=parts().settings.limits,
                )
            else:
                joining.apply_signed_in(session, by=viewer(), profile=profile_from(request.form), now=now())
    except Refusal as refusal:
        return again(TEMPLATE, refusal, FIELDS, done=False)
    return redirect(url_for(".form", done=1))


def profile_from(form: MultiDict[str, str], time_zone: str | None = None) -> Profile:
    """What somebody says about themself; the country may be written by name."""
    return Profile(
        name=form.get("name", ""),
        profession=form.get("profession", ""),
        specialty=form.get("specialty", ""),
        affiliation=form.get("affiliation", ""),
        country=code_of(form.get("country", "")),
        introduction=form.get("introduction", ""),
        time_zone=form.get("zone", time_zone),
    )
