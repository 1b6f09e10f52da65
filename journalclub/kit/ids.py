"""Identifiers of articles, trials, journals and people: recognised, checked and brought to one form.

Each `normalise_…` takes what a person pasted or a feed sent and gives the bare identifier, or None.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

# Crossref's own pattern, loosened: https://www.crossref.org/blog/dois-and-matching-regular-expressions/
# The first suffix form is the old SICI, the only one that holds angle brackets.
_DOI_BODY = r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,4}/(?:\(SICI\)[^\s\"]+|[^\s\"<>]+)"
_DOI = re.compile(_DOI_BODY, re.IGNORECASE)
_DOI_PREFIX = re.compile(
    r"(?:https?://)?(?:www\.)?(?:dx\.)?doi\.org/+(?:doi:)?|info:doi/|urn:doi:|doi\s{0,3}[:=]?\s{0,3}",
    re.IGNORECASE | re.ASCII,
)
_PMID = re.compile(
    r"(?:pmid\s{0,3}[:#]?\s{0,3}|(?:https?://)?(?:www\.)?(?:ncbi\.nlm\.nih\.gov/pubmed|pubmed\.ncbi\.nlm\.nih\.gov)/)?"
    r"0*([1-9]\d{0,7})/?",
    re.IGNORECASE | re.ASCII,
)
_PMCID = re.compile(
    r"(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/)?"
    r"(?:pmcid\s{0,3}:?\s{0,3})?pmc\s?0*([1-9]\d{0,8})(?:\.\d+)?/?",
    re.IGNORECASE | re.ASCII,
)
_NCT = re.compile(
    r"(?:https?://(?:www\.)?clinicaltrials\.gov/(?:ct2/show|study|show)/)?(NCT\d{8})/?", re.IGNORECASE | re.ASCII
)
_ISSN = re.compile(r"(?:e-?|p-?)?(?:issn(?:-l)?)?\s{0,3}:?\s{0,3}(\d{4})[-‐‑–]?(\d{3}[\dx])", re.IGNORECASE | re.ASCII)
_ORCID = re.compile(
    r"(?:https?://(?:www\.)?orcid\.org/|orcid(?:\s{0,3}id)?\s{0,3}:?\s{0,3})?(\d{4})[-‐‑–]?(\d{4})[-‐‑–]?(\d{4})[-‐‑–]?(\d{3}[\dx])/?",
    re.IGNORECASE | re.ASCII,
)

_IN_TEXT = re.compile(
    rf"(?P<doi>(?<![\w.]){_DOI_BODY})"
    r"|(?<!\w)PMID\s{0,2}[:#]?\s{0,2}(?P<pmid>[0-9]{1,8})(?!\w)"
    r"|(?<!\w)pubmed(?:\.ncbi\.nlm\.nih\.gov|/)/?(?P<pubmed>[0-9]{1,8})(?!\w)"
    r"|(?<!\w)europepmc\.org/(?:article|abstract)/MED/(?P<med>[0-9]{1,8})(?!\w)"
    r"|(?<!\w)nature\.com/articles/(?P<nature>[ds][0-9]{5}-[0-9]{3}-[0-9]{5}-[0-9a-z])(?!\w)"
    r"|(?<!\w)(?P<pmcid>PMC[0-9]{1,9})(?!\w)"
    r"|(?<!\w)(?P<nct>NCT[0-9]{8})(?!\w)",
    re.IGNORECASE,
)
_KINDS = {
    "doi": "doi", "nature": "doi", "pmid": "pmid", "pubmed": "pmid", "med": "pmid", "pmcid": "pmcid", "nct": "nct",
}  # fmt: skip
# bioRxiv and medRxiv show their DOIs with a version that is not part of them.
_VERSION = re.compile(r"(10\.(?:1101|64898)/[0-9.]+)v[0-9]{1,3}(?:\..*)?$")
# Oxford and AACR put their own number, and sometimes the title, behind the DOI.
_BEHIND = re.compile(r"(/article\S{0,40}/10\.[0-9]{4,9}/[^\s?#]{1,200}?)/[0-9]{5,9}(?:/[^\s?#/]{0,300})?(?=[\s?#]|$)")
_TRAILING = ".,;:!?'\"*_…’”»"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}
_LANDING = re.compile(r"/(?:full|abstract|pdf|epdf|fulltext|meta|html?)$|\.(?:pdf|full|abstract)$")
_LONGEST = 2000


@dataclass(frozen=True)
class Identifier:
    """`kind` is doi, pmid, pmcid or nct; `value` is the normalised form."""

    kind: str
    value: str


def normalise_doi(text: str) -> str | None:
    """The bare DOI in lower case (ISO 26324: DOIs are case-insensitive), without the sentence's punctuation."""
    candidate = text.strip().strip("<>") if "(sici)" not in text.lower() else text.strip()
    prefix = _DOI_PREFIX.match(candidate)
    if prefix:
        candidate = candidate[prefix.end() :].strip()
        if "doi.org/" in prefix[0].lower():
            candidate = unquote(re.split(r"[?#]", candidate, maxsplit=1)[0])
    candidate = trimmed(candidate)
    candidate = _VERSION.sub(r"\1", candidate)
    if len(candidate) > _LONGEST or not _DOI.fullmatch(candidate) or _unprintable(candidate):
        return None
    return _lower(candidate)


