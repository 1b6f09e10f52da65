"""A passage of the abstract in a post: the post's text begins with it, in quotation marks, and knows how long it is.

So every reader of the text has it, and only what was found in the abstract is ever shown as a quotation from it.
"""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy.orm import Session

from journalclub.kit.refusal import Refusal
from journalclub.kit.text import clean, graphemes, plain
from journalclub.literature.models import Article

LONGEST_QUOTE = 600  # characters as people see them; they do not count as the writer's own
SHOWN = 140  # characters of a post that another one quotes


def quoting(passage: str, words: str) -> tuple[str, int]:
    """The text of a post that says `words` about `passage`, and how much of its beginning is the quotation."""
    if not passage:
        return words, 0
    quotation = f"“{passage}”\n"
    return quotation + words, len(quotation)


def parts(text: str, quoted: int) -> tuple[str, str]:
    """The passage and the writer's own words."""
    return text[1 : quoted - 2] if quoted else "", text[quoted:]


def beginning(words: str) -> str:
    """How a post begins, on one line, where another one quotes it."""
    line = " ".join(words.split())
    if len(line) <= SHOWN:
        return line
    cut = line[: SHOWN - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def cleaned(passage: str) -> str:
    """What was selected or pasted, without the quotation marks that one puts around it."""
    return clean(passage, lines=False).strip('“”"„«» ')


def check(session: Session, article_id: int | None, passage: str) -> None:
    """Raise Refusal unless these words stand in the article's abstract, whole and in this order."""
    if graphemes(passage) > LONGEST_QUOTE:
        raise Refusal("long-quote", f"Quote at most {LONGEST_QUOTE} characters of the abstract.")
    article = session.get(Article, article_id) if article_id else None
    if article is not None and article.merged_into:
        article = session.get(Article, article.merged_into)
    said = _told(passage)
    if article is None or not any(_stands_in(said, text) for text in _abstract(article)):
        raise Refusal("not-in-the-abstract", "These words do not stand in the abstract: quote it as it is.")


def _abstract(article: Article) -> list[str]:
    return [article.abstract, *(plain(section["html"]) for section in article.abstract_sections)]


def _stands_in(said: str, text: str) -> bool:
    """From the beginning of a word to the end of one: “effective” is no quotation of “ineffective”."""
    return re.search(rf"(?<!\w){re.escape(said)}(?!\w)", _told(text)) is not None


def _told(text: str) -> str:
    """Free of what is lost between a page and the clipboard: line ends, and how a digit is raised."""
    return " ".join(unicodedata.normalize("NFKD", text).split())
