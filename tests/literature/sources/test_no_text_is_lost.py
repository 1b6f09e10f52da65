"""Titles are never cut at a tag, abstracts never lose a section: letter by letter, against a plain XML reader."""

import gzip
import re
import unicodedata
from xml.etree import ElementTree

import pytest

from journalclub.kit.text import plain
from journalclub.literature.found import FoundArticle
from journalclub.literature.sources import pubmed_parse
from journalclub.literature.sources.mailing import WITHHELD
from tests.shared_data import shared_data


def letters(text: str) -> str:
    """Without white space, punctuation and the difference between 10<sup>9</sup> and 10⁹."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def said(record: ElementTree.Element, tag: str) -> list[str]:
    return [found for node in record.iter(tag) if (found := letters("".join(node.itertext())))]


@pytest.mark.parametrize("folder", ["efetch_pages", "efetch_single"])
def test_every_letter_of_titles_and_abstracts_is_kept_under_its_label(folder: str) -> None:
    compared = 0
    for path in sorted(shared_data(f"pubmed/{folder}").iterdir()):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        found = {entry.key: entry.found for entry in pubmed_parse.parse(body).entries if entry.found}
        for record in ElementTree.fromstring(body):
            article = found[record.findtext(".//PMID") or ""]
            titles = said(record, "ArticleTitle") or said(record, "BookTitle") or said(record, "VernacularTitle")
            assert letters(article.title) == titles[0], path
            _compare(article, record)
            compared += 1
    assert compared == {"efetch_pages": 497, "efetch_single": 163}[folder]


def _compare(article: FoundArticle, record: ElementTree.Element) -> None:
    texts = [letters(plain(section.html)) for section in article.sections]
    if WITHHELD not in "".join(section.html for section in article.sections):
        assert [text for text in texts if text] == said(record, "AbstractText"), article.label
    labels = [node.get("Label", "") for node in record.iter("AbstractText") if node.get("Label") != "UNLABELLED"]
    assert [section.label for section in article.sections if section.label] == [
        " ".join(label.split()) for label in labels if label
    ]
