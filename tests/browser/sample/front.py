"""The front page, the founder’s wizard and what goes wrong."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace as Thing
from typing import Any

from tests.browser.sample.cast import ADA, DAY, DEMO, NOW, VISITOR, can
from tests.browser.sample.evening import CHOOSING, LIVE, OLD, POSTS, SOON, TALK
from tests.browser.sample.papers import BARE, BREAST, FORMULA, PAPER, PROTON, WITHDRAWN


def pages() -> dict[str, Any]:
    editions = [
        Thing(starts=NOW + 31 * DAY, discussion=CHOOSING, note="choosing the article"),
        Thing(starts=NOW + 59 * DAY, discussion=None, note="Host: Mo"),
    ]
    fresh = [
        Thing(article=PROTON, talk=TALK),
        Thing(article=BREAST, talk=None),
        Thing(article=FORMULA, talk=None),
        Thing(article=WITHDRAWN, talk=None),
    ]
    full = {
        "hero": SOON,
        "fresh": fresh,
        "fresh_count": 41,
        "lately": OLD[:2],
        "editions": editions,
        "replies": [Thing(text="2 replies to you", url="#"), Thing(text="Dora asked the author", url="#")],
        "unread": Counter({SOON.id: 12, OLD[0].id: 3}),
    }
    nothing: dict[str, Any] = {
        "hero": None,
        "fresh": [],
        "fresh_count": 0,
        "lately": [],
        "editions": [],
        "replies": [],
        "unread": Counter(),
    }
    wizard = {
        "zones": ["America/Chicago", "Europe/Brussels"],
        "ordinals": [("1", "first"), ("3", "third")],
        "weekdays": [("6", "Sunday")],
        "token": "t",
    }
    return {
        "gallery": ("gallery.html", {"full": {"soon": NOW + 3 * DAY, "article": PAPER}}),
        "home": (
            "front/home.html",
            {
                "full": full,
                "live": {**full, "hero": LIVE, "viewer": VISITOR, "demo": DEMO},
                "sparse": {**nothing, "hero": CHOOSING, "fresh": [Thing(article=BARE, talk=None)], "fresh_count": 1},
                "empty": {**nothing, "viewer": VISITOR},
                "empty-host": {**nothing, "viewer": ADA, "can": can("host", "admin")},
            },
        ),
        "setup": ("front/being_set_up.html", {"only": {"club": None, "viewer": VISITOR}}),
        "wizard": (
            "setup/wizard.html",
            {
                "empty": {**wizard, "club": None, "viewer": VISITOR},
                "refused": {
                    **wizard,
                    "club": None,
                    "viewer": VISITOR,
                    "values": {"club_name": "Sample club", "zone": "Mars/Base", "hashtag": "sample onc"},
                    "errors": {"zone": "There is no such time zone.", "hashtag": "A hashtag has no spaces."},
                },
            },
        ),
        "error": (
            "errors/error.html",
            {
                "404": {"status": 404},
                "403": {"status": 403, "viewer": VISITOR},
                "429": {"status": 429, "retry_after": 20, "kept": POSTS[4].text},
                "500": {"status": 500, "club": None, "viewer": VISITOR},
            },
        ),
    }
