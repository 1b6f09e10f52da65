"""The machine at a glance: health, sources, outbox. For administrators, who are no super-readers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from journalclub.changes.consumer import Lag, lags
from journalclub.discussions import written
from journalclub.kit.refusal import Forbidden, NotFound, Refusal
from journalclub.letters import outbox as letters
from journalclub.literature import feeds, listing
from journalclub.literature import queries as literature
from journalclub.literature.actions.asking import ask_for_pull
from journalclub.literature.feeds import FeedsError, Source
from journalclub.members import policy, queries
from journalclub.members.viewer import Viewer
from journalclub.search.news import news
from journalclub.web import sources as shown
from journalclub.web.context import now, parts, reading
from journalclub.web.health import program_version
from journalclub.web.pages import Can
from journalclub.web.session import require_sign_in

pages = Blueprint("admin", __name__)

FAR_BEHIND = 1000  # changes


@pages.get("/admin")
def index() -> str:
    _administrator()
    followers = lags(reading())
    return render_template(
        "admin/index.html",
        facts=_facts(),
        workers=[
            {"name": one.name, "lag": one.behind, "parked": one.parked, "seen": one.moved_at} for one in followers
        ],
        problems=_problems(followers),
    )


@pages.get("/admin/sources")
def sources() -> str:
    """Without a script the page asks for itself again while a pull runs; with one, only its list is renewed."""
    _administrator()
    known, error = _feeds()
    lines = shown.lines(reading(), known, now())
    running = sum(line.running is not None for line in lines)
    return render_template(
        "admin/sources.html",
        sources=lines,
        feeds_error=error,
        feeds_path=parts().settings.feeds.name,
        running=running,
        checks=(0, 0) if running else literature.checks(reading(), now()),  # it is not quick, and asked every second
        can=Can(pull=True),
    )


@pages.post("/admin/sources/pull")
def pull() -> Response:
    """Let the worker pull every source now, or the one that is named. This process never fetches."""
    me = _administrator()
    known, error = _feeds()
    if error:
        raise Refusal("feeds", error)
    name = request.form.get("source")
    wanted = [source for source in known if name in {None, source.name}]
    if name and not wanted:
        raise NotFound
    with parts().database.transaction() as session:
        asked = ask_for_pull(session, by=me, sources=wanted, now=now())
    flash(ngettext("%(num)s source is asked now.", "%(num)s sources are asked now.", asked), "good")
    return redirect(url_for(".sources"))


@pages.get("/admin/outbox")
def outbox() -> str:
    me = _administrator()
    found = letters.letters(reading(), me, request.args.get("cursor"))
    return render_template(
        "admin/outbox.html",
        letters=[
            {
                "id": one.id,
                "at": one.made_at,
                "kind": one.kind,
                "to": one.name,
                "subject": one.subject,
                "body": one.body,
                "state": one.state,
                "sent_at": one.sent_at,
                "error": one.last_error,
            }
            for one in found.items
        ],
        next=url_for(".outbox", cursor=found.next) if found.next else None,
        smtp=parts().settings.smtp_url is not None,
    )


@pages.post("/admin/outbox/<int:letter_id>/retry")
def retry(letter_id: int) -> Response:
    """Let a letter that failed be tried anew."""
    me = _administrator()
    with parts().database.transaction() as session:
        letters.try_again(session, by=me, letter_id=letter_id, now=now())
    flash(_("It is tried again with the next letters."), "good")
    return redirect(url_for(".outbox"))


def _administrator() -> Viewer:
    me = require_sign_in()
    if not policy.may_administer(me):
        raise Forbidden("not-an-administrator", _("This page is for administrators."))
    return me


def _facts() -> list[tuple[str, str]]:
    search = parts().engine.health()
    return [
        (_("Version"), program_version()),
        (_("Database"), "PostgreSQL" if parts().database.is_postgres else "SQLite"),
        (_("Members"), str(queries.count_verified(reading()))),
        (_("Articles"), str(listing.count(reading()))),
        (_("Posts"), str(written.count_posts(reading()))),
        (_("Texts in the search index"), str(search.documents)),
        *_index_news(),
    ]


def _index_news() -> list[tuple[str, str]]:
    """How far a rebuild is, and what was mended last."""
    known, found = news(reading(), now()), []
    if known.is_building:
        share = f"{known.done / known.expected:.0%}"
        words = _("%(done)s of %(expected)s texts (%(share)s)", done=known.done, expected=known.expected, share=share)
        found.append((_("The search index is being built"), words))
    if known.healed_at is not None:
        found.append((_("The search index was mended"), f"{known.healed_at:%Y-%m-%d %H:%M} UTC: {known.healed}"))
    return found


def _problems(followers: list[Lag]) -> list[str]:
    """What somebody should look at, in sentences."""
    found = [_behind(one) for one in followers if one.behind > FAR_BEHIND]
    found += [
        _("%(name)s cannot go on: %(why)s", name=one.name, why=one.last_error) for one in followers if one.last_error
    ]
    found += [
        _("%(name)s has set %(count)s changes aside that it could not handle.", name=one.name, count=one.parked)
        for one in followers
        if one.parked
    ]
    if not (search := parts().engine.health()).sound:
        found.append(_("The search index is not sound: %(why)s", why=search.notice))
    known, error = _feeds()
    found += [error] if error else []
    failing = [one.source.name for one in literature.source_views(reading(), known, now()) if one.state == "failing"]
    if failing:
        found.append(_("These sources fail: %(names)s.", names=", ".join(failing)))
    if failed := letters.counts(reading()).get("failed"):
        found.append(_("%(count)s letters could not be sent.", count=failed))
    return found


def _behind(one: Lag) -> str:
    return str(_("%(name)s is %(count)s changes behind. Is the worker running?", name=one.name, count=one.behind))


def _feeds() -> tuple[list[Source], str]:
    """The sources that feeds.toml names, or what is wrong in it."""
    path = parts().settings.feeds
    if not path.exists():
        return [], ""
    try:
        return feeds.read(path), ""
    except FeedsError as error:
        return [], str(error)
