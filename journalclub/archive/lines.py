"""One line of an archive: read, cleaned, and given an identity."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from journalclub.archive.poll_lines import PollLine
from journalclub.discussions.calendar import YEARS, Hour
from journalclub.discussions.post_models import ReactionKind
from journalclub.kit.clock import parse_rfc3339
from journalclub.kit.text import clean

LONGEST_LINE = 1_000_000  # bytes
LONGEST_KEY = 200
ADDED_BY_EXPORT = frozenset({"archive", "id", "url", "title_html", "abstract_html"})


class BadLine(Exception):
    """A line that cannot be taken; the text is the reason."""


class HourLine(msgspec.Struct, frozen=True, kw_only=True):
    """A live hour after the first."""

    starts: datetime
    ends: datetime


class DiscussionLine(msgspec.Struct, frozen=True, kw_only=True):
    """`starts` to `ends` is the live hour, `opens` to `closes` the time to write; all instants in UTC."""

    key: str
    title: str
    starts: datetime
    ends: datetime
    opens: datetime
    closes: datetime
    series: str = ""
    articles: tuple[str, ...] = ()
    visibility: str = "members"
    state: str = ""  # draft or cancelled; any other is computed from the times
    summary: str = ""
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    further_hours: tuple[HourLine, ...] | msgspec.UnsetType = msgspec.UNSET  # left out where there is none
    patients_welcome: bool = False
    take_home: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET
    recap: str | msgspec.UnsetType = msgspec.UNSET  # Markdown; published with the discussion

    @property
    def further(self) -> list[Hour]:
        hours = self.further_hours if isinstance(self.further_hours, tuple) else ()
        return [Hour(hour.starts, hour.ends) for hour in hours]


class QuestionLine(msgspec.Struct, frozen=True, kw_only=True):
    discussion: str
    number: int
    text: str


class PostLine(msgspec.Struct, frozen=True, kw_only=True):
    """`hidden` and `withdrawn` posts come without their words. What is UNSET is left out where there is none.

    `for_author`: it asks the authors; `answered` is what somebody said about that.
    """

    discussion: str
    member: str
    at: datetime
    text: str
    key: str | None = None
    question: int | None = None
    reply_to: str | None = None
    quotes: str | None = None
    edited_at: datetime | None = None
    hidden: bool = False
    withdrawn: bool = False
    poll: PollLine | msgspec.UnsetType = msgspec.UNSET
    for_author: bool | msgspec.UnsetType = msgspec.UNSET
    answered: bool | msgspec.UnsetType = msgspec.UNSET

    @property
    def asking(self) -> dict[str, Any]:
        """Its poll, and whether it asks the authors, as an imported post has them."""
        poll = self.poll.taken() if isinstance(self.poll, PollLine) else None
        answered = self.answered if isinstance(self.answered, bool) else None
        return {"poll": poll, "for_author": self.for_author is True, "answered": answered}


class ReactionLine(msgspec.Struct, frozen=True, kw_only=True):
    post: str
    member: str
    kind: ReactionKind


class KeyedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A member or an article: the domain reads `line` itself."""

    key: str
    line: dict[str, Any]


Record = DiscussionLine | QuestionLine | PostLine | ReactionLine | KeyedLine
SHAPES: dict[str, type[DiscussionLine] | type[QuestionLine] | type[PostLine] | type[ReactionLine]] = {
    "discussion": DiscussionLine,
    "question": QuestionLine,
    "post": PostLine,
    "reaction": ReactionLine,
}
KINDS = ("member", "article", *SHAPES)
_decoder = msgspec.json.Decoder(dict[str, Any])


@dataclass(frozen=True)
class Line:
    """A line that is well formed. `archives` says, by field and key, of which other archive a reference is."""

    number: int
    kind: str
    archive: str
    key: str
    record: Record
    extra: dict[str, Any]
    archives: dict[str, dict[str, str]]
    digest: bytes


def read_line(raw: bytes, number: int, archive: str) -> Line:
    """Raises BadLine."""
    given = {name: value for name, value in _object(raw).items() if value is not None}
    kind = given.pop("type", None)
    if kind not in KINDS:
        raise BadLine(f"“type” must be one of {', '.join(KINDS)}")
    of_archive = given.get("archive") or archive
    if not isinstance(of_archive, str) or len(of_archive) > 80:
        raise BadLine("“archive” must be a name of at most 80 characters")
    archives = _archives(given.pop("archives", {}), archive)
    record, extra = _record(kind, _without_additions(kind, given))
    digest = hashlib.blake2b(msgspec.json.encode((record, extra), order="deterministic"), digest_size=16).digest()
    return Line(number, kind, of_archive, _key(record, digest), record, extra, archives, digest)


def _archives(given: Any, archive: str) -> dict[str, dict[str, str]]:
    try:
        named = msgspec.convert(given, dict[str, dict[str, str | None]])
    except msgspec.ValidationError as error:
        raise BadLine("“archives” must name an archive for each field and key") from error
    return {field: {key: of or archive for key, of in keys.items()} for field, keys in named.items()}