def normalise_pmid(text: str) -> str | None:
    found = _PMID.fullmatch(text.strip())
    return found[1] if found else None


def normalise_pmcid(text: str) -> str | None:
    """`PMC1234567`, without the version."""
    found = _PMCID.fullmatch(text.strip())
    return f"PMC{found[1]}" if found else None


def normalise_nct(text: str) -> str | None:
    found = _NCT.fullmatch(text.strip())
    return found[1].upper() if found else None


def normalise_issn(text: str) -> str | None:
    """`1234-567X`; None when the check digit is wrong (ISO 3297, modulus 11)."""
    found = _ISSN.fullmatch(text.strip())
    if not found:
        return None
    digits = (found[1] + found[2]).upper()
    total = sum(weight * _digit(digit) for weight, digit in zip(range(8, 0, -1), digits, strict=True))
    return f"{digits[:4]}-{digits[4:]}" if total % 11 == 0 else None


def normalise_orcid(text: str) -> str | None:
    """`0000-0002-1825-0097`; None when the check digit is wrong (ISO 7064, MOD 11-2)."""
    found = _ORCID.fullmatch(text.strip())
    if not found:
        return None
    digits = "".join(found.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "-".join(found.groups()).upper() if (12 - total % 11) % 11 == _digit(digits[-1]) else None


def find_identifiers(text: str) -> list[Identifier]:
    """Every identifier named in a running text or an address, each once, in the order of appearance."""
    found: dict[Identifier, None] = {}
    for match in _IN_TEXT.finditer(_BEHIND.sub(r"\1", text) if "/article" in text else text):
        kind, written = _KINDS[str(match.lastgroup)], match[str(match.lastgroup)]
        value = _value(kind, f"10.1038/{written}" if match.lastgroup == "nature" else written)
        if value:
            found[Identifier(kind, value)] = None
    return list(found)


def trimmed(word: str) -> str:
    """A DOI or an address without the punctuation of the sentence around it; balanced brackets stay."""
    end = len(word)
    surplus = {close: word.count(close) - word.count(opening) for close, opening in _BRACKETS.items()}
    while end:
        last = word[end - 1]
        if last in _BRACKETS and surplus[last] > 0:
            surplus[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return word[:end]


def _value(kind: str, written: str) -> str | None:
    if kind == "doi":
        return normalise_doi(_LANDING.sub("", re.split(r"[?#]", trimmed(written), maxsplit=1)[0]))
    return {"pmid": normalise_pmid, "pmcid": normalise_pmcid, "nct": normalise_nct}[kind](written)


def _digit(digit: str) -> int:
    return 10 if digit == "X" else int(digit)


def _unprintable(text: str) -> bool:
    return not text.isprintable()


def _lower(text: str) -> str:
    # Only ASCII letters fold in a DOI.
    return re.sub("[A-Z]+", lambda letters: letters[0].lower(), text)
