"""Abbreviations that a text itself defines: “stereotactic body radiotherapy (SBRT)”. Pure.

The method is Schwartz and Hearst's (A simple algorithm for identifying abbreviation definitions in biomedical text,
Pac Symp Biocomput 2003): every letter of the short form is found in the long form, from right to left, the first at the
beginning of a word. What is stricter here is said where it is.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Definition(NamedTuple):
    short: str
    long: str


def definitions(text: str) -> Iterator[Definition]:
    """Each pair that the text defines, as it is written there, the short form in the singular; it may come twice."""
    for match in _BRACKETS.finditer(text):
        inside = match[1].strip()
        before = _sentence(text[max(0, match.start() - _WINDOW) : match.start()])
        if short := _short(inside):
            long = _long(short, before)
        else:  # “SBRT (stereotactic body radiotherapy)”
            last = before.split()[-1:] if len(inside.split()) > 1 else []
            short = _short(last[0]) if last else ""
            long = _long(short, inside) if short else ""
            long = long if long and len(long) > len(inside) * 0.8 else ""
        if long:
            yield Definition(_singular(short), long)


_WINDOW = 200
_BRACKETS = re.compile(r"\(([^()]{2,120})\)")
_SENTENCE = re.compile(r"(?<=[a-z)\]]{2})[.:;?!]\s+(?=[A-Z])|\n")
_SHORT = re.compile(r"[^\W_][\w+/‐‑-]{0,9}s?", re.UNICODE)


def _sentence(before: str) -> str:
    """What stands in the same sentence before a bracket."""
    return _SENTENCE.split(before)[-1].rstrip()


def _short(inside: str) -> str:
    """The short form in a bracket, or nothing. Stricter: two capitals, or one and a digit; so no (p) or (Fig)."""
    text = re.split(r"[,;]|\s(?:or|and)\s|\s*=", inside, maxsplit=1)[0].strip(" \"'“”")
    if not _SHORT.fullmatch(text):
        return ""
    capitals = sum(c.isupper() for c in text)
    letters = sum(c.isalpha() for c in text)
    enough = capitals >= 2 or (capitals == 1 and any(map(str.isdigit, text)))
    return text if enough and letters >= 2 and not _ROMAN.fullmatch(text) else ""


_ROMAN = re.compile(r"[IVX]+[A-Ca-c]?")


def _long(short: str, before: str) -> str:
    """The shortest stretch at the end of `before` that holds the letters of `short`."""
    letters = [c for c in _singular(short).casefold() if c.isalnum()]
    words = before.split()
    text = " ".join(words[-min(len(letters) + 5, len(letters) * 2) :])
    place = len(text)
    folded = text.casefold()
    if len(folded) != len(text):
        return ""
    for number in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= 0 and not (
            folded[place] == letters[number] and (number > 0 or place == 0 or not folded[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return ""
    return _checked(short, text[place:].strip(" ,;:\"'“”"))


def _singular(short: str) -> str:
    return short[:-1] if len(short) > 2 and short[-1] == "s" and short[-2].isupper() else short


def _checked(short: str, long: str) -> str:
    """Stricter: a long form is no list, holds no bracket's half, no second short form of itself, and no bare number."""
    words = long.split()
    if len(long) <= len(short) + 2 or len(words) > 10 or _singular(short).casefold() in long.casefold().split():
        return ""
    if re.search(r"[()\[\]=<>%]|,\s|\bvs\b|\bversus\b", long) or not any(c.isalpha() and c.islower() for c in long):
        return ""
    return long
