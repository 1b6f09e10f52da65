"""The library and one article."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

from tests.browser.sample.cast import DAY, NOW, VISITOR, can
from tests.browser.sample.evening import CHOOSING, LIVE, OLD
from tests.browser.sample.papers import BARE, BREAST, FORMULA, PAPER, PROTON, WITHDRAWN

NOTHING = {"discussed": 0, "planned": 0, "nominated": 0, "attached": 0, "added_at": NOW - 41 * DAY}

UNKNOWN = Thing(
    types=[], subjects=[], keywords=[], trials=[], languages=[], editors=[], group_members=[], equal=[], ties=[],
    history=[], gone_at=None, details={},
)  # fmt: skip
KNOWN = Thing(
    **vars(UNKNOWN)
    | {
        "types": ["Journal Article", "Randomized Controlled Trial"],
        "subjects": [Thing(name="Radiosurgery / methods", major=True), Thing(name="Humans", major=False)],
        "keywords": ["single fraction"],
        "trials": [Thing(number="NCT99000001", url="#"), Thing(number="UMIN000099999", url="")],
        "group_members": ["Dora Novak"],
        "ties": [
            Thing(kind="comment-in", source="Sample J. 2026;1:2", pmid="99000009", doi=None, article=None, title="")
        ],
        "history": [Thing(at=NOW - 3 * DAY, source="Spine SBRT", changes=[("pages", "", "45-51")])],
        "gone_at": NOW - DAY,
    }
)
RECORD = {
    "record": UNKNOWN,
    "facts": [],
    "tie_words": lambda tie: "Commented on by",
    "revised_words": lambda revised: ["pages: 45-51"],
    "in_language": lambda code: "Abstract in Dutch",
}


def pages() -> dict[str, Any]:
    choices = [
        Thing(label="Spine SBRT", count=12, url="#", current=True),
        Thing(label="Sample JCO", count=204, url="#", current=False),
    ]
    shown = [
        Thing(
            article=paper,
            standing=Thing(**NOTHING | {"discussed": paper is WITHDRAWN, "planned": paper is PAPER}),
        )
        for paper in [PROTON, BREAST, FORMULA, WITHDRAWN, PAPER, BARE]
    ]
    library = {
        "items": [],
        "total": 0,
        "next": None,
        "first": None,
        "chosen": [],
        "since": None,
        "until": None,
        "kept": {},
        "marks": [],
        "facets": [],
    }
    return {
        "library": (
            "library/index.html",
            {
                "full": {
                    **library,
                    "items": shown,
                    "total": 1204,
                    "next": "#",
                    "marks": choices,
                    "facets": [Thing(title=title, choices=choices, open=False) for title in ("Year", "Source", "Tag")],
                    "can": can("add"),
                },
                "narrowed": {**library, "chosen": [Thing(title="Year", label="2026", url="#")]},
                "empty": {**library, "viewer": VISITOR},
            },
        ),
        "inbox": (
            "library/inbox.html",
            {
                "full": {
                    "show": "",
                    "items": [PROTON, BREAST, PAPER],
                    "counts": Thing(waiting=3, aside=0),
                    "most": 500,
                    "series": [(1, "Monthly")],
                },
            },
        ),
        "article": (
            "articles/show.html",
            {
                "full": {
                    **RECORD,
                    "record": KNOWN,
                    "facts": [("Conflicts of interest", "None declared.")],
                    "article": PAPER,
                    "discussed": [LIVE, OLD[0]],
                    "standing": Thing(**NOTHING | {"discussed": 2, "planned": 1, "attached": 1}),
                    "upcoming": [CHOOSING],
                    "can": can("attach", "schedule"),
                    "meta": [("citation_title", PAPER.title)],
                },
                "retracted": {
                    **RECORD,
                    "article": WITHDRAWN,
                    "discussed": OLD[:1],
                    "standing": Thing(**NOTHING | {"discussed": 1}),
                    "upcoming": [],
                    "meta": [],
                },
                "empty": {
                    **RECORD,
                    "article": BARE,
                    "discussed": [],
                    "standing": Thing(**NOTHING),
                    "upcoming": [],
                    "meta": [],
                    "viewer": VISITOR,
                },
            },
        ),
    }
