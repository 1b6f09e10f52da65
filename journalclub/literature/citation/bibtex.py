"""BibTeX for UTF-8 engines: TeX's own characters are escaped, letters stay letters."""

import re

from journalclub.literature.citation.cited import MONTHS, Cited, Name, date_parts, one_line, span

_TYPES = {"article": "article", "chapter": "incollection", "book": "book"}
_SPECIAL = {
    "\\": r"{\textbackslash}", "~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "<": r"{\textless}",
    ">": r"{\textgreater}", "|": r"{\textbar}", "{": r"\{", "}": r"\}",
} | {character: f"\\{character}" for character in "&%$#_"}  # fmt: skip
_ESCAPED = re.compile("[" + re.escape("".join(_SPECIAL)) + "]")


def bibtex(article: Cited) -> str:
    """One entry. `date` has the day that BibTeX's year and month cannot hold: Zotero, JabRef and biblatex read it."""
    year, month, _ = date_parts(article.published)
    fields = {
        "title": _title(article.title),
        "author": " and ".join(_name(name) for name in article.people),
        "editor": " and ".join(_name(name) for name in article.editors),
        "journal": _tex(article.headline) if article.kind == "article" else "",
        "shortjournal": _tex(article.abbreviation),
        "booktitle": _title(article.book) if article.kind == "chapter" else "",
        "publisher": _tex(article.publisher),
        "address": _tex(article.place),
        "edition": _tex(article.edition),
        "year": year,
        "date": article.published,
        "volume": _tex(article.volume),
        "number": _tex(article.issue),
        "pages": "--".join(_tex(part) for part in span(article.pages) if part),
        "issn": article.issn or "",
        "isbn": article.isbn,
        "doi": _verbatim(article.doi or ""),
        "pmid": article.pmid or "",
        "pmcid": article.pmcid or "",
        "url": _verbatim(article.link),
        # Every reader splits at commas: `Crystallography, X-Ray` must stay one keyword.
        "keywords": _tex(", ".join(one_line(keyword.replace(",", " ")) for keyword in article.keywords)),
        "abstract": _tex(one_line(article.abstract)),
        "language": _tex(article.language),
        "note": "Retracted" if article.retracted else "",
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if month:
        lines.append(f"  month = {MONTHS[int(month) - 1]},")
    return f"@{_TYPES[article.kind]}{{{article.key},\n" + "\n".join(lines) + "\n}\n\n"


def _title(title: str) -> str:
    """Capitals are kept by braces, because most styles write titles in small letters: PD-L1, Hodgkin."""
    kept = []
    for at, word in enumerate(one_line(title).split(" ")):
        before, core, after = re.fullmatch(r"(\W*)(.*?)(\W*)", word).groups()  # type: ignore[union-attr]
        if any(letter.isupper() for letter in (core[1:] if at == 0 else core)):
            kept.append(_tex(before) + "{" + _tex(core) + "}" + _tex(after))
        else:
            kept.append(_tex(word))
    return " ".join(kept)


def _name(name: Name) -> str:
    last = _tex(name.last)
    if name.group or re.search(r",|\band\b", last):
        last = "{" + last + "}"
    if name.group:
        return last
    return ", ".join(part for part in (last, _tex(name.suffix), _tex(name.given)) if part)


def _tex(text: str) -> str:
    escaped = _ESCAPED.sub(lambda found: _SPECIAL[found[0]], text)
    # Two of these in a row become one sign.
    return re.sub(r"([-'`])(?=\1)", r"\1{}", escaped)


def _verbatim(text: str) -> str:
    """DOIs and addresses are not TeX to those who read them; only braces would end the field."""
    return text.replace("{", "%7B").replace("}", "%7D")
