"""What every page knows: the club, the viewer, what they may, the moment; and the words for instants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, g, request
from flask_babel import Babel

from journalclub.discussions import queries as discussions
from journalclub.kit.tokens import mint
from journalclub.members import policy as members_policy
from journalclub.members import queries as members
from journalclub.members.viewer import Viewer
from journalclub.web import fragments
from journalclub.web.context import now, reading, viewer

LANGUAGES = ("en",)


@dataclass(frozen=True)
class ClubView:
    name: str
    hashtag: str
    zone: str
    contact_email: str | None


class Can(dict[str, bool]):
    """What the viewer may do on this page. What nobody mentioned, they may not."""

    def __getattr__(self, name: str) -> bool:
        return self.get(name, False)


def attach(app: Flask) -> None:
    Babel(app, locale_selector=_language, timezone_selector=_zone)
    app.jinja_env.globals["post_html"] = fragments.post
    app.jinja_env.globals["post_words"] = fragments.words
    app.jinja_env.globals["client_token"] = mint

    @app.context_processor
    def every_page() -> dict[str, Any]:
        if request.blueprint == "api":
            return {}
        person = viewer()
        return {
            "club": the_club(),
            "viewer": person,
            "can": Can(schedule=person.is_host or person.is_moderator),
            "now": now(),
            "today": today(),
            "waiting": _waiting(person),
            "lang": "en",
        }


def the_club() -> ClubView | None:
    """The club of this instance, read once a request; None while it is being set up."""
    if "club" not in g:
        g.club = _read_club()
    found: ClubView | None = g.club
    return found


def today() -> date:
    """Which day it is by the club's calendar."""
    return day_of(now())


def day_of(at: datetime) -> date:
    return at.astimezone(ZoneInfo(_zone())).date()


def forget_club() -> None:
    g.pop("club", None)


def _read_club() -> ClubView | None:
    row = members.club(reading())
    if row is None:
        return None
    hashtags = [series.hashtag for series in discussions.all_series(reading())]
    return ClubView(row.name, hashtags[0] if hashtags else "", row.time_zone, row.contact_email)


def _waiting(person: Viewer) -> int | None:
    if not members_policy.may_verify(person):
        return None
    return members.waiting(reading())


def _language() -> str:
    return request.accept_languages.best_match(LANGUAGES, "en") or "en"


def _zone() -> str:
    club = the_club()
    return club.zone if club else "UTC"
