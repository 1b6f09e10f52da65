"""Addresses that leave the page: absolute ones, and those of the live stream."""

from __future__ import annotations

from urllib.parse import urlencode

from journalclub.live import tickets
from journalclub.members.viewer import Viewer
from journalclub.web.context import now, parts


def absolute(path: str) -> str:
    """The full address of a path of ours. It comes from the settings, never from the request's Host header."""
    return parts().settings.public_url + path


def stream_address(discussion_id: int, viewer: Viewer, *, since: int) -> str:
    """Where this viewer's stream of a discussion begins, with a ticket of their own."""
    ticket = tickets.mint(
        parts().settings.secret, discussion=discussion_id, session=viewer.session, token=viewer.token, now=now()
    )
    return f"/live/discussions/{discussion_id}?" + urlencode({"ticket": ticket, "since": since})
