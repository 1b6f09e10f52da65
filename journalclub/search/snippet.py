"""Why a text was found: windows around the words looked for, escaped, with the words in <mark>."""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from journalclub.search.analysis import Term, terms
from journalclub.search.tree import Phrase, Prefix, Word

Span = tuple[int, int]


def snippet(text: str, words: Sequence[Word | Phrase | Prefix], *, width: int = 240, windows: int = 2) -> Markup:
    """Escaped HTML: at most `windows` stretches of about `width` characters, the most different words first."""
    hits = _hits(text, words)
    if len(text) <= width:
        return Markup(_marked(text, 0, len(text), hits))  # noqa: S704 - escaped there
    chosen = _windows(text, hits, width, windows) or [_whole_words(text, 0, width)]
    pieces = [_marked(text, start, end, hits) for start, end in chosen]
    before = "… " if chosen[0][0] > 0 else ""
    after = " …" if chosen[-1][1] < len(text) else ""
    return Markup(before + " … ".join(pieces) + after)  # noqa: S704 - every piece is escaped


def marked(text: str, words: Sequence[Word | Phrase | Prefix]) -> Markup:
    """The whole text as HTML, escaped, with the words marked."""
    return Markup(_marked(text, 0, len(text), _hits(text, words)))  # noqa: S704 - escaped there


def _hits(text: str, words: Sequence[Word | Phrase | Prefix]) -> list[tuple[int, int, str]]:
    """(start, end, which word), by place; a phrase's words count only where the phrase stands."""
    found = terms(text)
    single = {word.term for word in words if isinstance(word, Word)}
    starts = tuple(word.start for word in words if isinstance(word, Prefix))
    hits = {
        (term.start, term.end): term.term
        for term in found
        if term.term in single or (starts and term.term.startswith(starts))
    }
    for word in words:
        if isinstance(word, Phrase):
            hits.update(_phrase_hits(found, word))
    return sorted((start, end, term) for (start, end), term in hits.items())


def _phrase_hits(found: list[Term], phrase: Phrase) -> dict[Span, str]:
    at: dict[tuple[str, int], Term] = {(term.term, term.position): term for term in found}
    first = phrase.terms[0][0]
    hits: dict[Span, str] = {}
    for term in found:
        if term.term == first:
            places = [at.get((wanted, term.position + offset)) for wanted, offset in phrase.terms]
            if all(places):
                hits.update({(place.start, place.end): phrase.text for place in places if place})
    return hits


def _windows(text: str, hits: list[tuple[int, int, str]], width: int, windows: int) -> list[Span]:
    """The stretches that show the most different words; a later one must show a word that is not yet seen."""
    chosen: list[Span] = []
    seen: set[str] = set()
    while len(chosen) < windows:
        best, shown = None, set[str]()
        for index, (start, _, _) in enumerate(hits):
            fresh = {term for _, end, term in hits[index : index + 40] if end <= start + width} - seen
            if len(fresh) > len(shown) and all(not (a <= start < b) for a, b in chosen):
                best, shown = start, fresh
        if best is None:
            break
        seen |= shown
        chosen.append(_whole_words(text, max(0, min(best - width // 5, len(text) - width)), width))
    return _apart(sorted(chosen))


def _apart(spans: list[Span]) -> list[Span]:
    """Overlapping stretches become one."""
    joined: list[Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _whole_words(text: str, start: int, width: int) -> Span:
    """The stretch, moved to the nearest spaces within 30 characters."""
    end = min(len(text), start + width)
    if start > 0:
        space = text.find(" ", start, start + 30)
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", end - 30, end)
        end = space if space > start else end
    return start, end


def _marked(text: str, start: int, end: int, hits: list[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    at = start
    for first, last, _ in hits:
        if first >= at and last <= end:
            pieces += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
            at = last
    return "".join([*pieces, escape(text[at:end])])
