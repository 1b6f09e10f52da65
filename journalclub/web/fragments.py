"""Posts as markup. It is the same for every reader, so it is made once and remembered until the post changes."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from flask import current_app, request, url_for
from flask_babel import get_locale, get_timezone
from markupsafe import Markup

from journalclub.discussions.posts import PostView
from journalclub.kit.autolink import autolink

REMEMBERED = 3_000  # posts of about 4 kB


def post(view: PostView) -> Markup:
    """The post as every page and stream shows it."""
    return _post(view, str(get_locale()), str(get_timezone()), request.script_root)


def words(view: PostView) -> Markup:
    """What the writer says. Those whom it mentions are linked (a name that two people here share leads to neither), and
    hashtags to what the search finds."""
    called = Counter(name for _, name in view.mentions)
    places = {name: url_for("members.show", member_id=member) for member, name in view.mentions if called[name] == 1}
    return autolink(view.words, places, tags=url_for("search.index") + "?q=")


@lru_cache(maxsize=REMEMBERED)
def _post(view: PostView, _language: str, _zone: str, _root: str) -> Markup:
    """The arguments are all that the template shows, so a post that is edited or hidden is another one."""
    template = current_app.jinja_env.get_template("discussions/_post.html")
    return Markup(template.render(post=view))  # noqa: S704 - the template escapes
