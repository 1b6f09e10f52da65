"""Text to terms. One analyser for every engine, for what is written and for what is asked.

`terms(text)` gives (term, position, start, end). Several terms may share a position; the first is the most specific
("HER2+" gives `her2+`, then `her2`). An index keeps them all, a query asks for the first (`asked`).
Clinical names stay whole: COVID-19, IL-6, PD-L1, 5-FU, T4N0, TGF-β. Ordinary compounds are their
words: single-fraction.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from whoosh.lang.porter2 import stem as porter2

from journalclub.search.spelling import same_spelling

LONGEST_TERM = 64


class Term(NamedTuple):
    term: str
    position: int
    start: int
    end: int


def terms(text: str) -> list[Term]:
    """Every term of a text with its place; offsets are those of the text given. Common words leave a gap only."""
    found: list[Term] = []
    position = 0
    for match in _TOKEN.finditer(text):
        steps, length = _analysed(match[0])
        if steps:
            start, end = match.span()
            for offset, step in steps:
                for term in step:
                    found.append(Term(term, position + offset, start, end))
        position += length
    return found


def asked(text: str) -> list[Term]:
    """The most specific term of each position: what a query asks for."""
    chosen: list[Term] = []
    for term in terms(text):
        if not chosen or chosen[-1].position != term.position:
            chosen.append(term)
    return chosen


def folded(text: str) -> str:
    """Lower case, without accents, Greek letters by name: for prefixes and for exact names."""
    return _fold(text)


# A word with its inner hyphens, dots of "i.v.", decimals, apostrophe; a plus at the end as in HER2+, CD4+.
_HYPHENS = "-‐‑\u2010\u2011"
_TOKEN = re.compile(
    rf"(?:[^\W\d_]\.){{2,}}(?![^\W_])"
    rf"|\d{{1,3}}(?:,\d{{3}})+(?![\w,])"
    rf"|[^\W_]+(?:[.](?=\d)\d+)*(?:[{_HYPHENS}'’][^\W_]+)*\+?(?![\w+])"
    rf"|[^\W_]+"
)
_SPLIT = re.compile(rf"[{_HYPHENS}]")
_MARKS = re.compile(r"[\u0300-\u036f]")
_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)
_ACRONYM_PLURAL = re.compile(r"[A-Z]{2,}s")
_GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma",
    "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_LETTERS = str.maketrans(_GREEK | {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_GREEK_NAMES = frozenset(name for name in _GREEK.values() if len(name) > 3)
# Too common to tell texts apart. In capitals they are something else: OR, IT, AS, AN.
_COMMON = """
a an and are as at be been but by can do does for from had has have how i if in into is it its of on or our
that the their them then there these they this those to was we were what when which who will with would you your
"""
STOP_WORDS = frozenset(_COMMON.split())


@lru_cache(maxsize=65536)
def _analysed(token: str) -> tuple[tuple[tuple[int, tuple[str, ...]], ...], int]:
    """The terms of one token by offset from its first position, and how many positions it takes."""
    words = _words(token)
    return tuple((offset, step) for offset, word in enumerate(words) if (step := _variants(word))), len(words)


def _words(token: str) -> list[str]:
    """The words of a token: a clinical name is one word, an ordinary compound several."""
    if "." in token and not token[0].isdigit():
        token = token.replace(".", "") if re.fullmatch(r"(?:[^\W\d_]\.)+", token) else token
    parts = _SPLIT.split(token)
    words: list[list[str]] = []
    for part in parts:
        if words and _joins(words[-1], part):
            words[-1].append(part)
        else:
            words.append([part])
    return ["-".join(word) for word in words]


def _joins(before: list[str], part: str) -> bool:
    """Whether a part belongs to the name before it: yes for PD-L1, 5-FU, SARS-CoV-2, COVID-19, X-ray; no for anti-PD,
    EGFR-mutant, 10-fraction, 10-20."""
    head, last = before[0].casefold(), before[-1]
    if len(before) == 1 and head in _PREFIXES:
        return False
    if part[:1].isdigit() and last.isdigit():
        return False
    name = _fold(part)
    if len(part) >= 4 and part.isalpha() and name not in _GREEK_NAMES and not (part.isupper() and len(part) < 6):
        return False
    return _symbolic(part) or _symbolic(last) or (part.isupper() and last.isupper())


def _symbolic(part: str) -> bool:
    """A part that is no word by itself: it has a digit, is one letter, or is a Greek letter."""
    return len(part) == 1 or any(c.isdigit() for c in part) or _fold(part).removesuffix("+") in _GREEK_NAMES


_PREFIXES = frozenset(("anti", "non", "pre", "post", "re", "co", "multi", "inter", "intra", "sub", "semi", "pan", "bi"))


def _variants(word: str) -> tuple[str, ...]:
    """The terms of one word, the most specific first."""
    bare = _POSSESSIVE.sub("", word)
    if not bare or (bare.casefold() in STOP_WORDS and not (len(bare) > 1 and bare.isupper())):
        return ()
    if _ACRONYM_PLURAL.fullmatch(bare):
        bare = bare[:-1]
    plus = bare.endswith("+")
    parts = [part for part in (_fold(part) for part in bare.rstrip("+").split("-")) if part]
    whole = "".join(parts)
    found = [f"{whole}+", whole] if plus else [whole]
    if len(parts) > 1 and len(parts[0]) >= 4:
        found.append(parts[0])
    return tuple(dict.fromkeys(_stem(term)[:LONGEST_TERM] for term in found if term))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_LETTERS)
    return re.sub(r"['’,]", "", unicodedata.normalize("NFC", _MARKS.sub("", decomposed)))


@lru_cache(maxsize=131072)
def _stem(term: str) -> str:
    if len(term) > LONGEST_TERM or not (term.isascii() and term.isalpha()):
        return term
    spelled = same_spelling(term)
    return spelled if len(spelled) < 4 else porter2(spelled)
