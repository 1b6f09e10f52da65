"""Dates as literature writes them (2024, 2024 Mar-Apr, Winter 2024, 19 May 2024) to one form and a day for sorting."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from journalclub.literature.sources.nodes import Node, text

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
            "sep sept september", "oct october", "nov november", "dec december",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
# The month in which a season's issue is taken to be out, for sorting only (northern hemisphere, as most publishers).
_SEASONS = {"winter": 1, "spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d|21\d\d)\b")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:T.*| \d.*)?$", re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")
_DAY = re.compile(r"(?<!\d)([0-3]?\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Published:
    """`text` is as exact as the source (2024, 2024-05, 2024-05-19); `on` its first day.

    `written` are the source's own words where they say more than `text` does.
    """

    text: str = ""
    on: date | None = None
    written: str = ""


NEVER = Published()


def from_parts(year: str, month: str = "", day: str = "", season: str = "") -> Published:
    """PubMed's PubDate: months as numbers or names; a season instead of a month."""
    if not re.fullmatch(r"\d{4}", year) or not 1000 <= int(year) <= 2999:
        return NEVER
    if season and not month:
        start = _first_month(season)
        named = season.lower() not in _SEASONS and start
        return _made(int(year), start if named else None, None, f"{year} {season}", start)
    number = int(month) if month.isdigit() else _first_month(month)
    return _made(int(year), number, int(day) if day.isdigit() else None, "")


def from_node(node: Node) -> Published:
    """A PubDate, ArticleDate or ContributionDate element."""
    if node is None:
        return NEVER
    if free := text(node, "MedlineDate"):
        return from_words(free)
    return from_parts(text(node, "Year"), text(node, "Month"), text(node, "Day"), text(node, "Season"))


def from_words(words: str) -> Published:
    """`1998 Dec-1999 Jan`, `2018 Mar-Apr`, `Winter 2014`, `19 May 2024`, `February 2026`: the first date it names."""
    words = " ".join(words.split())
    if iso := _ISO.match(words):
        return _made(int(iso[1]), int(iso[2]) if iso[2] else None, int(iso[3]) if iso[3] else None, "")
    year = _YEAR.search(words)
    if not year:
        return NEVER
    month = _first_month(words)
    is_season = any(season in words.lower() for season in _SEASONS)
    rest = words.replace(year[0], " ", 1)
    day = _DAY.search(rest) if month and not is_season and not re.search(r"\w-\w|\d{4}", rest) else None
    exact = re.fullmatch(r"[\W]*\w+[\W]*|[\W]*(\w+\W+\d{1,2}|\d{1,2}\W+\w+)\W*", rest) and not is_season
    written = "" if exact or not rest.strip() else words
    return _made(int(year[0]), None if is_season else month, int(day[1]) if day else None, written, month)


def from_moment(moment: datetime) -> Published:
    day = moment.astimezone(UTC).date() if moment.tzinfo else moment.date()
    return Published(day.isoformat(), day)


def _made(year: int, month: int | None, day: int | None, written: str, sort_month: int | None = None) -> Published:
    if month is None or not 1 <= month <= 12:
        return Published(f"{year:04}", date(year, sort_month or 1, 1), written) if year else NEVER
    try:
        on = date(year, month, day or 1)
    except ValueError:  # 31 February and the like: the month stands
        return Published(f"{year:04}-{month:02}", date(year, month, 1), written)
    return Published(on.isoformat() if day else f"{year:04}-{month:02}", on, written)


def _first_month(words: str) -> int | None:
    for word in _WORD.findall(words.lower()):
        if word in _MONTHS:
            return _MONTHS[word]
        if word in _SEASONS:
            return _SEASONS[word]
    return None
