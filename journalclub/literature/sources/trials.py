"""Trial registration numbers, from PubMed's databank list and from what abstracts say."""

import re
from collections.abc import Iterable

# The WHO's primary registries, as they write numbers: https://www.who.int/tools/clinical-trials-registry-platform
_NUMBERS = re.compile(
    r"\b(?:NCT\d{8}|ISRCTN\s?\d{8}|(?:EudraCT|EUCTR)[\s:#-]*(?:(?:number|no)\b[\s.:]*)?\d{4}-\d{6}-\d{2}"
    r"|EU\s?CT[\s:]*20\d\d-5\d{5}-\d{2}|ACTRN\d{14}p?|ChiCTR[-\w]{6,18}|UMIN\d{9}|jRCTs?\d{9,10}|JapicCTI-\d{6}"
    r"|CTRI/\d{4}/\d{2,3}/\d{5,6}|DRKS\d{8}|NTR\d{3,5}|NL-?OMON\d{4,5}|KCT\d{7}|IRCT\w{10,20}|PACTR\d{15}"
    r"|TCTR\d{11}|SLCTR/\d{4}/\d{3}|RBR-\w{5,10})\b",
    re.IGNORECASE,
)
_DUTCH = re.compile(r"\bNTR\d{3,5}\b|\bNL-?OMON\d{4,5}\b")
_SIGNS = ("NCT0", "NCT9", "ISRCTN", "EUDRACT", "EUCTR", "EU CT", "EUCT", "ACTRN", "CHICTR", "UMIN0", "JRCT", "JAPICCTI",
          "CTRI/", "DRKS0", "KCT0", "IRCT", "PACTR", "TCTR2", "SLCTR", "RBR-")  # fmt: skip
_EUDRACT = re.compile(r"\d{4}-\d{6}-\d{2}")
_BANKS = {
    "clinicaltrials.gov", "isrctn", "eudract", "anzctr", "chictr", "ctri", "cris", "drks", "irct", "jprn", "ntr",
    "pactr", "rebec", "rpcec", "slctr", "tctr", "umin ctr", "umin-ctr", "japiccti", "jrct", "lbctr", "repec", "euctr",
}  # fmt: skip


def trial_numbers(banks: Iterable[tuple[str, str]], text: str) -> tuple[str, ...]:
    """`banks` are (databank, accession number); the numbers come back in one spelling, each once."""
    listed = [_spelling(number) for bank, number in banks if bank.lower() in _BANKS or _NUMBERS.fullmatch(number)]
    upper = text.upper()
    # Most abstracts name none, and looking for these first is many times faster than the pattern.
    named = _NUMBERS.finditer(text) if any(sign in upper for sign in _SIGNS) else _DUTCH.finditer(text)
    return tuple(dict.fromkeys([*listed, *(_spelling(match[0]) for match in named)]))


def _spelling(number: str) -> str:
    number = number.strip()
    if (european := _EUDRACT.search(number)) and not number.upper().startswith("NCT"):
        return f"EudraCT {european[0]}"
    if re.match(r"(?:nct|isrctn|actrn|umin|drks|kct|pactr|tctr|ctri|irct|slctr|rbr)", number, re.IGNORECASE):
        return re.sub(r"\s", "", number).upper()
    return number
