"""A kept search as an Atom feed (RFC 4287). A reader of feeds keeps what it is given: so titles and links only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as xml

from flask import url_for
from flask_babel import gettext as _

from journalclub.kit.clock import rfc3339
from journalclub.search.found import Hit
from journalclub.search.kept_models import SavedSearch
from journalclub.web.context import parts
from journalclub.web.links import absolute
from journalclub.web.pages import the_club

TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"


def feed(search: SavedSearch, hits: Sequence[Hit], *, address: str) -> bytes:
    """`address` is where this feed is read; it is told to nobody else."""
    club = the_club()
    root = xml.Element("feed", xmlns=NAMESPACE)
    _add(root, "id", _tag(f"search-{search.id}"))
    _add(root, "title", f"{search.name} · {club.name if club else _('Journal club')}")
    _add(root, "updated", rfc3339(max((hit.since for hit in hits if hit.since), default=search.made_at)))
    _add(xml.SubElement(root, "author"), "name", club.name if club else _("Journal club"))
    xml.SubElement(root, "link", rel="self", type="application/atom+xml", href=address)
    page = absolute(url_for("search.index", q=search.query))
    xml.SubElement(root, "link", rel="alternate", type="text/html", href=page)
    for hit in hits:
        _entry(root, hit, hit.since or search.made_at)
    return bytes(xml.tostring(root, encoding="utf-8", xml_declaration=True))


def _entry(root: xml.Element, hit: Hit, since: datetime) -> None:
    entry = xml.SubElement(root, "entry")
    _add(entry, "id", _tag(f"{hit.kind}-{hit.id}"))
    _add(entry, "title", _title(hit))
    _add(entry, "updated", rfc3339(since))
    xml.SubElement(entry, "link", rel="alternate", type="text/html", href=absolute(hit.path))
    xml.SubElement(entry, "category", term=hit.kind)


def _title(hit: Hit) -> str:
    if hit.kind != "post":
        return hit.title
    if hit.question:
        return str(_("A post on T%(number)s of “%(title)s”", number=hit.question, title=hit.title))
    return str(_("A post in “%(title)s”", title=hit.title))


def _tag(name: str) -> str:
    """An id for good (RFC 4151): it does not change when the thing or its address does."""
    host = urlsplit(parts().settings.public_url).hostname or "localhost"
    return f"tag:{host},2026:{name}"


def _add(parent: xml.Element, name: str, text: str) -> None:
    # What XML cannot hold, no reader must stumble over.
    xml.SubElement(parent, name).text = "".join(c for c in text if c.isprintable())
