"""A club of 15,500 members and 57,000 posts as JSON Lines, and an instance that has taken it over.

The words are those of real hosted discussions and real abstracts where `../shared/data/bench` is at hand, made up
otherwise. The times are the same at every size but for the number of everything.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from journalclub.archive.importing import Import, Report
from journalclub.cli.opening import bring_up_to_date, connect
from journalclub.db import Database
from journalclub.discussions.actions import planning
from journalclub.kit import clock
from journalclub.members import queries
from journalclub.members.actions import founding
from journalclub.members.viewer import OPERATOR
from tests.bench.serving import settings_of

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "bench"
ARCHIVE = "bench"
LIVE_POSTS = 500
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
KINDS = ("agree", "insightful", "question", "will_change_practice")
WORDS = (
    "the margin dose toxicity survival cohort trial arm response tumour patients fractions boost recurrence was is in"
    " of with we after before would not median years grade lesion control local study randomised"
)


@dataclass(frozen=True)
class Size:
    members: int = 15_500
    posts: int = 57_000
    articles: int = 6_735
    discussions: int = 252

    def times(self, factor: int) -> Size:
        return Size(self.members * factor, self.posts * factor, self.articles * factor, self.discussions * factor)


CLUB = Size()
SEED = Size(members=12, posts=240, articles=40, discussions=6)
LIVE, PAST = "live", "d1"  # the keys of the discussion that is live, and of one in the archive


def found(instance: Path) -> Database:
    """An empty club, founded, with one series."""
    settings = settings_of(instance)
    database = connect(settings)
    bring_up_to_date(settings, database)
    now = clock.now()
    with database.transaction() as session:
        founding.found_club(
            session,
            founding.mint_set_up_link(session, now) or "",
            name="Bench Journal Club",
            time_zone="America/Chicago",
            contact_email="",
            founder_name="Ari Silva",
            founder_email=founder(),
            now=now,
        )
        ari = queries.member_by_email(session, founder())
        planning.add_series(
            session,
            by=queries.viewer_of_member(session, ari.id) if ari else OPERATOR,
            plan=planning.SeriesPlan(
                name="Bench",
                hashtag="#bench",
                rule="third sunday",
                wall_time="20:00",
                time_zone="America/Chicago",
            ),
            now=now,
        )
    return database


def build(instance: Path, size: Size = CLUB) -> Report:
    """The club of that size in a new instance. Its index is made by whoever wants one."""
    database = found(instance)
    try:
        return import_lines(database, instance / "club.jsonl", size)
    finally:
        database.close()


def import_lines(database: Database, path: Path, size: Size) -> Report:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines(size, clock.now())))
    return take_over(database, path)


def take_over(database: Database, path: Path) -> Report:
    return Import(database, path, ARCHIVE, clock.now(), problem=_complain).run()


def founder() -> str:
    return "ari@example.org"


def writer(number: int) -> str:
    """The address of one of those who post."""
    return f"m{number}@example.org"


def lines(size: Size, now: datetime) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    for number in range(size.members):
        yield _member(number)
    for number, (title, text) in enumerate(islice(cycle(abstracts()), size.articles)):
        yield _article(number, title, text)
    texts = cycle(_messages())
    many = size.posts - LIVE_POSTS if size.posts > 2 * LIVE_POSTS else size.posts // 2
    for number in range(size.discussions):
        starts = now - (30 + 7 * number % 2000) * DAY - number * MINUTE
        yield _discussion(f"d{number}", number, starts, size, ends=starts + HOUR)
        posts = many // size.discussions + (number < many % size.discussions)
        yield from _conversation(f"d{number}", starts, posts, texts, chance, size)
    starts = now - 30 * MINUTE
    yield _discussion(LIVE, 0, starts, size, ends=now + 12 * HOUR)
    yield from _conversation(LIVE, starts - HOUR, size.posts - many, texts, chance, size)


def _member(number: int) -> dict[str, Any]:
    given, family = ("Ada", "Ben", "Chen", "Dora", "Eve", "Mo", "Sam")[number % 7], f"Eriksen{number}"
    return {
        "type": "member",
        "key": f"m{number}",
        "name": f"{given} {family}",
        "email": writer(number),
        "profession": ("Radiation oncologist", "Medical physicist", "Nurse")[number % 3],
        "country": ("BE", "US", "IN", "BR")[number % 4],
        "role": ["member", "host"] if number % 50 == 0 else ["member"],
    }


def _article(number: int, title: str, text: str) -> dict[str, Any]:
    return {
        "type": "article",
        "key": f"a{number}",
        "title": title if number < 46_000 else f"{title} ({number})",
        "abstract": text,
        "journal": ("Lancet Oncology", "JAMA", "Radiotherapy and Oncology", "Blood")[number % 4],
        "pmid": str(40_000_000 + number),
        "published": f"{2000 + number % 25}-{1 + number % 12:02}",
        "authors": [f"Eriksen, Ben {letter}" for letter in "ABCDEF"],
    }


def _discussion(key: str, number: int, starts: datetime, size: Size, ends: datetime) -> Any:
    return {
        "type": "discussion",
        "key": key,
        "series": "#bench",
        "title": f"Bench discussion {key}",
        "opens": (starts - 2 * DAY).isoformat(),
        "starts": starts.isoformat(),
        "ends": ends.isoformat(),
        "closes": (ends + DAY).isoformat(),
        "articles": [f"a{(number * 7 + step) % size.articles}" for step in range(3)],
        "hosts": ["m0"],
        "visibility": "members" if number % 3 else "public",
    }


def _conversation(
    key: str, starts: datetime, posts: int, texts: Iterator[str], chance: random.Random, size: Size
) -> Iterator[dict[str, Any]]:
    for number in range(1, 6):
        yield {"type": "question", "discussion": key, "number": number, "text": f"Question {number}: {next(texts)}"}
    people = [f"m{chance.randrange(size.members)}" for _ in range(min(40, size.members))]
    for number in range(posts):
        post = f"{key}-{number}"
        yield {
            "type": "post",
            "key": post,
            "discussion": key,
            "question": number % 5 + 1,
            "member": chance.choice(people),
            "at": (starts + number * HOUR / posts).isoformat(timespec="seconds"),
            "text": next(texts),
            "reply_to": f"{key}-{number - 1}" if number % 4 == 3 else None,
        }
        if number % 5 == 0:
            yield {"type": "reaction", "post": post, "member": chance.choice(people), "kind": chance.choice(KINDS)}


def _messages() -> list[str]:
    """Never longer than a post may be."""
    if (path := DATA / "review_club_messages.jsonl.gz").exists():
        return [text[:280] for line in _read(path) if (text := line["text"].strip())]
    chance = random.Random(3)
    return [" ".join(chance.choices(WORDS.split(), k=chance.randint(2, 45)))[:280] for _ in range(5_000)]


def abstracts() -> list[tuple[str, str]]:
    if (path := DATA / "medical_abstracts.jsonl.gz").exists():
        return [(line["title"], line["text"]) for line in _read(path)]
    chance = random.Random(5)
    return [
        (f"{' '.join(chance.choices(WORDS.split(), k=12))} {number}", " ".join(chance.choices(WORDS.split(), k=200)))
        for number in range(5_000)
    ]


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _complain(number: int, reason: str) -> None:
    raise RuntimeError(f"line {number}: {reason}")
