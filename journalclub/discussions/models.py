"""Tables of series, discussions and what belongs to one: hosts, guests, readings, questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from journalclub.db.base import Base, BigInt, Id, Json, JsonDict
from journalclub.discussions.calendar import Hour, Timetable, WallHour
from journalclub.discussions.rhythm import parse_rule, parse_wall_time, parse_zone
from journalclub.members.models import to_member


def to_discussion() -> ForeignKey:
    """A reference that goes when the discussion goes."""
    return ForeignKey("discussions.id", ondelete="CASCADE")


class Series(Base):
    """The club's standing chat: name, hashtag, recurrence rule, wall time and zone; perhaps a second live hour."""

    __tablename__ = "series"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(120))
    hashtag: Mapped[str] = mapped_column(String(60), unique=True)  # with its #, lower case
    rule: Mapped[str] = mapped_column(String(120), default="")  # "third Sunday"; empty: no rhythm
    wall_time: Mapped[str] = mapped_column(String(5), default="20:00")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    second_wall_time: Mapped[str | None] = mapped_column(String(5))  # none: one live hour
    second_time_zone: Mapped[str | None] = mapped_column(String(64))
    second_days_later: Mapped[int] = mapped_column(default=0, server_default="0")  # than the rule's date
    minutes: Mapped[int] = mapped_column(default=60)
    begins_on: Mapped[date | None] = mapped_column(Date)  # a beat of several weeks counts from here
    ends_on: Mapped[date | None] = mapped_column(Date)  # the last date that may be one
    days_before: Mapped[int] = mapped_column(default=2)  # it opens so many days before the live hour
    days_after: Mapped[int] = mapped_column(default=1)
    visibility: Mapped[str] = mapped_column(String(10), default="members")
    patients_welcome: Mapped[bool] = mapped_column(default=False)
    archive: Mapped[str | None] = mapped_column(String(80))
    made_at: Mapped[datetime]
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")  # of its open dates in calendars
    changed_at: Mapped[datetime | None]

    @property
    def timetable(self) -> Timetable | None:
        """When it meets; None when it has no rhythm."""
        if not self.rule:
            return None
        hours = [WallHour(parse_wall_time(self.wall_time), parse_zone(self.time_zone))]
        if self.second_wall_time and self.second_time_zone:
            second = parse_wall_time(self.second_wall_time), parse_zone(self.second_time_zone)
            hours.append(WallHour(*second, self.second_days_later))
        return Timetable(
            parse_rule(self.rule),
            tuple(hours),
            minutes=self.minutes,
            before=self.days_before,
            after=self.days_after,
            begins=self.begins_on,
            ends=self.ends_on,
        )


