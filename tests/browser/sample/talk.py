"""The agenda, discussions and invitations."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace as Thing
from typing import Any

from markupsafe import Markup

from tests.browser.sample.cast import ADA, ADA_P, BEN_P, CHEN_P, DAY, DORA_P, HOUR, NOW, VISITOR, can
from tests.browser.sample.evening import (
    ASKED,
    CHOOSING,
    DESK,
    LIVE,
    OLD,
    POSTS,
    SOON,
    START,
    WARNED,
    WRITE,
    discussion,
    questions,
)
from tests.browser.sample.papers import PAPER


def edition(starts: Any, key: str, discussion: Any, **more: Any) -> Thing:
    """A date of a series."""
    on, hours = starts.date(), [Thing(starts=starts, ends=starts + HOUR)]
    return Thing(series=Thing(id=1), on=on, key=key, starts=starts, hours=hours, discussion=discussion, **more)


def pages() -> dict[str, Any]:
    stream = Thing(stream="/live/discussions/7?ticket=x&since=1009", head=1009, share="7.1", poll_seconds=8)
    show = {
        "earlier": None,
        "lane": "",
        "live": stream,
        "write": WRITE,
        "mine": [],
        "my_reactions": {5: ["agree"]},
        "presence": 46,
        "why_not": "",
        "posts": POSTS,
        "keeps_place": True,
        "suggests_people": True,
        "whereabouts": Thing(place=None, unread={}, total=0, first=None, jump="", mentions=0),
    }
    before = NOW + 5 * DAY
    draft = discussion(9, "announced", PAPER, before, questions=questions(0, NOW, (0, 0, 0, 0, 0)))
    groups = [Thing(question=None, posts=POSTS[:2])] + [
        Thing(question=q, posts=[p for p in POSTS if p.question == q.number]) for q in LIVE.questions[:3]
    ]
    done = discussion(7, "closed", questions=questions(5, START), guests=[CHEN_P], readings=LIVE.readings)
    invited = [
        Thing(
            id=1,
            name="Li Chen",
            email="chen@example.org",
            state="accepted",
            at=NOW - 9 * DAY,
            words="Glad to. I will answer T1 beforehand.",
        ),
        Thing(id=2, name="B. Okafor", email="okafor@example.org", state="sent", at=NOW - 3 * DAY, words=""),
        Thing(id=3, name="M. Lindqvist", email="lindqvist@example.org", state="draft", at=None, words=""),
    ]
    letter = Thing(
        to="Li Chen <chen@example.org>",
        subject="Your trial in our journal club, 20 September",
        body=(
            "Dear Dr Chen,\n\nwe would like to discuss your trial with you on Sunday 20 September, 20:00 "
            "Chicago time (Monday 09:00 in Singapore).\n\nYes or no, with one click: [link]\n\nAda "
            "Delacroix"
        ),
    )
    one = Thing(id=1, name="Li Chen", email="chen@example.org", token="t", letter=letter.body)
    rules = [
        "Be kind to the paper and kinder to its authors.",
        "No patient can be recognised from what you write.",
        "Say what you were paid for.",
    ]
    return {
        "agenda": (
            "agenda/index.html",
            {
                "full": {
                    "series": [
                        Thing(
                            id=1,
                            name="Sunday chat",
                            hashtag="#sampleonc",
                            rule="third Sunday, 20:00 Chicago time",
                            editions=[
                                edition(SOON.starts, "a", SOON),
                                edition(NOW + 31 * DAY, "b", CHOOSING),
                                edition(NOW + 59 * DAY, "c", None, oddities=["twice"]),
                                edition(NOW + 90 * DAY, "d", None, is_cancelled=True),
                                edition(NOW + 120 * DAY, "e", None, is_taken=True, is_moved=True),
                            ],
                        )
                    ],
                    "drafts": [draft],
                    "article": None,
                    "viewer": ADA,
                    "can": can("host"),
                },
                "sparse": {
                    "series": [
                        Thing(
                            id=1,
                            name="Sunday chat",
                            hashtag="#sampleonc",
                            rule="third Sunday, 20:00 Chicago time",
                            editions=[edition(NOW + 31 * DAY, "b", None)],
                        )
                    ],
                    "drafts": [],
                    "article": None,
                },
                "empty": {"series": [], "drafts": [], "article": None, "viewer": ADA, "can": can("host")},
            },
        ),
        "discussions": (
            "discussions/index.html",
            {
                "full": {
                    "coming": [LIVE, CHOOSING],
                    "past": OLD,
                    "next": "#",
                    "first": None,
                    "state": "",
                    "total": 12,
                    "unread": Counter({LIVE.id: 12, OLD[0].id: 3}),
                    "viewer": ADA,
                    "can": can("host"),
                },
                "sparse": {
                    "coming": [],
                    "past": OLD[:1],
                    "next": None,
                    "first": None,
                    "state": "",
                    "total": 1,
                    "unread": Counter(),
                },
                "empty": {
                    "coming": [],
                    "past": [],
                    "next": None,
                    "first": None,
                    "state": "",
                    "total": 0,
                    "unread": Counter(),
                },
            },
        ),
        "show": (
            "discussions/show.html",
            {
                "full": {**show, "discussion": LIVE, "can": can("post", "attach")},
                "host": {
                    **show,
                    "discussion": LIVE,
                    "viewer": ADA,
                    "can": can("post", "attach", "host", "steer", "desk", "hide", "edit", "invite", "restore"),
                    "earlier": "#",
                    **DESK,
                },
                "warned": {**show, "discussion": LIVE, "write": WARNED},
                "sparse": {**show, "discussion": SOON, "posts": POSTS[1:2], "presence": None},
                "empty": {**show, "discussion": draft, "posts": [], "presence": None, "can": can()},
                "visitor": {**show, "discussion": LIVE, "viewer": VISITOR, "can": can(), "keeps_place": False},
                "closed": {**show, "discussion": done, "live": None, "presence": None, "can": can("transcript")},
                "bare": {
                    **show,
                    "discussion": discussion(9, "announced", None, before),
                    "posts": [],
                    "live": None,
                    "presence": None,
                    "viewer": VISITOR,
                    "can": can(),
                },
            },
        ),
        "form": (
            "discussions/form.html",
            {
                "new": {
                    "discussion": None,
                    "series": [(1, "Sunday chat")],
                    "article": PAPER,
                    "edition": "b",
                    "zone": "America/Chicago",
                    "can": can("announce"),
                    "values": {"starts": "2026-10-18T20:00", "ends": "2026-10-18T21:00", "questions": ASKED[:3]},
                    "viewer": ADA,
                },
                "refused": {
                    "discussion": SOON,
                    "series": [],
                    "article": None,
                    "edition": "",
                    "zone": "America/Chicago",
                    "can": can("cancel"),
                    "values": {"title": "x", "starts": "2026-10-18T20:00"},
                    "errors": {"ends": "It ends before it starts."},
                    "viewer": ADA,
                },
            },
        ),
        "edit-post": ("posts/edit.html", {"only": {"post": POSTS[4], "findings": WARNED.findings}}),
        "transcript": (
            "discussions/transcript.html",
            {
                "full": {
                    "discussion": done,
                    "summary": "",
                    "recap": Markup(
                        "<p>One fraction was not inferior for pain at four weeks; retreatment was more frequent, at "
                        "the clinician’s discretion.</p>"
                    ),
                    "groups": groups,
                    "people": [ADA_P, CHEN_P, BEN_P, DORA_P],
                    "figures": Thing(posts=388, people=41, countries=["BE"] * 14, professions=[("nurse", 41)]),
                    "published": True,
                    "can": can("export"),
                    "next": None,
                },
                "empty": {
                    "discussion": draft,
                    "groups": [],
                    "people": [],
                    "figures": None,
                    "published": False,
                    "can": can(),
                    "next": None,
                },
            },
        ),
        "invitations": (
            "invitations/list.html",
            {
                "full": {
                    "discussion": SOON,
                    "invitations": invited,
                    "candidates": [Thing(name="T. Moreau", email="moreau@example.org", corresponding=True)],
                    "never": ["K. Sato"],
                    "can": can("invite", "revoke"),
                    "viewer": ADA,
                },
                "empty": {
                    "discussion": SOON,
                    "invitations": [],
                    "candidates": [],
                    "never": [],
                    "can": can("invite"),
                    "viewer": ADA,
                },
            },
        ),
        "invite-edit": (
            "invitations/edit.html",
            {
                "full": {
                    "discussion": SOON,
                    "invitation": one,
                    "article": PAPER,
                    "values": {
                        "name": "Li Chen",
                        "email": "chen@example.org",
                        "subject": letter.subject,
                        "body": letter.body,
                    },
                    "viewer": ADA,
                }
            },
        ),
        "invite-preview": (
            "invitations/preview.html",
            {
                "full": {
                    "discussion": SOON,
                    "invitation": one,
                    "letter": letter,
                    "why_not": "",
                    "can": can("send"),
                    "viewer": ADA,
                }
            },
        ),
        "invite-show": (
            "invitations/show.html",
            {
                "open": {"state": "open", "invitation": one, "discussion": SOON, "rules": rules, "viewer": VISITOR},
                "answered": {"state": "answered", "answer": "accepted", "token": "t", "viewer": VISITOR},
                "gone": {"state": "gone", "viewer": VISITOR},
            },
        ),
    }
