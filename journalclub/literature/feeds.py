"""feeds.toml: where the club's articles come from. Only people write it; what the program learns is in the database."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

__all__ = ["FeedsError", "SkipRule", "Source", "read", "written"]

_KINDS = ("pubmed", "rss")
_DAY = timedelta(days=1)
_KEYS = {
    "pubmed": {"name", "kind", "query", "since", "limit", "every", "tags", "skip"},
    "rss": {"name", "kind", "url", "every", "tags", "skip", "journal"},
}
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": _DAY, "w": 7 * _DAY}
_FIELDS = ("title", "description", "author", "type", "link")


class FeedsError(ValueError):
    """The file cannot be used; the message is one sentence with the line and the key."""


@dataclass(frozen=True)
class SkipRule:
    """Entries whose `field` matches are left out: `title:^Department of Error`."""

    field: str
    pattern: re.Pattern[str]

    def __str__(self) -> str:
        return f"{self.field}:{self.pattern.pattern}"


@dataclass(frozen=True)
class Source:
    """`since` is how far the first pull looks back; `limit` counts a pull's articles, the rest comes with the next."""

    name: str
    kind: str
    query: str = ""
    url: str = ""
    since: timedelta = 30 * _DAY
    limit: int = 1000
    every: timedelta = _DAY
    tags: tuple[str, ...] = ()
    skip: tuple[SkipRule, ...] = ()
    journal: str = ""

    @property
    def address(self) -> str:
        """What, when it changes, makes it another source with the same name."""
        return self.query or self.url


def read(path: Path) -> list[Source]:
    """Raises FeedsError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FeedsError(f"{path} cannot be read: {(error.strerror or 'no such file').lower()}.") from None
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise FeedsError(f"{path}, line {line}: this is not UTF-8.") from None
    return parse(text, path.name)


def parse(text: str, file: str = "feeds.toml") -> list[Source]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = found[1] if found else text.count("\n") + 1
        words = re.sub(r"\s*\(at [^)]*\)", "", str(error))
        raise FeedsError(f"{file}, line {line}{_key_on(text, int(line))}: {words}.") from None
    reader = _Reader(file, text)
    for key in content:
        if key != "source":
            raise reader.error(None, key, "is not known here; a file holds [[source]] blocks only")
    blocks = content.get("source", [])
    if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
        raise reader.error(None, "source", "needs double brackets: [[source]]")
    sources: list[Source] = []
    for number, block in enumerate(blocks):
        source = reader.source(number, block)
        if source.name in {other.name for other in sources}:
            raise reader.error(number, "name", f'"{source.name}" is taken by another source')
        sources.append(source)
    return sources


def written(sources: list[Source]) -> str:
    """The sources as `[[source]]` blocks."""
    blocks = []
    for source in sources:
        lines = ["[[source]]", f"name = {_quoted(source.name)}", f"kind = {_quoted(source.kind)}"]
        lines.append(f"query = {_quoted(source.query)}" if source.query else f"url = {_quoted(source.url)}")
        if source.tags:
            lines.append(f"tags = [{', '.join(map(_quoted, source.tags))}]")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


class _Reader:
    """Knows where in the file each key stands, so that an error can say so."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines = text.splitlines()
        self.starts = [n for n, line in enumerate(self.lines) if re.match(r"\s*\[\[\s*source\s*\]\]", line)]

    def error(self, number: int | None, key: str, problem: str) -> FeedsError:
        return FeedsError(f"{self.file}, line {self._line(number, key)}: `{key}` {problem}.")

    def source(self, number: int, block: dict[str, Any]) -> Source:
        kind = self._text(number, block, "kind", needed=True)
        if kind not in _KINDS:
            raise self.error(number, "kind", f'must be "pubmed" or "rss", not "{kind}"')
        for key in block:
            if key not in _KEYS[kind]:
                raise self.error(number, key, f"is not a key of a {kind} source")
        return Source(
            name=self._text(number, block, "name", needed=True),
            kind=kind,
            query=self._text(number, block, "query", needed=kind == "pubmed"),
            url=self._url(number, block) if kind == "rss" else "",
            since=self._time(number, block, "since", 30 * _DAY),
            limit=self._number(number, block, "limit", 1000),
            every=self._time(number, block, "every", _DAY if kind == "pubmed" else _DAY / 4),
            tags=tuple(self._list(number, block, "tags")),
            skip=tuple(self._rule(number, rule) for rule in self._list(number, block, "skip")),
            journal=self._text(number, block, "journal"),
        )

    def _text(self, number: int, block: dict[str, Any], key: str, *, needed: bool = False) -> str:
        value = block.get(key, "")
        if not isinstance(value, str):
            raise self.error(number, key, "must be a text in quotation marks")
        if needed and not value.strip():
            raise self.error(number, key, "is missing")
        return value.strip()

    def _url(self, number: int, block: dict[str, Any]) -> str:
        url = self._text(number, block, "url", needed=True)
        try:
            parts = urlsplit(url)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        except ValueError:
            usable = False
        if not usable:
            raise self.error(number, "url", "must be a web address that starts with http:// or https://")
        return url

    def _time(self, number: int, block: dict[str, Any], key: str, default: timedelta) -> timedelta:
        if key not in block:
            return default
        found = re.fullmatch(r"\s*(\d{1,5})\s*([mhdw])\s*", str(block[key]))
        if not found or int(found[1]) == 0:
            raise self.error(number, key, 'must be a time such as "6h" or "30d"')
        return int(found[1]) * _UNITS[found[2]]

    def _number(self, number: int, block: dict[str, Any], key: str, default: int) -> int:
        value = block.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 100_000:
            raise self.error(number, key, "must be a whole number from 1 to 100000")
        return value

    def _list(self, number: int, block: dict[str, Any], key: str) -> list[str]:
        value = block.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.error(number, key, 'must be a list of texts, such as ["radiotherapy"]')
        return [item.strip() for item in value]

    def _rule(self, number: int, rule: str) -> SkipRule:
        field, colon, pattern = rule.partition(":")
        if not colon or field not in _FIELDS:
            raise self.error(number, "skip", f'rules look like "title:^Erratum", the fields are {", ".join(_FIELDS)}')
        try:
            return SkipRule(field, re.compile(pattern, re.IGNORECASE))
        except re.error as error:
            raise self.error(number, "skip", f'holds a pattern that is not one, "{pattern}": {error.msg}') from None

    def _line(self, number: int | None, key: str) -> int:
        start = self.starts[number] if number is not None and number < len(self.starts) else 0
        end = self.starts[number + 1] if number is not None and number + 1 < len(self.starts) else len(self.lines)
        is_key: Callable[[str], Any] = re.compile(rf"\s*\[?\s*[\"']?{re.escape(key)}[\"']?\s*[=\]]").match
        return next((n for n in range(start, end) if is_key(self.lines[n])), start) + 1


def _key_on(text: str, line: int) -> str:
    lines = text.splitlines()
    found = re.match(r"\s*([\w-]+)\s*=", lines[line - 1]) if 0 < line <= len(lines) else None
    return f", `{found[1]}`" if found else ""


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
