"""What PubMed says about a record's ties to others: retractions, errata, comments, updates."""

import re
from collections.abc import Iterator

from journalclub.kit.ids import find_identifiers, normalise_pmid
from journalclub.literature.found import Notice
from journalclub.literature.sources.nodes import Node, attribute, each, text
from journalclub.literature.sources.words import words

_LITERATURE_CITED = {"Cites"}  # the reference list of older records, not a notice


def notices(citation: Node, article: Node) -> tuple[Notice, ...]:
    """RetractionIn becomes retraction-in; a record that only its publication type calls retracted counts too."""
    found = list(_listed(citation))
    types = {str(node).lower() for node in each(article, "PublicationTypeList", "PublicationType")}
    if "retracted publication" in types and not any(notice.kind == "retraction-in" for notice in found):
        found.append(Notice("retraction-in"))
    return tuple(dict.fromkeys(found))


def _listed(citation: Node) -> Iterator[Notice]:
    for node in each(citation, "CommentsCorrectionsList", "CommentsCorrections"):
        kind = attribute(node, "RefType")
        if not kind or kind in _LITERATURE_CITED:
            continue
        source = words(text(node, "RefSource"))
        doi = next((found.value for found in find_identifiers(source) if found.kind == "doi"), None)
        yield Notice(_name(kind), normalise_pmid(text(node, "PMID")), doi, source)


def _name(kind: str) -> str:
    """`CorrectedandRepublishedIn`: corrected-and-republished-in."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", kind.replace("edand", "edAnd")).lower()
