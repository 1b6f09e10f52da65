"""Headers on every answer, and the form tokens."""

from __future__ import annotations

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect

from journalclub.config import Settings
from journalclub.web.context import viewer

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
YEAR = 31_536_000

csrf = CSRFProtect()


def attach(app: Flask, settings: Settings) -> None:
    csrf.init_app(app)

    @app.before_request
    def refuse_nul() -> None:
        """Nobody types this character, and PostgreSQL cannot even be asked for it."""
        sent = [*request.args.listvalues(), *(request.form.listvalues() if request.blueprint != "api" else ())]
        if any("\0" in text for texts in sent for text in texts):
            abort(400)

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.secure_cookies:
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}"
        if request.endpoint == "static":
            response.headers["Cache-Control"] = "public, max-age=3600"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache, private" if viewer().is_visitor else "no-store"
        return response
