"""Audit entries as sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from journalclub.discussions import queries as discussions
from journalclub.moderation.queries import Act
from journalclub.web.context import reading


@dataclass(frozen=True)
class Entry:
    at: datetime
    who: str
    words: str
    url: str


def entries(acts: Sequence[Act]) -> list[Entry]:
    """One line each; whom they are about is looked up at once."""
    people = discussions.persons(reading(), {act.entry.ids["member"] for act in acts if "member" in act.entry.ids})
    return [_entry(act, {key: person.name for key, person in people.items()}) for act in acts]


def _entry(act: Act, names: dict[int, str]) -> Entry:
    row = act.entry
    words = _words(row.act).replace("{name}", names.get(row.ids.get("member", 0), _("somebody")))
    if row.reason:
        words = f"{words}: {row.reason}"
    return Entry(row.at, act.actor_name or _("the command line"), words, _url(row.ids, row.discussion_id))


def _words(act: str) -> str:
    known = {
        "club.founded": _("founded the club"),
        "member.verified": _("let {name} in"),
        "member.declined": _("declined {name}"),
        "member.roles": _("gave {name} these roles"),
        "member.roles-proposed": _("proposed these roles for {name}"),
        "member.suspended": _("suspended {name}"),
        "member.restored": _("took the suspension of {name} back"),
        "post.hidden": _("hid a post"),
        "post.restored": _("showed a post again"),
        "post.released": _("let a post appear that had waited"),
        "post.refused": _("did not let a post appear that had waited"),
        "discussion.cancelled": _("cancelled a discussion"),
        "discussion.locked": _("paused a discussion"),
        "discussion.unlocked": _("let everybody write again"),
        "discussion.slowed": _("slowed a discussion down"),
        "discussion.unslowed": _("let a discussion go at its own pace again"),
        "transcript.published": _("published a transcript"),
        "invitation.revoked": _("took an invitation back"),
        "meaning.changed": _("said what else a word is looked for as"),
        "article.split": _("split an article that was merged wrongly"),
        "article.reinstated": _("found an article to be no longer called retracted, and took the mark off"),
        "references.filed": _("filed references from a file"),
        "free-link.added": _("said where an article is free to read"),
        "free-link.removed": _("took a free link off an article"),
        "pull.asked": _("asked for a pull of all sources"),
    }
    return str(known.get(act, act))


def _url(ids: dict[str, int], discussion_id: int | None) -> str:
    if "post" in ids:
        return url_for("posts.show", post_id=ids["post"])
    if "article" in ids:
        return url_for("articles.show", article_id=ids["article"])
    if "member" in ids:
        return url_for("members.show", member_id=ids["member"])
    return url_for("discussions.show", discussion_id=discussion_id) if discussion_id else ""
