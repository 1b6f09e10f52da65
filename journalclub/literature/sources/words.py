"""Short texts from outside made clean, quickly: a page of records repeats its journals, headings and affiliations."""

from functools import lru_cache

from journalclub.kit.text import clean, plain
from journalclub.literature.sources.mailing import withhold


def words(text: str) -> str:
    """Plain text on one line, without markup, hidden characters and mail addresses."""
    return withhold(tidied(text))


def tidied(text: str, *, markup: bool = False) -> str:
    """Plain text on one line; with `markup`, tags and entities stay as they are."""
    folded = " ".join(text.split())
    # Most texts are already what they should be; asking is far cheaper than cleaning.
    if folded.isascii() and folded.isprintable() and (markup or not ("<" in folded or "&" in folded)):
        return folded
    return clean(folded, lines=False) if markup else _plain(folded)


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return " ".join(plain(text).split())
