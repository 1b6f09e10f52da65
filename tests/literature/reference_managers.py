"""What Zotero and JabRef make of an export: their import rules, as far as our files touch them.

After Zotero's translators RIS.js and BibTeX.js (as of 2023) and JabRef's RisImporter. Fakes: they know nothing of how
the exports are written.
"""

from __future__ import annotations

import re
from typing import Any

_RIS_TYPES = {"JOUR": "journalArticle", "BOOK": "book", "CHAP": "bookSection"}
_RIS_FIELDS = {
    "TI": "title", "J2": "journalAbbreviation", "VL": "volume", "IS": "issue", "SP": "pages", "DA": "date",
    "DO": "DOI", "CN": "callNumber", "LA": "language", "AB": "abstractNote", "UR": "url", "PB": "publisher",
    "CY": "place", "ET": "edition", "M2": "extra",
}  # fmt: skip
_BIB_TYPES = {"article": "journalArticle", "book": "book", "incollection": "bookSection"}
_BIB_FIELDS = {
    "address": "place", "edition": "edition", "title": "title", "volume": "volume", "isbn": "ISBN", "issn": "ISSN",
    "url": "url", "doi": "DOI", "abstract": "abstractNote", "language": "language", "publisher": "publisher",
    "shortjournal": "journalAbbreviation", "journal": "publicationTitle", "booktitle": "publicationTitle",
    "number": "issue", "date": "date",
}  # fmt: skip
_TEX = {"textbackslash": "\\", "textasciitilde": "~", "textasciicircum": "^", "textless": "<", "textgreater": ">",
        "textbar": "|"}  # fmt: skip


def zotero_ris(text: str) -> list[dict[str, Any]]:
    return [_zotero_record(lines) for lines in _records(text)]


def zotero_bibtex(text: str) -> list[dict[str, Any]]:
    return [_zotero_entry(kind, fields) for kind, fields in _entries(text)]


def zotero_csl(item: dict[str, Any]) -> dict[str, Any]:
    """`keyword` is not read by Zotero; PMID and PMCID go into Extra."""
    kinds = {"article-journal": "journalArticle", "article": "preprint", "chapter": "bookSection", "book": "book"}
    made = _item(kinds[item["type"]])
    names = {
        "title": "title", "container-title": "publicationTitle", "container-title-short": "journalAbbreviation",
        "volume": "volume", "issue": "issue", "page": "pages", "ISSN": "ISSN", "ISBN": "ISBN",
        "DOI": "DOI", "URL": "url",
        "publisher": "publisher", "publisher-place": "place", "abstract": "abstractNote", "language": "language",
        "edition": "edition", "call-number": "callNumber",
    }  # fmt: skip
    made |= {ours: item[theirs] for theirs, ours in names.items() if theirs in item}
    for role in ("author", "editor"):
        for name in item.get(role, []):
            first = ", ".join(part for part in (name.get("given"), name.get("suffix")) if part)
            made["creators"].append((role, name.get("family") or name["literal"], first))
    if "issued" in item:
        made["date"] = "-".join(f"{part:02}" for part in item["issued"]["date-parts"][0])
    if made["itemType"] == "preprint":
        made["repository"], made["archiveID"] = made.pop("publisher", ""), item.get("number", "")
    if made["itemType"] == "bookSection":
        made["bookTitle"] = made.pop("publicationTitle", "")
    made["extra"] = "\n".join(f"{name}: {item[name]}" for name in ("PMID", "PMCID") if name in item)
    return _told_apart(made)


def jabref_ris(text: str) -> list[dict[str, str]]:
    """BibTeX fields. `AN`, `C7` and `M1` would overwrite the number, `A2` would be an author."""
    made = []
    for lines in _records(text):
        fields: dict[str, str] = {}
        people: dict[str, list[str]] = {"author": [], "editor": []}
        dates = {tag: value for tag, value in lines if tag in {"Y1", "PY", "DA"}}
        for tag, value in lines:
            if tag in {"T2", "J2", "JA"}:
                fields.setdefault("journal", value)
            elif tag in {"AU", "A1", "A2", "A3", "A4"}:
                people["author"].append(value)
            elif tag == "ED":
                people["editor"].append(value)
            elif tag == "KW":
                fields["keywords"] = ", ".join([*filter(None, [fields.get("keywords")]), value])
            else:
                name = _JABREF.get(tag)
                fields |= {name: value} if name else {}
        fields |= {role: " and ".join(names) for role, names in people.items() if names}
        first, last = (dict(lines).get(tag, "") for tag in ("SP", "EP"))
        fields["pages"] = f"{first}--{last}" if last else first
        date = next((dates[tag] for tag in ("Y1", "PY", "DA") if tag in dates), "")
        fields["year"], fields["month"] = date[:4], [*date.split("/"), "", ""][1]
        made.append({name: value for name, value in fields.items() if value})
    return made


