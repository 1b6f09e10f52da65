"""No more letters: from the link in a letter, without signing in; and the choice of them in the settings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from journalclub.kit.refusal import NotFound
from journalclub.kit.tokens import unsign
from journalclub.letters.handing_over import STOPPING
from journalclub.members import wishes
from journalclub.members.wishes import Wish, Wishes
from journalclub.web.context import now, parts, viewer
from journalclub.web.entry import secretly
from journalclub.web.security import csrf
from journalclub.web.session import require_sign_in

pages = Blueprint("letters", __name__)


@pages.get("/letters/<token>")
def show(token: str) -> Response:
    """What would be stopped. Looking stops nothing: mail scanners follow links."""
    _member, wish = _read(token)
    return secretly(render_template("letters/stop.html", wish=wish, token=token, stopped=False))


@pages.post("/letters/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
def stop(token: str) -> Response:
    """Stop them; all of them with `all`. Mail programs post here by themselves (RFC 8058): the link is the right."""
    member, wish = _read(token)
    with parts().database.transaction() as session:
        wishes.stop(session, member, None if "all" in request.form else wish, now())
    return secretly(render_template("letters/stop.html", wish=wish, token=token, stopped=True))


@pages.post("/settings/letters")
def choose() -> AnyResponse:
    require_sign_in()
    wanted = Wishes(**{wish: wish in request.form.getlist("letters") for wish in Wish})
    with parts().database.transaction() as session:
        wishes.choose(session, by=viewer(), wishes=wanted, now=now())
    flash(_("Saved."), "good")
    return redirect(url_for("settings.index") + "#letters")


def _read(token: str) -> tuple[int, Wish]:
    """Whose letters the link is about, and which. Raises NotFound: forged and expired look the same."""
    said: dict[str, Any] | None = unsign(parts().settings.secret, STOPPING, token, now())
    if said is None:
        raise NotFound
    return int(said["member"]), Wish(said["wish"])
