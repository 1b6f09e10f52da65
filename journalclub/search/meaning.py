"""Other ways to say a term: abbreviations oncologists use as one. Shown with the answer; `=term` leaves them out."""

from journalclub.search.analysis import asked
from journalclub.search.tree import Phrase, Word

# One line, one meaning. Only what a reader would never want told apart: SBRT and SABR, but not RT and SBRT.
TABLE = """
SBRT | SABR | stereotactic body radiotherapy | stereotactic ablative radiotherapy
SRS | radiosurgery
RT | radiotherapy | radiation therapy
IMRT | intensity modulated radiotherapy
WBRT | whole brain radiotherapy
OS | overall survival
PFS | progression free survival
DFS | disease free survival
QoL | quality of life
RCT | randomised controlled trial
NSCLC | non small cell lung cancer
SCLC | small cell lung cancer
HCC | hepatocellular carcinoma
CRC | colorectal cancer
GBM | glioblastoma
RCC | renal cell carcinoma
DLBCL | diffuse large B cell lymphoma
ADT | androgen deprivation therapy
PSA | prostate specific antigen
TKI | tyrosine kinase inhibitor
ICI | immune checkpoint inhibitor
ADC | antibody drug conjugate
5-FU | fluorouracil
HPV | human papillomavirus
MRI | magnetic resonance imaging
PET | positron emission tomography
CT | computed tomography
"""


def ways(term: str) -> tuple[Word | Phrase, ...]:
    """The other ways to say a term of the analyser."""
    return _WAYS.get(term, ())


def _way(text: str) -> Word | Phrase:
    found = asked(text)
    if len(found) == 1:
        return Word(text, found[0].term)
    return Phrase(text, tuple((term.term, term.position - found[0].position) for term in found))


def _read(table: str) -> dict[str, tuple[Word | Phrase, ...]]:
    """By each single term, the rest of its line: a phrase in a query is looked for as it stands."""
    lines = [[_way(text.strip()) for text in line.split("|")] for line in table.strip().splitlines()]
    return {
        way.term: tuple(other for other in line if other != way)
        for line in lines
        for way in line
        if isinstance(way, Word)
    }


_WAYS = _read(TABLE)
