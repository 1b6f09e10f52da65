"""The documents that search is measured on: 51,265 messages of real hosted discussions and 6,735 abstracts."""

import gzip
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from journalclub.search.document import Document

ABSTRACTS = 6_735


def lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def club(bench: Path, times: int = 1) -> Iterator[tuple[Document, str]]:
    """Documents with the text a reader is shown. `times` repeats the whole under other ids."""
    titles = {meeting["file"]: meeting["title"] for meeting in lines(bench / "review_club_meetings.jsonl.gz")}
    discussions = {file: number for number, file in enumerate(titles, 1)}
    for turn in range(times):
        yield from _posts(bench, titles, discussions, turn)
        yield from _articles(bench, turn)


def _posts(
    bench: Path, titles: dict[str, str], discussions: dict[str, int], turn: int
) -> Iterator[tuple[Document, str]]:
    for number, message in enumerate(lines(bench / "review_club_messages.jsonl.gz")):
        discussion = discussions.get(message["meeting"], 0)
        hour, minute = (int(part) for part in (message["time"] or "00:00").split(":")[:2])
        document = Document(
            kind="post",
            id=turn * 1_000_000 + number + 1,
            visibility="public" if discussion % 3 else "members",
            at=datetime.fromisoformat(message["meeting"][:10]) + timedelta(hours=hour, minutes=minute),
            text={"text": message["text"], "context": titles.get(message["meeting"], "")},
            discussion=discussion,
            series="review" if discussion % 2 else "radonc",
            question=number % 5 + 1,
            member=sum(map(ord, message["nick"])),
            names=(message["nick"].lstrip("@"),),
            role="host" if message["nick"].startswith("@") else "member",
            has=frozenset({"link"} if "http" in message["text"] else ()),
        )
        yield document, message["text"]


def _articles(bench: Path, turn: int) -> Iterator[tuple[Document, str]]:
    for number, abstract in enumerate(lines(bench / "medical_abstracts.jsonl.gz")):
        if number == ABSTRACTS:
            return
        document = Document(
            kind="article",
            id=turn * 1_000_000 + number + 1,
            visibility="public",
            at=datetime(2015, 1, 1) + timedelta(days=number % 3000),
            text={"title": abstract["title"], "text": abstract["text"]},
            journal=("Lancet Oncology", "JAMA", "Radiotherapy and Oncology", "Blood")[number % 4],
            pmids=(abstract["_id"].split(":")[1],),
        )
        yield document, abstract["text"]
