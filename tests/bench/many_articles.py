"""A library of any size, as PubMed would fill it: few frequent headings, types and journals, and many rare ones."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import accumulate, cycle
from typing import Any

from sqlalchemy import insert

from journalclub.changes.kinds import Kind
from journalclub.changes.log import record_many
from journalclub.db import Database
from journalclub.discussions.models import Discussion
from journalclub.kit import clock
from journalclub.literature.models import Article, ArticleAuthor, ArticleNotice, ArticleTag, Sighting
from tests.bench import club

PORTION, DISCUSSED = 5_000, 252
CHECK_TAGS = ("Humans", "Female", "Male", "Middle Aged", "Aged", "Adult")
TYPES = ("Review", "Clinical Trial", "Randomized Controlled Trial", "Multicenter Study", "Observational Study",
         "Meta-Analysis", "Case Reports", "Editorial", "Comment", "Letter", "Practice Guideline")  # fmt: skip
TAGS = ("radiotherapy", "breast", "lung", "palliative", "paediatric", "trials", "physics", "guidelines")
HEADINGS, JOURNALS, SOURCES = 6_000, 400, 24


def fill(database: Database, articles: int) -> None:
    """Everything goes through the change log, as if it had been pulled."""
    chance = random.Random(11)
    texts = cycle(club.abstracts())
    for first in range(0, articles, PORTION):
        numbers = range(first, min(first + PORTION, articles))
        with database.transaction() as session:
            rows = [_article(number, *next(texts), chance) for number in numbers]
            ids = list(session.scalars(insert(Article).returning(Article.id, sort_by_parameter_order=True), rows))
            session.execute(insert(ArticleAuthor), [_author(id, place) for id in ids for place in range(5)])
            session.execute(insert(Sighting), [_sighting(id, chance) for id in ids])
            tags = [{"article_id": id, "tag": tag} for id in ids for tag in {_rare(TAGS, chance), _rare(TAGS, chance)}]
            session.execute(insert(ArticleTag), tags)
            noted = [{"article_id": id, "kind": "erratum-in", "source": ""} for id in ids if id % 90 == 0]
            session.execute(insert(ArticleNotice), noted)
            record_many(session, [(Kind.ARTICLE_ADDED, {"article": id}) for id in ids], actor=None, now=clock.now())
    with database.transaction() as session:
        session.add_all(_discussion(number, articles) for number in range(DISCUSSED))


def _article(number: int, title: str, text: str, chance: random.Random) -> dict[str, Any]:
    day = date(2026, 11, 1) - timedelta(days=int(chance.triangular(0, 9_500, 0)))
    headings = {_zipf(HEADINGS, chance) for _ in range(9)}
    now = clock.now()
    return {
        "title": f"{title} ({number})",
        "abstract": text,
        "abstract_sections": [{"label": "", "html": text}],
        "journal": f"Journal {_zipf(JOURNALS, chance)}",
        "published": day.isoformat(),
        "published_on": day,
        "listed_on": day,
        "pmid": str(10_000_000 + number),
        "doi": f"10.5555/bench.{number}",
        "pmcid": f"PMC{number}" if chance.random() < 0.4 else None,
        "publication_types": ["Journal Article", *{_rare(TYPES, chance) for _ in range(2)}],
        "mesh": [{"name": name, "major": False} for name in CHECK_TAGS if chance.random() < 0.8]
        + [{"name": f"Heading {heading}", "major": False} for heading in headings],
        "retracted_on": day if number % 500 == 0 else None,
        "added_at": now,
        "changed_at": now,
    }


def _author(article: int, place: int) -> dict[str, Any]:
    name = f"Eriksen{(article * 7 + place) % 20_000}"
    return {"article_id": article, "position": place, "name": f"Ben {name}", "last_name": name}


def _sighting(article: int, chance: random.Random) -> dict[str, Any]:
    source = f"Source {_zipf(SOURCES, chance)}"
    return {"article_id": article, "source": source, "key": str(article), "digest": "", "seen_at": clock.now()}


def _discussion(number: int, articles: int) -> Discussion:
    starts = clock.now() - timedelta(days=30 + 7 * number)
    return Discussion(
        title=f"Bench discussion {number}",
        article_id=1 + number * 331 % articles,
        opens=starts,
        starts=starts,
        ends=starts + club.HOUR,
        closes=starts + club.DAY,
        announced_at=starts,
        visibility="members" if number % 3 else "public",
        made_at=starts,
        extra={},
    )


_WEIGHTS = {many: list(accumulate(1 / (place + 3) for place in range(many))) for many in (HEADINGS, JOURNALS, SOURCES)}


def _zipf(many: int, chance: random.Random) -> int:
    return chance.choices(range(many), cum_weights=_WEIGHTS[many])[0]


def _rare(values: tuple[str, ...], chance: random.Random) -> str:
    return values[min(int(chance.expovariate(0.5)), len(values) - 1)]
