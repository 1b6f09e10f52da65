"""A fake E-utilities host: real HTTP, records cut out of stored efetch files, and every bad manner of the real one.

    with Eutils(folders=[...]) as host: ...          # in a test
    python -m tests.fakes.eutils --port 8999 [FOLDER…]  # beside a running club

It knows esearch (terms as words that all must occur in a record, [pmid], [doi], [pmcid]; date windows on edat, mdat and
pdat; history), efetch (by id, by history, retstart and retmax), and the errors below. `log` holds every request.
"""

import argparse
import gzip
import json
import re
import time
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs

from tests.fakes.web_host import Answer, Request, WebHost

SMALL = Path(__file__).resolve().parents[1] / "data" / "pubmed"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "pubmed"
HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
RATE_LIMIT = b'{"error":"API rate limit exceeded","api-key":"127.0.0.1","count":"4","limit":"3"}\n'
_RECORD = re.compile(r"<(PubmedArticle|PubmedBookArticle)\b[^>]*>.*?</\1>", re.DOTALL)
_WORD = re.compile(r"[\w.-]+")


@dataclass
class Record:
    """A record as text; `entered` and `modified` are PubMed's dates for it."""

    pmid: str
    xml: str
    entered: date
    modified: date
    published: date
    words: frozenset[str] = field(repr=False, default=frozenset())

    @classmethod
    def of(cls, xml: str) -> "Record":
        pmid = re.search(r"<PMID\b[^>]*>\s*(\d+)", xml)
        entered = _date(xml, r'<PubMedPubDate PubStatus="(?:entrez|pubmed)">') or date(2000, 1, 1)
        bare = re.sub(r"<ReferenceList>.*?</PubmedData>|<[^>]+>", " ", xml, flags=re.DOTALL)
        return cls(
            pmid[1] if pmid else "0",
            xml,
            entered,
            _date(xml, "<DateRevised>") or entered,
            _date(xml, "<PubDate>") or entered,
            frozenset(word.lower().strip(".") for word in _WORD.findall(bare)),
        )


Trouble = Callable[[Request], Answer | None]


class Eutils(WebHost):
    """`troubles` are asked in turn before each request is answered; one that returns an answer is used up."""

    def __init__(self, folders: Iterable[Path] = (), port: int = 0, limit: float | None = None) -> None:
        self.records: dict[str, Record] = {}
        self.histories: dict[str, list[str]] = {}
        self.troubles: list[Trouble] = []
        self.limit = limit  # requests a second above which the rate limiter answers
        for folder in folders:
            self.load(folder)
        super().__init__(port)

    def load(self, folder: Path) -> None:
        """Every record of the efetch answers in a folder, or in one file; a later one replaces an earlier."""
        for path in sorted(folder.iterdir()) if folder.is_dir() else [folder]:
            if path.suffix in {".xml", ".gz"}:
                content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
                self.add(content.decode("utf-8", "replace"))

    def add(self, xml: str) -> None:
        for found in _RECORD.finditer(xml):
            record = Record.of(found[0])
            self.records[record.pmid] = record

    def change(self, pmid: str, old: str, new: str, *, on: date) -> None:
        """What a later modification of a record looks like from outside."""
        record = self.records[pmid]
        assert old in record.xml, f"PMID {pmid} does not hold {old!r}"
        changed = Record.of(record.xml.replace(old, new))
        changed.entered, changed.modified = record.entered, on
        self.records[pmid] = changed

    def trouble(self, *answers: Answer, tool: str = "") -> None:
        """Give these answers, one a request, before the real ones come (to `tool` only, if named)."""
        self.troubles += [lambda request, a=answer: a if tool in request.path else None for answer in answers]

    @property
    def base(self) -> str:
        return f"{self.url}/entrez/eutils/"

    def asked(self, tool: str) -> list[dict[str, str]]:
        """The parameters of every request to a tool so far."""
        return [parameters(request) for request in self.log if f"/{tool}.fcgi" in request.path]

    def answer(self, request: Request) -> Answer:
        if self.limit and sum(request.at - other.at < 1 for other in self.log[-20:]) > self.limit:
            return Answer(429, RATE_LIMIT, {"Content-Type": "application/json", "Retry-After": "1"})
        for number, trouble in enumerate(self.troubles):
            if answer := trouble(request):
                del self.troubles[number]
                return answer
        asked = parameters(request)
        if "esearch.fcgi" in request.path:
            return self._search(asked)
        if "efetch.fcgi" in request.path:
            return self._fetch(asked)
        return Answer(404, b"<html><body>404 - Not Found</body></html>", {"Content-Type": "text/html"})

    def found(self, asked: dict[str, str]) -> list[str]:
        """PMIDs, the most recent first, as PubMed lists them."""
        first, last = _day(asked.get("mindate", ""), date.min), _day(asked.get("maxdate", ""), date.max)
        by = {"edat": "entered", "mdat": "modified", "pdat": "published"}[asked.get("datetype", "pdat")]
        known = sorted(self.records.values(), key=lambda record: (record.entered, int(record.pmid)), reverse=True)
        matches = _term(asked.get("term", ""))
        return [record.pmid for record in known if first <= getattr(record, by) <= last and matches(record)]

    def _search(self, asked: dict[str, str]) -> Answer:
        if asked.get("db") != "pubmed":
            return _error("eSearchResult", f"Invalid db name specified: {asked.get('db')}")
        if not asked.get("term"):
            return _error("eSearchResult", "Empty term and query_key - nothing todo")
        ids = self.found(asked)
        start, size = int(asked.get("retstart", 0)), min(int(asked.get("retmax", 20)), 9999)
        history = ""
        if asked.get("usehistory") == "y":
            webenv = f"MCID_{len(self.histories) + 1:08x}"
            self.histories[webenv] = ids
            history = f"<QueryKey>1</QueryKey><WebEnv>{webenv}</WebEnv>"
        listed = "\n".join(f"<Id>{pmid}</Id>" for pmid in ids[start : start + size])
        body = (
            '<?xml version="1.0" encoding="UTF-8" ?>\n'
            '<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" '
            '"https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
            f"<eSearchResult><Count>{len(ids)}</Count><RetMax>{min(size, len(ids))}</RetMax>"
            f"<RetStart>{start}</RetStart>{history}<IdList>\n{listed}\n</IdList><TranslationSet/></eSearchResult>"
        )
        return _xml(body)

    def _fetch(self, asked: dict[str, str]) -> Answer:
        if "WebEnv" in asked:
            if asked["WebEnv"] not in self.histories:
                return _error("eFetchResult", "Unable to obtain query #1", status=400)
            start, size = int(asked.get("retstart", 0)), int(asked.get("retmax", 20))
            ids: Sequence[str] = self.histories[asked["WebEnv"]][start : start + size]
        else:
            ids = [one.strip() for one in asked.get("id", "").split(",") if one.strip()]
        if not ids:
            return _error("eFetchResult", "Empty id list - nothing todo", status=400)
        kept = "\n".join(self.records[pmid].xml for pmid in ids if pmid in self.records)
        return _xml(f"{HEAD}<PubmedArticleSet>\n{kept}\n</PubmedArticleSet>")


