"""Set the club up, once, with the link that was printed when the program started."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from journalclub.discussions.actions import planning
from journalclub.discussions.calendar import Timetable, WallHour
from journalclub.discussions.rhythm import BadRule, parse_rule, parse_wall_time, parse_zone
from journalclub.kit.refusal import NotFound, Refusal
from journalclub.members import queries
from journalclub.members.actions import founding
from journalclub.members.actions import profile as profiles
from journalclub.members.actions.signing_in import SignedIn
from journalclub.members.addresses import checked_address
from journalclub.members.profile import Profile
from journalclub.web.context import now, parts, reading
from journalclub.web.countries import code_of
from journalclub.web.entry import again, knock, let_in, secretly, typed
from journalclub.web.pages import forget_club
from journalclub.web.zones import names

pages = Blueprint("setup", __name__)

TEMPLATE = "setup/wizard.html"
PROPOSED = {"ordinal": "third", "weekday": "sunday", "time": "20:00"}
FIELDS = {
    "bad-club-name": "club_name",
    "hashtag": "hashtag",
    "hashtag-taken": "hashtag",
    "rule": "time",
    "wall-time": "time",
    "time-zone": "zone",
    "bad-time-zone": "zone",
    "bad-name": "name",
    "bad-address": "email",
    "bad-contact": "contact_email",
    "bad-profession": "profession",
    "bad-country": "country",
}


@pages.get("/setup/<token>")
def wizard(token: str) -> Response:
    _must_be_the_link(token)
    return secretly(render_template(TEMPLATE, values=PROPOSED, errors={}, **_choices(token)))


@pages.post("/setup/<token>")
def found(token: str) -> Response:
    """Found the club and sign the founder in. Only the link may; it is dead afterwards."""
    knock("set-up")
    _must_be_the_link(token)
    try:
        with parts().database.transaction() as session:
            founder = _found(session, token)
    except Refusal as refusal:
        return secretly(again(TEMPLATE, refusal, FIELDS, **_choices(token)))
    let_in(founder)
    forget_club()
    flash(_("The club stands. Next: look at the sources of its library, and plan the first discussion."), "good")
    return redirect(url_for("front.home"))


def _found(session: Session, token: str) -> SignedIn:
    form = request.form
    zone = form.get("zone", "").strip()
    founder = founding.found_club(
        session,
        token,
        name=form.get("club_name", ""),
        time_zone=zone,
        contact_email=_contact(form.get("contact_email", "")),
        founder_name=form.get("name", ""),
        founder_email=form.get("email", ""),
        now=now(),
        agent=request.user_agent.string,
    )
    by = queries.viewer_of_member(session, founder.member_id)
    about = Profile(by.name, profession=form.get("profession", ""), country=code_of(form.get("country", "")))
    profiles.change_profile(session, by=by, profile=about, now=now())
    planning.add_series(
        session,
        by=by,
        plan=planning.SeriesPlan(
            name=form.get("club_name", ""),
            hashtag=form.get("hashtag", ""),
            rule=_rule(),
            wall_time=form.get("time", ""),
            time_zone=zone,
        ),
        now=now(),
    )
    return founder


def _contact(text: str) -> str:
    """The contact address, refused by a code of its own: there are two addresses in this form."""
    try:
        return checked_address(text) if text.strip() else ""
    except Refusal as refusal:
        raise Refusal("bad-contact", refusal.sentence) from refusal


def _must_be_the_link(token: str) -> None:
    if queries.club(reading()) is not None or not queries.is_set_up_link(reading(), token):
        raise NotFound(_("This set-up link does not work. Starting the program again prints a new one."))


def _rule() -> str:
    return f"{request.form.get('ordinal', '')} {request.form.get('weekday', '')}"


def _choices(token: str) -> dict[str, object]:
    return {
        "token": token,
        "zones": names(),
        "ordinals": [
            ("first", _("the first")),
            ("second", _("the second")),
            ("third", _("the third")),
            ("fourth", _("the fourth")),
            ("last", _("the last")),
        ],
        "weekdays": [
            ("monday", _("Monday")),
            ("tuesday", _("Tuesday")),
            ("wednesday", _("Wednesday")),
            ("thursday", _("Thursday")),
            ("friday", _("Friday")),
            ("saturday", _("Saturday")),
            ("sunday", _("Sunday")),
        ],
        "preview": _preview(),
    }


def _preview() -> list[datetime] | None:
    """The next three meetings of the rhythm as it was typed, for a form that comes back."""
    if request.method == "GET":
        return None
    sent = typed(request.form)
    try:
        hour = WallHour(parse_wall_time(sent.get("time", "")), parse_zone(sent.get("zone", "")))
        found = Timetable(parse_rule(_rule()), (hour,)).meetings(now().date(), 3)
    except BadRule:
        return None
    return [meeting.starts for meeting in found]
