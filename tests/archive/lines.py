"""A small archive, written for the tests: three people, one article, one discussion of a Sunday in May."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ARCHIVE = "radonc"
MEMBERS = [
    {"type": "member", "key": "m1", "name": "Ada Lindqvist", "email": "ada@example.org", "profession": "oncologist",
     "specialty": "radiation oncology", "affiliation": "Sample Hospital", "country": "SE", "role": ["member", "host"]},
    {"type": "member", "key": "m2", "name": "Ben Okafor", "country": "NG", "role": ["member"], "nickname": "Benny"},
    {"type": "member", "key": "m3", "name": "Chen Wei", "role": ["member"]},
]  # fmt: skip
ARTICLE = {
    "type": "article", "key": "a1", "pmid": "31234567", "doi": "10.1000/sample.1", "title": "One fraction or five",
    "abstract": "We compared one with five.", "journal": "Journal of Samples", "volume": "12", "issue": "3",
    "pages": "1-9", "published": "2024-04", "authors": ["Sample, Anna", "Example, Bob"], "rating": 5,
}  # fmt: skip
DISCUSSION = {
    "type": "discussion", "key": "d1", "series": "#RadOnc", "title": "SBRT for spine", "visibility": "members",
    "starts": "2024-05-19T20:00:00-05:00", "ends": "2024-05-19T21:00:00-05:00", "opens": "2024-05-17T20:00:00-05:00",
    "closes": "2024-05-20T21:00:00-05:00", "articles": ["a1"], "room": "blue",
}  # fmt: skip
QUESTIONS = [
    {"type": "question", "discussion": "d1", "number": 1, "text": "Who gives one fraction?", "slide": 4},
    {"type": "question", "discussion": "d1", "number": 2, "text": "What changes on Monday?"},
]
POSTS = [
    {"type": "post", "key": "p1", "discussion": "d1", "question": 1, "member": "m1",
     "at": "2024-05-19T20:03:10-05:00", "text": "Welcome. Who gives 24 Gy in one?", "reply_to": None},
    {"type": "post", "key": "p2", "discussion": "d1", "question": 1, "member": "m2",
     "at": "2024-05-19T20:04:00.25-05:00", "text": "We do, for > 60 years too.", "reply_to": "p1", "lang": "en"},
    {"type": "post", "discussion": "d1", "question": None, "member": "m3",
     "at": "2024-05-19T20:05:00-05:00", "text": "Hello all", "reply_to": None, "quotes": "p2"},
]  # fmt: skip
REACTIONS = [
    {"type": "reaction", "post": "p2", "member": "m1", "kind": "insightful", "from": "phone"},
    {"type": "reaction", "post": "p2", "member": "m3", "kind": "agree"},
]
ALL: list[dict[str, Any]] = [*MEMBERS, ARTICLE, DISCUSSION, *QUESTIONS, *POSTS, *REACTIONS]


def write(path: Path, lines: list[Any]) -> Path:
    """One JSON object a line; a text or bytes goes in as it is."""
    raw = [
        line if isinstance(line, bytes) else line.encode() if isinstance(line, str) else _json(line) for line in lines
    ]
    path.write_bytes(b"\n".join(raw) + b"\n")
    return path


def _json(line: Any) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode()
