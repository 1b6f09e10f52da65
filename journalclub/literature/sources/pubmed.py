"""PubMed through the E-utilities: search with history, fetch in pages, politely.

The rules: three requests a second, ten with a key; `tool` and `email` on every one.
https://www.ncbi.nlm.nih.gov/books/NBK25497/
"""

import json
import random
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from xml.etree import ElementTree

from journalclub.kit.http import Fetched, Fetcher, FetchError, FetchFailed
from journalclub.literature.sources.failed import SourceFailed, seconds_to_wait
from journalclub.literature.sources.pubmed_parse import Answer, NotPubMed, parse

__all__ = ["MOST_IDS", "HistoryExpired", "PubMed", "Search"]

MOST_IDS = 9_999  # esearch gives no more of one search: https://www.ncbi.nlm.nih.gov/books/NBK25499/
_TRIES = 4
_LONGEST_PAUSE = 60.0
_EXPIRED = re.compile(
    r"unable to obtain query|cannot retrieve history|history.*(?:expired|not found)|webenv", re.IGNORECASE
)


class HistoryExpired(Exception):
    """The server no longer knows this search. The records can still be asked for by their numbers."""


@dataclass(frozen=True)
class Search:
    """`ids` are PMIDs in the server's order, at most MOST_IDS of `count`; `warnings` what it did not understand."""

    count: int
    ids: tuple[str, ...]
    webenv: str = ""
    query_key: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class PubMed:
    """`wait_turn` is called before every request and returns when it may be sent: one limiter for all processes."""

    fetcher: Fetcher
    url: str
    email: str = ""
    api_key: str = field(default="", repr=False)
    wait_turn: Callable[[], None] = lambda: None
    pause: Callable[[float], None] = field(default=time.sleep, repr=False)

    def search(self, term: str, *, by: str = "", first: date | None = None, last: date | None = None) -> Search:
        """`by` is the kind of date that `first` and `last` (inclusive, PubMed's own days) mean: edat or mdat."""
        params = {"term": term, "usehistory": "y", "retmax": str(MOST_IDS), "retmode": "xml"}
        if by and first and last:
            params |= {"datetype": by, "mindate": f"{first:%Y/%m/%d}", "maxdate": f"{last:%Y/%m/%d}"}
        answer = self._asked("esearch.fcgi", params, _is_search, post=len(term) > 1500)
        return _search(answer.body)

    def page(self, search: Search, start: int, size: int) -> Answer:
        """Part of a search, from the history server. Raises HistoryExpired."""
        params = {"WebEnv": search.webenv, "query_key": search.query_key, "retstart": str(start), "retmax": str(size)}
        return self._records(params, post=False)

    def records(self, pmids: Sequence[str]) -> Answer:
        """These records; one that PubMed no longer has is not in the answer."""
        return self._records({"id": ",".join(pmids)}, post=len(pmids) > 50)

    def _records(self, params: Mapping[str, str], *, post: bool) -> Answer:
        parsed: list[Answer] = []

        def check(answer: Fetched) -> None:
            parsed.append(parse(answer.body))

        self._asked("efetch.fcgi", {**params, "retmode": "xml"}, check, post=post)
        return parsed[-1]

    def _asked(
        self, tool: str, params: Mapping[str, str], check: Callable[[Fetched], None], *, post: bool = False
    ) -> Fetched:
        """Asks until the answer is one, at most four times, each time after a longer pause."""
        everything = {"db": "pubmed", **params, "tool": "journalclub"}
        everything |= {"email": self.email} if self.email else {}
        everything |= {"api_key": self.api_key} if self.api_key else {}
        failure = SourceFailed("PubMed was not asked.")
        for attempt in range(_TRIES):
            if attempt:
                self.pause(min(failure.retry_after or _backoff(attempt), _LONGEST_PAUSE))
            self.wait_turn()
            try:
                send = self.fetcher.post if post else self.fetcher.get
                answer = send(f"{self.url.rstrip('/')}/{tool}", params=everything)
                _refuse_errors(answer)
                check(answer)
                return answer
            except FetchFailed as error:
                failure = SourceFailed(error.sentence)
            except FetchError as error:
                raise SourceFailed(error.sentence) from None
            except NotPubMed as error:
                if _EXPIRED.search(error.sentence) and "WebEnv" in params:
                    raise HistoryExpired from None
                failure = SourceFailed(error.sentence)
            except SourceFailed as error:
                failure = error
                if error.retry_after is not None and error.retry_after > _LONGEST_PAUSE:
                    break
        raise failure


