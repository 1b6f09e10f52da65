"""A club without a database: every endpoint the templates name, and pages rendered from made-up people and articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from markupsafe import Markup

from tests.browser import evening, sample
from tests.browser.evening import Evening

ROOT = Path(__file__).resolve().parents[2]

ROUTES = {
    "front.home": "/",
    "library.index": "/library",
    "week.this": "/week",
    "articles.show": "/articles/<int:article_id>",
    "articles.add": "/articles",
    "citing.article": "/articles/<int:article_id>/citation.<form>",
    "citing.selection": "/library/citations.<form>",
    "citing.reading_list": "/discussions/<int:discussion_id>/reading-list.<form>",
    "articles.look_again": "/articles/<int:article_id>/look-up",
    "splitting.form": "/articles/<int:article_id>/split",
    "splitting.split": "/articles/<int:article_id>/split",
    "filing.form": "/articles/file",
    "filing.show": "/articles/file",
    "filing.mine": "/articles/filed",
    "filing.file": "/articles/filed",
    "nominations.add": "/articles/<int:article_id>/nominations",
    "inbox.index": "/library/inbox",
    "inbox.set_aside": "/articles/<int:article_id>/setting-aside",
    "free_links.add": "/articles/<int:article_id>/free-links",
    "free_links.remove": "/free-links/<int:link_id>/removal",
    "articles.attach": "/articles/<int:article_id>/readings",
    "agenda.index": "/agenda",
    "desk.show": "/discussions/<int:discussion_id>/desk",
    "pinning.pin": "/discussions/<int:discussion_id>/pin",
    "steering.pace": "/discussions/<int:discussion_id>/pace",
    "steering.lock": "/discussions/<int:discussion_id>/lock",
    "steering.extend": "/discussions/<int:discussion_id>/extension",
    "run_sheet.add_host": "/discussions/<int:discussion_id>/hosts",
    "script.show": "/discussions/<int:discussion_id>/script",
    "script.post": "/script/<int:entry_id>/posting",
    "script.shift": "/discussions/<int:discussion_id>/script/shift",
    "script.follow_clock": "/discussions/<int:discussion_id>/script/clock",
    "script.take_over": "/discussions/<int:discussion_id>/script/writer",
    "run_sheet.show": "/discussions/<int:discussion_id>/run-sheet",
    "coming.answer": "/discussions/<int:discussion_id>/coming",
    "discussions.index": "/discussions",
    "discussions.new": "/discussions/new",
    "discussions.show": "/discussions/<int:discussion_id>",
    "discussions.edit": "/discussions/<int:discussion_id>/edit",
    "catching_up.show": "/discussions/<int:discussion_id>/catch-up",
    "places.show": "/discussions/<int:discussion_id>/place",
    "places.participants": "/discussions/<int:discussion_id>/participants",
    "places.mark": "/discussions/<int:discussion_id>/place",
    "discussions.transcript": "/discussions/<int:discussion_id>/transcript",
    "exports.discussion": "/discussions/<int:discussion_id>/export.<form>",
    "discussions.change_state": "/discussions/<int:discussion_id>/state",
    "readings.attach": "/discussions/<int:discussion_id>/readings",
    "calendar.club": "/calendar.ics",
    "calendar.series": "/series/<int:series_id>/calendar.ics",
    "calendar.own": "/calendar/<token>.ics",
    "series.show": "/series/<int:series_id>",
    "series.new": "/series/new",
    "series.edit": "/series/<int:series_id>/edit",
    "series.edition": "/series/<int:series_id>/editions/<on>",
    "settings.new_calendar": "/settings/calendar",
    "settings.revoke_calendar": "/settings/calendar/revocation",
    "calendar.discussion": "/discussions/<int:discussion_id>/calendar.ics",
    "closing.show": "/discussions/<int:discussion_id>/closing",
    "closing.mark": "/posts/<int:post_id>/mark",
    "reflections.show": "/discussions/<int:discussion_id>/reflection",
    "certificates.show": "/discussions/<int:discussion_id>/certificate",
    "discussions.publish": "/discussions/<int:discussion_id>/publication",
    "discussions.ask": "/questions/<int:question_id>/asking",
    "readings.detach": "/readings/<int:reading_id>/removal",
    "posts.create": "/discussions/<int:discussion_id>/posts",
    "posts.show": "/posts/<int:post_id>",
    "posts.earlier_wordings": "/posts/<int:post_id>/wordings",
    "posts.edit": "/posts/<int:post_id>/edit",
    "posts.withdraw": "/posts/<int:post_id>/withdrawal",
    "held.mine": "/discussions/<int:discussion_id>/held",
    "held.release": "/discussions/<int:discussion_id>/held/<int:held_id>/release",
    "held.refuse": "/discussions/<int:discussion_id>/held/<int:held_id>/refusal",
    "held.take_back": "/discussions/<int:discussion_id>/held/<int:held_id>/return",
    "posts.hide": "/posts/<int:post_id>/hiding",
    "posts.restore": "/posts/<int:post_id>/restoration",
    "posts.react": "/posts/<int:post_id>/reactions",
    "asking_authors.mark": "/posts/<int:post_id>/for-author",
    "asking_authors.settle": "/posts/<int:post_id>/answered",
    "polling.show": "/posts/<int:post_id>/poll",
    "polling.vote": "/posts/<int:post_id>/votes",
    "polling.close": "/posts/<int:post_id>/poll-closing",
    "search.index": "/search",
    "meanings.index": "/search/meanings",
    "search.suggestions": "/search/suggestions",
    "search.description": "/opensearch.xml",
    "searches.index": "/searches",
    "searches.save": "/searches/new",
    "searches.rename": "/searches/<int:search_id>",
    "searches.give_address": "/searches/<int:search_id>/address",
    "searches.take_address": "/searches/<int:search_id>/revocation",
    "searches.forget": "/searches/<int:search_id>/removal",
    "members.show": "/members/<int:member_id>",
    "members.set_roles": "/members/<int:member_id>/roles",
    "members.suspend": "/members/<int:member_id>/suspension",
    "members.restore": "/members/<int:member_id>/return",
    "settings.index": "/settings",
    "letters.choose": "/settings/letters",
    "settings.end_session": "/settings/sessions/<int:session_id>/end",
    "settings.leave_everywhere": "/settings/sessions/end",
    "settings.new_token": "/settings/tokens",
    "settings.revoke_token": "/settings/tokens/<int:token_id>/revocation",
    "signin.form": "/signin",
    "signin.send": "/signin/link",
    "signin.use": "/signin/<token>",
    "signin.leave": "/signout",
    "signup.form": "/signup",
    "invitations.index": "/discussions/<int:discussion_id>/invitations",
    "invitations.edit": "/discussions/<int:discussion_id>/invitations/<int:invitation_id>/edit",
    "invitations.preview": "/discussions/<int:discussion_id>/invitations/<int:invitation_id>/preview",
    "invitations.send": "/discussions/<int:discussion_id>/invitations/<int:invitation_id>/sending",
    "invitations.revoke": "/discussions/<int:discussion_id>/invitations/<int:invitation_id>/revocation",
    "invitations.remind": "/discussions/<int:discussion_id>/invitations/<int:invitation_id>/reminder",
    "invitations.new": "/discussions/<int:discussion_id>/invitations/new",
    "invitations.show": "/invitations/<token>",
    "invitations.accept": "/invitations/<token>/acceptance",
    "invitations.decline": "/invitations/<token>/refusal",
    "moderation.index": "/moderation",
    "moderation.people": "/moderation/members",
    "moderation.verify": "/moderation/members/<int:member_id>/verification",
    "moderation.refuse": "/moderation/members/<int:member_id>/refusal",
    "admin.index": "/admin",
    "admin.sources": "/admin/sources",
    "admin.pull": "/admin/sources/pull",
    "admin.outbox": "/admin/outbox",
    "admin.retry": "/admin/outbox/<int:letter_id>/retry",
    "setup.wizard": "/setup/<token>",
}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def post_html(post: Any) -> Markup:
    return Markup(render_template("discussions/_post.html", post=post))


def create_stub_app(here: Evening | None = None) -> Flask:
    """An app whose `/_/<page>/<variant>` renders a page of `sample.pages()`; `here` is its live discussion."""
    app = Flask("stub", static_folder=str(ROOT / "journalclub" / "static"), static_url_path="/static")
    app.config.update(SECRET_KEY="stub", BABEL_DEFAULT_TIMEZONE="America/Chicago", WTF_CSRF_ENABLED=False)
    app.jinja_loader = ChoiceLoader(
        [FileSystemLoader(ROOT / "templates"), FileSystemLoader(Path(__file__).parent / "templates")]
    )
    Babel(app)
    CSRFProtect(app)
    app.jinja_env.globals |= {"post_html": post_html, "post_words": lambda post: post.html}
    app.jinja_env.globals |= {"absolute": "https://club.example.org{}".format}
    app.jinja_env.globals["webcal"] = "webcal://club.example.org{}".format
    for endpoint, rule in ROUTES.items():
        app.add_url_rule(rule, endpoint, lambda **_: "stub", methods=["GET", "POST"])
    if here:
        evening.attach(app, here)
    pages = sample.pages()

    @app.get("/_/<page>/<variant>")
    def show(page: str, variant: str) -> str:
        template, variants = pages[page]
        return render_template(template, **{**sample.frame(), **variants[variant]})

    @app.after_request
    def guard(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = CSP
        return answer

    return app
