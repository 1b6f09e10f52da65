"""A journal's name as on its cover: NLM writes `JAMA otolaryngology-- head & neck surgery`."""

import re
from functools import lru_cache

_SMALL = {
    "of", "and", "in", "for", "the", "on", "to", "a", "an", "with", "from", "by", "at", "und", "der", "die", "das",
    "des", "für", "de", "du", "la", "le", "les", "et", "en", "el", "y", "e", "di", "del", "della", "do", "da", "van",
    "voor",
}  # fmt: skip


@lru_cache(maxsize=4096)
def journal_name(catalogued: str) -> str:
    """Without subtitle and place, words capitalised; names that mix capitals themselves, as eLife does, stay."""
    name = re.sub(r"\s+\([^()]*(?:\([^()]*\)[^()]*)*\)(?=$| [:=] )", "", catalogued)
    first, *others = re.split(r" [:=] ", name)[0].split(". ")
    # `Educational book of a society. The society. Annual Meeting`: whose it is was said before.
    whose = next((n for n, other in enumerate(others) if other.casefold() in first.casefold()), len(others))
    name = re.sub(r"\s*--\s*", "–", " ".join([first, *others[:whose]])).replace("PloS", "PLOS")
    words = [word if word in _SMALL and number else _capitalised(word) for number, word in enumerate(name.split())]
    return " ".join(words) or catalogued


def _capitalised(word: str) -> str:
    """`neuro-oncology`: Neuro-Oncology."""
    return re.sub(r"(?:^|(?<=[-–(/]))[^\W\d_]+", lambda part: _first(part[0]), word)


def _first(part: str) -> str:
    return part if part != part.lower() else part[:1].upper() + part[1:]
