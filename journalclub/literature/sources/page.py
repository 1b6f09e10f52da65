"""What a publisher's page says it is: the tags in its head that are made for reference managers and search engines.

https://scholar.google.com/intl/en/scholar/inclusion.html#indexing
"""

import re
from html.parser import HTMLParser

from journalclub.kit.ids import Identifier, normalise_doi, normalise_pmid

_DOI = {
    "citation_doi", "dc.identifier", "dc.identifier.doi", "dcterms.identifier", "prism.doi", "publication_doi",
    "bepress_citation_doi", "doi",
}  # fmt: skip
_PMID = {"citation_pmid", "ncbi_pmid", "pmid"}
_LONGEST_DOI = 500  # of the column: a longer one would fail again with every run
_HEAD = 600_000  # characters; what comes later is no head
_PII = re.compile(r"/(?:pii/|PII)(?:PII)?(S)-?(\d{4})-?(\d{3}[\dX])\(?(\d{2})\)?(\d{5})-?([\dX])", re.IGNORECASE)


def identifier(page: bytes) -> Identifier | None:
    """The article's DOI, else its PMID."""
    reader = _Head()
    reader.feed(page.decode("utf-8", "replace")[:_HEAD])
    for name, content in reader.tags:
        if name in _DOI and (doi := normalise_doi(content)) and len(doi) <= _LONGEST_DOI:
            return Identifier("doi", doi)
    for name, content in reader.tags:
        if name in _PMID and (pmid := normalise_pmid(content)):
            return Identifier("pmid", pmid)
    return None


def pii(address: str) -> str | None:
    """Elsevier's number in an address, as PubMed writes it: S1470-2045(25)00672-2."""
    found = _PII.search(address)
    return f"S{found[2]}-{found[3]}({found[4]}){found[5]}-{found[6]}".upper() if found else None


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            given = dict(attrs)
            self.tags.append(((given.get("name") or given.get("property") or "").lower(), given.get("content") or ""))
