"""The life of an invitation: state × command → events, or a refusal with its reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MOST_REMINDERS = 2
BETWEEN_LETTERS = timedelta(days=3)
LASTS = timedelta(days=60)


class State(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Command(StrEnum):
    EDIT = "edit"
    SEND = "send"
    REMIND = "remind"
    REVOKE = "revoke"
    ACCEPT = "accept"
    DECLINE = "decline"
    NEVER_CONTACT = "never-contact"


class Event(StrEnum):
    EDITED = "edited"
    SENT = "sent"
    REMINDED = "reminded"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    DISCARDED = "discarded"
    GUEST_ADMITTED = "guest-admitted"
    GUEST_REMOVED = "guest-removed"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Standing:
    """What a decision depends on. `blocked`: the address is on the never-contact list."""

    state: State
    reminders: int = 0
    last_letter_at: datetime | None = None
    blocked: bool = False


@dataclass(frozen=True)
class Refused:
    code: str
    sentence: str


# By what the link's page shows: expired, revoked and wrong look the same, so they are one refusal.
DEAD_LINK = Refused("dead-link", "This invitation is not open any more.")
ANSWERED = Refused("answered", "This invitation has been answered.")
NOT_SENT = Refused("not-sent", "This invitation has not been sent yet.")
ALREADY_SENT = Refused("sent", "This invitation has been sent: its words stay as they are.")
OVER = Refused("over", "This invitation is over.")
BLOCKED = Refused("never-contact", "This person has asked never to be written to again.")
ENOUGH = Refused("reminded", "Two reminders are the most that an author gets.")
TOO_SOON = Refused("too-soon", "Leave three days between two letters to the same author.")

_DECIDED: dict[State, dict[Command, tuple[Event, ...] | Refused]] = {
    State.DRAFT: {
        Command.EDIT: (Event.EDITED,),
        Command.SEND: (Event.SENT,),
        Command.REMIND: NOT_SENT,
        Command.REVOKE: (Event.DISCARDED,),
    },
    State.SENT: {
        Command.EDIT: ALREADY_SENT,
        Command.SEND: ALREADY_SENT,
        Command.REMIND: (Event.REMINDED,),
        Command.REVOKE: (Event.REVOKED,),
        Command.ACCEPT: (Event.ACCEPTED, Event.GUEST_ADMITTED),
        Command.DECLINE: (Event.DECLINED,),
        Command.NEVER_CONTACT: (Event.DECLINED, Event.BLOCKED),
    },
    State.ACCEPTED: {
        Command.EDIT: ALREADY_SENT,
        Command.SEND: ALREADY_SENT,
        Command.REMIND: ANSWERED,
        Command.REVOKE: (Event.REVOKED, Event.GUEST_REMOVED),
        Command.ACCEPT: ANSWERED,
        Command.DECLINE: ANSWERED,
        Command.NEVER_CONTACT: (Event.BLOCKED,),
    },
    State.DECLINED: {
        Command.EDIT: ALREADY_SENT,
        Command.SEND: ALREADY_SENT,
        Command.REMIND: ANSWERED,
        Command.REVOKE: (Event.REVOKED,),
        Command.ACCEPT: ANSWERED,
        Command.DECLINE: ANSWERED,
        Command.NEVER_CONTACT: (Event.BLOCKED,),
    },
    State.REVOKED: dict.fromkeys((Command.EDIT, Command.SEND, Command.REMIND, Command.REVOKE), OVER),
    State.EXPIRED: {
        **dict.fromkeys((Command.EDIT, Command.SEND, Command.REMIND), OVER),
        Command.REVOKE: (Event.REVOKED,),
    },
}


def decide(standing: Standing, command: Command, now: datetime) -> tuple[Event, ...] | Refused:
    """What the command does to an invitation that stands so."""
    decided = _DECIDED[standing.state].get(command, DEAD_LINK)
    if isinstance(decided, Refused) or command not in {Command.SEND, Command.REMIND}:
        return decided
    if standing.blocked:
        return BLOCKED
    if command is Command.REMIND and standing.reminders >= MOST_REMINDERS:
        return ENOUGH
    if standing.last_letter_at is not None and now < standing.last_letter_at + BETWEEN_LETTERS:
        return TOO_SOON
    return decided


def state(stored: str, expires_at: datetime | None, now: datetime) -> State:
    """The state at `now`: what was sent and not answered in time has expired, whether or not a clock ran."""
    if stored == State.SENT and expires_at is not None and now >= expires_at:
        return State.EXPIRED
    return State(stored)


def expiry(sent_at: datetime, closes: datetime) -> datetime:
    """An invitation is open until its discussion closes, and 60 days at most."""
    return min(closes, sent_at + LASTS)