class Discussion(Base):
    """One edition of a series, or an article's thread. Its state is computed: see `states.state`."""

    __tablename__ = "discussions"
    __table_args__ = (
        UniqueConstraint("archive", "key"),
        UniqueConstraint("series_id", "edition_on"),
        Index("ix_discussions_starts_id", "starts", "id"),
        Index(
            "ix_discussions_one_thread",
            "article_id",
            unique=True,
            sqlite_where=text("kind = 'thread'"),
            postgresql_where=text("kind = 'thread'"),
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(10), default="edition")  # edition | thread
    series_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("series.id"), index=True)
    edition_on: Mapped[date | None] = mapped_column(Date)  # the date of the rule that this edition stands for
    article_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("articles.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")  # Markdown, by the host: why this article
    opens: Mapped[datetime]
    starts: Mapped[datetime]  # of the first live hour
    ends: Mapped[datetime]
    closes: Mapped[datetime] = mapped_column(index=True)
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")  # in calendars (RFC 5545, 3.8.7.4)
    changed_at: Mapped[datetime | None]  # when the sequence rose last
    announced_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # when those who are counted on were written to
    published_at: Mapped[datetime | None]  # a host has reviewed the transcript of a public discussion
    published_by: Mapped[int | None] = mapped_column(BigInt)
    said_state: Mapped[str] = mapped_column(String(10), default="draft")  # the state that the change log last told
    visibility: Mapped[str] = mapped_column(String(10), default="members")  # members | public
    patients_welcome: Mapped[bool] = mapped_column(default=False)
    current_question: Mapped[int | None]
    post_limit: Mapped[int] = mapped_column(default=280)  # grapheme clusters
    slow_seconds: Mapped[int] = mapped_column(default=0, server_default="0")  # between two posts of one member
    locked_at: Mapped[datetime | None]  # since when only hosts and moderators write
    by_hand_since: Mapped[datetime | None]  # from then on the clock posts nothing of the script
    pinned_post: Mapped[int | None] = mapped_column(BigInt)  # its id; no reference, for posts refer to this table
    made_at: Mapped[datetime]
    archive: Mapped[str | None] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(200))
    extra: Mapped[JsonDict]
    imported: Mapped[Any | None] = mapped_column(Json)

    series: Mapped[Series | None] = relationship(lazy="joined")
    further: Mapped[list[FurtherHour]] = relationship(
        lazy="selectin", order_by="FurtherHour.starts", cascade="all, delete-orphan"
    )

    @property
    def hours(self) -> list[Hour]:
        """Its live hours, the first one first."""
        return [Hour(self.starts, self.ends), *(Hour(one.starts, one.ends) for one in self.further)]

    @hours.setter
    def hours(self, hours: Sequence[Hour]) -> None:
        """At least one, in any order. Rows that can stay do."""
        first, *later = sorted(hours)
        self.starts, self.ends = first
        kept = {Hour(one.starts, one.ends): one for one in self.further}
        self.further = [kept.get(hour) or FurtherHour(starts=hour.starts, ends=hour.ends) for hour in later]


class FurtherHour(Base):
    """A live hour after the first: for another half of the globe."""

    __tablename__ = "further_hours"

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), index=True)
    starts: Mapped[datetime]
    ends: Mapped[datetime]


class DiscussionHost(Base):
    __tablename__ = "discussion_hosts"

    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)


class Attendance(Base):
    """What somebody said about coming: going, maybe, or reading along."""

    __tablename__ = "attendances"

    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    answer: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime]


class RunStep(Base):
    """What hosts said about a step of the run sheet; whether it has happened is read from elsewhere."""

    __tablename__ = "run_steps"

    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), primary_key=True)
    step: Mapped[str] = mapped_column(String(12), primary_key=True)
    member_id: Mapped[int | None] = mapped_column(BigInt, to_member(), index=True)  # whose it is
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(BigInt)


class DiscussionGuest(Base):
    """An author of the article, taking part by invitation in this discussion and no other."""

    __tablename__ = "discussion_guests"

    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), primary_key=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), primary_key=True, index=True)
    admitted_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Reading(Base):
    """Further reading: a related article that somebody attached, and why."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("discussion_id", "article_id"),)

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion())
    article_id: Mapped[int] = mapped_column(BigInt, ForeignKey("articles.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(BigInt, to_member())
    why: Mapped[str] = mapped_column(String(280), default="")
    added_at: Mapped[datetime]


class Question(Base):
    """T1, T2, …: what the host asks, in order."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("discussion_id", "number"),)

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion())
    number: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime | None]


class ScriptEntry(Base):
    """A post, a question or both that a host wrote for the live hour in advance; for hosts only until it is posted."""

    __tablename__ = "script_entries"

    id: Mapped[Id]
    discussion_id: Mapped[int] = mapped_column(BigInt, to_discussion(), index=True)
    member_id: Mapped[int] = mapped_column(BigInt, to_member(), index=True)  # whose words: the clock posts as them
    hour: Mapped[int] = mapped_column(default=0)  # the live hour, counted from 0
    minutes: Mapped[int]  # after its start
    question: Mapped[int | None]  # the number of the question that it asks
    text: Mapped[str] = mapped_column(Text, default="")
    cleared_at: Mapped[datetime | None]  # the writer confirmed, after a warning, that it identifies nobody
    posted_at: Mapped[datetime | None]
    post_id: Mapped[int | None] = mapped_column(BigInt)
    refused: Mapped[str | None] = mapped_column(String(40))  # why the clock could not post it: a refusal's code