def parameters(request: Request) -> dict[str, str]:
    written = request.path.partition("?")[2] if request.method == "GET" else request.body.decode()
    return {name: values[0] for name, values in parse_qs(written, keep_blank_values=True).items()}


def rate_limited(status: int = 429) -> Answer:
    """The real one sends this JSON in place of XML, sometimes with status 200."""
    return Answer(status, RATE_LIMIT, {"Content-Type": "application/json"})


def web_page() -> Answer:
    return Answer(
        200, b"<!DOCTYPE html><html><body>NCBI is being maintained</body></html>", {"Content-Type": "text/html"}
    )


def broken() -> Answer:
    """An answer that stops in the middle of a record."""
    return Answer(200, f"{HEAD}<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Art".encode())


def _xml(body: str) -> Answer:
    return Answer(200, body.encode(), {"Content-Type": "text/xml; charset=UTF-8"})


def _error(root: str, words: str, status: int = 200) -> Answer:
    return Answer(status, f'<?xml version="1.0"?>\n<{root}><ERROR>{words}</ERROR></{root}>'.encode())


def _term(term: str) -> Callable[[Record], bool]:
    """Not PubMed's language: every word must occur, [pmid], [doi] and [pmcid] are exact, OR separates alternatives."""
    alternatives = []
    for part in re.split(r"\bOR\b", term):
        exact = re.search(r'"?([^"\s]+)"?\[(?:pmid|uid|doi|aid|pmcid)\]', part)
        words = [
            w.lower().strip(".") for w in _WORD.findall(re.sub(r"\[[^\]]*\]", " ", part)) if w not in {"AND", "NOT"}
        ]
        alternatives.append((exact[1] if exact else "", words))

    def matches(record: Record) -> bool:
        if term.strip() == "all[sb]":
            return True
        return any(
            f">{exact}<" in record.xml if exact else all(word in record.words for word in words)
            for exact, words in alternatives
        )

    return matches


def _date(xml: str, before: str) -> date | None:
    found = re.search(before + r"\s*<Year>(\d+)</Year>\s*<Month>(\w+)</Month>(?:\s*<Day>(\d+)</Day>)?", xml)
    if not found:
        return None
    names = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
    month = int(found[2]) if found[2].isdigit() else names.index(found[2][:3].lower()) + 1
    last = monthrange(int(found[1]), month)[1]
    return date(int(found[1]), month, min(int(found[3] or 1), last))


def _day(text: str, otherwise: date) -> date:
    parts = [int(part) for part in re.findall(r"\d+", text)]
    return date(*[*parts, 1, 1][:3]) if parts else otherwise


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve stored efetch answers as the E-utilities would.")
    parser.add_argument("--port", type=int, default=8999)
    parser.add_argument("--limit", type=float, help="requests a second above which the rate limiter answers")
    parser.add_argument("folders", nargs="*", type=Path)
    given = parser.parse_args()
    folders = given.folders or [p for p in (SHARED / "efetch_pages", SHARED / "efetch_single", SMALL) if p.is_dir()]
    with Eutils(folders, given.port, given.limit) as host:
        print(json.dumps({"JC_PUBMED_URL": host.base, "records": len(host.records)}), flush=True)
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    main()
