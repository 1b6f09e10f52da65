"""Discussions: the list, the live page, scheduling and running one, its transcript."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from journalclub.discussions import policy, queries
from journalclub.discussions.actions import finding, hosting, moving
from journalclub.discussions.actions.steering import PACES
from journalclub.discussions.models import Discussion
from journalclub.discussions.policy import Standing
from journalclub.discussions.posts import PostView
from journalclub.discussions.states import OVER, WRITABLE, State
from journalclub.kit.markdown import safe_markdown
from journalclub.kit.refusal import Forbidden, Refusal
from journalclub.kit.tokens import mint
from journalclub.literature.citation import FORMATS
from journalclub.web import coming, planning_form, shown, talking
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.links import stream_address
from journalclub.web.numbers import whole
from journalclub.web.pages import Can, day_of, today
from journalclub.web.session import require_sign_in
from journalclub.web.shown import DiscussionView

pages = Blueprint("discussions", __name__)
PAST = 20
COMING = (State.LIVE, State.OPEN, State.ANNOUNCED)


@pages.get("/discussions")
def index() -> str:
    state = request.args.get("state", "")
    coming = queries.listed(reading(), viewer(), now(), states=COMING, oldest_first=True)
    cursor = request.args.get("cursor")
    past = queries.listed(reading(), viewer(), now(), states=tuple(OVER), cursor=cursor, limit=PAST)
    here = url_for(".index", state=state or None)
    return render_template(
        "discussions/index.html",
        coming=[] if cursor or state == "past" else shown.cards(reading(), coming.items),
        past=[] if state == "coming" else shown.cards(reading(), past.items),
        next=url_for(".index", state=state or None, cursor=past.next) if past.next and state != "coming" else None,
        first=here if cursor else None,
        state=state,
        total=None,
        can=_can_host(),
    )


@pages.get("/discussions/<int:discussion_id>")
def show(discussion_id: int) -> str:
    return page(discussion_id)


def page(discussion_id: int, *, write: dict[str, Any] | None = None, **form: Any) -> str:
    """The discussion's page; `write`, `values` and `errors` bring a refused form back as it was sent."""
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    discussion, head = shown.whole(reading(), row, now())
    lane = request.args.get("lane", "")
    talk = queries.conversation(reading(), discussion_id, before=request.args.get("before"))
    posts = _in_lane(list(talk.items), lane, row.current_question)
    live = discussion.state in {*WRITABLE, State.ANNOUNCED} and not request.args.get("before")
    return render_template(
        "discussions/show.html",
        discussion=discussion,
        posts=posts,
        earlier=url_for("discussions.show", discussion_id=discussion_id, before=talk.next) if talk.next else None,
        lane=lane,
        live={"stream": stream_address(discussion_id, viewer(), since=head), "head": head} if live else None,
        write=write or _empty_post(row, discussion, list(talk.items)),
        mine=[post for post in posts if post.member.id == viewer().id and not (post.hidden or post.withdrawn)],
        my_reactions=talking.my_reactions(discussion_id),
        presence=None,
        why_not=_why_not(here),
        free=discussion.article.access(today(), day_of(row.closes) if row.kind == "edition" else None)
        if discussion.article
        else None,
        closes_on=day_of(row.closes),
        formats=FORMATS,
        summary=Markup(safe_markdown(row.summary)),  # noqa: S704 - sanitised
        attendance=coming.of(row, here),
        paces=PACES,
        values=form.get("values", {}),
        errors=form.get("errors", {}),
        can=_can(here, row),
    )


@pages.get("/discussions/new")
def new() -> str:
    _must_schedule()
    return planning_form.render(planning_form.proposed(request.args), None)


@pages.post("/discussions/new")
def add() -> Any:
    _must_schedule()
    try:
        with parts().database.transaction() as session:
            plan, series_id, edition_on = planning_form.plan(session, request.form)
            row = hosting.schedule(
                session, by=viewer(), plan=plan, series_id=series_id, edition_on=edition_on, now=now()
            )
            discussion_id = row.id
            if "announce" in request.form:
                hosting.announce(session, by=viewer(), discussion_id=discussion_id, now=now())
    except Refusal as refusal:
        return planning_form.again(refusal, None), refusal.status
    if "announce" not in request.form:
        flash(_("It is a draft: members see it when you announce it."), "good")
    return redirect(url_for(".show", discussion_id=discussion_id))


@pages.get("/discussions/<int:discussion_id>/edit")
def edit(discussion_id: int) -> str:
    row = finding.editable(reading(), viewer(), discussion_id, now())
    return planning_form.render(planning_form.written(row), row)


@pages.post("/discussions/<int:discussion_id>/edit")
def change(discussion_id: int) -> Any:
    row = finding.editable(reading(), viewer(), discussion_id, now())
    try:
        with parts().database.transaction() as session:
            plan, *_rest = planning_form.plan(session, request.form, row)
            hosting.edit(session, by=viewer(), discussion_id=discussion_id, plan=plan, now=now())
            if "announce" in request.form:
                hosting.announce(session, by=viewer(), discussion_id=discussion_id, now=now())
    except Refusal as refusal:
        return planning_form.again(refusal, row), refusal.status
    flash(_("Saved."), "good")
    return redirect(url_for(".show", discussion_id=discussion_id))


