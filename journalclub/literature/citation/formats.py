"""The formats that are offered, and how many articles become one file."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from journalclub.literature.citation.bibtex import bibtex
from journalclub.literature.citation.cited import Cited
from journalclub.literature.citation.csl import csl
from journalclub.literature.citation.ris import ris
from journalclub.literature.citation.vancouver import vancouver


@dataclass(frozen=True)
class Format:
    """`label` is what people call it; `content_type` has its character set where the type has one."""

    label: str
    content_type: str
    pieces: Callable[[Iterable[Cited]], Iterator[str]]

    def whole(self, articles: Iterable[Cited]) -> str:
        return "".join(self.pieces(articles))


def _ris(articles: Iterable[Cited]) -> Iterator[str]:
    return (ris(article) for article in articles)


def _bibtex(articles: Iterable[Cited]) -> Iterator[str]:
    yield "% Encoding: UTF-8\n\n"  # JabRef's own first line
    yield from (bibtex(article) for article in articles)


def _csl(articles: Iterable[Cited]) -> Iterator[str]:
    before = "["
    for article in articles:
        yield before + json.dumps(csl(article), ensure_ascii=False)
        before = ",\n"
    yield "]\n" if before != "[" else "[]\n"


def _vancouver(articles: Iterable[Cited]) -> Iterator[str]:
    """Numbered, when there is more than one."""
    waiting, number = "", 0
    for number, article in enumerate(articles, 1):
        if waiting:
            yield f"{number - 1}. {waiting}\n"
        waiting = vancouver(article)
    if waiting:
        yield f"{number}. {waiting}\n" if number > 1 else f"{waiting}\n"


# By the ending of the file's name.
FORMATS = {
    "ris": Format("RIS", "application/x-research-info-systems; charset=utf-8", _ris),
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", _bibtex),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", _csl),
    "txt": Format("Vancouver", "text/plain; charset=utf-8", _vancouver),
}
