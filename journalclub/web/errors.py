"""Refusals and errors as answers: a page for people, a problem document (RFC 9457) for programs."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from journalclub.discussions.actions.screening import PatientDetails
from journalclub.kit.refusal import Refusal, TooMany
from journalclub.web.session import SignInFirst

logger = logging.getLogger(__name__)


def attach(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(HTTPException, failed)
    app.register_error_handler(Exception, broken)


def refused(refusal: Refusal) -> AnyResponse:
    """What a person may not or cannot have."""
    if isinstance(refusal, SignInFirst) and not wants_json():
        back = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("signin.form") + (f"?{urlencode({'next': back})}" if back else ""))
    response = _answer(refusal.status, refusal.code, refusal.sentence, _details(refusal))
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def failed(error: HTTPException) -> AnyResponse:
    """What the framework refused: an unknown address, a wrong method, a stale form."""
    status = error.code or 500
    if isinstance(error, CSRFError):
        sentence = _("This page was open too long, or in another sign-in. Go back, reload it and send it again.")
        response = _answer(400, "stale-form", sentence)
    elif status == 404:
        response = _answer(404, "not-found", _("There is nothing here, or it is not open to you."))
    else:
        response = _answer(status, HTTPStatus(status).phrase.lower().replace(" ", "-"), error.description or "")
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def broken(error: Exception) -> AnyResponse:
    """Our own fault. The trace goes to the log, never to the page."""
    logger.exception("%s %s failed", request.method, request.endpoint, exc_info=error)
    return _answer(500, "our-fault", _("Something went wrong on our side. What you sent may not have been kept."))


def wants_json() -> bool:
    """Whether a program asks: the API, or a script of ours that says so."""
    if request.path.startswith("/api/"):
        return True
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def problem(status: int, code: str, sentence: str, details: dict[str, Any] | None = None) -> Response:
    """A problem document (RFC 9457); `code` is stable, `detail` is for people."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code}
    response = jsonify(body | {"detail": sentence} | (details or {}))
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def _answer(status: int, code: str, sentence: str, details: dict[str, Any] | None = None) -> Response:
    if wants_json():
        return problem(status, code, sentence, details)
    told = {"status": status, "code": code, "sentence": sentence, "kept": _typed()}
    page = render_template("errors/error.html", **told, retry_after=(details or {}).get("retry_after"))
    return Response(page, status=status)


def _typed() -> str:
    """The words of the form that was sent, to copy: whatever goes wrong, they are not lost.

    A field that a person has filled in holds several words; ids and tokens are one. What another site has sent in the
    reader's name is not theirs.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return ""
    try:
        values = [value.strip() for name, value in request.form.items(multi=True) if "token" not in name]
    except HTTPException:  # too long to be read: that is what went wrong
        return ""
    return "\n\n".join(value for value in values if len(value.split()) > 1)


def _details(refusal: Refusal) -> dict[str, Any]:
    if isinstance(refusal, PatientDetails):
        found = [{"kind": f.kind, "start": f.start, "end": f.end, "sentence": f.sentence} for f in refusal.findings]
        return {"findings": found, "may_hold": True}
    return {"retry_after": refusal.retry_after} if isinstance(refusal, TooMany) else {}
