"""Every state × command of an invitation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from journalclub.invitations import states
from journalclub.invitations.states import Command, Event, Refused, Standing, State, decide, expiry, state
from tests.members.cast import NOW

DAY = timedelta(days=1)
C, E, S = Command, Event, State

TABLE: dict[State, dict[Command, tuple[Event, ...] | str]] = {
    S.DRAFT: {
        C.EDIT: (E.EDITED,),
        C.SEND: (E.SENT,),
        C.REMIND: "not-sent",
        C.REVOKE: (E.DISCARDED,),
        C.ACCEPT: "dead-link",
        C.DECLINE: "dead-link",
        C.NEVER_CONTACT: "dead-link",
    },
    S.SENT: {
        C.EDIT: "sent",
        C.SEND: "sent",
        C.REMIND: (E.REMINDED,),
        C.REVOKE: (E.REVOKED,),
        C.ACCEPT: (E.ACCEPTED, E.GUEST_ADMITTED),
        C.DECLINE: (E.DECLINED,),
        C.NEVER_CONTACT: (E.DECLINED, E.BLOCKED),
    },
    S.ACCEPTED: {
        C.EDIT: "sent",
        C.SEND: "sent",
        C.REMIND: "answered",
        C.REVOKE: (E.REVOKED, E.GUEST_REMOVED),
        C.ACCEPT: "answered",
        C.DECLINE: "answered",
        C.NEVER_CONTACT: (E.BLOCKED,),
    },
    S.DECLINED: {
        C.EDIT: "sent",
        C.SEND: "sent",
        C.REMIND: "answered",
        C.REVOKE: (E.REVOKED,),
        C.ACCEPT: "answered",
        C.DECLINE: "answered",
        C.NEVER_CONTACT: (E.BLOCKED,),
    },
    S.REVOKED: {
        C.EDIT: "over",
        C.SEND: "over",
        C.REMIND: "over",
        C.REVOKE: "over",
        C.ACCEPT: "dead-link",
        C.DECLINE: "dead-link",
        C.NEVER_CONTACT: "dead-link",
    },
    S.EXPIRED: {
        C.EDIT: "over",
        C.SEND: "over",
        C.REMIND: "over",
        C.REVOKE: (E.REVOKED,),
        C.ACCEPT: "dead-link",
        C.DECLINE: "dead-link",
        C.NEVER_CONTACT: "dead-link",
    },
}


def _outcome(standing: Standing, command: Command) -> tuple[Event, ...] | str:
    decided = decide(standing, command, NOW)
    return decided.code if isinstance(decided, Refused) else decided


@pytest.mark.parametrize("command", Command)
@pytest.mark.parametrize("current", State)
def test_cell(current: State, command: Command) -> None:
    assert _outcome(Standing(current), command) == TABLE[current][command]


@pytest.mark.parametrize(
    ("standing", "command", "expected"),
    [
        (Standing(S.SENT, reminders=1, last_letter_at=NOW - 3 * DAY), C.REMIND, (E.REMINDED,)),
        (Standing(S.SENT, reminders=2, last_letter_at=NOW - 9 * DAY), C.REMIND, "reminded"),
        (Standing(S.SENT, last_letter_at=NOW - 3 * DAY + timedelta(seconds=1)), C.REMIND, "too-soon"),
        (Standing(S.SENT, blocked=True, last_letter_at=NOW - 9 * DAY), C.REMIND, "never-contact"),
        (Standing(S.DRAFT, blocked=True), C.SEND, "never-contact"),
        (Standing(S.SENT, blocked=True), C.ACCEPT, (E.ACCEPTED, E.GUEST_ADMITTED)),
    ],
)
def test_letters_are_few_and_never_to_those_who_said_so(
    standing: Standing, command: Command, expected: tuple[Event, ...] | str
) -> None:
    assert _outcome(standing, command) == expected


def test_only_what_was_sent_expires() -> None:
    assert state("sent", NOW, NOW - DAY) is S.SENT
    assert state("sent", NOW, NOW) is S.EXPIRED
    for settled in ("draft", "accepted", "declined", "revoked"):
        assert state(settled, NOW - DAY, NOW) == settled


def test_an_invitation_is_open_until_the_discussion_closes_and_sixty_days_at_most() -> None:
    assert expiry(NOW, NOW + 10 * DAY) == NOW + 10 * DAY
    assert expiry(NOW, NOW + 400 * DAY) == NOW + states.LASTS
