"""Signed-in browsers: Flask-Login's cookie holds a random token, the database says whose it is and if it lives."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_login import current_user as signed_in_user

from journalclub.config import Settings
from journalclub.kit.refusal import Forbidden
from journalclub.members import queries
from journalclub.members.viewer import VISITOR, Viewer
from journalclub.web.context import now, reading, viewer

LASTS = timedelta(days=60)


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's user. Its id is the session's token: ending the session row ends it in every browser."""

    def __init__(self, token: str, person: Viewer) -> None:
        self.token = token
        self.viewer = person

    def get_id(self) -> str:
        return self.token


def attach(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret,
        SESSION_COOKIE_NAME="journalclub",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=LASTS,
        # Pages behind a secret link send no Referer (`entry.secretly`), so over https their forms could show none.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form left open overnight still posts
    )
    manager = LoginManager(app)
    manager.session_protection = None  # phones change networks; the token in the database is what counts

    @manager.user_loader  # type: ignore[untyped-decorator]
    def load(token: str) -> SignedIn | None:
        person = queries.viewer_of_session(reading(), token, now())
        return None if person.is_visitor else SignedIn(token, person)

    @app.before_request
    def know_the_viewer() -> None:
        if request.blueprint == "api" or request.endpoint in {"static", "health.show"}:
            return  # a program shows its token; these ask nobody
        g.viewer = signed_in_user.viewer if signed_in_user.is_authenticated else VISITOR


def start(token: str, person: Viewer) -> None:
    """Sign this browser in with a session that `members` has started. The cookie begins anew (no fixation)."""
    session.clear()
    session.permanent = True
    login_user(SignedIn(token, person))
    g.viewer = person


def end() -> None:
    logout_user()
    session.clear()
    g.viewer = VISITOR


def require_sign_in() -> Viewer:
    """The viewer, or a refusal that sends a visitor to the sign-in page and back."""
    if viewer().is_visitor:
        raise SignInFirst
    return viewer()


class SignInFirst(Forbidden):
    def __init__(self) -> None:
        super().__init__("sign-in", "Sign in first.")
