"""What the others will say and do while somebody tries the demo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from journalclub.sample.chance import chance
from journalclub.sample.lines import LIVE, LIVE_QUESTION, live_start, sample_lines
from journalclub.sample.screenplay import Speech, screenplay, speeches

_LAST_WORD = 2340  # seconds: the live hour has forty minutes left
_FIRST_GAP, _SHORTEST_GAP = 6, 12
_BUSY = 12  # the first posts come quickly, so that a visitor sees at once what an evening is
_APPEAL = {"author": 0.2, "other": 0.09}  # the share of those present who react to a post
_LAST_REACTION, _LAST_VOTE = 80, 110  # seconds after the post


@dataclass(frozen=True)
class LiveLine:
    """One post to come in the discussion `LIVE`, `offset` seconds after the demo began.

    `reply_to` and `quotes` are keys of earlier lines or of imported posts. With `choices` it is a poll.
    """

    key: str
    offset: int
    at: datetime
    member: str
    question: int | None
    text: str
    reply_to: str | None
    quotes: str | None
    to_author: bool
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Cue:
    """An entry of the host's script, for a minute of the live hour; `question` is the one that it asks."""

    minutes: int
    text: str
    question: int | None


@dataclass(frozen=True)
class Echo:
    """What somebody makes of a line, `after` it: a reaction of this kind, or a vote for this choice (from 1)."""

    after: timedelta
    member: str
    reaction: str = ""
    vote: int = 0


def live_script(now: datetime) -> list[LiveLine]:
    """The rest of the live hour, in order, beginning a few seconds after `now`; the host's script is not in it."""
    return [
        LiveLine(
            key=speech.key,
            offset=offset,
            at=now + timedelta(seconds=offset),
            member=speech.member,
            question=speech.question,
            text=speech.text,
            reply_to=speech.reply_to,
            quotes=speech.quotes,
            to_author=speech.to_author,
            choices=speech.choices,
        )
        for speech, offset in _spoken()
        if not speech.scripted
    ]


def host_script(now: datetime) -> list[Cue]:
    """What the host has written for the rest of the hour; the first of each section asks its question."""
    cues, asked = [], {screenplay(LIVE).speeches[-1].section}
    for speech, offset in _spoken():
        if speech.scripted:
            minutes = int((now + timedelta(seconds=offset) - live_start(now)) / timedelta(minutes=1))
            cues.append(Cue(minutes, speech.text, speech.question if speech.section not in asked else None))
            asked.add(speech.section)
    return cues


def questions_asked(now: datetime) -> dict[int, datetime]:
    """When each question of the live hour was asked, of those that were: with the first post of the host on it."""
    asked: dict[int, datetime] = {}
    for line in sample_lines(now):
        if line["type"] == "post" and line["discussion"] == LIVE and line["question"] and line["member"] == "ada":
            asked.setdefault(line["question"], datetime.fromisoformat(line["at"]))
    return {number: asked[number] for number in range(1, LIVE_QUESTION + 1)}


def echoes(line: LiveLine) -> Iterator[Echo]:
    """What the others make of this line."""
    present = sorted({speech.member for speech in screenplay(LIVE).speeches} - {line.member})
    author = line.member in screenplay(LIVE).guests
    for member in present:
        pause = chance(line.key, member, "pause")
        if line.choices:
            choice = int(len(line.choices) * chance(line.key, member) * chance(line.key, member, "again"))
            yield Echo(timedelta(seconds=8 + _LAST_VOTE * pause), member, vote=choice + 1)
        elif chance(line.key, member) < _APPEAL["author" if author else "other"]:
            yield Echo(timedelta(seconds=5 + _LAST_REACTION * pause), member, reaction=_kind(line, member))


def _kind(line: LiveLine, member: str) -> str:
    if line.to_author:
        return "question"
    dice = chance(line.key, member, "kind")
    if line.question == LIVE_QUESTION + 2 and dice < 0.3:
        return "will_change_practice"
    return "agree" if dice < 0.6 else "insightful"


def _spoken() -> list[tuple[Speech, int]]:
    """Everything to come, with its second."""
    spoken = list(speeches("live_script", prefix=f"{LIVE}-script", after=_last_topic()))
    gaps = [
        _SHORTEST_GAP + (4 if place < _BUSY else 45) * chance(speech.key, "gap") for place, speech in enumerate(spoken)
    ]
    stretch = min(1.0, (_LAST_WORD - _FIRST_GAP) / sum(gaps))
    return [(speech, int(_FIRST_GAP + stretch * sum(gaps[:place]))) for place, speech in enumerate(spoken)]


def _last_topic() -> Speech:
    return [speech for speech in screenplay(LIVE).speeches if speech.reply_to is None][-1]
