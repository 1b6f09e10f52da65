"""An article as other programs want it cited: RIS, BibTeX, CSL-JSON, Vancouver text, tags in pages. Pure."""

from journalclub.literature.citation.bibtex import bibtex
from journalclub.literature.citation.cited import Cited, Name
from journalclub.literature.citation.csl import csl
from journalclub.literature.citation.embedded import citation_tags, coins
from journalclub.literature.citation.formats import FORMATS, Format
from journalclub.literature.citation.ris import ris
from journalclub.literature.citation.vancouver import vancouver

__all__ = ["FORMATS", "Cited", "Format", "Name", "bibtex", "citation_tags", "coins", "csl", "ris", "vancouver"]
