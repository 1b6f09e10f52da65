"""Split a wrong merge: what the two are, which discussion was about which, and then it is done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from journalclub.discussions.actions import splitting
from journalclub.kit.refusal import Conflict, Forbidden, NotFound
from journalclub.literature import policy
from journalclub.literature import views as literature
from journalclub.literature.actions import parting
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.numbers import whole
from journalclub.web.session import require_sign_in

pages = Blueprint("splitting", __name__)
_FIELD = "discussion-"


@pages.get("/articles/<int:article_id>/split")
def form(article_id: int) -> str:
    """`article_id` is the one that went into another."""
    require_sign_in()
    if not policy.may_split(viewer()):
        raise Forbidden("not-yours", _("Hosts and moderators split what was merged wrongly."))
    kept = literature.article(reading(), article_id)
    if kept is None:
        raise NotFound
    if kept.id == article_id:
        raise Conflict("not-merged", _("This article stands by itself: nothing was merged into it that this names."))
    alias = next(one for one in literature.aliases(reading(), kept.id) if one.id == article_id)
    both = [kept.id, alias.id]
    return render_template(
        "articles/split.html",
        article=kept,
        alias=alias,
        editions=splitting.editions_of(reading(), by=viewer(), article_ids=both, now=now()),
    )


@pages.post("/articles/<int:article_id>/split")
def split(article_id: int) -> Any:
    require_sign_in()
    editions = {
        discussion_id: about
        for name in request.form
        if name.startswith(_FIELD)
        and (discussion_id := _number(name.removeprefix(_FIELD))) is not None
        and (about := request.form.get(name, type=whole)) is not None
    }
    with parts().database.transaction() as session:
        _kept, alone = splitting.split_article(session, by=viewer(), alias_id=article_id, editions=editions, now=now())
    flash(_("They are two articles again, and will not be merged again."), "good")
    return redirect(url_for("articles.show", article_id=alone))


@pages.post("/sightings/<int:sighting_id>/parting")
def part(sighting_id: int) -> Any:
    """What this source sent is another article."""
    require_sign_in()
    with parts().database.transaction() as session:
        _kept, alone = parting.part(session, by=viewer(), sighting_id=sighting_id, now=now())
    flash(_("It is an article of its own now. The next pull brings what its source says."), "good")
    return redirect(url_for("articles.show", article_id=alone))


def _number(text: str) -> int | None:
    try:
        return whole(text)
    except ValueError:
        return None
