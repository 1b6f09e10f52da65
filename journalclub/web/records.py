"""The words for what else is known of an article, and for what changed."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale
from flask_babel import get_locale
from flask_babel import gettext as _

from journalclub.literature.languages import browsers
from journalclub.literature.record import Record, Revised, Tie

SHORT = 90  # characters: a longer text is only said to have changed


def tie_words(tie: Tie) -> str:
    """What the other record is to this article."""
    words = {
        "retraction-in": _("Retracted by"),
        "retraction-of": _("Retracts"),
        "partial-retraction-in": _("Retracted in part by"),
        "partial-retraction-of": _("Retracts in part"),
        "erratum-in": _("Corrected by"),
        "erratum-for": _("Corrects"),
        "expression-of-concern-in": _("Expression of concern"),
        "expression-of-concern-for": _("Expresses concern about"),
        "comment-in": _("Commented on by"),
        "comment-on": _("Comments on"),
        "update-in": _("Updated by"),
        "update-of": _("Updates"),
        "republished-in": _("Republished as"),
        "republished-from": _("Republished from"),
        "corrected-and-republished-in": _("Corrected and republished as"),
        "corrected-and-republished-from": _("Corrected version of"),
        "retracted-and-republished-in": _("Retracted and republished as"),
        "retracted-and-republished-from": _("Republished after the retraction of"),
        "reprint-in": _("Reprinted as"),
        "reprint-of": _("Reprint of"),
        "summary-for-patients-in": _("Summary for patients"),
        "original-report-in": _("Original report"),
    }
    return str(words.get(tie.kind, tie.kind.replace("-", " ").capitalize()))


def revised_words(revised: Revised) -> list[str]:
    """A sentence or two on each thing that a source changed."""
    return [_change(field, before, after) for field, before, after in revised.changes]


def _change(field: str, before: str, after: str) -> str:
    if field == "notices" and not after:
        return str(_("no longer called retracted by any record; the mark was taken off"))
    if field == "notices":
        return str(_("notice: %(kind)s", kind=tie_words(Tie(after, "", None, None, None, "")).lower()))
    if field == "merged":
        return str(_("found to be the same as another entry of the library; both are one now"))
    if field == "split":
        return str(_("split from an entry that is another article"))
    if field == "gone":
        return str(_("PubMed no longer returns the record"))
    name = _field(field)
    if not before and after and len(after) <= SHORT:
        return str(_("%(field)s: %(after)s", field=name, after=after))
    if before and after and len(before) <= SHORT and len(after) <= SHORT:
        return str(_("%(field)s: %(after)s (before: %(before)s)", field=name, after=after, before=before))
    return str(_("%(field)s changed", field=name) if before or not after else _("%(field)s added", field=name))


def _field(field: str) -> str:
    named = {
        "title": _("title"),
        "abstract": _("abstract"),
        "authors": _("authors"),
        "journal": _("journal"),
        "volume": _("volume"),
        "issue": _("issue"),
        "pages": _("pages"),
        "published": _("date"),
        "pmid": "PMID",
        "doi": "DOI",
        "pmcid": _("PMC number"),
        "publication_types": _("type"),
        "trials": _("trial number"),
    }
    return str(named.get(field, field))


def facts(record: Record) -> Sequence[tuple[str, str]]:
    """What stands in no list of its own."""
    known = record.details
    grants = [" ".join(filter(None, (one.get("agency"), one.get("id")))) for one in known.get("grants", [])]
    named = [
        (_("Original title"), known.get("vernacular_title", "")),
        (_("Language"), ", ".join(_language(code) for code in record.languages)),
        (_("In print"), known.get("printed", "")),
        (_("Online since"), known.get("electronic", "")),
        (_("Edition"), known.get("edition", "")),
        (_("Publisher"), ", ".join(filter(None, (known.get("publisher", ""), known.get("place", ""))))),
        ("ISBN", ", ".join(known.get("isbn", []))),
        (_("Editors"), ", ".join(record.editors)),
        (_("Contributed equally"), ", ".join(record.equal)),
        (_("Funding"), "; ".join(dict.fromkeys(grants))),
        (_("Conflicts of interest"), known.get("conflict_of_interest", "")),
        (_("Copyright"), known.get("copyright", "")),
    ]
    return [(str(name), value) for name, value in named if value]


def in_language(code: str) -> str:
    """The heading above an abstract in another language, or for another reader."""
    if code == "plain-language-summary":
        return str(_("In plain words"))
    return str(_("Abstract in %(language)s", language=_language(code)))


def _language(code: str) -> str:
    return str((get_locale() or Locale("en")).languages.get(browsers(code), code))