@pages.post("/discussions/<int:discussion_id>/state")
def change_state(discussion_id: int) -> Response:
    """Announce, open, go live, close, cancel: the host's word over the clock's."""
    wanted = request.form.get("state", "")
    if wanted not in set(State):
        abort(400)
    with parts().database.transaction() as session:
        if wanted == State.CANCELLED:
            hosting.cancel(session, by=viewer(), discussion_id=discussion_id, now=now())
        else:
            moving.move(session, by=viewer(), discussion_id=discussion_id, to=State(wanted), now=now())
    return redirect(url_for(".show", discussion_id=discussion_id))


@pages.post("/questions/<int:question_id>/asking")
def ask(question_id: int) -> Response:
    """“We are on T3.”"""
    with parts().database.transaction() as session:
        question = hosting.ask(session, by=viewer(), question_id=question_id, now=now())
    return redirect(url_for(".show", discussion_id=question.discussion_id))


@pages.post("/discussions/<int:discussion_id>/publication")
def publish(discussion_id: int) -> Response:
    with parts().database.transaction() as session:
        hosting.publish(session, by=viewer(), discussion_id=discussion_id, now=now())
    flash(_("Everybody can read the transcript now."), "good")
    return redirect(url_for(".transcript", discussion_id=discussion_id))


@pages.get("/discussions/<int:discussion_id>/transcript")
def transcript(discussion_id: int) -> str:
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    discussion, _head = shown.whole(reading(), row, now())
    posts = queries.transcript(reading(), discussion_id)
    heard = [post for post in posts if not (post.hidden or post.withdrawn)]
    groups = [
        {"question": question, "posts": [post for post in posts if post.question == number]}
        for number, question in [(None, None), *((q.number, q) for q in discussion.questions)]
    ]
    return render_template(
        "discussions/transcript.html",
        discussion=discussion,
        summary=Markup(safe_markdown(row.summary)),  # noqa: S704 - sanitised
        recap="",
        groups=[group for group in groups if group["posts"]],
        people=_people(heard),
        figures=_figures(heard),
        published=row.published_at is not None,
        next=None,
        can=_can(here, row),
    )


def _can_host() -> Can:
    allowed = policy.may_schedule(viewer())
    return Can(host=allowed, schedule=allowed)


def _must_schedule() -> None:
    require_sign_in()
    if not policy.may_schedule(viewer()):
        raise Forbidden("not-a-host", _("Only hosts and moderators schedule discussions."))


def _can(here: Standing, row: Discussion) -> Can:
    person = viewer()
    edits = policy.may_edit(person, here)
    over = here.state in OVER
    return Can(
        post=policy.may_post(person, here),
        come=policy.may_say_coming(person, here) and row.kind == "edition",
        attach=policy.may_take_part(person, here) and _takes_reading(row, here),
        hide=policy.may_hide(person, here),
        restore=policy.may_hide(person, here),
        steer=policy.may_steer(person, here) and here.state in WRITABLE,
        host=edits and row.kind == "edition",
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
    if not person.verified:
        return str(_("A moderator has yet to see who you are. Until then you can read what is public."))
    if here.locked and policy.may_take_part(person, here):
        return str(_("The hosts have paused this discussion: for the moment it can only be read."))
    return str(_("You can read this discussion, but not post in it."))


def _empty_post(row: Discussion, discussion: DiscussionView, posts: list[PostView]) -> dict[str, Any]:
    reply_to = request.args.get("reply_to", type=whole)
    return {
        "text": "",
        "quote": "",
        "question": row.current_question if discussion.state == State.LIVE else None,
        "reply_to": next((post for post in posts if post.id == reply_to), None),
        "error": "",
        "findings": [],
        "client_token": mint(),
    }


def _in_lane(posts: list[PostView], lane: str, current: int | None) -> list[PostView]:
    if lane == "question":
        return [post for post in posts if post.question == current]
    if lane == "people":
        return [post for post in posts if post.member.badge in {"author", "host"}]
    return posts


def _people(posts: list[PostView]) -> list[dict[str, Any]]:
    said = Counter(post.member.id for post in posts)
    writers = {post.member.id: post.member for post in posts}
    return [
        {
            "name": writers[member].name,
            "profession": writers[member].profession,
            "country": writers[member].country,
            "badge": writers[member].badge,
            "posts": count,
        }
        for member, count in said.most_common()
    ]


def _figures(posts: list[PostView]) -> dict[str, int]:
    writers = {post.member.id: post.member for post in posts}.values()
    return {
        "posts": len(posts),
        "people": len(writers),
        "countries": len({writer.country for writer in writers if writer.country}),
        "professions": len({writer.profession for writer in writers if writer.profession}),
    }
