"""BibTeX and biblatex, read by bibtexparser; what TeX says is turned into letters by pylatexenc.

Both are loaded with the first file that needs them, and not when the program starts.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from journalclub.literature.sources.reference import Group, Written

_NOT_LITERATURE = {
    "online": "a web page", "electronic": "a web page", "www": "a web page", "software": "a program",
    "patent": "a patent", "movie": "a film", "video": "a film", "audio": "a recording", "image": "a picture",
    "artwork": "a work of art", "letter": "a letter between people", "legislation": "a statute",
}  # fmt: skip
_CHAPTERS = {"incollection", "inbook", "inproceedings", "conference", "inreference"}
_BOOKS = {"book", "booklet", "collection", "mvbook", "proceedings", "manual"}
_PLAIN = {
    "url": "%s", "textbackslash": "\\", "textgreater": ">", "textless": "<", "textbar": "|", "textasciicircum": "^",
    "textasciitilde": "~",
}  # fmt: skip
_KEPT = 0xE000  # escaped signs rest among the private characters while commands are decoded
# Mathematics; an accent and its letter; a word with its argument, or with the blanks that TeX swallows.
_COMMAND = re.compile(
    r"""\$[^$]{1,500}\$|\\['"`^~=.]\s*(?:\{[^{}]{0,20}\}|\\?[a-zA-Z])|\\[uvHtcdbrk]\s+[a-zA-Z](?![a-zA-Z])"""
    r"""|\\[a-zA-Z]+(?:\s*\{(?:[^{}]|\{[^{}]*\}){0,2000}\}|\s*)|\\[^a-zA-Z]"""
)


def bibtex(text: str) -> Iterator[Written | str]:
    """Each entry, or the sentence why it could not be read."""
    import bibtexparser

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # it reports every broken block, and so do we
    library = bibtexparser.parse_string(text)
    macros = {name.lower(): str(macro.value) for name, macro in library.strings_dict.items()}
    for block in library.blocks:
        if isinstance(block, bibtexparser.model.ParsingFailedBlock):
            repeated = block.ignore_error_block  # the same key or field twice is no reason to leave an entry out
            if not isinstance(repeated, bibtexparser.model.Entry):
                yield f"It could not be read as BibTeX, from line {(block.start_line or 0) + 1}."
                continue
            block = repeated  # noqa: PLW2901
        if isinstance(block, bibtexparser.model.Entry):
            fields = {field.key.lower(): _joined(str(field.value), macros) for field in block.fields}
            yield _written(block.entry_type.lower(), fields)


def _joined(value: str, macros: dict[str, str]) -> str:
    """`jan # "~7"`, which bibtexparser leaves as it stands."""
    if " # " not in value:
        return value
    parts = re.findall(r'"([^"]*)"|\{([^{}]*)\}|([^\s"#{}]+)', value)
    return "".join(quoted or braced or macros.get(name.lower(), name) for quoted, braced, name in parts)


def _written(kind: str, fields: dict[str, str]) -> Written:
    def read(*names: str) -> str:
        return next((_letters(fields[name]) for name in names if fields.get(name, "").strip()), "")

    def raw(*names: str) -> str:
        return next((fields[name].strip().replace("\\", "") for name in names if fields.get(name, "").strip()), "")

    chapter = kind in _CHAPTERS
    refused = _NOT_LITERATURE.get(kind, "")
    year, month = read("date") or read("year"), read("month")
    return Written(
        title=": ".join(part for part in (read("title"), read("subtitle")) if part),
        authors=[*_names(fields.get("author", ""))],
        editors=[*_names(fields.get("editor", ""))],
        journal="" if chapter or kind in _BOOKS else read("journaltitle", "journal", "fjournal", "booktitle"),
        abbreviation=read("shortjournal"),
        numbers=[*re.findall(r"[\dX][\dX-]{7,17}", f"{raw('issn')} {raw('isbn')}".upper())],
        volume=read("volume"),
        issue=read("number", "issue"),
        pages=read("pages"),
        published=year if "-" in year or not month else f"{year} {month}",
        doi=raw("doi"),
        pmid=raw("pmid") or (raw("eprint") if raw("eprinttype", "archiveprefix").lower() == "pubmed" else ""),
        pmcid=raw("pmcid", "pmc"),
        abstract=read("abstract"),
        keywords=re.split(r"[,;]", read("keywords", "keyword")),
        language=read("language", "langid"),
        types=["book"] if kind in _BOOKS else ["chapter"] if chapter else [],
        book=read("booktitle", "maintitle") if chapter else "",
        publisher=read("publisher"),
        place=read("address", "location"),
        links=[raw("url"), raw("howpublished")],
        notes=[raw("note"), raw("annote")],
        refused=f"It is {refused}, not literature." if refused else "",
    )  # fmt: skip


def _names(field: str) -> Iterator[str]:
    """Names as `Last, First, Jr`. One that is all in braces is that of a group."""
    for name in _outside_braces(field, r"\s+and\s+"):
        parts = _outside_braces(name, r"\s*,\s*")
        if re.fullmatch(r"\{.*\}", name.strip(), re.DOTALL) and len(parts) == 1:
            yield Group(_letters(name))
        elif len(parts) == 3:  # BibTeX writes Last, Jr, First
            yield ", ".join(_letters(part) for part in (parts[0], parts[2], parts[1]))
        elif name.strip().lower() != "others":
            yield ", ".join(_letters(part) for part in parts)


def _outside_braces(text: str, separator: str) -> list[str]:
    """Split where no brace is open."""
    parts, depth, start = [], 0, 0
    for found in re.finditer(rf"(?P<skip>\\.)|(?P<brace>[{{}}])|(?P<cut>{separator})", text, re.IGNORECASE | re.DOTALL):
        if found["brace"]:
            depth = depth + 1 if found["brace"] == "{" else max(0, depth - 1)
        elif found["cut"] and depth == 0:
            parts.append(text[start : found.start()])
            start = found.end()
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def _letters(text: str) -> str:
    """What TeX would print. Commands are decoded one by one: for a whole abstract the decoder needs 50 ms."""
    text = re.sub(r"\\([&%$#_{}])", lambda found: chr(_KEPT + ord(found[1])), text)
    text = _COMMAND.sub(lambda found: _decoded(found[0].strip()), text)
    for written, printed in (("{}", "\0"), ("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("~", " ")):
        text = text.replace(written, printed)
    text = re.sub(r"[{}\0]", "", text)
    return re.sub(f"[{chr(_KEPT)}-{chr(_KEPT + 127)}]", lambda found: chr(ord(found[0]) - _KEPT), text)


@lru_cache(maxsize=4096)
def _decoded(command: str) -> str:
    return re.sub(r"[-~{}`']", lambda found: chr(_KEPT + ord(found[0])), _decoder()(command))


@cache
def _decoder() -> Callable[[str], str]:
    from pylatexenc import latex2text

    known = latex2text.get_default_latex_context_db()
    macros = [latex2text.MacroTextSpec(name, simplify_repl=letter) for name, letter in _PLAIN.items()]
    known.add_context_category("journalclub", prepend=True, macros=macros)
    decoder = latex2text.LatexNodes2Text(latex_context=known, math_mode="text", keep_braced_groups=False)
    return lambda text: str(decoder.latex_to_text(text))
