"""The live page of a discussion, and the same page before and after its hour."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from journalclub.discussions import policy, queries
from journalclub.discussions.actions import finding
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.posts import PostView
from journalclub.discussions.states import OVER, WRITABLE, State
from journalclub.kit.markdown import safe_markdown
from journalclub.kit.tokens import mint
from journalclub.literature.citation import FORMATS
from journalclub.web import after, coming, pinning, places, polling, shown, talking, trays, waiting
from journalclub.web.context import now, reading, viewer
from journalclub.web.links import stream_address
from journalclub.web.numbers import whole
from journalclub.web.pages import Can, day_of, today
from journalclub.web.shown import DiscussionView


def page(discussion_id: int, *, write: dict[str, Any] | None = None, **form: Any) -> str:
    """The discussion's page; `write`, `values` and `errors` bring a refused form back as it was sent."""
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    discussion, head = shown.whole(reading(), row, now())
    lane, before = _lane(here), request.args.get("before")
    talk = queries.conversation(reading(), discussion_id, before=before, only=queries.lane(lane, row, viewer()))
    posts = list(talk.items)
    live = discussion.state in {*WRITABLE, State.ANNOUNCED} and not before
    share = f"{discussion_id}.{viewer().session or 0}"  # tabs of one browser and sign-in have one stream between them
    return render_template(
        "discussions/show.html",
        discussion=discussion,
        posts=posts,
        earlier=url_for("discussions.show", discussion_id=discussion_id, lane=lane or None, before=talk.next)
        if talk.next
        else None,
        lane=lane,
        keeps_place=places.keeps_place(here),
        suggests_people=policy.may_be_suggested_people(viewer(), here),
        whereabouts=places.whereabouts(discussion_id, here, posts),
        live={"stream": stream_address(discussion_id, viewer(), since=head), "head": head, "share": share}
        if live
        else None,
        write=write or _empty_post(row, discussion, posts),
        mine=[post for post in posts if post.member.id == viewer().id and not (post.hidden or post.withdrawn)],
        my_reactions=talking.my_reactions(discussion_id),
        my_polls=polling.mine(discussion_id),
        presence=None,
        pinned=pinning.pinned(row),
        why_not=_why_not(here),
        free=discussion.article.access(today(), day_of(row.closes) if row.kind == "edition" else None)
        if discussion.article
        else None,
        closes_on=day_of(row.closes),
        formats=FORMATS,
        summary=Markup(safe_markdown(row.summary)),  # noqa: S704 - sanitised
        attendance=coming.of(row, here),
        after=after.of(row, here),
        **trays.on_the_desk(row, here),
        waiting=waiting.of_viewer(discussion_id),
        waiting_in=discussion_id,
        values=form.get("values", {}),
        errors=form.get("errors", {}),
        can=can(here, row),
    )


def can(here: Standing, row: Discussion) -> Can:
    """What the viewer may do in this discussion, as its pages ask for it."""
    person = viewer()
    edits = policy.may_edit(person, here)
    over = here.state in OVER
    return Can(
        post=policy.may_post(person, here),
        come=policy.may_say_coming(person, here) and row.kind == "edition",
        attach=policy.may_take_part(person, here) and _takes_reading(row, here),
        hide=policy.may_hide(person, here),
        restore=policy.may_hide(person, here),
        desk=policy.may_see_desk(person, here),
        steer=policy.may_steer(person, here) and here.state in WRITABLE,
        mark=edits and row.kind == "edition",
        host=edits and row.kind == "edition",
        release=policy.may_release(person, here),
        edit=edits and row.kind == "edition",
        invite=policy.may_invite(here),
        transcript=policy.may_read_transcript(person, here) and here.state not in {State.DRAFT, State.ANNOUNCED},
        export=policy.may_export_transcript(person, here),
        publish=edits and over and row.visibility == "public" and row.published_at is None,
    )


def _takes_reading(row: Discussion, here: Standing) -> bool:
    return row.kind == "edition" and here.state not in {State.CANCELLED, State.ARCHIVED}


def _why_not(here: Standing) -> str:
    """Why somebody who is signed in cannot post here; empty when the page says it already."""
    person = viewer()
    if person.is_visitor or policy.may_post(person, here) or here.state not in WRITABLE:
        return ""
    if person.suspended:
        return str(_("Your membership is suspended: you can read what is public."))
    if here.locked and policy.may_take_part(person, here):
        return str(_("The hosts have paused this discussion: for the moment it can only be read."))
    if not person.verified:
        return str(_("A moderator has yet to see who you are. Until then you can read what is public."))
    return str(_("You can read this discussion, but not post in it."))


def _empty_post(row: Discussion, discussion: DiscussionView, posts: list[PostView]) -> dict[str, Any]:
    by_id = {post.id: post for post in posts}
    referred = {name: by_id.get(request.args.get(name, 0, whole)) for name in ("reply_to", "quotes")}
    return {
        "text": _addressed(referred["reply_to"]),
        "quote": "",
        "question": row.current_question if discussion.state == State.LIVE else None,
        **referred,
        "error": "",
        "findings": [],
        "client_token": mint(),
    }


def _addressed(answered: PostView | None) -> str:
    """Threads have one level: who answers an answer says whom they mean (static/js/people.js does the same)."""
    is_answer = answered is not None and answered.reply_to and answered.member.id != viewer().id
    return f"@{answered.member.name} " if answered and is_answer else ""


def _lane(here: Standing) -> str:
    """The reading mode that is asked for; nothing speaks to somebody who takes no part."""
    lane = request.args.get("lane", "")
    known = lane in queries.LANES and (lane != "mentions" or policy.may_take_part(viewer(), here))
    return lane if known else ""
