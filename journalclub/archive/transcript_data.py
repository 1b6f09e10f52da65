"""A transcript for programs: JSON, CSV, and the articles for a reference manager."""

from __future__ import annotations

import csv
import io

import msgspec

from journalclub.archive.transcript import Transcript, poll
from journalclub.kit.clock import rfc3339
from journalclub.literature.citation import ris

PERSON = ("member", "badge", "profession", "country")
COLUMNS = ("id", "key", "at", "question", *PERSON, "reply_to", "text", "reactions", "quotes", "poll", "for_author")


def as_json(made: Transcript) -> str:
    """The discussion with its questions, articles and post objects, as the API words them."""
    row = made.view.row
    body = {
        "id": row.id,
        "key": row.key,
        "archive": row.archive,
        "title": row.title,
        "series": row.series.hashtag if row.series else None,
        "state": made.view.state,
        "visibility": row.visibility,
        **{name: rfc3339(getattr(row, name)) for name in ("opens", "starts", "ends", "closes")},
        "url": made.url,
        "hosts": [{"id": person.id, "name": person.name} for person in made.view.hosts],
        "guests": [{"id": person.id, "name": person.name} for person in made.view.guests],
        "articles": [
            {"id": one.id, "title": one.title, "pmid": one.pmid, "doi": one.doi, "retracted": one.retracted}
            for one in made.articles
        ],
        "take_home": [{"text": one.text, "post": one.post_id} for one in made.points],
        "recap": made.recap,
        "questions": [{"number": one.number, "text": one.text} for one in made.view.questions],
        "posts": [post.as_json() for post in made.posts],
    }
    return msgspec.json.format(msgspec.json.encode(body)).decode() + "\n"


def as_csv(made: Transcript) -> str:
    """A row for each post that still has its words."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(COLUMNS)
    for post in made.posts:
        if post.hidden or post.withdrawn:
            continue
        said = " ".join(f"{kind}:{count}" for kind, count in post.reactions.items())
        member = post.member
        person = [_inert(text) for text in (member.name, member.badge, member.profession, member.country)]
        rows.writerow(
            [
                *(post.id, post.key, rfc3339(post.at), post.question, *person, post.reply_to, _inert(post.text), said),
                *(post.quotes.id if post.quotes else None, _inert("; ".join(poll(post))), post.for_author),
            ]
        )
    return out.getvalue()


def as_ris(made: Transcript) -> str:
    """The article that was discussed and the further reading."""
    return "".join(ris(article.cited) for article in made.articles)


def _inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
