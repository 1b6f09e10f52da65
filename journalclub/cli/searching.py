"""`search` and `reindex`."""

from __future__ import annotations

from html import unescape

import click
import msgspec
from rich.text import Text

from journalclub.cli.failing import Failed
from journalclub.cli.opening import Club, opened, rebuild_index
from journalclub.cli.output import console, one_bar, say, warn
from journalclub.discussions.library import ArticleStanding
from journalclub.kit import clock
from journalclub.literature import faceting
from journalclub.members import queries
from journalclub.members.viewer import VISITOR, Viewer
from journalclub.search.engine import Order, SearchEngine
from journalclub.search.engines import engine_of
from journalclub.search.found import Hit
from journalclub.search.indexer import Indexer
from journalclub.search.learning import relearn
from journalclub.search.service import Answer
from journalclub.search.service import search as search_club
from journalclub.worker.lease import lease_on


@click.command()
@click.argument("query")
@click.option("--as", "email", metavar="EMAIL", help="What this member would find; without it, what a visitor would.")
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@click.option(
    "--sort", type=click.Choice([str(one) for one in Order]), default=Order.RELEVANCE.value, show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="The API's answer.")
def search(query: str, email: str | None, limit: int, sort: str, as_json: bool) -> None:
    """Search posts, questions, discussions and articles."""
    with opened() as club:
        engine = engine_of(club.settings, club.database)
        _catch_up(club, engine)
        viewer, now = _viewer(club, email), clock.now()
        answer = search_club(club.database, engine, viewer, query, limit=limit, order=Order(sort), now=now)
    if as_json:
        click.echo(msgspec.json.encode(answer.as_json(club.settings.public_url)))
    else:
        _show(answer, club.settings.public_url)


@click.command()
def reindex() -> None:
    """Make the indexes of search and library anew from the tables, and learn abbreviations anew; the old search index
    answers meanwhile."""
    with opened() as club:
        faceting.rebuild(club.database, clock.now())
        with one_bar("learning abbreviations") as bar:
            relearn(club.database, clock.now(), bar.update)
        documents = rebuild_index(club.settings, club.database)
    say(f"{documents:,} documents are in the index.")


def _catch_up(club: Club, engine: SearchEngine) -> None:
    """Bring the index up to date, unless a worker runs, which does so all the time."""
    lease = lease_on(club.database)
    if lease.take():
        Indexer(club.database, engine).drain(clock.now())
        lease.give_back()


def _viewer(club: Club, email: str | None) -> Viewer:
    if email is None:
        return VISITOR
    with club.database.reading() as session:
        row = queries.member_by_email(session, email)
        if row is None:
            raise Failed(f"There is no member with the address {email}.")
        return queries.viewer_of_member(session, row.id)


def _show(answer: Answer, public_url: str) -> None:
    if answer.notice:
        warn(answer.notice)
    for hit in answer.hits:
        console.print(Text.assemble((hit.kind, "dim"), "  ", (hit.title, "bold")))
        if hit.snippet:
            console.print(_marked(hit))
        console.print(Text(f"{public_url}{hit.path}", style="dim"))
        console.print()
    for named in answer.named:
        say(_standing(named.standing))
    if answer.missing:
        say(f"{answer.missing} is not in the library.")
    if answer.did_you_mean:
        say(f"Did you mean: {answer.did_you_mean}")
    for ignored in answer.query.ignored:
        warn(f"ignored: {ignored}")
    say(f"{answer.total:,} found; understood as: {answer.query.sentence}" if answer.hits else "Nothing was found.")


def _standing(standing: ArticleStanding) -> str:
    counted = (
        ("discussed", standing.discussed), ("planned", standing.planned), ("nominated", standing.nominated),
        ("further reading of a discussion", standing.attached),
    )  # fmt: skip
    said = [f"{what} {_TIMES.get(count, f'{count} times')}" for what, count in counted if count]
    return "; ".join([*(said or ["not discussed yet"]), f"in the library since {standing.added_at:%-d %B %Y}"])


_TIMES = {1: "once", 2: "twice"}


def _marked(hit: Hit) -> Text:
    """The snippet with its marks in bold; it is escaped HTML with nothing but <mark> in it."""
    text = Text("    ")
    for index, part in enumerate(hit.snippet.replace("</mark>", "<mark>").split("<mark>")):
        text.append(unescape(part), style="bold" if index % 2 else "")
    return text
