"""The cast and the papers that the screens are looked at with; nobody and nothing in here exists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

NOW = datetime(2026, 9, 21, 1, 31, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def viewer(id: int | None, name: str, *roles: str, **more: bool) -> Thing:
    """A viewer as the pages see one."""
    facts = {"verified": True, "introduced": True, "suspended": False, **more}
    short = {"is_host": "host", "is_moderator": "moderator", "is_admin": "administrator"}
    return Thing(
        id=id,
        name=name,
        roles=frozenset(roles),
        is_member="member" in roles,
        **{key: role in roles for key, role in short.items()},
        **facts,
    )


VISITOR = viewer(None, "")
ADA = viewer(1, "Ada Delacroix", "member", "host")
BEN = viewer(2, "Ben Eriksen", "member")
MO = viewer(6, "Mo Haddad", "member", "moderator", "administrator")


def frame() -> dict[str, Any]:
    """What every page is given."""
    return {
        "club": Thing(
            name="Sample Oncology Journal Club",
            hashtag="#sampleonc",
            zone="America/Chicago",
            contact_email="club@example.org",
        ),
        "viewer": BEN,
        "can": can("post"),
        "now": NOW,
        "today": NOW.date(),
        "demo": None,
        "waiting": None,
        "values": {},
        "errors": {},
    }


def can(*granted: str) -> Thing:
    """Every right a page may ask about, false unless named."""
    rights = (
        "post host hide restore edit invite attach schedule add admin transcript export announce cancel verify "
        "read_audit pull publish send revoke suspend see_hidden find appoint desk steer"
    )
    return Thing(**{right: right in granted for right in rights.split()})


def person(id: int, name: str, badge: str | None = None, profession: str = "", country: str = "") -> Thing:
    return Thing(
        id=id,
        name=name,
        badge=badge,
        profession=profession,
        country=country,
        affiliation="Sample University Hospital",
    )


ADA_P = person(1, "Ada Delacroix", "host", "radiation oncologist", "BE")
BEN_P = person(2, "Ben Eriksen", None, "radiation oncologist", "DK")
CHEN_P = person(3, "Li Chen", "author", "clinical oncologist", "SG")
DORA_P = person(4, "Dora Novak", "patient_advocate", "", "CZ")
MO_P = person(6, "Mo Haddad", "moderator", "palliative physician", "CA")


DEMO = Thing(
    action="/demo",
    people=[
        Thing(key="ada", name="Ada", what="hosts", current=False),
        Thing(key="ben", name="Ben", what="a member", current=True),
        Thing(key="chen", name="Chen", what="an invited author", current=False),
        Thing(key="mo", name="Mo", what="moderates", current=False),
    ],
)
PROFILE = {
    "name": "Ben Eriksen",
    "email": "ben@example.org",
    "profession": "radiation oncologist",
    "specialty": "spine",
    "affiliation": "Sample University Hospital",
    "country": "Denmark",
}
