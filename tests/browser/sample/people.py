"""Members, their settings, signing in and up."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

from journalclub.members.wishes import Wishes
from tests.browser.sample.cast import DAY, MO, NOW, PROFILE, VISITOR, can
from tests.browser.sample.evening import OLD, POSTS


def pages() -> dict[str, Any]:
    checked = Thing(kind="verified", checked="Identity reviewed by a moderator, May 2026")
    member = Thing(
        id=1,
        name="Ada Delacroix",
        badges=[Thing(kind="host", checked="Made a host by Mo Haddad, June 2026"), checked],
        profession="radiation oncologist",
        specialty="bone and spine",
        affiliation="Sample University Hospital",
        country="Belgium",
        introduction="I treat mostly palliative patients and would like to do less of it out of habit.",
        since=NOW - 300 * DAY,
        suspended=False,
    )
    fresh = Thing(**{**vars(member), "name": "Ben Eriksen", "badges": [], "introduction": "", "specialty": ""})
    sessions = [
        Thing(id=1, words="Firefox on Linux", began=NOW - DAY, seen=NOW, current=True),
        Thing(id=2, words="Safari on iPhone", began=NOW - 9 * DAY, seen=NOW - 2 * DAY, current=False),
    ]
    return {
        "member": (
            "members/show.html",
            {
                "full": {"member": member, "posts": POSTS[:4], "hosted": OLD[:2], "next": "#", "own": False},
                "kept": {
                    "viewer": MO,
                    "member": member,
                    "posts": POSTS[:1],
                    "hosted": [],
                    "next": None,
                    "own": False,
                    "can": can("suspend", "appoint"),
                    "role_words": [("member", "Member"), ("host", "Host")],
                    "wanted_roles": {"member"},
                    "errors": {"why": "Please say why."},
                },
                "empty": {"member": fresh, "posts": [], "hosted": [], "next": None, "own": True},
            },
        ),
        "settings": (
            "settings/index.html",
            {
                "full": {
                    "values": PROFILE,
                    "email": "ben@example.org",
                    "sessions": sessions,
                    "tokens": [Thing(id=1, name="Zotero script", began=NOW - 9 * DAY, used=None)],
                    "new_token": "jc_sample_4f9d2c7e1b3a",
                    "wishes": Wishes(announcements=True, recaps=True),
                },
                "sparse": {
                    "values": PROFILE,
                    "errors": {"country": "Please say where you work."},
                    "email": "ben@example.org",
                    "sessions": sessions[:1],
                    "tokens": [],
                    "new_token": None,
                    "wishes": Wishes(),
                },
            },
        ),
        "signin": (
            "signin/form.html",
            {
                "empty": {"viewer": VISITOR, "next": ""},
                "refused": {
                    "viewer": VISITOR,
                    "values": {"email": "ben@"},
                    "errors": {"email": "This is not an address."},
                },
            },
        ),
        "sent": (
            "signin/sent.html",
            {"only": {"viewer": VISITOR, "email": "ben@example.org", "minutes": 30, "outbox_only": True}},
        ),
        "use": (
            "signin/use.html",
            {
                "open": {"viewer": VISITOR, "state": "open", "token": "t", "name": "Ben"},
                "gone": {"viewer": VISITOR, "state": "gone"},
            },
        ),
        "signup": (
            "signup/form.html",
            {
                "empty": {"viewer": VISITOR, "done": False},
                "refused": {
                    "viewer": VISITOR,
                    "done": False,
                    "values": PROFILE,
                    "errors": {"introduction": "Please write a sentence."},
                },
                "done": {"viewer": VISITOR, "done": True},
            },
        ),
    }