def _without_additions(kind: str, given: dict[str, Any]) -> dict[str, Any]:
    """The line without what an export adds to it. An article keeps markup that says more than its plain text."""
    exported = "archive" in given or "id" in given
    dropped = set(ADDED_BY_EXPORT)
    if kind == "article":
        dropped -= {"url"} if not exported else set()
        dropped -= {f"{name}_html" for name in ("title", "abstract") if _says_more(given, name)}
    return {name: value for name, value in given.items() if name not in dropped}


def _says_more(given: dict[str, Any], name: str) -> bool:
    html = given.get(f"{name}_html")
    return isinstance(html, str) and "<" in html.removeprefix("<p>").removesuffix("</p>")


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST_LINE:
        raise BadLine(f"longer than {LONGEST_LINE:,} bytes")
    if b"\\u0000" in raw:
        raise BadLine("a NUL character cannot be kept")
    try:
        return _decoder.decode(raw)
    except msgspec.ValidationError as error:
        raise BadLine("not a JSON object") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadLine(f"not JSON: {error}") from error


def _record(kind: str, given: dict[str, Any]) -> tuple[Record, dict[str, Any]]:
    if kind in {"member", "article"}:
        return KeyedLine(key=_own_key(given), line={"type": kind, **given}), {}
    shape = SHAPES[kind]
    known = {name: given.pop(name) for name in shape.__struct_fields__ if name in given}
    if kind == "discussion":
        known = _with_default_times(known)
    for name in ("starts", "ends", "opens", "closes", "at", "edited_at"):
        if name in known and name in shape.__struct_fields__:
            known[name] = _instant(name, known[name])
    if isinstance(known.get("further_hours"), list):
        known["further_hours"] = [_hour(given) for given in known["further_hours"]]
    for name in ("title", "text", "summary", "recap"):
        if isinstance(known.get(name), str):
            known[name] = clean(known[name], lines=name != "title")
    try:
        record = msgspec.convert(known, shape)
    except msgspec.ValidationError as error:
        raise BadLine(str(error).replace("`", "“", 1).replace("`", "”", 1)) from error
    _check(record)
    return record, given


def _with_default_times(known: dict[str, Any]) -> dict[str, Any]:
    if "ends" not in known and "starts" in known:
        known["ends"] = _instant("starts", known["starts"]) + timedelta(hours=1)
    return {"opens": known.get("starts"), "closes": known.get("ends"), **known} if "starts" in known else known


def _hour(given: Any) -> dict[str, datetime]:
    if not isinstance(given, dict):
        raise BadLine("“further_hours” must be a list of starts and ends")
    return {name: _instant(name, given.get(name)) for name in ("starts", "ends")}


def _instant(name: str, value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    try:
        instant = parse_rfc3339(value).astimezone(UTC)
    except (TypeError, ValueError) as error:
        raise BadLine(f"“{name}” must be a time with its zone, such as 2024-05-19T20:00:00-05:00") from error
    _require(instant.year in YEARS, f"“{name}” is in a year that is too far away")
    return instant


def _check(record: Record) -> None:
    match record:
        case DiscussionLine():
            _check_discussion(record)
        case QuestionLine():
            _require(1 <= record.number <= 999, "“number” must be from 1 to 999")
            _require(bool(record.text), "a question needs a text")
        case PostLine():
            _require(bool(record.text) or record.hidden or record.withdrawn, "a post needs a text")
            trouble = record.poll.trouble if isinstance(record.poll, PollLine) else ""
            _require(not trouble, trouble)
            _require(record.key is None or 0 < len(record.key) <= LONGEST_KEY, "“key” must have 1 to 200 characters")


def _check_discussion(record: DiscussionLine) -> None:
    _own_key({"key": record.key})
    _require(bool(record.title), "a discussion needs a title")
    _require(len(record.title) <= 300, "the title is longer than 300 characters")
    _require(record.visibility in {"members", "public"}, "“visibility” must be members or public")
    in_order = record.opens <= record.starts < record.ends <= record.closes
    _require(in_order, "it has to open, start, end and close in that order")
    times = [record.starts, record.ends, *(at for hour in record.further for at in hour)]
    _require(times == sorted(times) and times[-1] <= record.closes, "its live hours must follow one another")


def _own_key(given: dict[str, Any]) -> str:
    key = given.get("key")
    if not isinstance(key, str) or not 0 < len(key) <= LONGEST_KEY:
        raise BadLine("“key” must be a text of 1 to 200 characters")
    return key


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise BadLine(otherwise)


def _key(record: Record, digest: bytes) -> str:
    match record:
        case QuestionLine():
            return f"{record.discussion} T{record.number}"
        case ReactionLine():
            return f"{record.post} {record.member} {record.kind}"
        case PostLine(key=None):
            return f"={digest.hex()}"
        case _:
            return str(record.key)
