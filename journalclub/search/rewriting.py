"""A query's text with one thing changed, for the links of a page: what they lead to is what one could have typed."""

from __future__ import annotations

from journalclub.search.analysis import asked
from journalclub.search.query import parts


def exactly(text: str, words: str) -> str:
    """With `=` before each of these words, so that no other way to say them is looked for."""
    return _signed(text, words, "", "=")


def freely(text: str, words: str) -> str:
    """With the `=` before these words taken away again."""
    return _signed(text, words, "=", "")


def narrowed(text: str, part: str) -> str:
    """With one more part, such as kind:post; as it was when it is there."""
    return text if holds(text, part) else f"{text} {part}".strip()


def widened(text: str, part: str) -> str:
    """Without that part."""
    kept = [(start, end) for start, end, found in parts(text) if found.casefold() == part.casefold()]
    for start, end in reversed(kept):
        text = f"{text[:start].rstrip()} {text[end:].lstrip()}"
    return text.strip()


def holds(text: str, part: str) -> bool:
    return any(found.casefold() == part.casefold() for _, _, found in parts(text))


def _signed(text: str, words: str, old: str, new: str) -> str:
    wanted = {term.term for term in asked(words)}
    for start, end, found in reversed(parts(text)):
        bare = found.removeprefix(old) if old else found
        if (not old or found.startswith(old)) and bare[:1].isalnum() and _all_in(bare, wanted):
            text = text[:start] + new + bare + text[end:]
    return text


def _all_in(part: str, wanted: set[str]) -> bool:
    terms = {term.term for term in asked(part)}
    return bool(terms) and terms <= wanted