_JABREF = {
    "TI": "title", "BT": "booktitle", "LA": "language", "IS": "number", "AN": "number", "C7": "number", "M1": "number",
    "PB": "publisher", "CY": "address", "ET": "edition", "SN": "issn", "VL": "volume", "AB": "abstract", "UR": "url",
    "DO": "doi",
}  # fmt: skip


def _records(text: str) -> list[list[tuple[str, str]]]:
    made: list[list[tuple[str, str]]] = []
    for line in text.split("\r\n"):
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line)
        if found and found[1] == "TY":
            made.append([])
        if found and found[2]:
            made[-1].append((found[1], found[2].strip()))
    return made


def _zotero_record(lines: list[tuple[str, str]]) -> dict[str, Any]:
    made = _item(_RIS_TYPES[dict(lines)["TY"]])
    article = made["itemType"] == "journalArticle"
    for tag, value in lines:
        if tag in {"AU", "ED"}:
            last, _, first = value.partition(",")
            made["creators"].append(({"AU": "author", "ED": "editor"}[tag], last.strip(), first.strip()))
        elif tag == "KW":
            made["tags"] += [word.strip() for word in value.split(";")]
        elif tag in {"T2", "BT"}:
            made["publicationTitle" if article else "bookTitle"] = value
        elif tag == "SN":
            made["ISSN" if article else "ISBN"] = value
        elif tag == "EP":
            made["pages"] = f"{made['pages']}-{value}"
        elif tag == "M2":
            made["extra"] = "\n".join([*filter(None, [made.get("extra")]), value])
        elif tag == "DA":
            made["date"] = "-".join(part for part in value.split("/") if part)
        elif tag not in {"TY", "PY", "Y1"}:  # dates that DA has said already
            made.setdefault(_RIS_FIELDS[tag], value)
    return _told_apart(made)


def _zotero_entry(kind: str, fields: dict[str, str]) -> dict[str, Any]:
    made = _item(_BIB_TYPES[kind])
    for role in ("author", "editor"):
        for name in re.split(r"\s+and\s+(?![^{]*\})", fields.get(role, "")) if fields.get(role) else []:
            pieces = [_unescaped(piece) for piece in re.split(r"\s*,\s*(?![^{]*\})", name)]
            made["creators"].append((role, pieces[0], ", ".join([*pieces[2:], *pieces[1:2]])))
    made |= {_BIB_FIELDS[name]: _unescaped(value) for name, value in fields.items() if name in _BIB_FIELDS}
    made["tags"] = re.split(r"\s*[,;]\s*", _unescaped(fields["keywords"])) if "keywords" in fields else []
    if "pages" in fields:
        made["pages"] = fields["pages"].replace("--", "-")
    if made["itemType"] == "bookSection":
        made["bookTitle"] = made.pop("publicationTitle", "")
    made["extra"] = "\n".join(f"{name.upper()}: {fields[name]}" for name in ("pmid", "pmcid") if name in fields)
    return _told_apart(made)


def _item(kind: str) -> dict[str, Any]:
    return {"itemType": kind, "creators": [], "tags": []}


def _told_apart(made: dict[str, Any]) -> dict[str, Any]:
    """`PMID: 1` in Extra is a PMID to Zotero."""
    for line in str(made.pop("extra", "")).splitlines():
        name, _, value = line.partition(": ")
        made[name] = value
    return made


def _entries(text: str) -> list[tuple[str, dict[str, str]]]:
    """A plain reader of BibTeX: balanced braces, one field a line."""
    made = []
    for kind, body in re.findall(r"^@(\w+)\{[^,]+,\n(.*?)^\}$", text, re.MULTILINE | re.DOTALL):
        fields = dict(re.findall(r"^  (\w+) = \{(.*)\},$", body, re.MULTILINE))
        for value in fields.values():
            depth = re.sub(r"\\[{}]", "", value)
            assert depth.count("{") == depth.count("}"), f"braces are not balanced: {value}"
        made.append((kind, fields))
    return made


def _unescaped(text: str) -> str:
    text = re.sub(r"\{\\(\w+)\}", lambda found: _TEX[found[1]], text)
    return re.sub(r"\\([&%$#_{}])", r"\1", re.sub(r"(?<!\\)[{}]", "", text))
