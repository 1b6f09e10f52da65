"""The dates of series as pages show them, joined in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _

from journalclub.discussions import queries
from journalclub.discussions.calendar import Hour
from journalclub.discussions.models import Series
from journalclub.discussions.queries import Edition
from journalclub.web import shown
from journalclub.web.context import now, reading, viewer
from journalclub.web.shown import DiscussionView
from journalclub.web.zones import city


@dataclass(frozen=True)
class EditionView:
    """A date for the macros of `templates/macros/editions.html`; `key` is what a new discussion is proposed by."""

    series: Series
    on: date | None
    key: str
    hours: Sequence[Hour]
    starts: datetime
    ends: datetime
    oddities: Sequence[str]
    discussion: DiscussionView | None
    is_taken: bool
    is_cancelled: bool
    is_moved: bool


def coming(series: Sequence[Series], count: int) -> dict[int, list[EditionView]]:
    """The next dates of each of these series, by its id."""
    found = queries.editions(reading(), viewer(), series, now(), count)
    made = [edition.discussion for some in found.values() for edition in some if edition.discussion]
    cards = {card.id: card for card in shown.cards(reading(), made)}
    return {one: [view(edition, cards) for edition in some] for one, some in found.items()}


def view(edition: Edition, cards: dict[int, DiscussionView]) -> EditionView:
    return EditionView(
        series=edition.series,
        on=edition.on,
        key=f"{edition.series.id}:{edition.on}" if edition.on else "",
        hours=edition.hours,
        starts=edition.starts,
        ends=edition.ends,
        oddities=[str(oddity) for oddity in edition.oddities],
        discussion=cards[edition.discussion.row.id] if edition.discussion else None,
        is_taken=edition.is_taken,
        is_cancelled=edition.is_cancelled,
        is_moved=edition.is_moved,
    )


def rule_words(series: Series) -> str:
    """“third Sunday, 20:00 Chicago time”, with the second live hour if there is one."""
    if not series.rule:
        return str(_("no regular date"))
    said = _("%(rule)s, %(time)s %(city)s time", rule=series.rule, time=series.wall_time, city=city(series.time_zone))
    if not series.second_wall_time or not series.second_time_zone:
        return str(said)
    second = _("%(time)s %(city)s time", time=series.second_wall_time, city=city(series.second_time_zone))
    later = {0: "", 1: _(" the day after"), -1: _(" the day before")}[series.second_days_later]
    return str(_("%(first)s and %(second)s", first=said, second=f"{second}{later}"))
