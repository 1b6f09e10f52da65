"""By what the library is browsed: the facets of an article. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from journalclub.literature.models import Article
from journalclub.literature.notices import RETRACTED, meanings

LONGEST = 300
MARK = "mark"  # not offered as a list: what an article is rather than what it has
EVERY, FREE = "every", "free"


@dataclass(frozen=True)
class Facet:
    """`several`: an article can have more than one, so two chosen values mean both; otherwise they mean either.
    `newest_first`: offered by value rather than by count."""

    name: str
    several: bool = False
    newest_first: bool = False


FACETS = (
    Facet("year", newest_first=True),
    Facet("source"),
    Facet("journal"),
    Facet("tag", several=True),
    Facet("type", several=True),
    Facet("topic", several=True),
)
NAMES = frozenset(facet.name for facet in FACETS)

# NLM's check tags say who was studied; nearly every clinical article has them, so that they tell none from another.
# https://www.nlm.nih.gov/bsd/indexing/training/CHK_010.html
_CHECK_TAGS = frozenset({"Humans", "Male", "Female", "Adult", "Young Adult", "Middle Aged", "Aged", "Animals"})
_PLAIN_TYPES = frozenset({"Journal Article", "English Abstract"})
_FUNDING = "Research Support"
UNTELLING = 20  # how many values of a facet are not offered, at most


def values_of(
    article: Article, sources: Iterable[str], tags: Iterable[str], notices: Iterable[str]
) -> set[tuple[str, str]]:
    """The (facet, value) pairs of an article that stands; `notices` are the kinds of its notices."""
    found = {("year", f"{article.listed_on.year:04}"), ("journal", article.journal), (MARK, EVERY)}
    found |= {("source", source) for source in sources} | {("tag", tag) for tag in tags}
    found |= {("type", kind) for kind in article.publication_types}
    found |= {("topic", heading["name"]) for heading in article.mesh}
    found |= {(MARK, meaning) for meaning in meanings(notices)}
    if article.pmcid:
        found.add((MARK, FREE))
    if article.retracted_on:
        found.add((MARK, RETRACTED))
    return {(facet, value[:LONGEST]) for facet, value in found if value}


def is_offered(facet: str, value: str) -> bool:
    """Not what nearly every article has, nor a type that says who paid; one may still ask for it."""
    if facet == "type":
        return value not in _PLAIN_TYPES and not value.startswith(_FUNDING)
    return facet != "topic" or value not in _CHECK_TAGS
