"""The attendance certificate: a page for oneself to print, and one for others to see that it says the truth.

Its code seals which discussion and whose it is. Whoever has the printed address sees the same facts, made anew from
what is on record: nothing that a certificate says can be changed on paper without its page saying otherwise.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _

from journalclub.discussions import policy, queries
from journalclub.discussions.actions import finding
from journalclub.discussions.closing.attendance import Attended, attended
from journalclub.discussions.models import Discussion, DiscussionGuest
from journalclub.discussions.states import OVER, state
from journalclub.kit.refusal import Forbidden, NotFound
from journalclub.kit.tokens import is_seal, seal
from journalclub.literature import views as literature
from journalclub.literature.citation import vancouver
from journalclub.members.models import Member
from journalclub.web.context import now, parts, reading, viewer
from journalclub.web.entry import secretly
from journalclub.web.links import absolute
from journalclub.web.members import what_was_checked
from journalclub.web.session import require_sign_in

pages = Blueprint("certificates", __name__)
PURPOSE = "certificate"
CODE = re.compile(r"(\d{1,18})-(\d{1,18})-([0-9A-Za-z]{16})")


@pages.get("/discussions/<int:discussion_id>/certificate")
def show(discussion_id: int) -> str:
    """One's own, once the discussion has closed; without an act of one's own the page says why there is none."""
    row, here = finding.discussion(reading(), viewer(), discussion_id, now())
    if not policy.may_take_part(viewer(), here) or row.kind != "edition":
        require_sign_in()
        raise Forbidden(
            "no-certificate", _("Certificates are for members, authors and patient advocates who took part.")
        )
    member = reading().get_one(Member, viewer().id)
    done = attended(reading(), row, member.id)
    if here.state not in OVER or not done:
        return render_template("certificates/none.html", discussion=row, over=here.state in OVER)
    code = f"{row.id}-{member.id}"
    address = url_for(".verify", code=f"{code}-{seal(parts().settings.secret, PURPOSE, code)}")
    return _page(row, member, done, absolute(address))


@pages.get("/certificates/<code>")
def verify(code: str) -> Response:
    """The facts behind a printed certificate. A wrong code, and one whose facts are gone, look the same."""
    known = CODE.fullmatch(code)
    if known is None or not is_seal(parts().settings.secret, PURPOSE, f"{known[1]}-{known[2]}", known[3]):
        raise NotFound
    row, member = reading().get(Discussion, int(known[1])), reading().get(Member, int(known[2]))
    if row is None or member is None or state(row, now()) not in OVER:
        raise NotFound
    done = attended(reading(), row, member.id)
    if not done:
        raise NotFound
    return secretly(_page(row, member, done, absolute(url_for(".verify", code=code.lower())), checked_at=now()))


def _page(row: Discussion, member: Member, done: Attended, address: str, checked_at: datetime | None = None) -> str:
    view = queries.whole(reading(), row, now())
    article = literature.articles_by_id(reading(), [row.article_id]).get(row.article_id) if row.article_id else None
    told: dict[str, Any] = {
        "discussion": row,
        "hosts": view.hosts,
        "questions": view.questions,
        "citation": vancouver(article.cited) if article else "",
        "alarm": article.alarm if article else "",
    }
    return render_template(
        "certificates/show.html",
        member=member,
        done=done,
        checked=_checked(row, member),
        address=address,
        checked_at=checked_at,
        **told,
    )


def _checked(row: Discussion, member: Member) -> str:
    """What was checked about this person, by whom and when: a name alone proves nothing."""
    guest = reading().get(DiscussionGuest, (row.id, member.id))
    if guest is not None and guest.removed_at is None:
        return str(_("Author of the article, invited by the host at the address given in the paper"))
    return what_was_checked(member)
