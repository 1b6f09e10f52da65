"""What a notice means for somebody who is about to believe the article. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from journalclub.changes.kinds import Kind

RETRACTED, CONCERN, CORRECTED = "retracted", "concern", "corrected"

# PubMed's RefTypes in kebab case, those that speak about this article: an erratum-for is a record of its own.
# https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html#commentscorrectionslist
_MEANINGS = {
    "retraction-in": RETRACTED,
    "retracted-and-republished-in": RETRACTED,
    "partial-retraction-in": CORRECTED,
    "expression-of-concern-in": CONCERN,
    "erratum-in": CORRECTED,
    "corrected-and-republished-in": CORRECTED,
}


def meaning(kind: str) -> str | None:
    """RETRACTED, CONCERN, CORRECTED, or None: a comment or an update takes nothing back."""
    return _MEANINGS.get(kind)


def told_by(kinds: Iterable[str]) -> list[Kind]:
    """The changes that new notices make, beside that of a retraction, which is told with its day."""
    said = meanings(kinds)
    return [change for meaning, change in _CHANGES if meaning in said]


_CHANGES = ((CONCERN, Kind.ARTICLE_CONCERN), (CORRECTED, Kind.ARTICLE_CORRECTED))


def worst(kinds: Iterable[str]) -> str:
    """The worst that notices of these kinds say; nothing when they take nothing back."""
    said = meanings(kinds)
    return next((one for one in (RETRACTED, CONCERN, CORRECTED) if one in said), "")


def meanings(kinds: Iterable[str]) -> set[str]:
    return {found for kind in kinds if (found := meaning(kind))}