def _backoff(attempt: int) -> float:
    # Not all processes of a club should come back at the same moment.
    return float(2 ** (attempt - 1)) * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret


def _refuse_errors(answer: Fetched) -> None:
    """An error status, and the rate limiter's JSON, which comes in place of XML, sometimes with status 200."""
    wait = seconds_to_wait(answer.headers.get("retry-after"), time.time())
    start = answer.body[:1000].lstrip()
    if start.startswith(b"{"):
        raise SourceFailed(_json_error(start), retry_after=wait)
    if answer.status == 429:
        raise SourceFailed("PubMed asks for fewer requests (429).", retry_after=wait)
    if b"API rate limit exceeded" in start:
        raise SourceFailed("PubMed asks for fewer requests.", retry_after=wait)
    if answer.status in {400, 404, 414} and b"<ERROR>" in start:
        raise NotPubMed(f"PubMed answered: {_error_words(start)}")
    if answer.status != 200:
        raise SourceFailed(f"PubMed answered with status {answer.status}.", retry_after=wait)


def _json_error(start: bytes) -> str:
    try:
        said = str(json.loads(start).get("error", ""))
    except (ValueError, AttributeError):
        said = ""
    if "rate limit" in said.lower():
        return "PubMed asks for fewer requests (rate limit)."
    return f"PubMed answered: {said[:200]}" if said else "PubMed sent JSON instead of records."


def _error_words(start: bytes) -> str:
    found = re.search(rb"<ERROR>(.{0,300}?)</ERROR>", start, re.DOTALL)
    return found[1].decode("utf-8", "replace").strip() if found else "an error without words"


def _is_search(answer: Fetched) -> None:
    start = answer.body[:3000]
    if re.search(rb"<!doctype\s+html|<html", start, re.IGNORECASE):
        raise NotPubMed("PubMed sent a web page instead of a search result.")
    if not start.strip():
        raise NotPubMed("PubMed sent an empty answer.")
    if b"<eSearchResult" not in start or b"<!ENTITY" in answer.body:
        raise NotPubMed("PubMed sent something that is not a search result.")
    result = _xml(answer.body)
    error = result.findtext("ERROR")
    if error:
        raise NotPubMed(f"PubMed answered: {' '.join(error.split())[:300]}")
    if not (result.findtext("Count") or "").isdigit():
        raise NotPubMed("PubMed's search result holds no count.")


def _search(body: bytes) -> Search:
    result = _xml(body)
    problems = [*result.iterfind("ErrorList/*"), *result.iterfind("WarningList/*")]
    return Search(
        count=int(result.findtext("Count") or 0),
        ids=tuple((node.text or "").strip() for node in result.iterfind("IdList/Id")),
        webenv=(result.findtext("WebEnv") or "").strip(),
        query_key=(result.findtext("QueryKey") or "").strip(),
        warnings=tuple(f"{node.tag}: {(node.text or '').strip()}" for node in problems),
    )


def _xml(body: bytes) -> ElementTree.Element:
    # The DOCTYPE would only name a DTD; entities were refused before.
    try:
        return ElementTree.fromstring(re.sub(rb"<!DOCTYPE[^>\[]*>", b"", body))  # noqa: S314
    except ElementTree.ParseError:
        raise NotPubMed("PubMed's search result is broken XML.") from None
