"""What every door shares: who asks, where they go on to, a refused form, answers that keep a secret link."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from journalclub.config import Network
from journalclub.kit.refusal import Forbidden, NotFound, Refusal, TooMany
from journalclub.members import queries
from journalclub.members.actions.signing_in import SignedIn
from journalclub.members.limits import key_of, take
from journalclub.web import session
from journalclub.web.context import now, parts, read_anew, reading

LONGEST_NEXT = 500
KNOCKS, KNOCK_EVERY = 30, timedelta(seconds=20)


def let_in(signed_in: SignedIn) -> None:
    """Sign this browser in with a session that a domain has just started."""
    read_anew()
    session.start(signed_in.token, queries.viewer_of_session(reading(), signed_in.token, now()))


def knock(door: str) -> None:
    """Count one try at a door that a secret opens, kept also when the try fails. Raises TooMany."""
    with parts().database.transaction() as transaction:
        take(
            transaction,
            key_of(door, network()),
            KNOCKS,
            1 / KNOCK_EVERY.total_seconds(),
            now(),
            limits=parts().settings.limits,
        )


def network() -> str:
    """Who asks, as far as limits go: an IPv4 address, or the /64 that one household has of IPv6.

    `X-Forwarded-For` counts only from a trusted proxy, and only what that proxy itself has added to its end.
    """
    found = _address(request.remote_addr or "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    while hops and found is not None and _is_trusted(found, parts().settings.trusted_proxies):
        further = _address(hops.pop())
        if further is None:
            break
        found = further
    if found is None:
        return "unknown"
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def safe_next(wanted: str | None) -> str:
    """A path of this club to go on to, or nothing: never another host, whatever browsers make of the text."""
    text = wanted or ""
    if not text.startswith("/") or text.startswith("//") or "\\" in text or len(text) > LONGEST_NEXT:
        return ""
    if not text.isprintable() or any(urlsplit(text)[:2]):
        return ""
    return text


def onward(wanted: str | None) -> str:
    return safe_next(wanted) or url_for("front.home")


def typed(form: MultiDict[str, str]) -> dict[str, str]:
    """What was typed, for the form to come back with."""
    return {name: value for name, value in form.items() if name != "csrf_token"}


def again(template: str, refusal: Refusal, fields: Mapping[str, str], **context: Any) -> Response:
    """The form as it was sent, with the refusal beside the field that it is about.

    What is not the form's fault (not found, not allowed) is raised on.
    """
    if isinstance(refusal, NotFound | Forbidden):
        raise refusal
    context.setdefault("values", typed(request.form))
    page = render_template(template, errors={fields.get(refusal.code, ""): refusal.sentence}, **context)
    response = make_response(page, refusal.status)
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def secretly(answer: str | AnyResponse) -> Response:
    """An answer at an address that is a secret: not kept by the browser, and named to nobody."""
    response = make_response(answer)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def _is_trusted(address: ipaddress.IPv4Address | ipaddress.IPv6Address, trusted: tuple[Network, ...]) -> bool:
    return any(address in network for network in trusted if network.version == address.version)
