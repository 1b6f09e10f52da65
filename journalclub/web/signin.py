"""Sign in by a mailed link, and sign out."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, current_app, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from journalclub.kit.refusal import NotFound, Refusal
from journalclub.members import queries
from journalclub.members.actions import signing_in
from journalclub.web import session as browser_session
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.entry import again, knock, let_in, network, onward, safe_next, secretly

pages = Blueprint("signin", __name__)

FIELDS = {"bad-address": "email"}
MOST_REMEMBERED = 10_000


@pages.get("/signin")
def form() -> str | Response:
    wanted = safe_next(request.args.get("next"))
    if not viewer().is_visitor:
        return redirect(onward(wanted))
    return render_template("signin/form.html", values={}, errors={}, next=wanted)


@pages.post("/signin/link")
def send() -> str | Response:
    """Ask for a link. The answer is the same for every address, known or not."""
    wanted, email = safe_next(request.form.get("next")), request.form.get("email", "")
    settings = parts().settings
    try:
        with parts().database.transaction() as transaction:
            signing_in.ask_for_link(transaction, email=email, network=network(), now=now(), limits=settings.limits)
    except Refusal as refusal:
        return again("signin/form.html", refusal, FIELDS, next=wanted)
    session["next"] = wanted  # the link is usually opened in the browser that asked for it
    minutes = int(signing_in.MAILED_LINK_LASTS.total_seconds() // 60)
    return render_template(
        "signin/sent.html", email=email.strip(), minutes=minutes, outbox_only=settings.smtp_url is None
    )


@pages.get("/signin/<token>")
def use(token: str) -> Response:
    """A page with a button. Mail scanners open links: opening this one changes nothing."""
    member = queries.member_of_link(reading(), token, now())
    return secretly(
        render_template(
            "signin/use.html", token=token, name=member.name if member else None, state="open" if member else "gone"
        )
    )


@pages.post("/signin/<token>")
def enter(token: str) -> Response:
    knock("sign-in")
    try:
        with parts().database.transaction() as transaction:
            signed_in = signing_in.use_link(transaction, token, now=now(), agent=request.user_agent.string)
    except Refusal as refusal:
        page = render_template("signin/use.html", token=token, name=None, state="gone")
        return secretly(make_response(page, refusal.status))
    wanted = session.get("next")
    let_in(signed_in)
    return secretly(redirect(onward(wanted)))


@pages.post("/signout")
def leave() -> Response:
    """End this browser's session; signing out twice changes nothing."""
    me = viewer()
    if me.session is not None:
        try:
            with parts().database.transaction() as transaction:
                signing_in.end_session(transaction, by=me, session_id=me.session, now=now())
        except NotFound:
            pass
    browser_session.end()
    return redirect(url_for("front.home"))


@pages.before_app_request
def remember_use() -> None:
    """“Last used”, by whoever does something; a page that is only read changes nothing.

    Each process remembers whom it has written down in the last minutes, so that a post costs no second transaction.
    """
    used = viewer().session
    if request.method != "POST" or used is None:
        return
    written: dict[int, datetime] = current_app.extensions.setdefault("journalclub-touched", {})
    if used in written and now() - written[used] < signing_in.TOUCHED_EVERY:
        return
    if len(written) >= MOST_REMEMBERED:
        written.clear()
    written[used] = now()
    with parts().database.transaction() as transaction:
        signing_in.touch(transaction, by=viewer(), now=now())
