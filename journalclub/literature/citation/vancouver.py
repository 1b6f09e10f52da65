"""One line as the NLM writes it (https://www.ncbi.nlm.nih.gov/books/NBK7256/): six authors, then et al."""

import re

from journalclub.literature.citation.cited import MONTHS, Cited, Name, date_parts


def vancouver(article: Cited) -> str:
    names = [_name(name) for name in article.people]
    people = ", ".join([*names[:6], "et al"] if len(names) > 6 else names)
    year, month, day = date_parts(article.published)
    date = " ".join(part for part in (year, MONTHS[int(month) - 1].title() if month else "", day.lstrip("0")) if part)
    place = article.volume + (f"({article.issue})" if article.issue else "")
    where = f"{date};{place}" if place and date else date or place
    where += f":{article.pages}" if article.pages else ""
    title = f"{article.title.rstrip('.')} [Retracted]" if article.retracted else article.title
    parts = [people, title, _container(article), where, f"doi: {article.doi}" if article.doi else ""]
    written = " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)
    numbers = "".join(
        f" {name}: {value}." for name, value in (("PMID", article.pmid), ("PMCID", article.pmcid)) if value
    )
    return written + numbers


def _container(article: Cited) -> str:
    if article.kind == "article":
        name = article.journal_abbreviation or article.headline
        return f"{name} [Preprint]" if article.preprint else name
    press = ": ".join(part for part in (article.place, article.publisher) if part)
    if article.kind == "book":
        return press
    editors = ", ".join(_name(name) for name in article.editors)
    label = "editors" if len(article.editors) > 1 else "editor"
    inside = f"{editors}, {label}. {article.book}" if editors else article.book
    return f"In: {inside}. {press}" if press else f"In: {inside}"


def _name(name: Name) -> str:
    if name.group:
        return name.last
    initials = name.initials or "".join(part[0] for part in re.split(r"[\s.-]+", name.fore) if part)
    return " ".join(part for part in (name.last, initials, name.suffix) if part)
