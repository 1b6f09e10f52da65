"""The poll of a post as a part of its line."""

from __future__ import annotations

from typing import Any

import msgspec

from journalclub.discussions.actions.importing import ImportedPoll
from journalclub.discussions.actions.polling import FEWEST, MOST
from journalclub.discussions.polls import PollView
from journalclub.kit.text import clean

MOST_VOTES = 1_000_000


class ChoiceLine(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    votes: int | None = None


class PollLine(msgspec.Struct, frozen=True, kw_only=True):
    """What can be chosen. It is closed when it has `voters`, and each choice its `votes`."""

    choices: tuple[ChoiceLine, ...]
    multiple: bool = False
    voters: int | None = None

    @property
    def trouble(self) -> str:
        """Why it cannot be taken, or nothing."""
        if not FEWEST <= len(self.choices) <= MOST:
            return "a poll has two to six choices"
        if not all(clean(choice.text, lines=False) for choice in self.choices):
            return "a choice of a poll needs a text"
        counts = (self.voters or 0, *(choice.votes or 0 for choice in self.choices))
        return "" if all(0 <= count <= MOST_VOTES for count in counts) else "the votes of a poll must be counts"

    def taken(self) -> ImportedPoll:
        texts = [clean(choice.text, lines=False) for choice in self.choices]
        votes = [choice.votes for choice in self.choices]
        known = self.voters is not None and None not in votes
        return ImportedPoll(texts, self.multiple, {"voters": self.voters, "votes": votes} if known else None)


def poll_line(poll: PollView) -> dict[str, Any]:
    """With its counts when it is closed. An open one goes without any: nobody may learn them before."""
    if poll.is_open:
        return {"multiple": poll.multiple, "choices": [{"text": text} for text in poll.texts]}
    choices = [{"text": choice.text, "votes": choice.votes} for choice in poll.choices]
    return {"multiple": poll.multiple, "voters": poll.voters, "choices": choices}
