"""A reference manager's file, or a list of identifiers, to entries. Which format it is, the text itself says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from journalclub.kit.ids import find_identifiers, normalise_doi, normalise_pmcid, normalise_pmid
from journalclub.literature.found import Entry, Refused
from journalclub.literature.sources import bibtex_file, tagged_files
from journalclub.literature.sources.reference import Written, entry

LARGEST = 1_000_000  # bytes
MOST = 200  # entries: one look-up each
_BROKEN = re.compile(r"[\x00-\x08\x0e-\x1f]")


class NotReferences(Exception):
    """The text is something else. `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class ReferenceFile:
    """`format` is RIS, nbib, BibTeX or list. `left` entries beyond MOST were not read."""

    format: str
    entries: list[Entry]
    left: int = 0


def decoded(content: bytes) -> str:
    """A file's text: UTF-8, UTF-16 with its mark, else Windows-1252. Raises NotReferences for what is no text."""
    if len(content) > LARGEST:
        raise NotReferences(f"The file is larger than {LARGEST // 1_000_000} MB. Split it and send the parts.")
    for encoding in ("utf-16",) if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BROKEN.search(text):
            return text
    raise NotReferences("This is not a text file. Export RIS, BibTeX or nbib from your reference manager.")


def read(text: str) -> ReferenceFile:
    """Every entry in the file's order, as an article or with the reason why not. Raises NotReferences."""
    text = text.lstrip("\ufeff").strip()
    if len(text.encode("utf-8", "replace")) > LARGEST:
        raise NotReferences(f"The text is longer than {LARGEST // 1_000_000} MB. Split it and send the parts.")
    if re.search(r"^TY\s{1,3}-\s", text, re.MULTILINE):
        return _file("RIS", tagged_files.ris(text))
    if re.search(r"^(?:PMID|OWN|FAU|TI)\s{0,2}-", text, re.MULTILINE):
        return _file("nbib", tagged_files.nbib(text))
    if re.search(r"@[a-zA-Z]+\s*[{(]", text):
        return _file("BibTeX", bibtex_file.bibtex(text))
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if lines and any(_identified(line) for line in lines):
        return _file(
            "list", (_identified(line) or f"“{line[:80]}” names no PMID, DOI or PMC number." for line in lines)
        )
    raise NotReferences("Neither RIS, BibTeX or nbib nor a list of PMIDs, DOIs or PMC numbers was found in it.")


def _file(name: str, found: Iterator[Written | str]) -> ReferenceFile:
    entries: list[Entry] = []
    for number, written in enumerate(found, 1):
        if number > MOST:
            return ReferenceFile(name, entries, left=1 + sum(1 for _ in found))
        if isinstance(written, str):
            label = f"entry {number}"
            entries.append(Entry(label, None, Refused(label, written)))
        else:
            entries.append(entry(written, number))
    return ReferenceFile(name, entries)


def _identified(line: str) -> Written | None:
    """One line of a list; a line may hold a web address, but only one identifier."""
    inside = [found for found in find_identifiers(line) if found.kind in {"pmid", "doi", "pmcid"}]
    named = {inside[0].kind: inside[0].value} if len(inside) == 1 else {}
    pmid, doi, pmcid = normalise_pmid(line), normalise_doi(line), normalise_pmcid(line)
    if not (pmid or doi or pmcid or named):
        return None
    return Written(
        pmid=pmid or named.get("pmid", ""),
        doi="" if pmid else doi or named.get("doi", ""),
        pmcid="" if pmid or doi else pmcid or named.get("pmcid", ""),
    )
