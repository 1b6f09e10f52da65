"""An efetch answer, as bytes, to articles. Biopython's Entrez parser first; what it refuses goes to our lenient one."""

import io
import re
from dataclasses import dataclass

from Bio import Entrez
from Bio.Entrez import Parser

from journalclub.literature.found import Entry, Refused
from journalclub.literature.sources import pubmed_lenient
from journalclub.literature.sources.nodes import Node, each, text
from journalclub.literature.sources.pubmed_record import found_article

__all__ = ["Answer", "NotPubMed", "parse"]

_NEWEST = "pubmed_250101.dtd"
_BUNDLED = re.compile(rb"/(pubmed_\d{6}\.dtd)[\"']")
_DOCTYPE = re.compile(rb"<!DOCTYPE\s[^>\[]*(\[.*?\]\s*)?>", re.DOTALL)
_DECLARATION = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<\?xml[^>]*\?>")
# More than half of an answer's bytes, and the club keeps none of it: literature cited, processing dates, substances.
_NOT_KEPT = re.compile(
    rb"<ReferenceList>.*?(?=</PubmedData>)|<History>.*?</History>|<ChemicalList>.*?</ChemicalList>", re.DOTALL
)
_STARTS = re.compile(rb"<(?:PubmedArticle|PubmedBookArticle)\b")


class NotPubMed(Exception):
    """The answer is something else. `sentence` says what."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Answer:
    """`entries` in the answer's order; `lenient` when Biopython refused it."""

    entries: list[Entry]
    lenient: bool = False

    @property
    def refused(self) -> list[Refused]:
        return [entry.refused for entry in self.entries if entry.refused]


def parse(answer: bytes) -> Answer:
    """Every record of the answer, as an article or with the reason why not. Raises NotPubMed."""
    _check(answer)
    expected = len(_STARTS.findall(answer))
    answer = _NOT_KEPT.sub(b"", answer)
    nodes = _strict(answer)
    # Fewer than it sent would mean that a record was lost silently.
    if nodes is not None and len(nodes) == expected:
        return Answer([_entry(node, number) for number, node in enumerate(nodes)])
    entries = [_lenient_entry(record, number) for number, record in enumerate(pubmed_lenient.records(answer))]
    return Answer(entries, lenient=True)


def _check(answer: bytes) -> None:
    start = answer[:2000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise NotPubMed("PubMed sent an empty answer.")
    if re.match(rb"<!doctype\s+html|<html", start, re.IGNORECASE):
        raise NotPubMed("PubMed sent a web page instead of records.")
    if not start.startswith(b"<"):
        raise NotPubMed("PubMed sent something that is not XML.")
    if b"<!ENTITY" in answer or b"<!ELEMENT" in answer:
        raise NotPubMed("The answer declares entities of its own, which PubMed never does; it was not read.")
    error = re.search(rb"<ERROR>(.{0,300}?)</ERROR>", answer, re.DOTALL | re.IGNORECASE)
    if error and not _STARTS.search(answer):
        raise NotPubMed(f"PubMed answered: {error[1].decode('utf-8', 'replace').strip()}")
    if not re.search(rb"<Pubmed(?:Book)?Article(?:Set)?\b", answer):
        raise NotPubMed("PubMed sent XML that holds no article set.")


def _strict(answer: bytes) -> list[Node] | None:
    """Biopython reads the structure from the DTD it has bundled; it must never be led to fetch one."""
    doctype = _DOCTYPE.search(answer)
    known = _BUNDLED.search(doctype[0]) if doctype else None
    name = known[1].decode() if known and _is_bundled(known[1].decode()) else _NEWEST
    line = f'<!DOCTYPE PubmedArticleSet SYSTEM "https://dtd.nlm.nih.gov/ncbi/pubmed/out/{name}">'.encode()
    if doctype:
        answer = answer[: doctype.start()] + line + answer[doctype.end() :]
    else:
        start = _DECLARATION.match(answer)
        cut = start.end() if start else 0
        answer = b'<?xml version="1.0" encoding="utf-8"?>' + line + answer[cut:]
    try:
        root = Entrez.read(io.BytesIO(answer), validate=False, escape=True)
    except Exception:  # it raises many kinds; the lenient parser then says what is wrong
        return None
    return [*each(root, "PubmedArticle"), *each(root, "PubmedBookArticle")]


def _is_bundled(name: str) -> bool:
    handle = Parser.DataHandler(validate=False, escape=True, ignore_errors=False).open_dtd_file(name)
    if handle:
        handle.close()
    return bool(handle)


def _lenient_entry(record: Node | Refused, number: int) -> Entry:
    if isinstance(record, Refused):
        return Entry(record.label, None, record)
    node = next(iter([*each(record, "PubmedArticle"), *each(record, "PubmedBookArticle")]))
    return _entry(node, number)


def _entry(node: Node, number: int) -> Entry:
    pmid = text(node, "MedlineCitation", "PMID") or text(node, "BookDocument", "PMID")
    found = found_article(node)
    if found is None:
        label = f"PMID {pmid}" if pmid else f"record {number + 1}"
        return Entry(label, None, Refused(label, "The record holds neither a title nor an identifier."))
    return Entry(pmid or found.label, found)
