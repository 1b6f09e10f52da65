"""Reads what Biopython's parser refuses: one record at a time, so that a broken record costs itself and no other."""

import html
import re
from collections.abc import Iterator
from html.entities import html5
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from journalclub.literature.found import Refused
from journalclub.literature.sources.nodes import Branch, Leaf

_RECORD = re.compile(r"<(PubmedArticle|PubmedBookArticle)\b[^>]*>")
_PMID = re.compile(r"<PMID\b[^>]*>\s*(\d+)")
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(#?\w+);?")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# What may stand inside a text; everything else inside a text makes it a branch, but in these nothing does.
_MARKUP = {"i", "b", "u", "sub", "sup", "em", "strong", "math", "DispFormula"}
_TEXTS = {"ArticleTitle", "VernacularTitle", "BookTitle", "AbstractText", "CopyrightInformation", "CoiStatement"}


def records(answer: bytes) -> Iterator[Branch | Refused]:
    """Every record of the answer as a tree, or the reason why it could not be read."""
    text = _FORBIDDEN.sub("", _decoded(answer))
    starts = list(_RECORD.finditer(text))
    for number, start in enumerate(starts):
        limit = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        end = text.find(f"</{start[1]}>", start.end(), limit)
        if end < 0:
            yield Refused(_label(text[start.start() : limit], number), "The answer ends in the middle of this record.")
            continue
        record = text[start.start() : end] + f"</{start[1]}>"
        try:
            yield _tree(record)
        except expat.ExpatError as error:
            reason = f"This record is not well-formed XML: {expat.errors.messages[error.code]}."
            yield Refused(_label(record, number), reason)


def _tree(record: str) -> Branch:
    builder = _Builder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.Parse(_ENTITY.sub(_character, record), True)
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self.root = Branch("", {})
        self._open: list[tuple[Branch, list[str]]] = [(self.root, [])]
        self._markup = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._markup or tag in _MARKUP or ":" in tag or self._open[-1][0].tag in _TEXTS:
            self._markup += 1
            written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
            self._open[-1][1].append(f"<{tag}{written}>")
            return
        self._open.append((Branch(tag, attributes), []))

    def end(self, tag: str) -> None:
        if self._markup:
            self._markup -= 1
            self._open[-1][1].append(f"</{tag}>")
            return
        branch, pieces = self._open.pop()
        node: Branch | Leaf = branch if branch else Leaf("".join(pieces).strip(), tag, branch.attributes)
        self._open[-1][0].setdefault(tag, []).append(node)

    def data(self, text: str) -> None:
        self._open[-1][1].append(escape(text))


def _character(entity: re.Match[str]) -> str:
    """HTML's names are unknown to XML; a bare ampersand is one that somebody forgot to escape."""
    name = entity[1]
    if name.startswith("#") and re.fullmatch(r"#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6})", name):
        return escape(_FORBIDDEN.sub("", html.unescape(f"&{name};")))
    if f"{name};" in html5:
        return escape(html5[f"{name};"])
    return "&amp;" + entity[0][1:]


def _decoded(answer: bytes) -> str:
    """UTF-8 as PubMed sends it, else what the declaration says, else Latin-1, which always fits."""
    declared = re.match(rb"\s*<\?xml[^>]*encoding=[\"']([\w.-]{1,30})", answer)
    for encoding in ("utf-8-sig", declared[1].decode() if declared else "utf-16", "cp1252"):
        try:
            return answer.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return answer.decode("latin-1")


def _label(record: str, number: int) -> str:
    pmid = _PMID.search(record)
    return f"PMID {pmid[1]}" if pmid else f"record {number + 1}"
