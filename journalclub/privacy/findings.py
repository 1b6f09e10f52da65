"""All the checks on one text, in one list."""

from collections.abc import Iterable, Sequence

from journalclub.privacy import ages, combination, contact, dates, names, numbers, places
from journalclub.privacy.finding import Finding, Kind
from journalclub.privacy.innocent import masked


def findings(text: str, *, article_authors: Sequence[str] = ()) -> list[Finding]:
    """What in `text` may identify a patient, in the order of the text.

    `article_authors` are the names on the article under discussion: a "Mr Sample" who wrote it is no patient.
    Reads in linear time; a post takes well under a millisecond.
    """
    readable = masked(text)
    return _outermost([
        *numbers.found(readable),
        *contact.found(readable),
        *places.addresses(readable),
        *dates.found(readable),
        *ages.found(readable),
        *names.found(readable, article_authors),
        *combination.found(readable),
    ])  # fmt: skip


def _outermost(every: Iterable[Finding]) -> list[Finding]:
    """Without those that lie inside another one: ten digits are an NHS number or a phone, not both."""
    kept: list[Finding] = []
    for one in sorted(every, key=lambda one: (one.start, -one.end)):
        inside = [other for other in kept[-3:] if other.kind is not Kind.COMBINATION and one.end <= other.end]
        if one.kind is Kind.COMBINATION or not inside:
            kept.append(one)
    return kept
