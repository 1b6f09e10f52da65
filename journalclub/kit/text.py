"""Text from outside, made safe and regular. Decide first what a text is: plain text is escaped, markup is sanitised."""

import html
import unicodedata

import regex

from journalclub.kit.autolink import autolink
from journalclub.kit.markup import is_markup, paragraphs, safe_abstract, safe_inline, stripped

__all__ = ["autolink", "clean", "graphemes", "is_markup", "plain", "safe_abstract", "safe_inline", "title_key"]

_LINE_ENDS = regex.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls, lone surrogates, private use and non-characters; what turns the writing direction around
# (https://trojansource.codes); what nobody sees and every search stumbles over (soft hyphen, zero-width space, BOM).
# The joiners U+200C/D stay: Persian and emoji need them. So do the tag characters, for flags.
_UNWANTED = regex.compile(
    r"[[\p{Cc}--\n\t]\p{Cs}\p{Co}\p{Noncharacter_Code_Point}"
    r"\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]",
    regex.VERSION1,
)
_BLANKS = regex.compile(r"[\p{Zs}\t]")
# Only from the first blank of a run: from each of them, a text of blanks takes quadratic time.
_LINE_EDGES = regex.compile(r"(?<! ) +(?=\n)")
_EMPTY_LINES = regex.compile(r"\n{3,}")
_STACKED_MARKS = regex.compile(r"(\p{M}{8})\p{M}+")
_GRAPHEME = regex.compile(r"\X")
_NOT_WORD = regex.compile(r"[^\p{L}\p{N}]+")
_GREEK = {
    letter: unicodedata.name(letter).removeprefix("GREEK SMALL LETTER ").lower()
    for letter in "αβγδεζηθικλμνξοπρστυφχψω"
}


def clean(text: str, *, lines: bool = True) -> str:
    """What a person typed, as it is kept: NFC, `\\n` for new lines, no hidden or direction-turning characters, trimmed.

    `lines=False` folds all white space to single blanks. Cleaning twice changes nothing.
    """
    text = _UNWANTED.sub("", _LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", _BLANKS.sub(" ", text))
    text = _STACKED_MARKS.sub(r"\1", text)
    if not lines:
        return " ".join(text.split())
    return str(_EMPTY_LINES.sub("\n\n", _LINE_EDGES.sub("", text))).strip()


def graphemes(text: str) -> int:
    """The length as a reader counts it: extended grapheme clusters (UAX 29)."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def plain(text: str) -> str:
    """Markup to plain text: paragraphs as lines, entities decoded, powers kept as such (10<sup>9</sup> is 10⁹)."""
    return clean(html.unescape(stripped(paragraphs(text))) if is_markup(text) else text)


def title_key(title: str) -> str:
    """A title reduced to what two sources agree on: letters and digits, without case, accents, spaces or markup."""
    folded = unicodedata.normalize("NFKD", plain(title).casefold()).casefold()
    spelt = "".join(_GREEK.get(letter, letter) for letter in folded)
    return str(_NOT_WORD.sub("", spelt))
