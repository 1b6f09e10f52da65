"""Authors as feeds write them: one name a field, all in one field, last name first, with degrees, or a group."""

import re
from collections.abc import Iterable, Iterator

from journalclub.literature.found import FoundAuthor
from journalclub.literature.sources.mailing import cut
from journalclub.literature.sources.words import words

_GROUP = re.compile(
    r"\b(?:group|investigators|consortium|collaborat\w*|committee|society|trialists|network|team|editors?|study|alliance"
    r"|association|college|foundation|organi[sz]ation|initiative|lancet|journal|authors|contributors)\b",
    re.IGNORECASE,
)
_DEGREES = re.compile(
    r"^(?:M\.?D|Ph\.?\s?D|D\.?O|M\.?Sc|B\.?Sc|M\.?S|M\.?A|B\.?A|M\.?P\.?H|M\.?B\.?A|R\.?N|Pharm\.?D|FRCPC?|FRCS|FACS|MBBS|MBChB|DPhil"
    r"|FASCO|FACP|MHS|MPP|ScD|DrPH|JD)\.?$"
)
_SUFFIX = re.compile(r"^(?:Jr|Sr|II|III|IV)\.?$")
_PARTICLES = {
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "du", "la", "le", "el", "al",
    "bin", "ibn", "ter", "ten", "zu", "zur", "st", "st.", "mac",
}  # fmt: skip
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_INITIALS = re.compile(r"^(?:[A-Z]\.?-?){1,4}$")


def people(names: Iterable[str]) -> tuple[FoundAuthor, ...]:
    """Names in order, each once."""
    found = (person(name) for written in _single(list(names)) for name in _parts(written))
    return tuple(dict.fromkeys(author for author in found if author))


def person(name: str) -> FoundAuthor | None:
    name = re.sub(r"(?<=[^\W\d_]{3})\.$", "", words(name).strip(" *,;&"))
    if not name or re.fullmatch(r"(?:et al|and others|n/?a|anonymous|no authors listed)\.?", name, re.IGNORECASE):
        return None
    if _GROUP.search(name) or name.lower().startswith("the "):
        return FoundAuthor(collective=name[:300])
    last, comma, fore = name.partition(", ")
    if comma and not re.search(r"[,;]", fore):
        return FoundAuthor(last_name=last[:150], fore_name=fore[:150], initials=_initials(fore))
    return _split(name)


def _single(names: list[str]) -> Iterator[str]:
    """`<author>` of RSS is `mail@host (Name)`; the name is what is kept."""
    for name in names:
        rest, _ = cut(" ".join(name.split()))
        inside = re.fullmatch(r"\s*\((.+)\)\s*", rest)
        yield inside[1] if inside else rest


def _parts(written: str) -> list[str]:
    """One field that holds everybody, or a single name with a comma in it."""
    written = re.sub(r"\s*,?\s*et al\.?\s*$", "", written, flags=re.IGNORECASE)
    if re.search(r"[;；]", written):
        return re.split(r"\s*[;；]\s*", written)
    if _CJK.search(written):
        return re.split(r"\s*[,，、]\s*", written)
    pieces = [piece for piece in re.split(r",\s+|,(?=[A-Z])|\s+(?:and|&)\s+", written) if piece]
    joined: list[str] = []
    for piece in pieces:
        if joined and _DEGREES.match(piece):
            continue
        if joined and _SUFFIX.match(piece):
            joined[-1] += f" {piece}"
        else:
            joined.append(piece)
    if len(joined) == 2 and _is_last_first(joined):
        return [", ".join(joined)]
    return joined


def _is_last_first(pieces: list[str]) -> bool:
    """`Rose, Jeffrey P.` and `van der Berg, A`; but `Ada Lovelace, Mary Somerville` are two."""
    first = [word for word in pieces[0].split() if word.lower() not in _PARTICLES]
    return len(first) == 1 and not _GROUP.search(pieces[1]) and len(pieces[1].split()) <= 3


def _split(name: str) -> FoundAuthor:
    parts = name.split()
    suffix = parts.pop() if len(parts) > 2 and _SUFFIX.match(parts[-1]) else ""
    if len(parts) == 1:
        return FoundAuthor(literal=name[:300])
    if _INITIALS.match(parts[-1]) and not _INITIALS.match(parts[0]):  # García-Castaño J
        return FoundAuthor(last_name=" ".join(parts[:-1])[:150], initials=parts[-1].replace(".", ""), suffix=suffix)
    cut_at = len(parts) - 1
    while cut_at > 1 and parts[cut_at - 1].lower() in _PARTICLES:
        cut_at -= 1
    fore = " ".join(parts[:cut_at])
    return FoundAuthor(
        last_name=" ".join(parts[cut_at:])[:150], fore_name=fore[:150], initials=_initials(fore), suffix=suffix
    )


def _initials(fore: str) -> str:
    return "".join(part[0] for part in re.split(r"[\s.]+", fore) if part and part[0].isalpha())[:6].upper()
