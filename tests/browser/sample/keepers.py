"""What moderators and administrators see."""

from __future__ import annotations

from types import SimpleNamespace as Thing
from typing import Any

from tests.browser.sample.cast import DAY, HOUR, MO, NOW, can
from tests.browser.sample.evening import LIVE, POSTS


def pages() -> dict[str, Any]:
    applicant = Thing(
        id=5,
        name="Eve Larsson",
        email="eve@example.org",
        profession="medical oncologist",
        specialty="breast",
        affiliation="Sample Clinic",
        country="SE",
        introduction="I lead our breast board and read on the train.",
        at=NOW - DAY,
        own=False,
    )
    gone = Thing(
        post=POSTS[4],
        by="Mo Haddad",
        at=NOW - HOUR,
        why="could identify a patient",
        discussion_title=LIVE.title,
        restorable=True,
    )
    entries = [
        Thing(at=NOW - HOUR, who="Mo Haddad", words="hid a post of Ben Eriksen", url="#"),
        Thing(at=NOW - DAY, who="Mo Haddad", words="approved Dora Novak", url=None),
    ]
    source = Thing(
        id=1,
        name="Spine SBRT",
        kind="pubmed",
        query="stereotactic[tiab] AND spine[tiab] AND (metastasis[tiab] OR metastases[tiab])",
        url=None,
        every="every 24 hours",
        tags=["radiotherapy"],
        last_success=NOW - HOUR,
        next_try=NOW + 23 * HOUR,
        error="",
        error_at=None,
        items=212,
        this_week=12,
        waiting=3,
        moved=False,
        gone=False,
        running=None,
        last_pull="12 new, 3 changed, 1 refused",
        note="",
        refused=[Thing(label="Sunset", reason="it is a photograph, not an article")],
        more_refused=2,
    )
    pulled = Thing(**{**vars(source), "name": "Bone metastases", "running": Thing(done=120, total=450)})
    asked = Thing(**{**vars(source), "name": "Guidelines", "running": Thing(done=0, total=None)})
    broken = Thing(
        **{
            **vars(source),
            "name": "Sample JCO",
            "kind": "rss",
            "query": None,
            "url": "https://example.org/action/showFeed?type=etoc&feed=rss&jc=jco",
            "last_success": None,
            "items": 0,
            "error": "The host answered with a web page instead of a feed.",
            "error_at": NOW - HOUR,
        }
    )
    letters = [
        Thing(
            id=1,
            at=NOW,
            kind="invitation",
            to="chen@example.org",
            subject="Your trial in our journal club",
            body="Dear Dr Chen,\n\n[link]\n\nAda",
            state="waiting",
            sent_at=None,
            error="",
        ),
        Thing(
            id=2,
            at=NOW - DAY,
            kind="signin",
            to="ben@example.org",
            subject="Your link",
            body="[link]",
            state="sent",
            sent_at=NOW - DAY,
            error="",
        ),
        Thing(
            id=3,
            at=NOW - DAY,
            kind="sign-in",
            to="Kaori Sato",
            subject="Your link",
            body="[link]",
            state="failed",
            sent_at=None,
            error="550 there is no such mailbox",
        ),
    ]
    lead = {"viewer": MO, "waiting": 1}
    return {
        "moderation": (
            "moderation/index.html",
            {
                "full": {
                    **lead,
                    "applicants": [applicant, Thing(**{**vars(applicant), "id": 8, "own": True})],
                    "hidden": [gone],
                    "entries": entries,
                    "next": "#",
                    "can": can("verify", "see_hidden", "find", "read_audit"),
                },
                "empty": {
                    **lead,
                    "applicants": [],
                    "hidden": [],
                    "entries": [],
                    "next": None,
                    "can": can("verify", "see_hidden", "read_audit"),
                },
            },
        ),
        "find-member": (
            "moderation/people.html",
            {
                "full": {
                    **lead,
                    "words": "ha",
                    "people": [
                        Thing(id=6, name="Mo Haddad", facts=["palliative physician", "Canada"], standing="Moderator"),
                        Thing(id=8, name="Noor Hamid", facts=[], standing="applicant"),
                    ],
                    "next": "#",
                },
                "empty": {**lead, "words": "xyz", "people": [], "next": None},
            },
        ),
        "admin": (
            "admin/index.html",
            {
                "full": {
                    **lead,
                    "facts": [("Version", "0.1.0"), ("Database", "SQLite"), ("Articles", "1,204")],
                    "workers": [Thing(name="search index", lag=0, parked=0, seen=NOW)],
                    "problems": ["The search index is 1,204 changes behind."],
                },
                "empty": {**lead, "facts": [("Version", "0.1.0")], "workers": [], "problems": []},
            },
        ),
        "sources": (
            "admin/sources.html",
            {
                "full": {
                    **lead,
                    "sources": [source, broken, pulled, asked],
                    "feeds_error": "Line 14: every must be a time such as 6h.",
                    "can": can("pull"),
                    "running": 2,
                    "checks": (0, 0),
                },
                "empty": {
                    **lead,
                    "sources": [],
                    "feeds_error": "",
                    "can": can("pull"),
                    "running": 0,
                    "checks": (40, 1),
                },
            },
        ),
        "outbox": (
            "admin/outbox.html",
            {
                "full": {**lead, "letters": letters, "next": None, "smtp": False},
                "empty": {**lead, "letters": [], "next": None, "smtp": True},
            },
        ),
    }
