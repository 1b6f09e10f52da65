"""`import-opml` and `export-opml`: lists of feeds, as other readers keep them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

import click

from journalclub.cli.failing import Failed
from journalclub.config import load
from journalclub.literature import feeds
from journalclub.literature.feeds import Source


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_opml(file: Path) -> None:
    """Print FILE's feeds as [[source]] blocks, to be put into feeds.toml by hand."""
    click.echo(feeds.written(_sources(file)), nl=False)


@click.command()
def export_opml() -> None:
    """Print the feeds of feeds.toml as OPML. PubMed queries are no feeds and stay out."""
    try:
        sources = [source for source in feeds.read(load().feeds) if source.kind == "rss"]
    except feeds.FeedsError as error:
        raise Failed(str(error)) from error
    click.echo(
        '<?xml version="1.0" encoding="UTF-8"?>\n<opml version="2.0">\n<head><title>Journals</title></head>\n<body>'
    )
    for source in sources:
        name, url = quoteattr(source.name), quoteattr(source.url)
        click.echo(f'<outline type="rss" text={name} title={name} xmlUrl={url}/>')
    click.echo("</body>\n</opml>")


def _sources(file: Path) -> list[Source]:
    """Each feed once, under a name of its own; the folders above it are its tags."""
    raw = file.read_bytes()
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:  # an OPML has none, and entities are how XML bombs are made
        raise Failed(f"{file} declares a document type, which no OPML needs; it was not read.")
    try:
        root = ElementTree.fromstring(raw)  # noqa: S314 - no entities: see above
    except ElementTree.ParseError as error:
        raise Failed(f"{file} is not OPML: {error}.") from error
    found: dict[str, Source] = {}
    names: set[str] = set()
    for outline, folders in _outlines(root, ()):
        url = outline.get("xmlUrl", "").strip()
        if url.startswith(("http://", "https://")) and url not in found:
            name = _unused(outline.get("title") or outline.get("text") or url, names)
            found[url] = Source(name=name, kind="rss", url=url, tags=folders)
    if not found:
        raise Failed(f"There is no feed in {file}.")
    return list(found.values())


def _outlines(
    element: ElementTree.Element, folders: tuple[str, ...]
) -> list[tuple[ElementTree.Element, tuple[str, ...]]]:
    found = []
    for outline in element:
        inner = folders
        if outline.tag == "outline":
            found.append((outline, folders))
            if not outline.get("xmlUrl"):
                inner = (*folders, title) if (title := outline.get("title") or outline.get("text")) else folders
        found += _outlines(outline, inner)
    return found


def _unused(name: str, names: set[str]) -> str:
    name = " ".join(name.split())
    number, unused = 1, name
    while unused in names:
        number += 1
        unused = f"{name} ({number})"
    names.add(unused)
    return unused
