"""A browser without a screen: a test client that reads forms from pages and sends them as a person would."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

SIGNIN = "/signin"


@dataclass
class Form:
    """A form of a page: where it goes and what it would send as it stands."""

    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class Browser(FlaskClient):
    """`get` as usual; `send` posts with the page's CSRF token; `submit` fills in a form that a page offers."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app, app.response_class, use_cookies=True)

    def hold(self, token: str) -> None:
        """Carry the cookie of a session that exists."""
        with self.session_transaction() as session:
            session["_user_id"], session["_fresh"] = token, True
            session.permanent = True

    def token(self, page: str = SIGNIN) -> str:
        """The CSRF token that a page holds (by default the sign-in page; after that, one that costs little)."""
        answer = self.get(page)
        if answer.status_code == 302:
            answer = self.get("/search" if page == SIGNIN else answer.location, follow_redirects=True)
        for form in forms(answer.text):
            if found := form.fields.get("csrf_token"):
                return str(found)
        raise AssertionError(f"{page} has no form")

    def send(self, path: str, page: str = SIGNIN, *, follow: bool = False, **fields: Any) -> TestResponse:
        """Post these fields to `path` with a good token, whether or not a page offers it."""
        return self.post(path, data={"csrf_token": self.token(page), **fields}, follow_redirects=follow)

    def submit(self, page: str, action: str, *, follow: bool = False, **fields: Any) -> TestResponse:
        """Open `page`, fill in the form that goes to `action`, and send it with everything else that it holds."""
        answer = self.get(page)
        assert answer.status_code == 200, f"{page} answered {answer.status_code}"
        form = form_to(answer.text, action)
        return self.post(form.action, data={**form.fields, **fields}, follow_redirects=follow)


def form_to(html: str, action: str) -> Form:
    """The page's first form that goes to `action`."""
    found = forms(html)
    for form in found:
        if form.action == action:
            return form
    raise AssertionError(f"no form goes to {action}; there are {sorted(form.action for form in found)}")


def forms(html: str) -> list[Form]:
    reader = _Reader()
    reader.feed(html)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._take(self._open, tag, given)

    def _take(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name:
            if given.get("type") not in {"checkbox", "radio"} or "checked" in given:
                form.fields[name] = given.get("value", "on")
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in given or self._select not in form.fields:
                form.fields[self._select] = given.get("value", "")
        elif tag == "textarea" and name:
            self._area, form.fields[name] = name, ""
        elif tag == "button":
            form.buttons.append(given.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._area is not None:
            self._open.fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._open is not None and self._area is not None:
            # HTML drops the first newline of a text area
            self._open.fields[self._area] = self._open.fields[self._area].removeprefix("\n")
            self._area = None
