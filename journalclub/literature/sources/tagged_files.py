"""RIS and nbib (PubMed's MEDLINE format): lines that begin with a tag.

Read here and not by a library: rispy drops a last record that lacks its ER line and stops at a line before the first
tag, and Biopython's reader loses the order of full and short names. A record in a file must not vanish silently.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from journalclub.literature.sources.reference import Group, Written

_RIS = re.compile(r"([A-Z][A-Z0-9])\s{0,3}-(?:\s(.*)|$)")
_NBIB = re.compile(r"([A-Z][A-Z0-9]{1,3})\s{0,3}-\s?(.*)")
_NOT_LITERATURE = {
    "ART": "a work of art", "ADVS": "a recording", "BILL": "a bill", "BLOG": "a web log", "CASE": "a law case",
    "COMP": "a program", "ELEC": "a web page", "WEB": "a web page", "HEAR": "a hearing", "ICOMM": "a message",
    "MAP": "a map", "MPCT": "a film", "MUSIC": "music", "PAT": "a patent", "PCOMM": "a letter between people",
    "SLIDE": "a talk", "SOUND": "a recording", "STAT": "a statute", "VIDEO": "a film",
}  # fmt: skip
_BOOKS = {"BOOK", "EBOOK", "EDBOOK"}
_CHAPTERS = {"CHAP", "ECHAP"}
Fields = defaultdict[str, list[str]]


def ris(text: str) -> Iterator[Written]:
    for fields in _records(text, _RIS, start="TY", end="ER"):
        yield _of_ris(fields)


def nbib(text: str) -> Iterator[Written]:
    for fields in _records(text, _NBIB, start="PMID", end=""):
        yield _of_nbib(fields)


def _records(text: str, tagged: re.Pattern[str], *, start: str, end: str) -> Iterator[Fields]:
    """The tags of each record. A new start tag begins the next one also where the end was forgotten."""
    values: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        found = tagged.match(line)
        if found is None:
            if not line.strip() and not end:  # an empty line ends a record of nbib
                yield from _record(values)
                values = []
            elif line.strip() and values and (end or line[:1].isspace()):
                values[-1][1].append(line.strip())
            continue
        if found[1] in {start, end}:
            yield from _record(values)
            values = []
        if found[1] != end:
            values.append((found[1], [(found[2] or "").strip()]))
    yield from _record(values)


def _record(values: list[tuple[str, list[str]]]) -> Iterator[Fields]:
    fields: Fields = defaultdict(list)
    for tag, lines in values:
        fields[tag].append(" ".join(lines))
    if fields:
        yield fields


def _of_ris(fields: Fields) -> Written:
    kind = _first(fields, "TY").upper()
    chapter = kind in _CHAPTERS
    container = _first(fields, "BT", "T2", "JF", "JO", "JA")
    pages = "-".join(page for page in (_first(fields, "SP"), _first(fields, "EP")) if page)
    refused = _NOT_LITERATURE.get(kind, "")
    from_pubmed = re.search(r"pubmed|medline|nlm", " ".join([*fields["DB"], *fields["DP"]]), re.IGNORECASE)
    return Written(
        title=_first(fields, "TI", "T1", "CT") or (_first(fields, "BT") if kind in _BOOKS else ""),
        authors=[*fields["AU"], *fields["A1"]],
        editors=[*fields["ED"], *fields["A2"]],
        journal="" if chapter or kind in _BOOKS else container,
        abbreviation=_first(fields, "J2", "JA") if not chapter else "",
        numbers=_split(fields["SN"]),
        volume=_first(fields, "VL"),
        issue=_first(fields, "IS") or _first(fields, "M1"),
        pages=pages,
        published=_date(_first(fields, "DA"), _first(fields, "Y1"), _first(fields, "PY")),
        doi=_first(fields, "DO") or _first(fields, "M3"),
        pmid=_first(fields, "AN") if from_pubmed else "",
        pmcid=next((value for value in [*fields["C2"], *fields["U2"]] if value.upper().startswith("PMC")), ""),
        abstract="\n\n".join(dict.fromkeys([*fields["AB"], *fields["N2"]])),
        keywords=[word for value in fields["KW"] for word in value.split(";")],
        language=_first(fields, "LA"),
        types=["book"] if kind in _BOOKS else ["chapter"] if chapter else [],
        book=container if chapter else "",
        publisher=_first(fields, "PB"),
        place=_first(fields, "CY"),
        links=[*fields["UR"], *fields["L2"], *fields["LK"]],
        notes=[*fields["M2"], *fields["N1"], *fields["U1"]],
        refused=f"It is {refused}, not literature." if refused else "",
    )  # fmt: skip


def _of_nbib(fields: Fields) -> Written:
    """https://pubmed.ncbi.nlm.nih.gov/help/#pubmed-format"""
    identifiers = [*fields["AID"], *fields["LID"]]
    full = fields["FAU"] or [_medline_name(name) for name in fields["AU"]]
    book = _first(fields, "BTI")
    numbers = [*fields["IS"], *fields["ISSN"], *fields["ISBN"]]
    headings = [re.sub(r"/.*|\*", "", heading) for heading in fields["MH"]]
    return Written(
        title=" ".join(fields["TI"]) or book,
        authors=[*full, *map(Group, fields["CN"])],
        editors=fields["FED"] or [_medline_name(name) for name in fields["ED"]],
        journal="" if book else _first(fields, "JT") or _first(fields, "TA"),
        abbreviation=_first(fields, "TA"),
        numbers=[re.sub(r"^E?ISSN-|\s*\(.*$", "", value) for value in numbers],
        volume=_first(fields, "VI"),
        issue=_first(fields, "IP"),
        pages=_first(fields, "PG") or next((v.partition(" ")[0] for v in identifiers if v.endswith("[pii]")), ""),
        published=_first(fields, "DP"),
        doi=next((value.partition(" ")[0] for value in identifiers if value.endswith("[doi]")), ""),
        pmid=_first(fields, "PMID"),
        pmcid=_first(fields, "PMC"),
        abstract="\n\n".join(fields["AB"]),
        keywords=[*headings, *(word.lstrip("*") for word in fields["OT"])],
        language=_first(fields, "LA"),
        types=["book"] if book and not fields["TI"] else ["chapter"] if book else list(filter(None, fields["PT"])),
        book=book if fields["TI"] else "",
        publisher=_first(fields, "PB"),
        place=_first(fields, "PL") if book else "",
        links=[value for value in identifiers if value.startswith("http")],
    )  # fmt: skip


def _medline_name(name: str) -> str:
    """`van Raaij MJ` and `Eriksen B Jr`, unless it has a comma already."""
    found = re.fullmatch(r"(.+?)\s+([A-Z]{1,4})(?:\s+(Jr|Sr|2nd|3rd|4th))?", name)
    if "," in name or not found:
        return name
    return ", ".join(part for part in (found[1], " ".join(found[2]), found[3]) if part)


def _first(fields: Fields, *tags: str) -> str:
    return next((value for tag in tags for value in fields.get(tag, ()) if value), "")


def _split(values: list[str]) -> list[str]:
    return [part for value in values for part in re.split(r"[\s;,]+(?=\d{4}|97)", value) if part]


def _date(*candidates: str) -> str:
    """The most exact of them. RIS writes 2025/11/07/ and, where only the month is known, 2025/11//."""
    shaped = [re.sub(r"/+[^/\d]*$|/+$", "", candidate) for candidate in candidates if re.search(r"\d{4}", candidate)]
    return max(shaped, key=len, default="")
