"""What the others will say while somebody tries the demo."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from journalclub.sample.chance import chance
from journalclub.sample.lines import LIVE
from journalclub.sample.screenplay import Speech, screenplay, speeches

_LAST_WORD = 2340  # seconds: the live hour has forty minutes left
_FIRST_GAP, _SHORTEST_GAP = 6, 12
_BUSY = 12  # the first posts come quickly, so that a visitor sees at once what an evening is


@dataclass(frozen=True)
class LiveLine:
    """One post to come in the discussion `LIVE`, `offset` seconds after the demo began.

    `asks`: with it the host goes on to this question. `reply_to` is the key of an earlier line or of an imported post.
    """

    key: str
    offset: int
    at: datetime
    member: str
    question: int | None
    text: str
    reply_to: str | None
    asks: bool


def live_script(now: datetime) -> list[LiveLine]:
    """The rest of the live hour, in order, beginning a few seconds after `now`."""
    spoken = list(speeches("live_script", prefix=f"{LIVE}-script", after=_last_topic()))
    offsets = _offsets([speech.key for speech in spoken])
    begun = {screenplay(LIVE).speeches[-1].section}
    lines = []
    for speech, offset in zip(spoken, offsets, strict=True):
        asks = speech.section not in begun
        begun.add(speech.section)
        at = now + timedelta(seconds=offset)
        lines.append(
            LiveLine(speech.key, offset, at, speech.member, speech.question, speech.text, speech.reply_to, asks)
        )
    return lines


def _last_topic() -> Speech:
    return [speech for speech in screenplay(LIVE).speeches if speech.reply_to is None][-1]


def _offsets(keys: list[str]) -> list[int]:
    gaps = [_SHORTEST_GAP + (4 if place < _BUSY else 45) * chance(key, "gap") for place, key in enumerate(keys)]
    stretch = min(1.0, (_LAST_WORD - _FIRST_GAP) / sum(gaps))
    return [int(_FIRST_GAP + stretch * sum(gaps[:place])) for place in range(len(gaps))]
