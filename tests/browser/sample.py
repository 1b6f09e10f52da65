"""The cast and the papers that the screens are looked at with; nobody in here exists."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Thing
from typing import Any

from markupsafe import Markup

NOW = datetime(2026, 9, 18, 7, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def frame() -> dict[str, Any]:
    """What every page is given."""
    return {
        "club": Thing(
            name="Sample Oncology Journal Club",
            hashtag="#sampleonc",
            zone="America/Chicago",
            contact_email="club@example.org",
        ),
        "viewer": viewer(2, "Ben Eriksen"),
        "can": Thing(),
        "now": NOW,
        "demo": None,
        "waiting": None,
    }


def viewer(id: int | None, name: str, *roles: str, **more: bool) -> Thing:
    facts = {"verified": True, "introduced": True, "suspended": False, **more}
    kinds = {f"is_{short}": role in roles for short, role in SHORT.items()}
    return Thing(id=id, name=name, roles=frozenset(roles), **{**kinds, "is_member": id is not None}, **facts)


SHORT = {
    "host": "host",
    "moderator": "moderator",
    "admin": "administrator",
    "patient_advocate": "patient_advocate",
}
VISITOR = viewer(None, "")
ADA = viewer(1, "Ada Delacroix", "member", "host")
MO = viewer(6, "Mo Haddad", "member", "moderator", "administrator")
DEMO = Thing(
    action="/demo",
    people=[
        Thing(key="ada", name="Ada", what="hosts", current=False),
        Thing(key="ben", name="Ben", what="a member", current=True),
        Thing(key="chen", name="Chen", what="author of the paper", current=False),
        Thing(key="mo", name="Mo", what="moderates", current=False),
    ],
)


def pages() -> dict[str, Any]:
    """{page: (template, {variant: context})}"""
    return {
        "gallery": (
            "gallery.html",
            {
                "full": {"soon": NOW + 3 * DAY, "article": PAPER},
                "demo": {"soon": NOW, "article": PAPER, "demo": DEMO, "viewer": VISITOR},
            },
        ),
    }


PAPER = Thing(
    id=1,
    key="a1",
    title="Single-fraction or multi-fraction treatment for painful bone metastases: a sample trial",
    title_html=Markup("Single-fraction or multi-fraction treatment for painful bone metastases: a sample trial"),
    authors=[Thing(name=n, orcid=None) for n in ("Chen L", "Okafor B", "Lindqvist M", "Moreau T")],
    journal="Sample J Radiother",
    published="2026",
    volume="12",
    issue="3",
    pages="45–51",
    retracted=False,
)
