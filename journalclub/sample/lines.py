"""The sample club in the JSON Lines format of an import, dated from `now`."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from journalclub.sample.cast import cast
from journalclub.sample.chance import chance
from journalclub.sample.screenplay import Screenplay, Speech, screenplay
from journalclub.sample.series import (
    CLOSES_AFTER,
    CLUB_ZONE,
    LENGTH,
    OPENS_BEFORE,
    SERIES,
    coming_edition,
    past_editions,
)

PAST = [
    "spine_single", "osimertinib", "hippocampus", "breast_nodes", "pdl1", "oligometastases",
    "prostate", "glioblastoma", "rectum", "eight_gray", "fatigue", "perioperative",
]  # fmt: skip
LIVE = "live"
UPCOMING = "upcoming"
LIVE_QUESTION = 3
LIVE_SINCE = timedelta(minutes=20)

Line = dict[str, Any]


def sample_lines(now: datetime) -> Iterator[Line]:
    """Everything that has happened so far: members, articles, twelve evenings, one that runs, one to come."""
    yield from (_member(key) for key in cast())
    yield from (_article(key, entry, now) for key, entry in _articles().items())
    for key, starts in zip(PAST, past_editions(now, len(PAST)), strict=True):
        yield from _evening(screenplay(key), starts, until=starts + LENGTH)
    yield from _evening(screenplay(LIVE), live_start(now), until=now)
    yield from _evening(screenplay(UPCOMING), coming_edition(now), until=now)


def guests() -> dict[str, list[str]]:
    """Which members take part as authors of the article, by discussion."""
    return {key: screenplay(key).guests for key in (*PAST, LIVE, UPCOMING)}


def live_start(now: datetime) -> datetime:
    return (now - LIVE_SINCE).astimezone(CLUB_ZONE).replace(second=0, microsecond=0)


def _member(key: str) -> Line:
    person = cast()[key]
    return {
        "type": "member",
        "key": key,
        "name": person.name,
        "email": person.email,
        "profession": person.profession,
        "specialty": person.specialty,
        "affiliation": person.affiliation,
        "country": person.country,
        "role": list(person.roles),
    }


@cache
def _articles() -> dict[str, Line]:
    folder = files("journalclub.sample")
    return {
        key: entry
        for part in (1, 2, 3)
        for key, entry in tomllib.loads((folder / f"articles_{part}.toml").read_text(encoding="utf-8")).items()
    }


def _article(key: str, entry: Line, now: datetime) -> Line:
    notices = [
        {"kind": kind, "doi": f"10.5555/sample.{key}.notice", "source": f"{entry['journal']}. {entry['volume']}"}
        for kind, mark in (("retraction", "retracted"), ("erratum", "corrected"))
        if entry.get(mark)
    ]
    return {
        "type": "article",
        "key": key,
        "doi": f"10.5555/sample.{key}",
        "published": _months_ago(now, entry["months"]),
        **{name: entry[name] for name in ("title", "journal", "volume", "issue", "pages", "authors")},
        "abstract": entry["abstract"].strip(),
        "tags": entry["tags"],
        "publication_types": entry["types"],
        **({"notices": notices} if notices else {}),
    }


def _months_ago(now: datetime, months: int) -> str:
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return f"{date(year, month + 1, 1):%Y-%m}"


def _evening(play: Screenplay, starts: datetime, until: datetime) -> Iterator[Line]:
    yield {
        "type": "discussion",
        "key": play.key,
        "series": SERIES["hashtag"],
        "title": play.title,
        "starts": starts.isoformat(),
        "ends": (starts + LENGTH).isoformat(),
        "opens": (starts - OPENS_BEFORE).isoformat(),
        "closes": (starts + LENGTH + CLOSES_AFTER).isoformat(),
        "articles": play.articles,
        "visibility": play.visibility,
        **({"take_home": play.take_home} if play.take_home else {}),
        **({"recap": "\n\n".join(play.recap)} if play.recap else {}),
    }
    for number, text in enumerate(play.questions, 1):
        yield {"type": "question", "discussion": play.key, "number": number, "text": text}
    for speech, at in _times(play, starts, until):
        yield {
            "type": "post",
            "key": speech.key,
            "discussion": play.key,
            "question": speech.question,
            "member": speech.member,
            "at": at.isoformat(timespec="seconds"),
            "text": speech.text,
            "reply_to": speech.reply_to,
        }
    yield from _reactions(play)


def _times(play: Screenplay, starts: datetime, until: datetime) -> Iterator[tuple[Speech, datetime]]:
    """Early posts over the two days before, the others over the hour until shortly before `until`."""
    early = [speech for speech in play.speeches if speech.section == "before"]
    spoken = play.speeches[len(early) :]
    for group, begin, end in (
        (early, starts - OPENS_BEFORE + timedelta(hours=1), starts - timedelta(hours=3)),
        (spoken, starts + timedelta(seconds=20), until - timedelta(seconds=40)),
    ):
        for place, speech in enumerate(group):
            share = (place + 0.8 * chance(speech.key, "time")) / len(group)
            yield speech, begin + timedelta(seconds=int(share * (end - begin).total_seconds()))


def _reactions(play: Screenplay) -> Iterator[Line]:
    present = sorted({speech.member for speech in play.speeches})
    for speech in play.speeches:
        for member in present:
            if member != speech.member and chance(speech.key, member) < _appeal(play, speech):
                yield {"type": "reaction", "post": speech.key, "member": member, "kind": _kind(speech, member)}


def _appeal(play: Screenplay, speech: Speech) -> float:
    if speech.section in {"before", "welcome"}:
        return 0.03
    return 0.2 if speech.member in play.guests else 0.11


def _kind(speech: Speech, member: str) -> str:
    dice = chance(speech.key, member, "kind")
    if speech.text.endswith("?"):
        return "question" if dice < 0.6 else "insightful"
    if speech.section == "T5":
        return "will_change_practice" if dice < 0.35 else "agree"
    return "agree" if dice < 0.55 else "insightful"
